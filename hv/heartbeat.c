/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers the interlock's challenge, after the integrity checks of the period: the log's chain and
 * the policy's digest. When a check fails there is no answer, but a panic. The key itself is not
 * kept, only the states of the keyed hash.
 */
#include "hv.h"
#include "log.h"
#include "sha256.h"

static struct hmac_key key_state;
static uint64_t answered; /* a second answer counts as a loss, and `pending` falls late */
static bool any_answered;

void heartbeat_init(const uint8_t key[32])
{
    hmac_key_init(&key_state, key, 32);
    any_answered = false;
    interlock_write(SOC_INTERLOCK_IRQ_ENABLE, INTERLOCK__IRQ_ENABLE__ENABLE_bm);
}

static uint64_t load_be(const uint8_t *p)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < 8; i++) {
        value = value << 8 | p[i];
    }
    return value;
}

static void answer(uint64_t challenge)
{
    uint8_t bytes[8];
    uint8_t mac[SHA256_SIZE];

    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(challenge >> (56 - 8 * i));
    }
    hmac_compute(&key_state, bytes, sizeof(bytes), mac);
    interlock_write(SOC_INTERLOCK_ANSWER, load_be(mac));
    interlock_write(SOC_INTERLOCK_ANSWER + 8, load_be(mac + 8));
}

void heartbeat_poll(void)
{
    const uint64_t due = INTERLOCK__HEARTBEAT__PENDING_bm | INTERLOCK__HEARTBEAT__WINDOW_OPEN_bm;
    uint64_t challenge;

    if ((interlock_read(SOC_INTERLOCK_HEARTBEAT) & due) != due) {
        return;
    }
    challenge = interlock_read(SOC_INTERLOCK_CHALLENGE);
    if (any_answered && challenge == answered) {
        return;
    }
    if (!log_verify() || !policy_intact()) {
        panic("integrity check failed");
    }
    answered = challenge;
    any_answered = true;
    answer(challenge);
}
