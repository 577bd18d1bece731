/* SPDX-License-Identifier: Apache-2.0 */
#include "replay_dump.h"

#include <inttypes.h>
#include <stdio.h>

#include "replay_bus.h"

enum { GPR = 0x1000, GPRS = 32, ROW = 16, DWORD = 8 };

static const char *const gpr_names[GPRS] = {"zero", "ra", "sp",  "gp",  "tp", "t0", "t1", "t2",
                                            "s0",   "s1", "a0",  "a1",  "a2", "a3", "a4", "a5",
                                            "a6",   "a7", "s2",  "s3",  "s4", "s5", "s6", "s7",
                                            "s8",   "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

/* What a guest can see of itself, and the walls around it. */
static const struct {
    const char *name;
    uint16_t number;
} csrs[] = {
    {"pc", 0x7b1},        {"privilege", 0x7b0}, {"vsstatus", 0x200}, {"vstvec", 0x205},
    {"vsscratch", 0x240}, {"vsepc", 0x241},     {"vscause", 0x242},  {"vstval", 0x243},
    {"vsatp", 0x280},     {"vstimecmp", 0x24d}, {"hvip", 0x645},     {"hgatp", 0x680},
    {"hedeleg", 0x602},   {"hideleg", 0x603},   {"mcycle", 0xb00},   {"minstret", 0xb02},
};

static bool print_register(struct replay *r, const char *name, uint16_t number, bool last)
{
    uint64_t value;

    if (!replay_register(r, number, &value)) {
        fprintf(stderr, "error: register %s cannot be read\n", name);
        return false;
    }
    printf("%-9s 0x%016" PRIx64 "%s", name, value, last ? "\n" : "  ");
    return true;
}

bool replay_dump_registers(struct replay *r)
{
    for (unsigned i = 0; i < GPRS; i++) {
        if (!print_register(r, gpr_names[i], (uint16_t)(GPR + i), i % 4 == 3)) {
            return false;
        }
    }
    for (unsigned i = 0; i < sizeof csrs / sizeof *csrs; i++) {
        if (!print_register(r, csrs[i].name, csrs[i].number, i % 4 == 3)) {
            return false;
        }
    }
    return true;
}

bool replay_dump_memory(struct replay *r, uint64_t at, uint64_t length)
{
    uint64_t word = 0;

    for (uint64_t i = 0; i < length; i++) {
        const uint64_t a = at + i;

        if ((i == 0 || a % DWORD == 0) &&
            !replay_read(r, DOMAIN_WINDOW, (uint32_t)(a & ~7ull), &word)) {
            fprintf(stderr, "error: --mem: 0x%" PRIx64 " is not in the region\n", a);
            return false;
        }
        if (i % ROW == 0) {
            printf("%s%08" PRIx64 ":", i == 0 ? "" : "\n", a);
        }
        printf(" %02x", (unsigned)(word >> a % DWORD * 8 & 0xff));
    }
    putchar('\n');
    return true;
}
