/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DRAM of the simulated board: one region a domain, zero pages until touched, so large memories
 * cost nothing until used. The RTL's backend (rtl/mem/mem_sim.sv) reads and writes whole lines.
 */
#ifndef SIM_DRAM_H
#define SIM_DRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DRAM_BASE    0x80000000u /* every core's view of its own region */
#define DRAM_DOMAINS 5           /* hv, then up to four models */

/* Reserve a region of 2^log2 bytes; false when the host refuses. */
bool dram_create(unsigned domain, unsigned log2);
void dram_destroy(void);
size_t dram_size(unsigned domain);

/* Copy into or out of a domain's region; false when the range is not inside it. */
bool dram_write(unsigned domain, uint64_t address, const void *data, size_t length);
bool dram_read(unsigned domain, uint64_t address, void *data, size_t length);

/* The region itself, for searches; length is dram_size(). */
const uint8_t *dram_bytes(unsigned domain);

#endif
