/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Causal attention over a sliding window. The cache holds keys and values in the packed form of
 * weights, so a score is one dot product, and a value enters the mixture three elements a multiply.
 */
#include "lm_attention.h"

/* A query against every cached key. Returns the best score. */
static int32_t score_head(int32_t *scores, const struct lm *lm, unsigned layer, unsigned head,
                          const int8_t *query, unsigned count)
{
    const struct lm_layer *w = &lm_weights.layer[layer];
    const uint64_t(*keys)[LM_WORDS(LM_HEAD)] = lm->keys[layer][head];
    const int16_t *bias = w->bias[head];
    int32_t scale = w->score_scale, shift = w->score_shift;
    uint64_t packed[LM_MULTIPLIES(LM_HEAD)];
    uint64_t start = lm_start(LM_SIGNED_GUARD, lm_pack(packed, query, LM_HEAD));
    int32_t best = INT32_MIN;

    for (unsigned slot = 0; slot < count; slot++) {
        unsigned distance = (unsigned)(lm->position - slot) % LM_WINDOW;
        int32_t dot = lm_dot(keys[slot], packed, LM_WORDS(LM_HEAD), start);

        scores[slot] = lm_rescale(dot, scale, shift) + bias[distance];
        best = scores[slot] > best ? scores[slot] : best;
    }
    return best;
}

/* Three sums of weight * value in the lanes of each word of `sums`; returns the weights' sum,
 * at most 64 * 255, so that a lane holds 64 * 255 * 127 < 2^21. */
static uint32_t mix_head(uint64_t *sums, const uint64_t (*values)[LM_WORDS(LM_HEAD)],
                         const int32_t *scores, int32_t best, unsigned count)
{
    uint64_t a[LM_MULTIPLIES(LM_HEAD)] = {0};
    uint32_t total = 0;

    for (unsigned slot = 0; slot < count; slot++) {
        int32_t distance = best - scores[slot];
        uint32_t weight =
            lm_weights.decay[distance < LM_DECAY_STEPS ? distance : LM_DECAY_STEPS - 1];

        total += weight;
#pragma GCC unroll 6
        for (unsigned i = 0; i < LM_MULTIPLIES(LM_HEAD); i++) {
            a[i] += lm_lanes(values[slot][i / 3], i % 3) * weight;
        }
    }
#pragma GCC unroll 6
    for (unsigned i = 0; i < LM_MULTIPLIES(LM_HEAD); i++) {
        sums[i] = a[i];
    }
    return total;
}

/* Divide the sums by the weights' total and bring them to the input units of `out`. */
static void finish_head(int8_t *out, const uint64_t *sums, uint32_t total, int32_t mix_scale)
{
    int64_t factor = ((int64_t)mix_scale << 16) / total;
    int64_t bias = (int64_t)total * LM_WEIGHT_BIAS;

    for (unsigned i = 0; i < LM_HEAD; i++) {
        uint64_t lane = sums[i / 3] >> (LM_LANE_BITS * (i % 3)) & ((1u << LM_LANE_BITS) - 1);
        int64_t value = (((int64_t)lane - bias) * factor + (1ll << 31)) >> 32;

        out[i] = (int8_t)lm_clamp((int32_t)value, -LM_SIGNED_MAX, LM_SIGNED_MAX);
    }
}

static void attend_head(int8_t *out, const struct lm *lm, unsigned layer, unsigned head,
                        const int8_t *query)
{
    uint64_t sums[LM_MULTIPLIES(LM_HEAD)];
    int32_t scores[LM_WINDOW];
    unsigned count = lm->position < LM_WINDOW ? (unsigned)lm->position + 1 : LM_WINDOW;
    int32_t best;
    uint32_t total;

    best = score_head(scores, lm, layer, head, query, count);
    total = mix_head(sums, lm->values[layer][head], scores, best, count);
    finish_head(out, sums, total, lm_weights.layer[layer].mix_scale);
}

/* Queries, keys and values of this position, seven bits each; keys and values are cached. */
static void project(struct lm *lm, unsigned layer, int8_t *qkv, const struct lm_residual *stream)
{
    const struct lm_layer *w = &lm_weights.layer[layer];
    unsigned slot = (unsigned)lm->position % LM_WINDOW;
    struct lm_input in;
    int32_t sums[3 * LM_DIM];

    lm_normalise(&in, stream);
    lm_product(sums, w->qkv, 3 * LM_DIM, &in);
    lm_rescale_rows(sums, w->qkv_scale, 3 * LM_DIM, w->qkv_shift);
    for (unsigned i = 0; i < 3 * LM_DIM; i++) {
        qkv[i] = (int8_t)lm_clamp(sums[i], -LM_SIGNED_MAX, LM_SIGNED_MAX);
    }
    for (unsigned head = 0; head < LM_HEADS; head++) {
        lm_pack_words(lm->keys[layer][head][slot], qkv + LM_DIM + head * LM_HEAD, LM_HEAD);
        lm_pack_words(lm->values[layer][head][slot], qkv + 2 * LM_DIM + head * LM_HEAD, LM_HEAD);
    }
}

void lm_attend(struct lm *lm, unsigned layer, struct lm_residual *stream)
{
    const struct lm_layer *w = &lm_weights.layer[layer];
    int8_t qkv[3 * LM_DIM], mixed[LM_DIM];
    int32_t sums[LM_DIM];
    struct lm_input in;

    project(lm, layer, qkv, stream);
    for (unsigned head = 0; head < LM_HEADS; head++) {
        attend_head(mixed + head * LM_HEAD, lm, layer, head, qkv + head * LM_HEAD);
    }
    in.start = lm_start(LM_SIGNED_GUARD, lm_pack(in.x, mixed, LM_DIM));
    lm_product(sums, w->out, LM_DIM, &in);
    lm_add_rows(stream, sums, w->out_scale, w->out_shift);
}
