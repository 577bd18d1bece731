/* SPDX-License-Identifier: Apache-2.0 */
/* Internal: activations in packed form, and the products and norms that make and use them. */
#ifndef LM_VECTOR_H
#define LM_VECTOR_H

#include "lm_dims.h"
#include "lm_pack.h"

#include <stdint.h>

/* The residual stream: 12 fraction bits. */
struct lm_residual {
    int32_t x[LM_DIM];
};

/* The input of a matrix, packed for lm_dot, and what its sums start from. */
struct lm_input {
    uint64_t x[LM_MULTIPLIES(LM_DIM)];
    uint64_t start;
};

struct lm_hidden {
    uint64_t x[LM_MULTIPLIES(LM_HIDDEN)];
    uint64_t start;
};

/* (value * scale) >> shift, rounded to nearest. */
static inline int32_t lm_rescale(int32_t value, int32_t scale, int32_t shift)
{
    return (int32_t)(((int64_t)value * scale + (1ll << (shift - 1))) >> shift);
}

static inline int32_t lm_clamp(int32_t value, int32_t low, int32_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* Pack n values, a multiple of three, and return their sum. */
int32_t lm_pack(uint64_t *packed, const int8_t *x, unsigned n);

/* Pack n weights or cached values, a multiple of nine, in the form that lm_lanes reads. */
void lm_pack_words(uint64_t *words, const int8_t *x, unsigned n);

/* RMS norm of the residual stream to a matrix input; 1.0 becomes 16. */
void lm_normalise(struct lm_input *out, const struct lm_residual *in);

/* sums[i] = row i times the input. */
void lm_product(int32_t *sums, const uint64_t (*rows)[LM_WORDS(LM_DIM)], unsigned count,
                const struct lm_input *in);
void lm_product_hidden(int32_t *sums, const uint64_t (*rows)[LM_WORDS(LM_HIDDEN)], unsigned count,
                       const struct lm_hidden *in);

/* Sums of `count` rows, an even number, to the units of what they feed. */
void lm_rescale_rows(int32_t *sums, const int16_t *scale, unsigned count, int32_t shift);

/* Sums of LM_DIM rows, rescaled and added to the residual stream. */
void lm_add_rows(struct lm_residual *stream, int32_t *sums, const int16_t *scale, int32_t shift);

#endif
