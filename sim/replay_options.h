/* SPDX-License-Identifier: Apache-2.0 */
/* Command line of the replay. Every mistake is one line on standard error and exit status 2. */
#ifndef SIM_REPLAY_OPTIONS_H
#define SIM_REPLAY_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum { REPLAY_DUMPS = 16 };

struct replay_options {
    const char *log;
    const char *guest[REPLAY_DUMPS];
    unsigned guests;
    bool list;
    bool partial;
    bool stops;
    uint64_t until;
    bool regs;
    struct {
        uint64_t at;
        uint64_t length;
    } memory[REPLAY_DUMPS];
    unsigned memories;
    const char *fst;
    uint64_t span; /* model cycles of the waveforms */
    const char *stats;
    uint64_t seed;
};

enum replay_options_result { REPLAY_RUN, REPLAY_DONE, REPLAY_BAD };

enum replay_options_result replay_options_parse(struct replay_options *o, int argc, char **argv);

#endif
