// SPDX-License-Identifier: Apache-2.0
//
// The captive core's CSR file: what management may do, what the guest cannot, which traps park, and
// that model time is run cycles and nothing else. Access rights of the guest come from Spike.
#include <map>
#include <vector>

#include "check.h"
#include "dut.h"
#include "spike_ref.h"

namespace
{

const unsigned kTimeShift = 4; // TimeShift of the build
const Mode kGuest[] = {{true, 1}, {true, 0}};

struct Captive {
    Check &check;
    Rng rng;
    Dut dut;

    Captive(Check &c, uint64_t seed) : check(c), rng(seed), dut(static_cast<unsigned>(seed))
    {
    }

    // Management acts on a parked core: run low, one ticked clock.
    void tick(unsigned op, unsigned regno, uint64_t value)
    {
        dut.top->run_i = 0;
        dut.top->mgmt_op_i = op;
        dut.top->mgmt_regno_i = regno;
        dut.top->mgmt_wdata_i = value;
        dut.top->mgmt_tick_i = 1;
        dut.clock();
        dut.top->mgmt_tick_i = 0;
        dut.top->mgmt_op_i = 0;
        dut.top->run_i = 1;
        dut.top->eval();
    }
    void write(unsigned regno, uint64_t value)
    {
        tick(1, regno, value);
    }
    bool read(unsigned regno, uint64_t *value)
    {
        dut.top->run_i = 0;
        dut.top->mgmt_regno_i = regno;
        dut.top->eval();
        *value = dut.top->mgmt_rdata_o;
        bool exists = !dut.top->mgmt_error_o;
        dut.top->run_i = 1;
        dut.top->eval();
        return exists;
    }
    uint64_t get(unsigned regno)
    {
        uint64_t value = 0;
        check.ok(read(regno, &value), "management read of %03x refused", regno);
        return value;
    }
    void mode(Mode m)
    {
        write(0x7b0, 0x20 | m.prv);
    }
    std::map<unsigned, uint64_t> dump()
    {
        std::map<unsigned, uint64_t> all;
        for (unsigned a = 0; a < 4096; a++) {
            uint64_t value;
            // Counters move by themselves, and the guest's timer follows them.
            bool counter = a == 0xb00 || (a >= 0xc00 && a <= 0xc01);
            if (!counter && read(a, &value))
                all[a] = value;
        }
        return all;
    }
};

// The physical memory protection of M mode: a captive core has none.
bool is_pmp(unsigned a)
{
    return a >= 0x3a0 && a < 0x3f0;
}

void management(Captive &c)
{
    c.check.section("management reads and writes every register");
    SpikeRef ref;
    for (unsigned a = 0; a < 4096; a++) {
        int cause;
        uint64_t value;
        bool want = ref.permitted(a, false, &cause) && !is_pmp(a);
        c.check.ok(c.read(a, &value) == (want || a == 0x7b0 || a == 0x7c0),
                   "management read of %03x", a);
    }
    c.check.equal(c.get(0x302), 0xfcb7fe, "everything is delegated", 0x302);
    c.check.equal(c.get(0x303), 0x1666, "everything is delegated", 0x303);
    c.check.equal(c.get(0x7c0), 1, "divisions take constant time", 0x7c0);
    const unsigned plain[] = {0x105, 0x140, 0x141, 0x142, 0x143, 0x205, 0x240, 0x241, 0x242,
                              0x243, 0x340, 0x341, 0x342, 0x343, 0x605, 0x643, 0x64a};
    for (unsigned a : plain) {
        uint64_t value = c.rng.next() & ~3ull;
        c.write(a, value);
        c.check.equal(c.get(a), value, "management write", a);
        c.write(a, 0);
    }
    c.write(0x1000 | 0x240, 7); // a GPR number must not reach a CSR
    c.check.equal(c.get(0x240), 0, "write to a GPR number", 0x240);
    uint64_t value;
    c.check.ok(!c.read(0x1000, &value) && !c.read(0x7b1, &value), "GPRs and dpc are not CSRs");
    c.write(0x7b0, 0x3);
    c.check.equal(c.get(0x7b0) & 0x27, 0x21, "dcsr keeps V and never enters M", 0x7b0);
    c.write(0x7b0, 0);
    c.check.equal(c.get(0x7b0) & 0x27, 0x20, "dcsr to VU", 0x7b0);
    c.mode(kGuest[0]);
}

void access_rights(Captive &c)
{
    c.check.section("access rights of the guest, against Spike");
    SpikeRef ref;
    for (unsigned round = 0; round < 20; round++) {
        ref.set_mode(false, 3);
        ref.csr(0x306, kWrite, ~0ull, 0);
        ref.csr(0x30a, kWrite, ~0ull, 0);
        const unsigned registers[] = {0x606, 0x106, 0x60a, 0x600};
        for (unsigned a : registers) {
            uint64_t value = c.rng.chance(30) ? ~0ull : c.rng.next();
            ref.csr(a, kWrite, value, 0);
            c.write(a, value);
        }
        for (Mode m : kGuest) {
            ref.set_mode(m.v, m.prv);
            c.mode(m);
            for (unsigned a = 0; a < 4096; a++) {
                for (bool write : {false, true}) {
                    int want = 0;
                    ref.permitted(a, write, &want);
                    unsigned got = c.dut.csr_read(a, write, nullptr);
                    c.check.ok(got == static_cast<unsigned>(want),
                               "guest csr %03x, write %d, prv=%u: cause %u, want %d", a, write,
                               m.prv, got, want);
                }
            }
            for (unsigned op = 0; op <= kHlsv; op++) {
                unsigned got = c.dut.sysop(op);
                RefResult want = ref.sysop(static_cast<RefSysop>(op), 0);
                c.check.ok(got == static_cast<unsigned>(want.ok ? 0 : want.cause),
                           "guest sysop %u prv=%u: cause %u, want %d", op, m.prv, got, want.cause);
                ref.set_mode(m.v, m.prv);
            }
        }
    }
    c.mode(kGuest[0]);
}

// Every cause with and without hedeleg, plus the marks that always park.
void parking(Captive &c)
{
    c.check.section("parking");
    const uint64_t can = 0xcb1ff;
    c.write(0x205, 0x4001);
    for (unsigned i = 0; i < 600; i++) {
        unsigned cause = c.rng.below(24);
        bool delegated = c.rng.chance(50);
        c.write(0x602, delegated ? ~0ull : can & ~(1ull << cause));
        c.write(0x200, 2);
        Mode from = kGuest[c.rng.below(2)];
        c.mode(from);
        Trap trap = {};
        trap.cause = cause;
        trap.tval = c.rng.next();
        trap.insn = static_cast<uint32_t>(c.rng.next());
        trap.fence = c.rng.chance(10);
        trap.trigger = c.rng.chance(10);
        trap.pc = c.rng.next() & ~1ull;
        bool access = cause == 1 || cause == 5 || cause == 7;
        bool park = trap.fence || trap.trigger || access || !delegated || !(can >> cause & 1) ||
                    !(0xfcb7feull >> cause & 1);
        auto before = c.dump();
        TrapResult got = c.dut.take(trap);
        c.check.ok(got.park == park, "cause %u, delegated %d, fence %d, trigger %d: park %d", cause,
                   delegated, trap.fence, trap.trigger, got.park);
        if (park) {
            c.check.ok(c.dump() == before, "cause %u: a park changed a register", cause);
            continue;
        }
        uint64_t tval = (cause == 2 || cause == 22) ? trap.insn : trap.tval;
        c.check.equal(got.target, 0x4000, "target of exception", cause);
        c.check.equal(c.get(0x242), cause, "vscause of", cause);
        c.check.equal(c.get(0x243), tval, "vstval of", cause);
        c.check.equal(c.get(0x241), trap.pc, "vsepc of", cause);
        c.check.equal(c.get(0x200), 0x200000020ull | (from.prv ? 0x100 : 0), "vsstatus", cause);
        c.check.ok(c.dut.mode() == kGuest[0], "cause %u: not in VS", cause);
        TrapResult back = c.dut.ret(false);
        c.check.ok(back.target == trap.pc && c.dut.mode() == from, "sret after cause %u", cause);
    }
    c.write(0x602, 0);
}

void one_interrupt(Captive &c, unsigned irq, bool delegated)
{
    c.write(0x604, 1ull << irq);
    c.write(0x603, delegated ? 0x444 : 0);
    c.write(0x645, 1ull << irq);
    c.mode(kGuest[0]);
    c.write(0x200, 0);
    c.check.ok(c.dut.top->irq_wakeup_o, "interrupt %u must end wfi", irq);
    c.check.ok(c.dut.top->irq_valid_o == !delegated, "interrupt %u, delegated %d, SIE=0", irq,
               delegated);
    c.write(0x200, 2);
    c.check.ok(c.dut.top->irq_valid_o && c.dut.top->irq_cause_o == irq, "interrupt %u", irq);
    Trap trap = {};
    trap.interrupt = true;
    trap.cause = irq;
    trap.pc = 0x1234;
    TrapResult got = c.dut.take(trap);
    c.check.ok(got.park == !delegated, "interrupt %u, delegated %d: park %d", irq, delegated,
               got.park);
    if (delegated) {
        c.check.equal(got.target, 0x4000 + 4 * (irq - 1), "vectored target of interrupt", irq);
        c.check.equal(c.get(0x242), 1ull << 63 | (irq - 1), "vscause of interrupt", irq);
        c.check.ok(!c.dut.top->irq_valid_o, "interrupt %u again in its handler", irq);
    }
    c.write(0x645, 0);
    c.write(0x604, 0);
    c.write(0x603, 0);
}

void interrupts(Captive &c)
{
    c.check.section("virtual interrupts");
    c.dut.reset();
    c.write(0x205, 0x4001);
    c.dut.top->irq_i = 0xf; // pins are the hypervisor core's: nothing may come of them
    c.write(0x304, ~0ull);
    c.mode(kGuest[1]);
    c.check.ok(!c.dut.top->irq_valid_o && !c.dut.top->irq_wakeup_o, "a pin reached the guest");
    c.check.equal(c.get(0x344), 0, "mip from pins", 0x344);
    c.dut.top->irq_i = 0;
    c.write(0x304, 0);
    for (unsigned irq : {2u, 6u, 10u}) {
        one_interrupt(c, irq, false);
        one_interrupt(c, irq, true);
    }
}

uint64_t guest_time(Captive &c)
{
    uint64_t value = 0;
    c.check.ok(c.dut.csr_read(0xc01, false, &value) == 0, "guest cannot read time");
    return value;
}

void model_time(Captive &c)
{
    c.check.section("model time");
    c.dut.reset();
    c.dut.top->run_i = 0;
    c.dut.reset();
    c.dut.top->run_i = 1;
    c.dut.top->eval();
    c.write(0x606, ~0ull);
    uint64_t start = c.dut.top->model_cycle_o;
    c.dut.clock(100);
    c.check.equal(c.dut.top->model_cycle_o, start + 100, "model cycles while running", 0xb00);
    c.dut.top->run_i = 0;
    c.dut.top->retire_i = 1;
    c.dut.clock(50);
    c.dut.top->retire_i = 0;
    c.check.equal(c.dut.top->model_cycle_o, start + 100, "model cycles while standing", 0xb00);
    c.dut.top->run_i = 1;
    c.check.equal(c.get(0xb02), 0, "minstret while standing", 0xb02);
    c.write(0x320, ~0ull);
    c.write(0xb00, 12345);
    c.dut.clock(1);
    c.check.equal(c.dut.top->model_cycle_o, start + 101, "model cycles cannot be written", 0xb00);
    c.write(0x320, 0);
    for (int i = 0; i < 5; i++)
        c.dut.retire();
    c.check.equal(c.get(0xb02), 5, "minstret", 0xb02);
    c.write(0x605, 1000);
    c.mode(kGuest[0]);
    c.check.equal(guest_time(c), (c.dut.top->model_cycle_o >> kTimeShift) + 1000, "time", 0xc01);
}

void advance_to(Captive &c, uint64_t delta, uint64_t ahead)
{
    uint64_t now = c.dut.top->model_cycle_o, time = (now >> kTimeShift) + delta;
    c.write(0x605, delta);
    c.write(0x24d, time + ahead);
    c.dut.clock(1);
    c.check.ok(!(c.get(0x244) & 0x20), "timer before advance, %llu ahead",
               static_cast<unsigned long long>(ahead));
    c.tick(3, 0, 0);
    uint64_t cycle = c.dut.top->model_cycle_o;
    c.check.equal(cycle, (time + ahead - delta) << kTimeShift, "advance", 0xb00);
    c.dut.clock(1);
    c.check.ok(c.get(0x244) & 0x20, "timer after advance");
    c.tick(3, 0, 0);
    c.check.equal(c.dut.top->model_cycle_o, cycle + 1, "advance with the timer pending", 0xb00);
    c.write(0x24d, ~0ull);
    c.tick(3, 0, 0);
    c.check.equal(c.dut.top->model_cycle_o, cycle + 1, "advance beyond the counter", 0xb00);
}

void advance(Captive &c)
{
    c.check.section("advance");
    c.write(0x60a, ~0ull);
    c.write(0x603, ~0ull);
    for (unsigned i = 0; i < 50; i++) {
        advance_to(c, c.rng.below(1u << 30), 2 + c.rng.below(100000));
    }
}

void guest_writes(Captive &c)
{
    c.check.section("the guest's own registers");
    c.mode(kGuest[0]);
    const unsigned virt[] = {0x105, 0x140, 0x141, 0x142, 0x143};
    for (unsigned a : virt) {
        uint64_t value = c.rng.next() & ~3ull, read = 0;
        uint64_t hs = c.get(a);
        c.dut.csr_write(a, kWrite, value);
        c.check.ok(c.dut.csr_read(a, false, &read) == 0 && read == value, "guest csr %03x", a);
        c.check.equal(c.get(a + 0x100), value, "guest register", a + 0x100);
        c.check.equal(c.get(a), hs, "HS register under a guest write", a);
    }
    c.dut.csr_write(0x180, kWrite, 9ull << 60 | 5);
    c.check.equal(c.get(0x280), 0, "vsatp with an unsupported mode", 0x280);
    c.dut.csr_write(0x180, kWrite, 8ull << 60 | 5);
    c.check.equal(c.get(0x280), 8ull << 60 | 5, "vsatp", 0x280);
}

void triggers(Captive &c)
{
    c.check.section("triggers are management's");
    c.write(0x7a2, 0x1000);
    c.write(0x200, 0); // interrupts off: a handler of the guest's could loop, a park cannot
    c.write(0x602, ~0ull);
    c.dut.top->exec_valid_i = 1;
    c.dut.top->va_i = 0x1000;
    for (unsigned watch = 0; watch < 4; watch++) {
        c.write(0x7a1, 6ull << 60 | 4 | uint64_t(watch & 1) << 24 | uint64_t(watch >> 1) << 23);
        for (unsigned m = 0; m < 2; m++) {
            c.mode(kGuest[m]);
            c.check.ok(c.dut.top->exec_hit_o == (watch >> m & 1), "trigger %u in prv=%u", watch,
                       kGuest[m].prv);
            c.check.ok(c.dut.csr_read(0x7a1, true, nullptr) == 2, "the guest reached tdata1");
        }
    }
    c.write(0x7a1, 0);
    c.write(0x602, 0);
    c.dut.top->exec_valid_i = 0;
}

} // namespace

int main(int argc, char **argv)
{
    Check check{"captive", argc > 1 ? static_cast<unsigned>(atoi(argv[1])) : 1};
    Dut::canary = argc > 2 && strcmp(argv[2], "canary") == 0;
    Captive c(check, check.seed);
    management(c);
    access_rights(c);
    parking(c);
    interrupts(c);
    model_time(c);
    advance(c);
    guest_writes(c);
    triggers(c);
    return check.finish();
}
