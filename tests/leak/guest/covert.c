/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel model-covert: two models that want to talk, by sets of a cache.
 *
 * The covert channel of Liu, Yarom, Ge, Heiser, Lee (S&P 2015) and of Maurice and others, Hello
 * from the Other Side (NDSS 2017): the sender fills one set of four, the receiver sees which of its
 * own lines are gone. Both keep time by their own counters.
 */
#include "leak.h"

enum { SYMBOLS = 4, STRETCH = 8192, REFILL = 500 };

static uint8_t *line(uint64_t set, uint64_t way)
{
    return leak_memory() + way * WAY_BYTES + LEAK_TABLE_SET(set) * LINE;
}

static uint64_t fill(uint64_t set)
{
    const uint64_t start = leak_now();

    for (uint64_t way = 0; way < leak_parameters.ways; way++) {
        leak_touch(line(set, way));
    }
    return leak_now() - start;
}

static void send(uint64_t symbol, uint64_t end)
{
    while (leak_now() < end) {
        (void)fill(symbol);
    }
}

/* With pauses: the sender's set has lost its lines by being looked at, and while it is filled again
 * the next one would be slow too. */
static uint64_t receive(void)
{
    uint64_t slowest = 0;
    uint64_t longest = 0;

    for (uint64_t set = 0; set < SYMBOLS; set++) {
        const uint64_t time = fill(set);

        if (time > longest) {
            longest = time;
            slowest = set;
        }
        leak_wait(REFILL);
    }
    return slowest;
}

void guest_main(void)
{
    uint64_t end;

    leak_warm();
    end = leak_meet(LEAK_MEET) + STRETCH;

    for (uint64_t i = 0; i < leak_parameters.symbols; i++, end += STRETCH) {
        if (leak_parameters.sender != 0) {
            send(leak_draw(SYMBOLS), end);
        } else {
            leak_until(end - STRETCH / 2);
            leak_record(receive());
            leak_until(end);
        }
    }
    leak_report();
}
