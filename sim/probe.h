/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Latencies that only the whole SoC shows, taken from pins of its top while it runs: how long an
 * exit takes to reach the hypervisor, how long a trip takes to reach the relays, when the first
 * guest started, and how fast the simulation has been since then. Of several models the first is
 * looked at.
 */
#ifndef SIM_PROBE_H
#define SIM_PROBE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "shim.h"

enum { PROBE_ROUNDS = 256 };

struct probe {
    /* Exits that found the hypervisor asleep: from the retirement that parks the model core to the
     * first instruction that the hypervisor core retires behind its WFI. */
    uint64_t exits; /* all of them */
    uint64_t exit_since;
    uint64_t exit_count;
    uint64_t exit_sum;
    uint64_t exit_min;
    uint64_t exit_max;
    /* Any exit: from that retirement to the next one of the model core; the last of them. */
    uint64_t round_since;
    uint64_t round_count;
    uint64_t rounds[PROBE_ROUNDS];
    /* Trips: clock edges from the first that sees the tripwire pin, or the write strobe of the
     * interlock's request register on the device bus, to the one that clears all relay drives. */
    uint64_t pin_since;
    uint64_t pin_cycles;
    uint64_t write_since;
    uint64_t write_cycles;
    bool writing;
    bool driven;
    /* Since the first instruction of a guest. */
    uint64_t guest_cycle; /* 0: none yet */
    uint64_t model_cycles;
    uint64_t sleep_cycles;
    double wall;
    double cpu;
};

/* Cycle `cycle` has been simulated: `in` stood before its edge, and so did `out`. */
void probe_cycle(struct probe *probe, const struct soc_in *in, const struct soc_out *out,
                 uint64_t cycle);
/* Fields of the stats file, each behind a comma. */
void probe_print(const struct probe *probe, FILE *file, uint64_t cycle);

#endif
