// SPDX-License-Identifier: Apache-2.0
//
// What Spike does not have or does otherwise: counters in cycles, hpm events, the SEIP pin, the
// trigger comparators.
#include "check.h"
#include "dut.h"

namespace
{

uint64_t get(Dut &dut, unsigned addr)
{
    uint64_t value = 0;
    dut.csr_read(addr, false, &value);
    return value;
}

void counters(Check &check, Dut &dut)
{
    check.section("counters");
    dut.csr_write(0xb00, kWrite, 1000);
    check.equal(get(dut, 0xb00), 1000, "mcycle after write", 0xb00);
    dut.clock(7);
    check.equal(get(dut, 0xc00), 1007, "cycle", 0xc00);
    dut.csr_write(0x320, kWrite, 1);
    check.equal(get(dut, 0xb00), 1007, "mcycle inhibited at once", 0xb00);
    dut.clock(5);
    check.equal(get(dut, 0xb00), 1007, "mcycle inhibited", 0xb00);
    dut.csr_write(0x320, kWrite, 0);
    check.equal(get(dut, 0xb00), 1008, "mcycle runs again", 0xb00);
    check.equal(get(dut, 0xf12), 0, "marchid", 0xf12);
    check.equal(get(dut, 0x7a4), 0x1008040, "tinfo", 0x7a4);
}

void hpm_events(Check &check, Dut &dut)
{
    check.section("hpm counters");
    for (unsigned c = 0; c < 8; c++) {
        for (unsigned event = 1; event <= 12; event++) {
            dut.csr_write(0x323 + c, kWrite, event);
            dut.csr_write(0xb03 + c, kWrite, 0);
            dut.top->hpm_i = static_cast<unsigned short>(1u << (12 - event));
            dut.clock(3);
            dut.top->hpm_i = static_cast<unsigned short>(0xfff & ~(1u << (12 - event)));
            dut.clock(2);
            dut.top->hpm_i = 0;
            check.equal(get(dut, 0xb03 + c), 3, "hpm count", 0xb03 + c);
            check.equal(get(dut, 0xc03 + c), 3, "hpm user view", 0xc03 + c);
        }
        dut.csr_write(0x320, kWrite, 8u << c);
        dut.top->hpm_i = 0xfff;
        dut.clock(4);
        dut.csr_write(0x320, kWrite, 0);
        dut.csr_write(0x323 + c, kWrite, 13);
        dut.clock(4);
        dut.top->hpm_i = 0;
        // One for the cycle in which the inhibit bit was cleared and one for the selector's write.
        check.equal(get(dut, 0xb03 + c), 5, "hpm inhibit and unknown event", 0xb03 + c);
        check.equal(get(dut, 0x323 + c), 0, "hpm unknown event", 0x323 + c);
    }
    check.equal(get(dut, 0xb0b), 0, "unimplemented hpm", 0xb0b);
}

void seip_pin(Check &check, Dut &dut)
{
    check.section("SEIP: pin and software bit");
    dut.top->irq_i = 1;
    check.equal(get(dut, 0x344), 0x200, "mip with pin", 0x344);
    dut.csr_write(0x344, kSet, 2);
    dut.top->irq_i = 0;
    check.equal(get(dut, 0x344), 2, "pin must not stick by csrrs", 0x344);
    dut.csr_write(0x344, kWrite, 0x200);
    check.equal(get(dut, 0x344), 0x200, "software bit", 0x344);
    dut.csr_write(0x344, kWrite, 0);
}

bool model_match(unsigned match, uint64_t tdata2, uint64_t va)
{
    if (match == 0)
        return va == tdata2;
    if (match == 2)
        return va >= tdata2;
    if (match == 3)
        return va < tdata2;
    uint64_t ignored = 1;
    while (tdata2 & 1) {
        ignored = ignored << 1 | 1;
        tdata2 >>= 1;
    }
    return (va & ~ignored) == ((tdata2 * (ignored / 2 + 1)) & ~ignored);
}

void trigger_one(Check &check, Dut &dut, Rng &rng)
{
    unsigned match = rng.below(4), kind = rng.below(3); // execute, store, load
    uint64_t base = rng.next();
    if (rng.chance(50))
        base |= (1ull << rng.below(20)) - 1;
    bool in_m = rng.chance(70);
    dut.csr_write(0x7a0, kWrite, rng.below(4));
    dut.csr_write(0x7a2, kWrite, base);
    uint64_t bits = kind == 0 ? 4 : kind == 1 ? 2 : 1;
    dut.csr_write(0x7a1, kWrite, 6ull << 60 | uint64_t(match) << 7 | (in_m ? 0x40 : 0) | bits);
    dut.csr_write(0x300, kWrite, 8); // MIE: else nothing fires in M
    for (int i = 0; i < 8; i++) {
        uint64_t va = base + rng.below(5) - 2;
        if (rng.chance(30))
            va = base ^ (1ull << rng.below(24));
        bool want = in_m && model_match(match, base, va);
        dut.top->va_i = va;
        dut.top->exec_valid_i = 1;
        dut.top->data_load_i = 1;
        dut.top->data_store_i = 0;
        dut.top->eval();
        check.ok(dut.top->exec_hit_o == (want && kind == 0), "trigger execute, match %u", match);
        check.ok(dut.top->data_hit_o == (want && kind == 2), "trigger load, match %u", match);
        dut.top->data_load_i = 0;
        dut.top->data_store_i = 1;
        dut.top->eval();
        check.ok(dut.top->data_hit_o == (want && kind == 1), "trigger store, match %u", match);
    }
    dut.csr_write(0x300, kWrite, 0);
    check.ok(!dut.top->exec_hit_o && !dut.top->data_hit_o, "trigger in M with MIE clear");
    dut.csr_write(0x7a1, kWrite, 0);
    check.ok(!dut.top->exec_hit_o && !dut.top->data_hit_o, "trigger disabled");
    dut.top->exec_valid_i = 0;
    dut.top->data_store_i = 0;
}

} // namespace

void own_tests(Check &check, unsigned seed)
{
    Dut dut(seed);
    Rng rng(seed);
    counters(check, dut);
    hpm_events(check, dut);
    seip_pin(check, dut);
    check.section("trigger comparators");
    for (int i = 0; i < 300; i++)
        trigger_one(check, dut, rng);
}
