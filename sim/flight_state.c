/* SPDX-License-Identifier: Apache-2.0 */
#include "flight_state.h"

#include <string.h>

#include "dram.h"

enum { MODELS_MAX = 4, PAGE = 4096 };
enum { FLAG_RUN = 1, FLAG_IN_RESET = 2, FLAG_BUSY = 4 };

static struct flight_state states[MODELS_MAX];
static struct sha256 hashes[MODELS_MAX];
static unsigned current;

/* DPI: sim/flight_pkg.sv. */
void sim_flight_state(int model, long long frame, char phase, long long cycle, char flags);
void sim_flight_word(long long word);

void sim_flight_state(int model, long long frame, char phase, long long cycle, char flags)
{
    current = (unsigned)model;
    states[current] = (struct flight_state){
        .frame = (uint64_t)frame,
        .phase = (uint8_t)phase,
        .cycle = (uint64_t)cycle,
        .run = (flags & FLAG_RUN) != 0,
        .comparable = (flags & (FLAG_IN_RESET | FLAG_BUSY)) == 0,
    };
    sha256_init(&hashes[current]);
}

void sim_flight_word(long long word)
{
    sha256_update(&hashes[current], &word, sizeof word);
}

/* Pages of zeros, which most are, are left out. */
static void dram_measure(unsigned domain, uint8_t digest[SHA256_SIZE])
{
    static const uint8_t zeros[PAGE];
    const uint8_t *bytes = dram_bytes(domain);
    struct sha256 s;

    sha256_init(&s);
    for (uint64_t at = 0; at < dram_size(domain); at += PAGE) {
        if (memcmp(bytes + at, zeros, PAGE) != 0) {
            sha256_update(&s, &at, sizeof at);
            sha256_update(&s, bytes + at, PAGE);
        }
    }
    sha256_final(&s, digest);
}

void flight_state_take(unsigned model, struct flight_state *state)
{
    struct flight_state *s = &states[model];

    if (s->comparable) {
        sha256_final(&hashes[model], s->state);
        dram_measure(1 + model, s->dram);
    }
    *state = *s;
}
