/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One program for both places: a guest on a captive core, and bare in machine mode on the
 * hypervisor core (no device tree in a1). It is the same binary at the same addresses, so that a
 * comparison of the two compares cores and nothing else.
 *
 * Each kernel warms up before it is measured; while it runs nothing is printed, so a
 * guest makes no exit. Lines: `bench NAME cycles=N instructions=N result=HEX`; bare also
 * `events NAME EVENT=N ...`, since a guest may not read those counters.
 */
#include "bench.h"
#include "guest.h"

#include <string.h>

/* Also the mark by which the simulator knows the end of a bare program. */
volatile uint64_t tohost;

/* ---------------------------------------------------------------- output */
#define UART_DATA   ((volatile uint8_t *)0x10000000)
#define UART_STATUS ((volatile uint8_t *)0x10000005)
#define UART_EMPTY  0x20

static bool bare(void)
{
    return machine.dtb == NULL;
}

static void put(const char *text)
{
    if (!bare()) {
        say(text);
        return;
    }
    for (; *text != '\0'; text++) {
        while ((*UART_STATUS & UART_EMPTY) == 0) {
        }
        *UART_DATA = (uint8_t)*text;
    }
}

static void put_number(const char *name, uint64_t value, unsigned base)
{
    char digits[24];
    unsigned at = sizeof(digits);

    digits[--at] = '\0';
    do {
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    put(" ");
    put(name);
    put("=");
    put(&digits[at]);
}

/* ---------------------------------------------------------------- events */
/* Numbers of rtl/core/core_pkg.sv, hpm_event_t, from 1. */
#define EVENTS(X)                                                                                  \
    X(3, 2, "mispredict")                                                                          \
    X(4, 3, "stall_fetch")                                                                         \
    X(5, 4, "stall_load_use")                                                                      \
    X(6, 5, "stall_dcache")                                                                        \
    X(7, 6, "stall_tlb")                                                                           \
    X(8, 7, "stall_divide")                                                                        \
    X(9, 8, "stall_store_buffer")                                                                  \
    X(10, 10, "l1d_miss")

static void events_start(void)
{
#define X(counter, event, name)                                                                    \
    csr_write(mhpmevent##counter, event);                                                          \
    csr_write(mhpmcounter##counter, 0);
    EVENTS(X)
#undef X
}

static void events_stop(uint64_t *counts)
{
#define X(counter, event, name) counts[counter] = csr_read(mhpmcounter##counter);
    EVENTS(X)
#undef X
}

static void events_put(const char *kernel, const uint64_t *counts)
{
    put("events ");
    put(kernel);
#define X(counter, event, name) put_number(name, counts[counter], 10);
    EVENTS(X)
#undef X
    put("\n");
}

/* ---------------------------------------------------------------- measuring */
struct figures {
    uint64_t cycles;
    uint64_t instructions;
    uint64_t result;
    uint64_t counts[16];
};

static struct figures run(const struct kernel *kernel)
{
    struct figures f = {.cycles = 0};

    kernel->prepare();
    if (!kernel->warm) {
        (void)kernel->run();
    }
    if (bare()) {
        events_start();
    }
    f.cycles = csr_read(cycle);
    f.instructions = csr_read(instret);
    f.result = kernel->run();
    f.instructions = csr_read(instret) - f.instructions;
    f.cycles = csr_read(cycle) - f.cycles;
    if (bare()) {
        events_stop(f.counts);
    }
    return f;
}

static void report(const char *name, const struct figures *f)
{
    put("bench ");
    put(name);
    put_number("cycles", f->cycles, 10);
    put_number("instructions", f->instructions, 10);
    put_number("result", f->result, 16);
    put("\n");
    if (bare()) {
        events_put(name, f->counts);
    }
}

static void measure(const struct kernel *kernel)
{
    const struct figures f = run(kernel);

    report(kernel->name, &f);
}

/* ---------------------------------------------------------------- the guest's own paging */
enum { ENTRIES = 512, LEAF_TABLES = 2 };
static uint64_t root_table[ENTRIES] __attribute__((aligned(4096)));
static uint64_t middle_table[ENTRIES] __attribute__((aligned(4096)));
static uint64_t leaf_tables[LEAF_TABLES][ENTRIES] __attribute__((aligned(4096)));

#define PTE_POINTER 0x01ull
#define PTE_LEAF    0xcfull /* valid, readable, writable, executable, accessed, dirty */
#define SATP_SV39   (8ull << 60)

static uint64_t pte(const void *address, uint64_t flags)
{
    return (uint64_t)(uintptr_t)address >> 12 << 10 | flags;
}

/* Identity, in pages of 4 KiB, of the first 4 MiB of memory; devices are left out. */
static void paging_on(void)
{
    const uint64_t base = machine.memory_base;

    root_table[base >> 30] = pte(middle_table, PTE_POINTER);
    for (unsigned i = 0; i < LEAF_TABLES; i++) {
        middle_table[(base >> 21 & (ENTRIES - 1)) + i] = pte(leaf_tables[i], PTE_POINTER);
        for (uint64_t page = 0; page < ENTRIES; page++) {
            leaf_tables[i][page] =
                pte((const void *)(base + (i * ENTRIES + page) * 4096), PTE_LEAF);
        }
    }
    csr_write(satp, SATP_SV39 | (uint64_t)(uintptr_t)root_table >> 12);
    __asm__ volatile("sfence.vma" ::: "memory");
}

static void paging_off(void)
{
    csr_write(satp, 0);
    __asm__ volatile("sfence.vma" ::: "memory");
}

static void report_latency(const struct latency *latency, uint64_t value)
{
    put("latency ");
    put(latency->name);
    put_number("centicycles", value, 10);
    put("\n");
}

/* The chase again, through pages of the guest's own besides the hypervisor's. The console lies
 * outside them, so they are off again before anything is said. Bare there are none. */
static void measure_paged(void)
{
    struct figures f;

    if (!bare()) {
        paging_on();
    }
    f = run(&bench_chase);
    if (!bare()) {
        paging_off();
    }
    report("chase_paged", &f);
}

static void measure_latencies(void)
{
    uint64_t walk;

    for (const struct latency *l = bench_latencies; l->name != NULL; l++) {
        report_latency(l, l->measure());
    }
    if (bare()) {
        return;
    }
    paging_on();
    walk = bench_walk.measure();
    paging_off();
    report_latency(&bench_walk, walk);
}

void guest_main(void)
{
    for (const struct kernel *k = bench_kernels; k->name != NULL; k++) {
        measure(k);
    }
    measure_latencies();
    measure(&bench_chase);
    measure_paged();
    for (const struct kernel *k = bench_lm_kernels; k->name != NULL; k++) {
        measure(k);
    }
    put("bench tokens");
    put_number("tokens", bench_lm_tokens(), 10);
    put_number("context", bench_lm_context(), 10);
    put("\n");
    while (bare()) {
        tohost = 1;
    }
}
