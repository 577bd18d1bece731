/* SPDX-License-Identifier: Apache-2.0
 *
 * The victim of the leakage laboratory (make HV_INJECT=victim): a hypervisor whose accesses, work
 * and inspections depend on a secret, as leak_call.h lists them, and which starts the guests of its
 * table in turn. In every other build this file is empty.
 */
#include "victim.h"

#ifdef HV_VICTIM
#include "inject.h"
#include "leak_call.h"
#include "platform.h"
#include "print.h"

enum { REPORT_WORDS = 256 };
enum { TABLE_COPIES = 4, TABLE_SYMBOLS = 4, BURST_LINES = 64, FREEZE_LINES = 16, WORK_LOOPS = 26 };
enum { ROW_BYTES = 8 * LEAK_BANK_BYTES, ROWS = 256 };
#define SCRATCH      0x800000ull /* offset of memory that nobody uses */
#define SCRATCH_SIZE 0x400000ull

static uint8_t table[TABLE_COPIES][LEAK_WAY_BYTES]
    __attribute__((aligned(LEAK_WAY_BYTES), section(".noinit")));
static uint64_t drawn;       /* symbols so far */
static uint64_t began;       /* hypervisor cycle of the first call */
static uint64_t symbol;      /* of the call under way */
static uint64_t tick_cycles; /* 0: no input */
static uint64_t next_tick;
static struct vm *pending;
static enum leak_function pending_function;

/* splitmix64 of the seed that the run was given: tests/leak/symbols.py draws the same. */
static uint64_t draw(uint64_t symbols)
{
    uint64_t z = sysinfo_read(SOC_SYSINFO_SEED) + ++drawn * 0x9e3779b97f4a7c15ull;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return (z ^ (z >> 31)) & (symbols - 1);
}

static void touch(uint64_t offset)
{
    const volatile uint64_t *p = hv_memory(SOC_DRAM_BASE + SCRATCH + offset, sizeof(*p));

    if (p != NULL) {
        (void)*p;
    }
}

/* The copies in turn, for each symbol, so that the first-level cache does not hold the line. */
static void read_table(void)
{
    static uint64_t reads[TABLE_SYMBOLS];
    const uint64_t copy = reads[symbol % TABLE_SYMBOLS]++ % TABLE_COPIES;

    (void)*(volatile uint8_t *)&table[copy][LEAK_TABLE_SET(symbol) * LEAK_LINE_BYTES];
}

/* Another row of the bank each time, and none that a cache still holds. */
static void read_row(void)
{
    const uint64_t column = drawn / ROWS % (LEAK_BANK_BYTES / LEAK_LINE_BYTES);

    touch(drawn % ROWS * ROW_BYTES + symbol * LEAK_BANK_BYTES + column * LEAK_LINE_BYTES);
}

static void work(void)
{
    for (volatile uint64_t i = symbol * WORK_LOOPS; i > 0; i--) {
    }
}

static void burst(void)
{
    static uint64_t at;

    for (unsigned i = 0; i < BURST_LINES * symbol; i++) {
        touch(at);
        at = (at + LEAK_LINE_BYTES) % SCRATCH_SIZE;
    }
}

/* What an inspection does: the model stands, some of its memory is read, it goes on. */
static void inspect(struct vm *vm)
{
    uint64_t word;

    if (symbol == 0) {
        return;
    }
    mgmt_write(vm, SOC_MGMT_DMCONTROL, MGMT__DMCONTROL__FREEZEREQ_bm);
    while ((mgmt_read(vm, SOC_MGMT_DMSTATUS) & MGMT__DMSTATUS__FROZEN_bm) == 0) {
    }
    for (unsigned i = 0; i < FREEZE_LINES; i++) {
        window_read(vm, (uint64_t)i * LEAK_LINE_BYTES, &word, sizeof(word));
    }
    mgmt_write(vm, SOC_MGMT_DMCONTROL, 0);
}

/* Console output costs thousands of cycles a byte, for its parser; this is the tests' own. */
static bool report(struct vm *vm, uint64_t address, uint64_t count)
{
    uint32_t word;

    print("@leak %u %lu", vm->index, hv_cycles() - began);
    for (uint64_t i = 0; i < count && i < REPORT_WORDS; i++) {
        if (!guest_read(vm, address + i * sizeof(word), &word, sizeof(word), WALL_SBI)) {
            break;
        }
        print(" %x", word);
    }
    print("\n");
    hv_breathe();
    return true;
}

/* Who comes first stands frozen behind its call until the other has come too. */
static void meet(struct vm *vm)
{
    struct vm *other = vm_get(vm->index ^ 1);

    vm->frozen = other != NULL && !other->frozen;
    if (other == NULL || vm->frozen) {
        return;
    }
    other->frozen = false;
    mgmt_write(other, SOC_MGMT_DMCONTROL, 0);
}

static void act(struct vm *vm, enum leak_function function)
{
    switch (function) {
    case LEAK_TABLE:
        read_table();
        break;
    case LEAK_ROW:
        read_row();
        break;
    case LEAK_WORK:
        work();
        break;
    case LEAK_BURST:
    case LEAK_FREEZE:
        pending = vm;
        pending_function = function;
        break;
    default:
        break;
    }
}

bool victim_call(struct vm *vm, uint64_t function, const uint64_t argument[2], uint64_t *value)
{
    *value = 0;
    began = began == 0 ? hv_cycles() : began;
    if (function < LEAK_DRAWS) {
        symbol = draw(argument[0]);
        act(vm, (enum leak_function)function);
        *value = function == LEAK_TELL ? symbol : 0;
        return true;
    }
    switch (function) {
    case LEAK_MEET:
    case LEAK_TICKS:
        meet(vm);
        tick_cycles = function == LEAK_TICKS ? argument[0] : 0;
        next_tick = hv_cycles() + tick_cycles;
        return true;
    case LEAK_ASK:
        *value = symbol;
        return true;
    case LEAK_REPORT:
        return report(vm, argument[0], argument[1]);
    default:
        return false;
    }
}

static void tick(void)
{
    if (tick_cycles != 0 && hv_cycles() >= next_tick) {
        next_tick += tick_cycles;
        (void)vm_input(vm_get(0), "", 0);
    }
}

/* Guests that follow each other in the first domain: when one has ended, the next begins. */
static void next_guest(struct vm *vm)
{
    if (num_models() == 1 && vm->state == VM_ENDED && guest_table_count() > 1) {
        (void)guest_load(vm, ((unsigned)vm->guest + 1) % guest_table_count());
    }
}

void inject_poll(void)
{
    struct vm *vm = pending;

    pending = NULL;
    if (vm != NULL && pending_function == LEAK_BURST) {
        burst();
    } else if (vm != NULL) {
        inspect(vm);
    }
    tick();
    next_guest(vm_get(0));
}
#endif
