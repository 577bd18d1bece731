/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kernels of `make bench`. Each does the same work at every run and returns what it computed, so
 * that a run that went wrong is not taken for a fast one.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdint.h>

/* BENCH_TINY: a run that ends within seconds, to test the driver; its figures mean nothing. */
#ifdef BENCH_TINY
#define BENCH_SIZE(full, tiny) (tiny)
#else
#define BENCH_SIZE(full, tiny) (full)
#endif

struct kernel {
    const char *name;
    void (*prepare)(void);
    uint64_t (*run)(void);
    bool warm; /* preparing has warmed caches and predictors up already */
};

extern const struct kernel bench_kernels[]; /* ends with a name of NULL */
extern const struct kernel bench_chase;     /* 256 KiB of pointers, a line each */
extern const struct kernel bench_lm_kernels[];

/* Hundredths of a cycle for one of what it is named after. */
struct latency {
    const char *name;
    uint64_t (*measure)(void);
};
extern const struct latency bench_latencies[]; /* ends with a name of NULL */
extern const struct latency bench_walk;        /* with pages of 4 KiB */
/* Tokens that one run of the kernel "lm" draws, and the context they see. */
unsigned bench_lm_tokens(void);
unsigned bench_lm_context(void);

/* A pseudo-random sequence, the same everywhere. */
static inline uint32_t bench_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

#endif
