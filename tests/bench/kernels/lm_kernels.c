/* SPDX-License-Identifier: Apache-2.0 */
/* The language model as a kernel: whole tokens with a full window, and its attention alone. */
#include "bench.h"
#include "lm.h"
#include "lm_attention.h"
#include "lm_digest.h"

#include <string.h>

enum { TOKENS = BENCH_SIZE(16, 1), CONTEXT = BENCH_SIZE(LM_WINDOW, 2) };

static struct lm lm;

unsigned bench_lm_tokens(void)
{
    return TOKENS;
}

unsigned bench_lm_context(void)
{
    return CONTEXT;
}

static void fill_window(void)
{
    const uint8_t *piece;

    lm_init(&lm, 1);
    while (lm.position < CONTEXT) {
        (void)lm_next_token(&lm, &piece);
    }
}

static uint64_t lm_run(void)
{
    uint64_t digest = LM_DIGEST_START;
    const uint8_t *piece;

    for (unsigned i = 0; i < TOKENS; i++) {
        const size_t length = lm_next_token(&lm, &piece);

        for (size_t at = 0; at < length; at++) {
            digest = (digest ^ piece[at]) * 0x100000001b3ull;
        }
    }
    return digest;
}

static uint64_t attention_run(void)
{
    struct lm_residual stream;
    uint64_t sum = 0;

    for (unsigned i = 0; i < LM_DIM; i++) {
        stream.x[i] = (int32_t)(i * 2654435761u) >> 18;
    }
    for (unsigned layer = 0; layer < LM_LAYERS; layer++) {
        lm_attend(&lm, layer, &stream);
    }
    for (unsigned i = 0; i < LM_DIM; i++) {
        sum = sum * 31 + (uint32_t)stream.x[i];
    }
    return sum;
}

static void nothing(void)
{
}

/* In this order: attention uses the window that the tokens have left. */
const struct kernel bench_lm_kernels[] = {
    {.name = "lm", .prepare = fill_window, .run = lm_run, .warm = true},
    {.name = "attention", .prepare = nothing, .run = attention_run},
    {.name = NULL},
};
