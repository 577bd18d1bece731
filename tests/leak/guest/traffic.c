/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel model-traffic: whether the model beside this one uses memory.
 *
 * The receiver is that of Wang, Ferraiuolo, Suh (HPCA 2014), see contention.c: it times trains of
 * its own misses. The sender is a victim that does not know of it: in each stretch of time it works
 * on memory that no cache holds, or on a line that its cache has.
 */
#include "leak.h"

enum { STRETCH = 4096, MISSES = 48, EXTENT = 512 * 1024 };

static void send(uint64_t symbol, uint64_t end)
{
    static uint64_t at = 8 * WAY_BYTES; /* behind what leak_warm() has read */

    while (leak_now() < end) {
        leak_touch(leak_memory() + at);
        at = symbol != 0 ? (at + LINE) % EXTENT : at;
    }
}

static uint64_t receive(void)
{
    static uint64_t at = 8 * WAY_BYTES; /* behind what leak_warm() has read */
    const uint64_t start = leak_now();

    for (unsigned n = 0; n < MISSES; n++) {
        leak_touch(leak_memory() + at);
        at = (at + LINE) % EXTENT;
    }
    return leak_now() - start;
}

void guest_main(void)
{
    uint64_t end;

    leak_warm();
    end = leak_meet(LEAK_MEET) + STRETCH;

    for (uint64_t i = 0; i < leak_parameters.symbols; i++, end += STRETCH) {
        if (leak_parameters.sender != 0) {
            send(leak_draw(2), end);
        } else {
            leak_record(receive());
            leak_until(end);
        }
    }
    leak_report();
}
