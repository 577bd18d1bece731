/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layout of weights.bin, which train/export.py writes and weights.S includes as it is:
 * little-endian and laid out as C lays out these structures, so that nothing is unpacked at start.
 *
 * A matrix has one 16-bit scale for each row and one shift for all: a sum becomes
 * (sum * scale) >> shift, rounded, in the units of what it feeds.
 */
#ifndef LM_WEIGHTS_H
#define LM_WEIGHTS_H

#include "lm_dims.h"
#include "lm_pack.h"

#include <stdint.h>

#define LM_DECAY_STEPS  256 /* attention weight by score distance, 1/32 octave a step */
#define LM_OCTAVE_STEPS 256 /* steps of a logit in one octave (a factor of two) */

struct lm_layer {
    uint64_t qkv[3 * LM_DIM][LM_WORDS(LM_DIM)];
    uint64_t out[LM_DIM][LM_WORDS(LM_DIM)];
    uint64_t up[LM_HIDDEN][LM_WORDS(LM_DIM)];
    uint64_t down[LM_DIM][LM_WORDS(LM_HIDDEN)];
    int16_t qkv_scale[3 * LM_DIM];
    int16_t out_scale[LM_DIM];
    int16_t up_scale[LM_HIDDEN];
    int16_t down_scale[LM_DIM];
    int16_t bias[LM_HEADS][LM_WINDOW]; /* added to a score, by distance; 1/32 octave */
    int32_t qkv_shift;
    int32_t out_shift;
    int32_t up_shift;
    int32_t down_shift;
    int32_t score_scale; /* query times key to 1/32 octave */
    int32_t score_shift;
    int32_t mix_scale; /* values to the input units of `out`, 16 fraction bits */
};

struct lm_weights {
    uint8_t magic[8];
    uint16_t shape[8];  /* the members of lm_dims.h in their order */
    uint64_t norm_gain; /* sqrt(LM_DIM) * 2^32 */
    uint64_t embed[LM_VOCAB][LM_WORDS(LM_DIM)];
    int16_t embed_scale[LM_VOCAB]; /* a token's row to the residual stream */
    int16_t logit_scale[LM_VOCAB]; /* a row's sum to a logit */
    int32_t embed_shift;
    int32_t logit_shift;
    struct lm_layer layer[LM_LAYERS];
    uint16_t octave[LM_OCTAVE_STEPS];  /* 65535 * 2^(-i/256) */
    uint8_t decay[LM_DECAY_STEPS];     /* 255 * 2^(-i/32), the last 0 */
    uint8_t piece[LM_VOCAB][LM_PIECE]; /* length, then text */
};

extern const struct lm_weights lm_weights;
extern const uint8_t lm_weights_end[];

#endif
