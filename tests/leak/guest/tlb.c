/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel tlb-residue: which pages the guest before this one touched.
 *
 * The TLB as in TLBleed (Gras, Razavi, Bos, Giuffrida, USENIX Security 2018), prime and probe by
 * the set. As there, all pages are names of one page of memory, whose line every cache has, and the
 * walk to each finds its tables in the first-level cache: what a time tells is the TLB and nothing
 * else. The sender fills both ways of each set, with pages of a one or with pages of a zero. The
 * receiver is the next guest in the same domain, with the same tables; it times a page of ones.
 */
#include "leak.h"

/* DtlbSets of core_mem_pkg.sv, for data, and the ways of tlb.sv. */
enum { BITS = 25, SETS = 32, WAYS = 2, ROUNDS = 4 };
enum { FIRST_SET = SETS - BITS }; /* program, stack and tables lie in the sets below */
enum { TABLE_ENTRIES = PAGE / sizeof(uint64_t), PTE_LINE = LINE / sizeof(uint64_t) };
enum { SV39_GIGABYTE = 30, PTE_TABLE = 0x01, PTE_RWX = 0xcf }; /* accessed and dirty */

/* Pages of set 0, behind the program. */
static uint64_t *const root = (uint64_t *)(LEAK_BASE + 2 * SETS * PAGE);
static uint64_t *const middle = (uint64_t *)(LEAK_BASE + 3 * SETS * PAGE);
static uint64_t *const leaves = (uint64_t *)(LEAK_BASE + 4 * SETS * PAGE);
#define TARGET  (LEAK_BASE + 5 * SETS * PAGE)
#define ALIASES (LEAK_BASE + (1ull << SV39_GIGABYTE))

static uint64_t entry(const void *page, uint64_t flags)
{
    return (uint64_t)page / PAGE << 10 | flags;
}

/* The first gigabyte as it is, and 2 MiB of names for one page behind it. */
static void translate(void)
{
    const uint64_t gigabyte = LEAK_BASE >> SV39_GIGABYTE;

    root[gigabyte] = entry((const void *)LEAK_BASE, PTE_RWX);
    root[gigabyte + 1] = entry(middle, PTE_TABLE);
    middle[0] = entry(leaves, PTE_TABLE);
    for (unsigned n = 0; n < TABLE_ENTRIES; n++) {
        leaves[n] = entry((const void *)TARGET, PTE_RWX);
    }
    csr_write(satp, 8ull << 60 | (uint64_t)root / PAGE); /* Sv39 */
}

/* In the middle of the page, where no table has a line. */
static const uint8_t *name(uint64_t set, uint64_t number)
{
    return (const uint8_t *)ALIASES + (number * SETS + set) * PAGE + PAGE / 2;
}

/* Of a bit's set, the page in this way for this value. */
static const uint8_t *page(uint64_t bit, uint64_t value, uint64_t way)
{
    return name(FIRST_SET + bit, WAYS * value + way);
}

/* Twice: whatever the set held, and whichever way was next. */
static void send(uint64_t word)
{
    for (uint64_t n = 0; n < 2 * BITS; n++) {
        for (uint64_t way = 0; way < WAYS; way++) {
            leak_touch(page(n % BITS, word >> n % BITS & 1, way));
        }
    }
}

static void receive(void)
{
    uint64_t times[BITS];

    for (unsigned n = 0; n < TABLE_ENTRIES; n += PTE_LINE) {
        leak_touch(&leaves[n]);
    }
    for (unsigned n = 0; n < ROUNDS; n++) {
        times[0] = leak_time(name(0, n)); /* the data, the way to it, and this code */
    }
    for (uint64_t bit = 0; bit < BITS; bit++) {
        times[bit] = leak_time(page(bit, 1, 0));
    }
    for (uint64_t bit = 0; bit < BITS; bit++) {
        leak_record(times[bit]);
    }
    leak_report();
}

void guest_main(void)
{
    translate();
    if (leak_parameters.sender != 0) {
        send(leak_call(LEAK_TELL, 1ull << BITS));
    } else {
        receive();
    }
}
