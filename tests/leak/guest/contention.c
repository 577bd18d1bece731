/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel memory-contention: whether the hypervisor uses memory while this guest runs.
 *
 * As in Wang, Ferraiuolo, Suh, Timing Channel Protection for a Shared Memory Controller (HPCA
 * 2014), the attacker keeps the memory controller busy with misses of its own and times them: each
 * one that meets another domain's request waits for it. The observation is the time of a train of
 * misses.
 */
#include "leak.h"

enum { MISSES = 64, EXTENT = 512 * 1024 };

void guest_main(void)
{
    uint64_t at = 8 * WAY_BYTES; /* behind what leak_warm() has read */

    leak_warm();
    for (uint64_t i = 0; i < leak_parameters.symbols; i++) {
        uint64_t start;

        (void)leak_call(LEAK_BURST, 2);
        start = leak_now();
        for (unsigned n = 0; n < MISSES; n++) {
            leak_touch(leak_memory() + at);
            at = (at + LINE) % EXTENT;
        }
        leak_record(leak_now() - start);
        leak_wait(2000); /* whatever was done has ended */
    }
    leak_report();
}
