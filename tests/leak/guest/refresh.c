/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel refresh-phase: time that passed while this guest stood, told by the memory's refresh
 * alone.
 *
 * Refresh is a clock that nobody can stop or hide (its beat is what DRAMA's successors synchronise
 * to: de Ridder, Frigo, Vannacci, Bos, Giuffrida, Razavi, SMASH, USENIX Security 2021). The guest
 * finds it by a slow miss, makes an exit, and sees which of its misses is slow now. No clock is
 * read across the exit. The observation is the number of that miss.
 */
#include "leak.h"

/* A window is a little longer than the time between two refreshes. */
enum { SYMBOLS = 4, EXTENT = 512 * 1024, WINDOW = 48, JUMP = 36, SETTLE = 700 };

static uint64_t at = 8 * WAY_BYTES; /* behind what leak_warm() has read */

/* Most of them in a row that the one before left open: misses of one length. */
static uint64_t miss(void)
{
    const uint64_t time = leak_time(leak_memory() + at);

    at = (at + LINE) % EXTENT;
    return time;
}

static void find_refresh(void)
{
    const uint64_t usual = miss();

    for (unsigned n = 0; n < 4 * WINDOW && miss() < usual + JUMP; n++) {
    }
}

static uint64_t slowest_miss(void)
{
    uint64_t slowest = 0;
    uint64_t longest = 0;

    for (uint64_t n = 0; n < WINDOW; n++) {
        const uint64_t time = miss();

        if (time > longest) {
            longest = time;
            slowest = n;
        }
    }
    return slowest;
}

/* Counted in instructions, until the hypervisor sleeps again. */
static void settle(void)
{
    for (volatile unsigned n = SETTLE; n > 0; n--) {
    }
}

void guest_main(void)
{
    leak_warm();
    for (uint64_t i = 0; i < leak_parameters.symbols; i++) {
        find_refresh();
        (void)leak_call(LEAK_WORK, SYMBOLS);
        settle();
        leak_record(slowest_miss());
    }
    leak_report();
}
