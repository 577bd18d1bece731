/* SPDX-License-Identifier: Apache-2.0
 *
 * The address map as software uses it: generated bases and offsets, and accessors per block, so
 * that no file types an offset by hand.
 */
#ifndef LIB_SOC_H
#define LIB_SOC_H

#include "mmio.h"
#include "soc_map.h"
#include "soc_regs.h"

#define FIELD(reg_field, value)      (((uint64_t)(value)&reg_field##_bm) >> reg_field##_bp)
#define FIELD_PREP(reg_field, value) (((uint64_t)(value) << reg_field##_bp) & reg_field##_bm)

#define FINISHER_PASS                0x5555u
#define FINISHER_FAIL                0x3333u
#define FINISHER_CODE_PANIC          101u
#define FINISHER_CODE_REFUSED        100u

static inline uint64_t sysinfo_read(unsigned reg)
{
    return mmio_read64((uint64_t)SOC_SYSINFO_BASE + reg);
}

static inline uint64_t interlock_read(unsigned reg)
{
    return mmio_read64((uint64_t)SOC_INTERLOCK_BASE + reg);
}

static inline void interlock_write(unsigned reg, uint64_t value)
{
    mmio_write64((uint64_t)SOC_INTERLOCK_BASE + reg, value);
}

/* Ends a simulation; a board has no finisher, and the caller goes on to halt by itself. */
static inline void finisher_write(uint32_t status, uint32_t code)
{
    if (FIELD(SYSINFO__SHAPE__SIMULATION, sysinfo_read(SOC_SYSINFO_SHAPE))) {
        mmio_write32(SOC_FINISHER_BASE, status | code << 16);
    }
}

#endif
