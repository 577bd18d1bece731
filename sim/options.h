/* SPDX-License-Identifier: Apache-2.0 */
/* Command line of the simulator. Every mistake is one line on standard error and exit status 2. */
#ifndef SIM_OPTIONS_H
#define SIM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "shim.h"

#define MAX_GUESTS 32

enum exit_status {
    STATUS_PASS = 0,
    STATUS_FAIL = 1,
    STATUS_USAGE = 2,
    STATUS_VIOLATION = 100,
    STATUS_PANIC = 101,
    STATUS_ASSERTION = 102,
    STATUS_OFFLINE = 103,
    STATUS_CYCLES = 124,
};

struct options {
    const char *hv;
    const char *bare;
    unsigned models;
    const char *guest[MAX_GUESTS]; /* by place in the table, NULL: none; model i starts guest i */
    unsigned guests;               /* places up to the last one taken */
    const char *unplaced[MAX_GUESTS]; /* while parsing: guests that no model was named for */
    unsigned num_unplaced;
    const char *trace;
    const char *commit_log;
    const char *uart;
    const char *stats;
    const char *record;  /* flight recording: NULL the usual place, "none" no recording */
    uint64_t max_cycles; /* 0: no limit */
    struct fault fault;
    uint64_t tripwire; /* cycle in which the tripwire pin rises, 0: never */
    uint64_t seed;
    unsigned hv_log2;
    unsigned model_log2;
    const char *secret;     /* NULL: drawn from the seed */
    const char *mark;       /* NULL: none to look for */
    uint32_t weaken;        /* hardware and software walls, weaken_t */
    const char *checkpoint; /* socket to hold the booted state on */
    const char *restore;    /* socket of the holder to go on from */
    bool quiet;
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_BAD };

enum options_result options_parse(struct options *options, int argc, char **argv);

#endif
