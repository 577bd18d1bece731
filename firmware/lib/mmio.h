/* SPDX-License-Identifier: Apache-2.0
 *
 * Device accesses of one size each. On the SoC they are plain volatile accesses; in the host build
 * (HV_NATIVE) they call the C model of the devices, so that the same code is tested and fuzzed.
 */
#ifndef LIB_MMIO_H
#define LIB_MMIO_H

#include <stdint.h>

#ifdef HV_NATIVE
uint64_t model_load(uint64_t address, unsigned size);
void model_store(uint64_t address, unsigned size, uint64_t value);
#define MMIO_ACCESSORS(bits)                                                                       \
    static inline uint##bits##_t mmio_read##bits(uint64_t address)                                 \
    {                                                                                              \
        return (uint##bits##_t)model_load(address, bits / 8);                                      \
    }                                                                                              \
    static inline void mmio_write##bits(uint64_t address, uint##bits##_t value)                    \
    {                                                                                              \
        model_store(address, bits / 8, value);                                                     \
    }
#else
#define MMIO_ACCESSORS(bits)                                                                       \
    static inline uint##bits##_t mmio_read##bits(uint64_t address)                                 \
    {                                                                                              \
        return *(volatile uint##bits##_t *)(uintptr_t)address;                                     \
    }                                                                                              \
    static inline void mmio_write##bits(uint64_t address, uint##bits##_t value)                    \
    {                                                                                              \
        *(volatile uint##bits##_t *)(uintptr_t)address = value;                                    \
    }
#endif

MMIO_ACCESSORS(8)
MMIO_ACCESSORS(16)
MMIO_ACCESSORS(32)
MMIO_ACCESSORS(64)

#endif
