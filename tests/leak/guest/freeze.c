/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel freeze-detection: whether this guest was stopped and inspected.
 *
 * The cycle counter is read as fast as it goes, and the longest gap is what a stop left, as in the
 * detection of system management mode and of hypervisors by gaps in time (Garfinkel, Adams,
 * Warfield, Franklin, Compatibility Is Not Transparency: VMM Detection Myths and Realities, HotOS
 * 2007).
 */
#include "leak.h"

enum { READS = 250 };

static uint64_t longest_gap(void)
{
    uint64_t longest = 0;
    uint64_t last = leak_now();

    for (unsigned n = 0; n < READS; n++) {
        const uint64_t now = leak_now();

        longest = now - last > longest ? now - last : longest;
        last = now;
    }
    return longest;
}

void guest_main(void)
{
    for (uint64_t i = 0; i < leak_parameters.symbols; i++) {
        (void)leak_call(LEAK_FREEZE, 2);
        leak_record(longest_gap());
    }
    leak_report();
}
