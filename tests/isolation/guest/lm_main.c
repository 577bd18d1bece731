// SPDX-License-Identifier: Apache-2.0
//
// The language model as a guest without console: a prompt, a few tokens, and idling between them as
// the real guest does when it waits for its port. The result is a digest of the logits.
#include "lm.h"
#include "lm_digest.h"

#include <string.h>

#define TOKENS 2

uint64_t ecall2(uint64_t value);
uint64_t guest_main(void);

static struct lm lm;

uint64_t guest_main(void)
{
    static const char prompt[] = "Once";
    uint64_t digest;

    if (!lm_weights_valid()) {
        return 1;
    }
    lm_init(&lm, 1);
    lm_prompt(&lm, prompt, strlen(prompt));
    digest = lm_digest(LM_DIGEST_START, &lm);
    for (unsigned i = 0; i < TOKENS; i++) {
        const uint8_t *piece;
        const size_t length = lm_next_token(&lm, &piece);

        digest = lm_digest(digest, &lm) + length;
        ecall2(piece[0]);
        __asm__ volatile(".option push\n.option arch, +zicsr\n"
                         "csrci sstatus, 2\n csrr t0, time\n addi t0, t0, 50\n csrw 0x14d, t0\n"
                         "wfi\n csrsi sstatus, 2\n.option pop" ::
                             : "t0", "memory");
    }
    return digest;
}
