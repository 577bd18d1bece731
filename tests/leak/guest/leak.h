/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the attack programs of the leakage laboratory share: parameters that the driver writes into
 * the ELF file, observations that are collected in memory and printed at the end, and exact timing.
 */
#ifndef LEAK_H
#define LEAK_H

#include "guest.h"
#include "leak_call.h"

/* Found in the file by its magic; tests/leak/leak_run.py writes the rest. */
struct leak_parameters {
    char magic[16];
    uint64_t symbols;  /* observations to make */
    uint64_t seed;     /* of what a guest sends by itself */
    uint64_t sender;   /* 1: this guest sends, the one beside it or after it receives */
    uint64_t ways;     /* of the L2 that this machine lets a guest use */
    uint64_t interval; /* cycles between two deliveries of input on this machine */
    uint64_t inputs;   /* that come in an interval */
    uint64_t naps;     /* of its own, at most, in an interval */
};
extern const volatile struct leak_parameters leak_parameters;

#define LINE      LEAK_LINE_BYTES
#define WAY_BYTES LEAK_WAY_BYTES
#define PAGE      4096u
#define LEAK_BASE 0x80000000ull /* of a guest's memory */

/* Memory behind the program, from an address that is a multiple of the bytes of an L2 way. */
uint8_t *leak_memory(void);
size_t leak_memory_size(void);

/* One call of the victim. */
uint64_t leak_call(enum leak_function function, uint64_t symbols);
/* The next symbol of a sender's own sequence. */
uint64_t leak_draw(uint64_t symbols);
/* Two models start together; returns the time of it on this model's counter. */
uint64_t leak_meet(enum leak_function how);

void leak_record(uint64_t observation);
/* Hands over what was recorded. */
void leak_report(void);
/* Fills all caches with clean lines of this guest. */
void leak_warm(void);

static inline uint64_t leak_now(void)
{
    return csr_read(cycle);
}

/* Until the value has arrived: the addition needs it, and the pipeline is in order. */
static inline void leak_touch(const volatile void *address)
{
    uint64_t word;

    __asm__ volatile("ld %0, 0(%1)\n\tadd %0, %0, zero" : "=&r"(word) : "r"(address) : "memory");
}

static inline uint64_t leak_time(const volatile void *address)
{
    const uint64_t start = leak_now();

    leak_touch(address);
    return leak_now() - start;
}

static inline void leak_until(uint64_t time)
{
    while (leak_now() < time) {
    }
}

static inline void leak_wait(uint64_t cycles)
{
    leak_until(leak_now() + cycles);
}

#endif
