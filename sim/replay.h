/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replay of a flight recording (law 10): the recorded events are given to a model domain that runs
 * alone, each in its model frame, and what its own trace port says must be the recording again, to
 * the last bit. The hypervisor's part is played by the registers of the same management.
 */
#ifndef SIM_REPLAY_H
#define SIM_REPLAY_H

#include "flight_read.h"
#include "replay_shim.h"

enum { REPLAY_WORDS = 320 };

struct replay {
    const struct flight_reader *log;
    struct domain *domain;
    struct domain_in in;
    struct domain_out out;
    uint64_t cycles; /* of the clock */
    uint64_t ran;    /* of them with the domain running, over all its resets */
    unsigned stood;  /* cycles since the domain ran last */
    unsigned exits;
    /* What the trace port has to say next: record `next`, of memory its bytes from `offset` on. */
    size_t next;
    size_t offset;
    struct flight_record want;
    struct flight_span memory;   /* of `want`, when that is memory */
    struct flight_record config; /* the last configuration that the port has told */
    uint8_t fence[16];
    /* Stop at the first frame boundary at or after a model cycle. */
    bool stops;
    uint64_t stop;
    bool diverged;
    char difference[3 * REPLAY_WORDS];
};

enum replay_result { REPLAY_SAME, REPLAY_STOPPED, REPLAY_DIVERGED };

void replay_init(struct replay *r, const struct flight_reader *log, uint64_t seed);
void replay_free(struct replay *r);
/* Until the recording ends or the stop is reached; may be called again with a later stop. */
enum replay_result replay_run(struct replay *r);

/* For the parts of the replay. */
void replay_cycle(struct replay *r);
bool replay_differs(struct replay *r, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* the first one counts; always false */
/* Goes on to the next record of the recording, whose part has been seen. */
void replay_advance(struct replay *r);

#endif
