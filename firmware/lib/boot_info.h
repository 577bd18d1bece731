/* SPDX-License-Identifier: Apache-2.0
 *
 * What the boot ROM hands to the hypervisor, in the page below its own memory at the top of DRAM.
 * The hypervisor takes it and wipes the page.
 */
#ifndef LIB_BOOT_INFO_H
#define LIB_BOOT_INFO_H

#include <stddef.h>
#include <stdint.h>

#define BOOT_INFO_MAGIC   0x4f464e49544f4f42ull /* "BOOTINFO" */
#define BOOT_INFO_VERSION 1u
#define BOOT_M_MEMORY     0x10000u /* top of DRAM: M mode's stack, closed to everybody else */
#define BOOT_INFO_SIZE    0x1000u

struct boot_info {
    uint64_t magic;
    uint64_t version;
    uint64_t image_load;
    uint64_t image_length;
    uint64_t boot_cycles; /* cycles spent until the hand-over */
    uint8_t image_digest[32];
    uint8_t heartbeat_key[32];
};

/* Offset of the boot info from the base of DRAM of that size. */
#define BOOT_INFO_OFFSET(dram_size) ((dram_size)-BOOT_M_MEMORY - BOOT_INFO_SIZE)

#endif
