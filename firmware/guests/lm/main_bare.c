/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The model alone on a bare hart in machine mode (Spike, or the core with --bare): prints the
 * text, the digest of its logits, to be compared with lm-host --logits, and the instructions
 * that one token takes with a full window. Both machines have a 16550 at the same place and end a
 * run at a store to tohost with bit 0 set; HTIF's console is Spike's alone.
 */
#include "lm.h"
#include "lm_digest.h"
#include "lm_weights.h"

#include <string.h>

#define PROMPT "Once upon a time"
#ifndef LM_BARE_TOKENS
#define LM_BARE_TOKENS 80 /* past a full window */
#endif

volatile uint64_t tohost __attribute__((section(".htif"), aligned(64)));
volatile uint64_t fromhost __attribute__((section(".htif"), aligned(64))); /* Spike wants both */

#define UART           0x10000000ul
#define UART_LSR       5
#define UART_LSR_EMPTY 0x20

static struct lm lm;

static void put_byte(uint8_t byte)
{
    volatile uint8_t *uart = (volatile uint8_t *)UART;

    while ((uart[UART_LSR] & UART_LSR_EMPTY) == 0) {
    }
    *uart = byte;
}

static void put_bytes(const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        put_byte(((const uint8_t *)bytes)[i]);
    }
}

static void put_number(const char *name, uint64_t value, unsigned base, unsigned digits)
{
    char text[24];
    unsigned at = sizeof(text);

    do {
        text[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0 || sizeof(text) - at < digits);
    put_bytes(name, strlen(name));
    put_bytes(text + at, sizeof(text) - at);
    put_byte('\n');
}

static uint64_t instructions(void)
{
    uint64_t count;

    /* GCC 12 with -march=rv64imac has no Zicsr mnemonics unless told. */
    __asm__ volatile(".option push\n.option arch, +zicsr\ncsrr %0, minstret\n.option pop"
                     : "=r"(count));
    return count;
}

static void finish(uint64_t code)
{
    for (;;) {
        tohost = code << 1 | 1;
    }
}

void bare_main(void); /* called by bare.S */

void bare_main(void)
{
    uint64_t digest, last = 0;

    if (!lm_weights_valid()) {
        finish(3);
    }
    lm_init(&lm, 1);
    lm_prompt(&lm, PROMPT, strlen(PROMPT));
    digest = lm_digest(LM_DIGEST_START, &lm);
    for (unsigned i = 0; i < LM_BARE_TOKENS; i++) {
        const uint8_t *piece;
        uint64_t before = instructions();
        size_t length = lm_next_token(&lm, &piece);

        last = instructions() - before;
        put_bytes(piece, length);
        digest = lm_digest(digest, &lm);
    }
    put_byte('\n');
    put_number("logits ", digest, 16, 16);
    put_number("instructions ", last, 10, 1);
    finish(0);
}
