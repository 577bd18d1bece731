/* SPDX-License-Identifier: Apache-2.0 */
/* A running digest (FNV-1a) of logits: how host and target show that theirs are equal. */
#ifndef LM_DIGEST_H
#define LM_DIGEST_H

#include "lm.h"

#define LM_DIGEST_START 0xcbf29ce484222325ull

static inline uint64_t lm_digest(uint64_t digest, const struct lm *lm)
{
    for (unsigned i = 0; i < LM_VOCAB; i++) {
        for (unsigned byte = 0; byte < 4; byte++) {
            digest = (digest ^ ((uint32_t)lm->logits[i] >> (8 * byte) & 0xff)) * 0x100000001b3ull;
        }
    }
    return digest;
}

#endif
