/* SPDX-License-Identifier: Apache-2.0 */
/* The Verilated model domain of a replay (replay_top.sv) behind a C interface, as shim.h is the
 * SoC's. */
#ifndef SIM_REPLAY_SHIM_H
#define SIM_REPLAY_SHIM_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct domain;

enum domain_target { DOMAIN_REGISTERS, DOMAIN_WINDOW, DOMAIN_OWNERS };

struct domain_in {
    bool reset;
    bool freeze;
    bool request;
    enum domain_target target;
    bool write;
    uint32_t address;
    uint64_t data;
};

struct domain_out {
    bool ack;
    bool error;
    uint64_t data;
    bool run;
    bool parked;
    bool in_reset;
    bool scrubbing;
    uint8_t phase;
    uint64_t frame; /* model frame under way, or next */
    uint64_t cycle; /* model cycle */
};

/* Reset values are drawn from the seed, as in the SoC. */
struct domain *domain_new(unsigned memory_log2, uint32_t weaken, uint64_t seed);
void domain_free(struct domain *d);
/* One clock cycle; outputs are those behind its edge. */
void domain_cycle(struct domain *d, const struct domain_in *in, struct domain_out *out);
/* Calls sim_flight_state and sim_flight_word. */
void domain_tell(struct domain *d);
/* Of this build: models of the SoC, and which of them this is. */
unsigned domain_models(void);
unsigned domain_model(void);
bool domain_can_trace(void);
bool domain_trace_open(struct domain *d, const char *path);
bool domain_failed(const struct domain *d);

#ifdef __cplusplus
}
#endif
#endif
