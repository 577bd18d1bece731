/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places the hypervisor at the base of DRAM. An image container (docs/image-format.md) goes in byte
 * for byte, even a broken one: refusing it is the boot ROM's work. An ELF is put into a container
 * first, as scripts/mkimage.py does for a board.
 */
#ifndef SIM_HV_IMAGE_H
#define SIM_HV_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

/* end: first address above all that the image uses. */
bool hv_image_load(const char *path, uint64_t *end);

#endif
