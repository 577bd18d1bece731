/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between text and tokens: greedy longest match on the way in, a seeded draw on the way out.
 */
#include "lm.h"
#include "lm_weights.h"

static bool matches(const uint8_t *piece, const uint8_t *text, size_t length)
{
    bool same = piece[0] <= length;

    for (unsigned i = 0; same && i < piece[0]; i++) {
        same = piece[1 + i] == text[i];
    }
    return same;
}

/* The longest piece that `text` starts with; LM_VOCAB, and one byte used, when there is none. */
uint32_t lm_encode(const uint8_t *text, size_t length, size_t *used)
{
    uint32_t best = LM_VOCAB;
    size_t longest = 0;

    for (uint32_t token = 0; token < LM_VOCAB; token++) {
        const uint8_t *piece = lm_weights.piece[token];

        if (piece[0] > longest && matches(piece, text, length)) {
            best = token;
            longest = piece[0];
        }
    }
    *used = best == LM_VOCAB ? 1 : longest;
    return best;
}

#define PCG_MULTIPLIER 6364136223846793005ull
#define PCG_INCREMENT  1442695040888963407ull

uint64_t lm_random_start(uint64_t seed)
{
    return (seed + PCG_INCREMENT) * PCG_MULTIPLIER + PCG_INCREMENT;
}

/* PCG32 (O'Neill): a 64-bit congruential state, permuted to 32 bits. */
static uint32_t draw(uint64_t *state)
{
    uint64_t old = *state;
    uint32_t folded = (uint32_t)((old >> 18 ^ old) >> 27);
    unsigned turn = (unsigned)(old >> 59);

    *state = old * PCG_MULTIPLIER + PCG_INCREMENT;
    return folded >> turn | folded << (-turn & 31);
}

/* 65535 * 2^(-distance), or nothing beyond the cutoff. */
static uint32_t likelihood(const struct lm *lm, int32_t best, int32_t logit)
{
    uint32_t distance = (uint32_t)(best - logit);

    if (distance > lm->cutoff) {
        return 0;
    }
    distance = distance * lm->sharpness >> 8;
    return distance >= 16 * LM_OCTAVE_STEPS
               ? 0
               : (uint32_t)lm_weights.octave[distance % LM_OCTAVE_STEPS] >>
                     distance / LM_OCTAVE_STEPS;
}

uint32_t lm_sample(struct lm *lm)
{
    uint32_t weight[LM_VOCAB];
    uint32_t total = 0, token = 0;
    int32_t best = lm->logits[0];
    uint32_t point;

    for (unsigned i = 1; i < LM_VOCAB; i++) {
        best = lm->logits[i] > best ? lm->logits[i] : best;
    }
    for (unsigned i = 0; i < LM_VOCAB; i++) {
        weight[i] = likelihood(lm, best, lm->logits[i]);
        total += weight[i];
    }
    point = (uint32_t)((uint64_t)draw(&lm->random) * total >> 32);
    while (point >= weight[token]) {
        point -= weight[token];
        token++;
    }
    return token;
}
