/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Latencies of single things, in hundredths of a cycle: a row of the same instruction, each waiting
 * for the one before, is run once to warm up and then measured. Assembly, since a compiler would
 * not leave them alone. What a thing costs besides its one cycle of issue is for the driver to say.
 */
#include "bench.h"
#include "guest.h"

#include <stddef.h>

enum { ROW = 64, HOPS_BYTES = BENCH_SIZE(32768, 16384), LINE = 32 };
enum { PAGES = BENCH_SIZE(128, 8) };

/* Runs the row three times and measures the last. */
#define MEASURE(name, before, row)                                                                 \
    static uint64_t name(void)                                                                     \
    {                                                                                              \
        uint64_t start = 0, end = 0;                                                               \
        static void *self;                                                                         \
        self = &self;                                                                              \
        for (unsigned i = 0; i < 3; i++) {                                                         \
            __asm__ volatile(".option push\n.option arch, +zicsr\n.option norvc\n" before          \
                             "\ncsrr %[start], cycle\n" row "\ncsrr %[end], cycle\n.option pop"    \
                             : [start] "=&r"(start), [end] "=&r"(end)                              \
                             : [self] "r"(&self)                                                   \
                             : "t0", "t1", "t2", "memory");                                        \
        }                                                                                          \
        return (end - start) * 100 / ROW;                                                          \
    }

MEASURE(nop_row, "", ".rept 64\naddi t0, t0, 1\n.endr")
MEASURE(load_row, "mv t0, %[self]", ".rept 64\nld t0, 0(t0)\n.endr")
MEASURE(load_store_row, "mv t0, %[self]", ".rept 32\nld t1, 0(t0)\nsd t1, 0(t0)\n.endr")
MEASURE(mul_row, "li t0, 3\nli t1, 5", ".rept 64\nmul t0, t0, t1\n.endr")
MEASURE(mulw_row, "li t0, 3\nli t1, 5", ".rept 64\nmulw t0, t0, t1\n.endr")
MEASURE(mul_rate_row, "li t0, 3\nli t1, 5", ".rept 64\nmul t2, t0, t1\n.endr")
MEASURE(div_row, "li t0, -1\nli t1, 1", ".rept 64\ndivu t0, t0, t1\n.endr")
MEASURE(div_small_row, "li t0, 100\nli t1, 1", ".rept 64\ndivu t0, t0, t1\n.endr")
MEASURE(divw_row, "li t0, -1\nli t1, 1", ".rept 64\ndivuw t0, t0, t1\n.endr")
MEASURE(jump_row, "", ".balign 8\n.rept 64\nj 1f\nnop\n1:\n.endr")
MEASURE(
    jump_odd_row, "",
    ".balign 8\n.option rvc\nc.nop\n.rept 64\nc.j 1f\nc.nop\nc.nop\nc.nop\n1:\n.endr\nc.nop\nc.nop\nc.nop\n"
    ".option norvc")
/* An indirect jump whose target alternates is never where it was last time. */
MEASURE(mispredict_row, "la t0, 2f\nla t1, 3f\nxor t1, t1, t0\nli t2, 64",
        "j 1f\n.balign 8\n2:\nnop\n.balign 8\n3:\nnop\n1:\nbeqz t2, 4f\naddi t2, t2, -1\n"
        "xor t0, t0, t1\njr t0\n4:")

/* ---------------------------------------------------------------- L1 miss, L2 hit */
static uint32_t hops[HOPS_BYTES / sizeof(uint32_t)] __attribute__((aligned(4096)));

/* A line 32 KiB / 5 further each time: no two of a set in a row are near each other. */
static uint64_t l2_hop(void)
{
    enum { LINES = HOPS_BYTES / LINE, WORDS = LINE / sizeof(uint32_t), STEP = 205 };
    uint64_t start = 0;

    for (unsigned i = 0, at = 0; i < LINES; i++) {
        hops[at * WORDS] = (at + STEP) % LINES * LINE;
        at = (at + STEP) % LINES;
    }
    for (unsigned round = 0; round < 3; round++) {
        uint64_t at = 0;

        start = csr_read(cycle);
        for (unsigned i = 0; i < LINES / 16; i++) {
            /* Each address is of the load before: an add, which costs a cycle of its own. */
            __asm__ volatile(".rept 16\nadd %0, %0, %1\nlwu %0, 0(%0)\n.endr"
                             : "+r"(at)
                             : "r"(hops)
                             : "memory");
        }
        start = csr_read(cycle) - start;
    }
    return start * 100 / LINES;
}

/* ---------------------------------------------------------------- trap to the same mode and back
 */
__asm__(".option push\n.option arch, +zicsr\n.balign 4\n"
        "bench_m_trap:\ncsrr t0, mepc\naddi t0, t0, 4\ncsrw mepc, t0\nmret\n.balign 4\n"
        "bench_s_trap:\ncsrr t0, sepc\naddi t0, t0, 4\ncsrw sepc, t0\nsret\n.option pop");
extern const uint8_t bench_m_trap[], bench_s_trap[];

MEASURE(trap_row, "", ".rept 64\nebreak\n.endr")

static uint64_t trap_cost(void)
{
    uint64_t old, cost;

    if (machine.dtb == NULL) {
        old = csr_read(mtvec);
        csr_write(mtvec, bench_m_trap);
        cost = trap_row();
        csr_write(mtvec, old);
        return cost;
    }
    old = csr_read(stvec);
    csr_write(stvec, bench_s_trap);
    csr_write(sstatus, csr_read(sstatus) | 0x100);
    cost = trap_row();
    csr_write(stvec, old);
    return cost;
}

/* ---------------------------------------------------------------- TLB miss, all tables in L1D */
static uint8_t pages[PAGES][4096] __attribute__((aligned(4096)));

/* Every page once, each in another set of the cache, in a loop that the TLB cannot hold. */
static uint64_t walk_cost(void)
{
    uint64_t start = 0, sum = 0;

    for (unsigned round = 0; round < 3; round++) {
        start = csr_read(cycle);
        for (unsigned i = 0; i < PAGES; i += 8) {
            const volatile uint8_t *p = &pages[i][i * LINE % 4096];

            sum += p[0] + p[4128] + p[2 * 4128] + p[3 * 4128];
            sum += p[4 * 4128] + p[5 * 4128] + p[6 * 4128] + p[7 * 4128];
        }
        start = csr_read(cycle) - start;
    }
    return start * 100 / PAGES + (sum & 0);
}

const struct latency bench_latencies[] = {
    {"add", nop_row},   {"load", load_row},           {"load_store", load_store_row},
    {"mul", mul_row},   {"mulw", mulw_row},           {"mul_rate", mul_rate_row},
    {"div", div_row},   {"div_small", div_small_row}, {"divw", divw_row},
    {"jump", jump_row}, {"jump_odd", jump_odd_row},   {"mispredict", mispredict_row},
    {"l2_hit", l2_hop}, {"trap", trap_cost},          {"walk_off", walk_cost},
    {NULL, NULL},
};
const struct latency bench_walk = {"walk", walk_cost};
