/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small transformer that writes English: the program that the captive core runs.
 *
 * Everything is integer arithmetic on fixed-width types, so logits are equal bit for bit on
 * every machine, and a seed and a prompt determine the text. The caller owns `struct lm`
 * (about 15 KiB); nothing is allocated, and no libc beyond memset and memcpy is used.
 *
 *     lm_init(&lm, seed);
 *     lm_prompt(&lm, text, length);
 *     while (...) { const uint8_t *piece; size_t n = lm_next_token(&lm, &piece); ... }
 */
#ifndef LM_H
#define LM_H

#include "lm_dims.h"
#include "lm_pack.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lm {
    /* Packed keys and values of the last LM_WINDOW positions; slot = position % LM_WINDOW. */
    uint64_t keys[LM_LAYERS][LM_HEADS][LM_WINDOW][LM_WORDS(LM_HEAD)];
    uint64_t values[LM_LAYERS][LM_HEADS][LM_WINDOW][LM_WORDS(LM_HEAD)];
    int32_t logits[LM_VOCAB]; /* of the next token, 1/256 octave */
    uint64_t position;        /* tokens seen */
    uint64_t random;          /* state of the generator */
    uint32_t sharpness;       /* inverse temperature, 256 is one */
    uint32_t cutoff;          /* tokens this far below the best are never drawn, 1/256 octave */
};

/* False when the linked weights are not of the shape that this code was compiled for. */
bool lm_weights_valid(void);

/* Forget everything; the model stands at the start of a paragraph. */
void lm_init(struct lm *lm, uint64_t seed);

/* Read `length` bytes of text; bytes outside the alphabet are skipped. Returns tokens read. */
size_t lm_prompt(struct lm *lm, const char *text, size_t length);

/* Draw the next token, read it, and point `piece` at its text. Returns the text's length. */
size_t lm_next_token(struct lm *lm, const uint8_t **piece);

/* The parts of the above, for evaluation and tests. */
void lm_step(struct lm *lm, uint32_t token);
uint32_t lm_sample(struct lm *lm);
uint64_t lm_random_start(uint64_t seed);
uint32_t lm_encode(const uint8_t *text, size_t length, size_t *used);

#endif
