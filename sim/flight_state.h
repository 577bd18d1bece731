/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a model domain stands, and digests of all of its state: every state element and own L2 way
 * (sim/model_state.svh), and its memory. Taken by soc_tell(), in the SoC and in the replay.
 */
#ifndef SIM_FLIGHT_STATE_H
#define SIM_FLIGHT_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "sha256.h"

struct flight_state {
    uint64_t frame; /* model frame under way, or next */
    uint64_t cycle;
    uint8_t phase; /* of the system's frame */
    bool run;
    bool comparable; /* out of reset, no event half done: the digests are there */
    uint8_t state[SHA256_SIZE];
    uint8_t dram[SHA256_SIZE];
};

/* What the last soc_tell() has shown of this model. */
void flight_state_take(unsigned model, struct flight_state *state);

#endif
