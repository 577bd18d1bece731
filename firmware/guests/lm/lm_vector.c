/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packing, RMS norm and matrix products. Nine tenths of the model's time is in lm_product, whose
 * packed input of 18 words stays in registers while the rows stream past.
 */
#include "lm_vector.h"

#include "lm_weights.h"

int32_t lm_pack(uint64_t *packed, const int8_t *x, unsigned n)
{
    int32_t sum = 0;

    for (unsigned i = 0; i < n; i += 3) {
        packed[i / 3] = (uint64_t)x[i + 2] + ((uint64_t)x[i + 1] << LM_LANE_BITS) +
                        ((uint64_t)x[i] << LM_TOP_LANE);
        sum += x[i] + x[i + 1] + x[i + 2];
    }
    return sum;
}

static uint64_t pack_lanes(const int8_t *x)
{
    return (uint64_t)(x[0] + LM_WEIGHT_BIAS) | (uint64_t)(x[1] + LM_WEIGHT_BIAS) << LM_LANE_BITS |
           (uint64_t)(x[2] + LM_WEIGHT_BIAS) << LM_TOP_LANE;
}

void lm_pack_words(uint64_t *words, const int8_t *x, unsigned n)
{
    for (unsigned i = 0; i < n; i += LM_WORD_WEIGHTS) {
        words[i / LM_WORD_WEIGHTS] =
            pack_lanes(x + i) | pack_lanes(x + i + 3) << 7 | pack_lanes(x + i + 6) << 14;
    }
}

/* The integer part of the square root, one bit a round; the round count is fixed. */
static uint64_t square_root(uint64_t value)
{
    uint64_t root = 0;

    for (uint64_t bit = 1ull << 31; bit != 0; bit >>= 1) {
        uint64_t trial = root | bit;

        root = trial * trial <= value ? trial : root;
    }
    return root;
}

void lm_normalise(struct lm_input *out, const struct lm_residual *in)
{
    int8_t unit[LM_DIM];
    uint64_t squares = 0;
    int64_t inverse;

    for (unsigned i = 0; i < LM_DIM; i++) {
        squares += (uint64_t)((int64_t)in->x[i] * in->x[i]);
    }
    /* Eight bits below the point of `squares` are four of the root: it is good to 1e-3 even for
     * a stream of small values. norm_gain holds 2^32 = 16 (unit) * 2^4 (root) * 2^24 (below). */
    inverse = (int64_t)(lm_weights.norm_gain / (square_root(squares << 8) + 1));
    for (unsigned i = 0; i < LM_DIM; i++) {
        int64_t rounded = (in->x[i] * inverse + (1 << 23)) >> 24;

        unit[i] = (int8_t)lm_clamp((int32_t)rounded, -LM_SIGNED_MAX, LM_SIGNED_MAX);
    }
    out->start = lm_start(LM_SIGNED_GUARD, lm_pack(out->x, unit, LM_DIM));
}

void lm_product(int32_t *sums, const uint64_t (*rows)[LM_WORDS(LM_DIM)], unsigned count,
                const struct lm_input *in)
{
    for (unsigned r = 0; r < count; r++) {
        sums[r] = lm_dot(rows[r], in->x, LM_WORDS(LM_DIM), in->start);
    }
}

void lm_product_hidden(int32_t *sums, const uint64_t (*rows)[LM_WORDS(LM_HIDDEN)], unsigned count,
                       const struct lm_hidden *in)
{
    for (unsigned r = 0; r < count; r++) {
        sums[r] = lm_dot(rows[r], in->x, LM_WORDS(LM_HIDDEN), in->start);
    }
}

void lm_rescale_rows(int32_t *sums, const int16_t *scale, unsigned count, int32_t shift)
{
    /* In pairs, to have something to do while the multiplier works. */
    for (unsigned i = 0; i < count; i += 2) {
        int32_t first = lm_rescale(sums[i], scale[i], shift);
        int32_t second = lm_rescale(sums[i + 1], scale[i + 1], shift);

        sums[i] = first;
        sums[i + 1] = second;
    }
}

void lm_add_rows(struct lm_residual *stream, int32_t *sums, const int16_t *scale, int32_t shift)
{
    lm_rescale_rows(sums, scale, LM_DIM, shift);
    for (unsigned i = 0; i < LM_DIM; i++) {
        stream->x[i] += sums[i];
    }
}
