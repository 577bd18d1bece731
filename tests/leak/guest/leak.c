/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters, observations and the victim's calls for every attack program. */
#include "leak.h"

enum { RECORDS = 1024, PER_CALL = 128 };

const volatile struct leak_parameters leak_parameters = {.magic = "leak-parameters",
                                                         .symbols = 16,
                                                         .seed = 1,
                                                         .sender = 0,
                                                         .ways = 8,
                                                         .interval = 8192,
                                                         .inputs = 1,
                                                         .naps = 32};

static uint32_t records[RECORDS];
static unsigned count;
static uint64_t drawn;

uint8_t *leak_memory(void)
{
    return (uint8_t *)(((uint64_t)guest_end + WAY_BYTES - 1) & ~(uint64_t)(WAY_BYTES - 1));
}

size_t leak_memory_size(void)
{
    return machine.memory_base + machine.memory_size - (uint64_t)leak_memory();
}

uint64_t leak_call(enum leak_function function, uint64_t symbols)
{
    return sbi_call(LEAK_EXTENSION, function, symbols, 0, 0).value;
}

uint64_t leak_meet(enum leak_function how)
{
    (void)leak_call(how, 0);
    return leak_now();
}

/* splitmix64, as hv/victim.c and tests/leak/symbols.py have it. */
uint64_t leak_draw(uint64_t symbols)
{
    uint64_t z = leak_parameters.seed + ++drawn * 0x9e3779b97f4a7c15ull;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return (z ^ (z >> 31)) & (symbols - 1);
}

void leak_record(uint64_t observation)
{
    if (count < RECORDS) {
        records[count++] = (uint32_t)observation;
    }
}

void leak_report(void)
{
    for (unsigned i = 0; i < count; i += PER_CALL) {
        const unsigned part = count - i < PER_CALL ? count - i : PER_CALL;

        (void)sbi_call(LEAK_EXTENSION, LEAK_REPORT, (uint64_t)&records[i], part, 0);
    }
    count = 0;
}

void leak_warm(void)
{
    for (size_t at = 0; at < 8 * WAY_BYTES; at += LINE) {
        leak_touch(leak_memory() + at);
    }
}
