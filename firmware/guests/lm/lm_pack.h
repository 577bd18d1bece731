/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three products for each 64-bit multiply.
 *
 * A weight w in -63..63 is stored as the seven bits of u = w + 64, and nine of them fill one
 * word. Masking the word, shifted by 0, 7 or 14, leaves three weights in lanes of 21 bits:
 *
 *     U = u0 + u1 * 2^21 + u2 * 2^42
 *
 * Three inputs are packed in the opposite order, X = x2 + x1 * 2^21 + x0 * 2^42, and then the
 * top lane of U * X is u0*x0 + u1*x1 + u2*x2. Products are summed as they are, mod 2^64. Bit 63
 * belongs to the next product up and is dropped at the end; the two lower lanes are by-products
 * that only have to stay inside their 21 bits:
 *
 *  - signed inputs, |x| <= 63, at most 54 terms: |lane| <= 54 * 127 * 63 < 2^20, and a start
 *    value of 2^20 in both lower lanes keeps them from borrowing from the lane above;
 *  - unsigned inputs, x <= 127, at most 72 terms: 0 <= lane <= 72 * 127 * 127 < 2^21.
 *
 * The top lane holds 64 * (x0 + x1 + ...) too much, the same for every row; lm_start takes it off
 * beforehand. What remains is the true dot product, |w * x| <= 72 * 63 * 127 < 2^20.
 */
#ifndef LM_PACK_H
#define LM_PACK_H

#include "lm_dims.h"

#include <stdint.h>

#define LM_LANE_BITS      21
#define LM_TOP_LANE       (2 * LM_LANE_BITS)
#define LM_LANE_MASK      ((0x7full << LM_TOP_LANE) | (0x7full << LM_LANE_BITS) | 0x7full)
#define LM_WORD_WEIGHTS   9
#define LM_WORDS(n)       ((n) / LM_WORD_WEIGHTS)
#define LM_MULTIPLIES(n)  ((n) / 3)
#define LM_SIGNED_MAX     63
#define LM_UNSIGNED_MAX   127
#define LM_WEIGHT_BIAS    64

#define LM_SIGNED_GUARD   ((1ull << (LM_LANE_BITS - 1)) | (1ull << (LM_TOP_LANE - 1)))
#define LM_UNSIGNED_GUARD 0ull

_Static_assert(LM_DIM % LM_WORD_WEIGHTS == 0 && LM_HEAD % LM_WORD_WEIGHTS == 0 &&
                   LM_HIDDEN % LM_WORD_WEIGHTS == 0,
               "rows are whole words");
_Static_assert(LM_DIM * 127 * LM_SIGNED_MAX < 1 << (LM_LANE_BITS - 1),
               "signed sums stay inside their lane");
_Static_assert(LM_HIDDEN * 127 * LM_UNSIGNED_MAX < 1 << LM_LANE_BITS,
               "unsigned sums stay inside their lane");

/* The three weights of a word at 9i + 3*part. */
static inline uint64_t lm_lanes(uint64_t word, unsigned part)
{
    return (word >> (7 * part)) & LM_LANE_MASK;
}

/* What a dot product with packed inputs starts from: guards in the lower lanes where inputs may
 * be negative, and less 64 times the inputs' sum in the top lane. */
static inline uint64_t lm_start(uint64_t guard, int32_t sum)
{
    return guard - ((uint64_t)(int64_t)sum * LM_WEIGHT_BIAS << LM_TOP_LANE);
}

/* The dot product of one packed row and a packed input. Two accumulators, since the multiplier is
 * pipelined and the core issues in order. */
static inline int32_t lm_dot(const uint64_t *row, const uint64_t *x, unsigned words, uint64_t start)
{
    uint64_t even = start;
    uint64_t odd = 0;

#pragma GCC unroll 16
    for (unsigned i = 0; i < words; i++) {
        even += lm_lanes(row[i], 0) * x[3 * i];
        odd += lm_lanes(row[i], 1) * x[3 * i + 1];
        even += lm_lanes(row[i], 2) * x[3 * i + 2];
    }
    return (int32_t)((int64_t)((even + odd) << 1) >> (LM_TOP_LANE + 1));
}

#endif
