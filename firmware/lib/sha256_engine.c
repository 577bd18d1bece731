/* SPDX-License-Identifier: Apache-2.0
 *
 * Compression by the SHA-256 engine. State is loaded and read back on every call, because boot
 * measurement, log chain and heartbeat share the one engine.
 */
#include <string.h>

#include "sha256.h"
#include "soc.h"

enum { BUSY_TRIES = 100000 };

static uint64_t reg(unsigned offset)
{
    return (uint64_t)SOC_SHA256_BASE + offset;
}

/* Bounded: an engine that never ends gives a wrong digest, which every caller refuses. */
static void wait_idle(void)
{
    unsigned tries = BUSY_TRIES;

    while ((mmio_read64(reg(SOC_SHA256_CONTROL)) & SHA256__CONTROL__BUSY_bm) != 0 && --tries > 0) {
    }
}

void sha256_blocks(uint64_t state[4], const void *bytes, size_t blocks)
{
    const uint8_t *from = bytes;

    wait_idle();
    mmio_write64(reg(SOC_SHA256_CONTROL), SHA256__CONTROL__AUTO_START_bm);
    for (unsigned i = 0; i < 4; i++) {
        mmio_write64(reg(SOC_SHA256_DIGEST + 8 * i), state[i]);
    }
    for (; blocks > 0; blocks--, from += SHA256_BLOCK) {
        uint64_t words[8];

        memcpy(words, from, sizeof(words));
        wait_idle();
        for (unsigned i = 0; i < 8; i++) {
            mmio_write64(reg(SOC_SHA256_BLOCK + 8 * i), words[i]);
        }
    }
    wait_idle();
    for (unsigned i = 0; i < 4; i++) {
        state[i] = mmio_read64(reg(SOC_SHA256_DIGEST + 8 * i));
    }
}
