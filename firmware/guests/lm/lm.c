/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The transformer's forward pass for one token, and the public functions around it.
 */
#include "lm.h"

#include "lm_attention.h"
#include "lm_vector.h"
#include "lm_weights.h"

#include <string.h>

/* Two thirds of the natural temperature, and nothing less likely than a twentieth of the best. */
#define DEFAULT_SHARPNESS 384
#define DEFAULT_CUTOFF    1106

bool lm_weights_valid(void)
{
    static const uint8_t magic[8] = "GLMWGT1";
    static const uint16_t shape[8] = {LM_VOCAB, LM_DIM,    LM_LAYERS, LM_HEADS,
                                      LM_HEAD,  LM_HIDDEN, LM_WINDOW, LM_PIECE};
    bool valid = lm_weights_end - (const uint8_t *)&lm_weights == sizeof(lm_weights);

    for (unsigned i = 0; i < 8; i++) {
        valid = valid && lm_weights.magic[i] == magic[i] && lm_weights.shape[i] == shape[i];
    }
    return valid;
}

static void embed(struct lm_residual *stream, uint32_t token)
{
    for (unsigned i = 0; i < LM_DIM; i++) {
        uint64_t word = lm_weights.embed[token][i / 9];
        unsigned at = 7 * (i % 9 / 3) + LM_LANE_BITS * (i % 3);
        int32_t weight = (int32_t)(word >> at & 0x7f) - LM_WEIGHT_BIAS;

        stream->x[i] = lm_rescale(weight, lm_weights.embed_scale[token], lm_weights.embed_shift);
    }
}

/* The feed-forward half of a block: squared ReLU between two matrices. */
static void feed_forward(unsigned layer, struct lm_residual *stream)
{
    const struct lm_layer *w = &lm_weights.layer[layer];
    struct lm_input in;
    struct lm_hidden hidden;
    int32_t sums[LM_HIDDEN];
    int8_t active[LM_HIDDEN];

    lm_normalise(&in, stream);
    lm_product(sums, w->up, LM_HIDDEN, &in);
    lm_rescale_rows(sums, w->up_scale, LM_HIDDEN, w->up_shift);
    for (unsigned i = 0; i < LM_HIDDEN; i++) {
        /* Sixteen steps a unit before squaring; 181 is where the square saturates. */
        int32_t up = lm_clamp(sums[i], 0, 181);

        active[i] = (int8_t)lm_clamp((up * up + 128) >> 8, 0, LM_UNSIGNED_MAX);
    }
    hidden.start = lm_start(LM_UNSIGNED_GUARD, lm_pack(hidden.x, active, LM_HIDDEN));
    lm_product_hidden(sums, w->down, LM_DIM, &hidden);
    lm_add_rows(stream, sums, w->down_scale, w->down_shift);
}

void lm_step(struct lm *lm, uint32_t token)
{
    struct lm_residual stream;
    struct lm_input in;

    embed(&stream, token % LM_VOCAB);
    for (unsigned layer = 0; layer < LM_LAYERS; layer++) {
        lm_attend(lm, layer, &stream);
        feed_forward(layer, &stream);
    }
    lm_normalise(&in, &stream);
    lm_product(lm->logits, lm_weights.embed, LM_VOCAB, &in);
    lm_rescale_rows(lm->logits, lm_weights.logit_scale, LM_VOCAB, lm_weights.logit_shift);
    lm->position++;
}

void lm_init(struct lm *lm, uint64_t seed)
{
    memset(lm, 0, sizeof(*lm));
    lm->random = lm_random_start(seed);
    lm->sharpness = DEFAULT_SHARPNESS;
    lm->cutoff = DEFAULT_CUTOFF;
    lm_prompt(lm, "\n", 1);
}

size_t lm_prompt(struct lm *lm, const char *text, size_t length)
{
    size_t tokens = 0;

    for (size_t at = 0; at < length;) {
        size_t used;
        uint32_t token = lm_encode((const uint8_t *)text + at, length - at, &used);

        if (token < LM_VOCAB) {
            lm_step(lm, token);
            tokens++;
        }
        at += used;
    }
    return tokens;
}

size_t lm_next_token(struct lm *lm, const uint8_t **piece)
{
    uint32_t token = lm_sample(lm);

    lm_step(lm, token);
    *piece = lm_weights.piece[token] + 1;
    return lm_weights.piece[token][0];
}
