/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel tlb-residue: which pages the guest before this one touched.
 *
 * The TLB as in TLBleed (Gras, Razavi, Bos, Giuffrida, USENIX Security 2018), prime and probe by
 * the set: the sender evicts every set, then touches the page of each bit that is one. The receiver
 * is the next guest in the same domain; it times the first access to each page. Pages lie so that
 * each has a set, a leaf of the page table and a line of its own. Just before, the receiver opens
 * another row of the same bank of memory: then what remains of the time is the walk.
 */
#include "leak.h"

enum { BITS = 10, SETS = 16, FIRST_PAGE = 54, ROW_PAGE = 32, BANKS = 4 };

static const uint8_t *page(uint64_t bit)
{
    return (const uint8_t *)machine.memory_base + (FIRST_PAGE + (SETS + 1) * bit) * PAGE;
}

/* Four other pages of the set, whatever its replacement: it has two ways. */
static void evict(uint64_t bit)
{
    for (uint64_t n = 1; n <= 2; n++) {
        leak_touch(page(bit) - n * SETS * PAGE);
        leak_touch(page(bit) + n * SETS * PAGE);
    }
}

/* A page in one of the first sets, which no bit has, and a line that no cache holds. */
static void open_row(uint64_t bit)
{
    const uint64_t number = (FIRST_PAGE + (SETS + 1) * bit) % BANKS;

    leak_touch((const uint8_t *)machine.memory_base + (ROW_PAGE + number) * PAGE + bit * LINE);
}

static void send(uint64_t word)
{
    for (uint64_t bit = 0; bit < BITS; bit++) {
        evict(bit);
    }
    for (uint64_t bit = 0; bit < BITS; bit++) {
        if ((word >> bit & 1) != 0) {
            leak_touch(page(bit));
        }
    }
}

static void receive(void)
{
    for (uint64_t bit = 0; bit < BITS; bit++) {
        open_row(bit);
        leak_record(leak_time(page(bit)));
    }
    leak_report();
}

void guest_main(void)
{
    if (leak_parameters.sender != 0) {
        send(leak_call(LEAK_TELL, 1ull << BITS));
    } else {
        receive();
    }
}
