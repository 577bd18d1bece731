/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel model-traffic: whether the model beside this one uses memory.
 *
 * The receiver is that of Wang, Ferraiuolo, Suh (HPCA 2014), see contention.c, with the rows of
 * DRAMA (Pessl and others 2016): its misses go round the banks, each in a row that the one before
 * left open, and it counts those that took longer than the shortest: they met a request, or found
 * another row open. A refresh that falls into the train counts as one or two, where it would
 * outweigh them in a sum. The sender is a victim that does not know of it: in each stretch of time
 * it works on memory that no cache holds, or on a line that its cache has.
 */
#include "leak.h"

enum { STRETCH = 8192, MISSES = 48, JUMP = 10, STEP = 11, EXTENT = 512 * 1024 };
enum { BANKS = 8, ROW_BYTES = BANKS * LEAK_BANK_BYTES, COLUMNS = LEAK_BANK_BYTES / LINE };
enum { WARM = 8 }; /* rows that leak_warm() has read */

static void send(uint64_t symbol, uint64_t end)
{
    static uint64_t at = 8 * WAY_BYTES; /* behind what leak_warm() has read */

    while (leak_now() < end) {
        leak_touch(leak_memory() + at);
        at = symbol != 0 ? (at + LINE) % EXTENT : at;
    }
}

static const uint8_t *fresh(uint64_t n)
{
    const uint64_t row = WARM + n / (BANKS * COLUMNS) % (EXTENT / ROW_BYTES);

    return leak_memory() + row * ROW_BYTES + n % BANKS * LEAK_BANK_BYTES +
           n / BANKS % COLUMNS * LINE;
}

static uint64_t receive(void)
{
    static uint64_t next;
    static uint64_t shortest = ~0ull;
    const uint64_t end = next + MISSES;
    uint64_t usual = shortest;
    uint64_t longer = 0;

    for (uint64_t n = next; n < end; n++) {
        const uint8_t *line = fresh(n);
        uint64_t time;

        leak_wait(n % 4 * STEP);           /* in no fixed phase to the sender's misses */
        __asm__ volatile("" : "+r"(line)); /* the address is not part of the time */
        time = leak_time(line);
        usual = time < usual ? time : usual;
        longer += time >= usual + JUMP ? 1 : 0;
    }
    next = end;
    shortest = usual;
    return longer;
}

void guest_main(void)
{
    uint64_t end;

    leak_warm();
    (void)receive(); /* what is usual */
    end = leak_meet(LEAK_MEET) + STRETCH;

    for (uint64_t i = 0; i < leak_parameters.symbols; i++, end += STRETCH) {
        if (leak_parameters.sender != 0) {
            send(leak_draw(2), end);
        } else {
            leak_until(end - STRETCH + STRETCH / 4); /* the sender has begun */
            leak_record(receive());
            leak_until(end);
        }
    }
    leak_report();
}
