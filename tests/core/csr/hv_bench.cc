// SPDX-License-Identifier: Apache-2.0
//
// The hypervisor core's CSR file and trap unit against Spike in process: access rights of all 4096
// numbers in all modes, legal values, legality of system instructions, and random sequences of CSR
// accesses, traps, returns and interrupts. What differs from Spike on purpose is in kDifferent.
#include <vector>

#include "Vcsr___024root.h"
#include "check.h"
#include "dut.h"
#include "spike_ref.h"

namespace
{

const Mode kModes[] = {{false, 3}, {false, 1}, {false, 0}, {true, 1}, {true, 0}};

// Value not compared: marchid is Spike's own number, the trigger types and tdata3 are a subset,
// cycles are Spike's instructions.
const unsigned kDifferent[] = {0xf12, 0x7a3, 0x7a4, 0xb00, 0xc00};
const unsigned kMtiming = 0x7c0; // custom: Spike has none

bool different(unsigned addr)
{
    for (unsigned d : kDifferent) {
        if (d == addr)
            return true;
    }
    return false;
}

// Spike records in tdata1 which trigger fired (hit1, hit0); this core does not.
uint64_t compared_bits(unsigned addr)
{
    if (different(addr))
        return 0;
    return addr == 0x7a1 ? ~0x2400000ull : ~0ull;
}

// Real counters here, constants in Spike; misa is constant here, writable in Spike.
bool no_random_write(unsigned addr)
{
    bool hpm = (addr >= 0xb03 && addr <= 0xb1f) || (addr >= 0x323 && addr <= 0x33f);
    return hpm || addr == 0x301 || addr == 0x7a3;
}

// What the random part met: it is a test only if all of it was there.
struct Coverage {
    unsigned exception[24][3] = {}, interrupt[13][3] = {}; // by target M, HS, VS
    unsigned back[2][8][8] = {};                           // sret or mret, from, to
    static unsigned target(Mode m)
    {
        return m.prv == 3 ? 0 : m.v ? 2 : 1;
    }
    static unsigned index(Mode m)
    {
        return (m.v ? 4u : 0u) | m.prv;
    }
};
Coverage coverage;

struct Pair {
    Check &check;
    Rng rng;
    Dut dut;
    SpikeRef ref;
    std::vector<unsigned> numbers; // every CSR that exists for M mode

    Pair(Check &c, uint64_t seed) : check(c), rng(seed), dut(static_cast<unsigned>(seed))
    {
        for (unsigned a = 0; a < 4096; a++) {
            int cause;
            if (ref.permitted(a, false, &cause))
                numbers.push_back(a);
        }
        ref.set_time(0);
    }

    void mode(Mode m)
    {
        ref.set_mode(m.v, m.prv);
        dut.top->rootp->csr_bench_top__DOT__u_csr__DOT__u_trap__DOT__gen_hv__DOT__mode_q =
            static_cast<unsigned char>((m.v ? 4 : 0) | m.prv);
        dut.top->eval();
    }

    Mode ref_mode()
    {
        return {ref.v(), ref.prv()};
    }

    void write_both(unsigned addr, uint64_t value)
    {
        ref.csr(addr, kWrite, value, 0);
        ref.retire();
        dut.csr_write(addr, kWrite, value);
    }

    void compare_modes(const char *what)
    {
        Mode d = dut.mode(), r = ref_mode();
        check.ok(d == r, "%s: mode v=%d prv=%u, want v=%d prv=%u", what, d.v, d.prv, r.v, r.prv);
    }

    // Every register by its own number, from M mode, and back.
    void compare_all(const char *what)
    {
        Mode here = ref_mode();
        mode(kModes[0]);
        for (unsigned a : numbers) {
            uint64_t want = 0, got = 0, bits = compared_bits(a);
            ref.peek(a, &want);
            check.equal(dut.csr_read(a, false, &got), 0, what, a);
            check.equal(got & bits, want & bits, what, a);
        }
        mode(here);
    }
};

// ---------------------------------------------------------------- tables

void configure(Pair &p)
{
    p.mode(kModes[0]);
    const unsigned registers[] = {0x306, 0x606, 0x106, 0x30a, 0x60a};
    for (unsigned a : registers)
        p.write_both(a, p.rng.chance(30) ? ~0ull : p.rng.next());
    p.write_both(0x300, p.rng.next() & ((1ull << 20) | (1ull << 21) | (1ull << 22)));
    p.write_both(0x600, p.rng.next() & ((7ull << 20) | (1ull << 9)));
}

void access_table(Pair &p)
{
    p.check.section("access rights: 4096 numbers, five modes, read and write");
    for (unsigned round = 0; round < 24; round++) {
        configure(p);
        for (Mode m : kModes) {
            p.mode(m);
            for (unsigned a = 0; a < 4096; a++) {
                for (unsigned write = 0; write < 2; write++) {
                    int want = 0;
                    if (a == kMtiming)
                        want = m.prv == 3 ? 0 : 2;
                    else
                        p.ref.permitted(a, write != 0, &want);
                    unsigned got = p.dut.csr_read(a, write != 0, nullptr);
                    p.check.ok(got == static_cast<unsigned>(want),
                               "csr %03x %s in v=%d prv=%u: cause %u, want %d", a,
                               write ? "write" : "read", m.v, m.prv, got, want);
                }
            }
        }
    }
    p.mode(kModes[0]);
}

uint64_t operand_for(Pair &p, unsigned addr, CsrOp *op)
{
    static const uint64_t modes[] = {0, 8, 8, 9, 10, 1, 15};
    uint64_t value = p.rng.value();
    if (addr == 0x180 || addr == 0x280 || addr == 0x680) {
        value = (p.rng.next() & ~(15ull << 60)) | (modes[p.rng.below(7)] << 60);
    }
    if (addr == 0x7a1) {
        // The types and fields that exist here: disabled, or mcontrol6 with an address match.
        *op = kWrite;
        value = p.rng.chance(80) ? (6ull << 60) | (p.rng.next() & 0x18001dfull) : 15ull << 60;
    }
    if (addr == 0x3a0 && p.rng.chance(80))
        value &= ~0x8080808080808080ull;
    return value;
}

void legal_values(Pair &p)
{
    p.check.section("reset values and legal values");
    p.compare_all("reset value");
    static const uint64_t patterns[] = {~0ull, 0, 0x5555555555555555ull, 0xaaaaaaaaaaaaaaaaull};
    for (unsigned a : p.numbers) {
        if (no_random_write(a) || (a >> 10) == 3 || a == 0x7a1 || a == 0x3a0)
            continue;
        for (uint64_t v : patterns) {
            p.write_both(a, v);
            p.dut.clock();
            uint64_t want = 0, got = 0;
            p.ref.set_time(0);
            p.ref.peek(a, &want);
            p.dut.csr_read(a, false, &got);
            uint64_t bits = compared_bits(a);
            p.check.equal(got & bits, want & bits, "legal value of", a);
        }
    }
    p.mode(kModes[0]);
    p.compare_all("after patterns");
}

void sysop_table(Pair &p)
{
    p.check.section("legality of system instructions");
    for (unsigned bits = 0; bits < 128; bits++) {
        for (Mode m : kModes) {
            for (unsigned op = 0; op <= kHlsv; op++) {
                p.mode(kModes[0]);
                p.write_both(0x300, uint64_t(bits & 7) << 20);
                p.write_both(0x600, (uint64_t((bits >> 3) & 7) << 20) | (uint64_t(bits >> 6) << 9));
                p.mode(m);
                unsigned got = p.dut.sysop(op);
                RefResult want = p.ref.sysop(static_cast<RefSysop>(op), 0);
                p.check.ok(got == static_cast<unsigned>(want.ok ? 0 : want.cause),
                           "sysop %u in v=%d prv=%u, bits %02x: cause %u, want %d", op, m.v, m.prv,
                           bits, got, want.ok ? 0 : want.cause);
            }
        }
    }
    p.mode(kModes[0]);
}

// Locks stick until reset, so each round starts from one.
void pmp_round(Check &check, uint64_t seed)
{
    Pair p(check, seed);
    for (int i = 0; i < 40; i++) {
        bool cfg = p.rng.chance(25);
        unsigned entry = p.rng.below(10); // 8 and 9 read zero
        uint64_t value = p.rng.next();
        // One entry of eight locks in one of three writes; half of them are the top of a range.
        if (cfg)
            value &=
                0x7f7f7f7f7f7f7f7full | (p.rng.chance(30) ? 0x80ull << (8 * p.rng.below(8)) : 0);
        if (cfg && p.rng.chance(50))
            value = (value & ~0x1818181818181818ull) | 0x0808080808080808ull;
        p.write_both(cfg ? 0x3a0 : 0x3b0 + entry, value);
        for (unsigned e = 0; e < 8; e++) {
            uint64_t want_cfg = 0, want_addr = 0;
            p.ref.peek(0x3a0, &want_cfg);
            p.ref.peek(0x3b0 + e, &want_addr);
            p.dut.top->pmp_idx_i = static_cast<unsigned char>(e);
            p.dut.top->eval();
            check.equal(p.dut.top->pmp_cfg_o, (want_cfg >> (8 * e)) & 0xff, "pmp cfg", e);
            check.equal(p.dut.top->pmp_addr_o, want_addr, "pmp addr", 0x3b0 + e);
        }
    }
    p.compare_all("after pmp writes");
}

void pmp_locks(Check &check)
{
    check.section("pmp registers and their locks");
    for (unsigned i = 0; i < 60; i++)
        pmp_round(check, uint64_t(check.seed) * 7919 + i);
}

// Which modes a trigger watches, and that it keeps still where its own handler could not be left.
void trigger_modes(Check &check)
{
    check.section("trigger modes and reentrancy");
    Pair p(check, check.seed);
    const unsigned bit[] = {6, 4, 3, 24, 23}; // m, s, u, vs, vu in the order of kModes
    p.write_both(0x7a2, 0x1000);
    p.dut.top->exec_valid_i = 1;
    p.dut.top->va_i = 0x1000;
    for (unsigned setting = 0; setting < 32 * 32; setting++) {
        unsigned watch = setting & 31, enable = setting >> 5; // MIE, SIE, VSIE, medeleg, hedeleg
        p.mode(kModes[0]);
        uint64_t tdata1 = 6ull << 60 | 4;
        for (unsigned m = 0; m < 5; m++)
            tdata1 |= uint64_t(watch >> m & 1) << bit[m];
        p.write_both(0x7a1, tdata1);
        p.write_both(0x300, (enable & 1) << 3 | (enable & 2));
        p.write_both(0x200, (enable & 4) >> 1);
        p.write_both(0x302, enable & 8);
        p.write_both(0x602, (enable & 16) >> 1);
        bool allowed[] = {(enable & 1) != 0, !(enable & 8) || (enable & 2), true,
                          (enable & 24) != 24 || (enable & 4), true};
        for (unsigned m = 0; m < 5; m++) {
            p.mode(kModes[m]);
            check.ok(p.dut.top->exec_hit_o == ((watch >> m & 1) && allowed[m]),
                     "trigger: watch %02x, enables %02x, mode %u", watch, enable, m);
        }
    }
}

// ---------------------------------------------------------------- random sequences

uint64_t random_pc(Pair &p)
{
    uint64_t pc = p.rng.next() & ~1ull;
    p.ref.set_pc(pc);
    return pc;
}

void deliver(Pair &p, const Trap &trap, const char *what)
{
    TrapResult got = p.dut.take(trap);
    Mode want = p.ref_mode();
    auto *met = trap.interrupt ? coverage.interrupt[trap.cause] : coverage.exception[trap.cause];
    met[Coverage::target(want)]++;
    p.check.ok(got.target == p.ref.pc(), "%s %u: target %llx, want %llx", what, trap.cause,
               static_cast<unsigned long long>(got.target),
               static_cast<unsigned long long>(p.ref.pc()));
    p.check.ok(got.mode == want && !got.park, "%s %u: trap_mode v=%d prv=%u, want v=%d prv=%u",
               what, trap.cause, got.mode.v, got.mode.prv, want.v, want.prv);
}

void step_csr(Pair &p)
{
    unsigned addr = p.rng.chance(95)
                        ? p.numbers[p.rng.below(static_cast<unsigned>(p.numbers.size()))]
                        : p.rng.below(4096);
    CsrOp op = static_cast<CsrOp>(p.rng.below(4));
    uint64_t operand = operand_for(p, addr, &op);
    if (addr == kMtiming)
        return;
    if (no_random_write(addr))
        op = kRead;
    uint32_t insn = static_cast<uint32_t>(p.rng.next());
    uint64_t pc = random_pc(p), rdata = 0;
    Mode before = p.ref_mode();
    unsigned got = p.dut.csr_read(addr, op != kRead, &rdata);
    RefResult want = p.ref.csr(addr, op, operand, insn);
    p.check.ok(got == static_cast<unsigned>(want.ok ? 0 : want.cause),
               "csr %03x op %d in v=%d prv=%u: cause %u, want %d", addr, op, before.v, before.prv,
               got, want.ok ? 0 : want.cause);
    if (!want.ok) {
        deliver(p,
                {false, static_cast<unsigned>(want.cause), 0, 0, 0, insn, false, false, false, pc},
                "csr trap");
        return;
    }
    p.ref.retire();
    uint64_t bits = compared_bits(addr);
    p.check.equal(rdata & bits, want.rdata & bits, "read of", addr);
    if (op == kRead) {
        p.dut.retire();
    } else {
        p.dut.csr_write(addr, op, operand);
    }
}

void step_sysop(Pair &p)
{
    RefSysop op = static_cast<RefSysop>(p.rng.below(kHlsv + 1));
    uint32_t insn = static_cast<uint32_t>(p.rng.next()) & ~0x1f0ff80u; // x0 operands
    uint64_t pc = random_pc(p);
    Mode before = p.ref_mode();
    unsigned got = p.dut.sysop(op);
    RefResult want = p.ref.sysop(op, insn);
    p.check.ok(got == static_cast<unsigned>(want.ok ? 0 : want.cause),
               "sysop %d in v=%d prv=%u: cause %u, want %d", op, before.v, before.prv, got,
               want.ok ? 0 : want.cause);
    if (!want.ok) {
        deliver(p,
                {false, static_cast<unsigned>(want.cause), 0, 0, 0, insn, false, false, false, pc},
                "sysop trap");
        return;
    }
    p.ref.retire();
    if (op == kMret || op == kSret) {
        TrapResult result = p.dut.ret(op == kMret);
        coverage.back[op == kMret][Coverage::index(before)][Coverage::index(p.ref_mode())]++;
        p.check.ok(result.target == p.ref.pc(), "return: target %llx, want %llx",
                   static_cast<unsigned long long>(result.target),
                   static_cast<unsigned long long>(p.ref.pc()));
        p.check.ok(result.mode == p.ref_mode(), "return: wrong trap_mode");
    } else {
        p.dut.retire();
    }
}

void step_trap(Pair &p)
{
    static const unsigned causes[] = {0,  1,  2,  3,  4,  5,  6,  7,  8, 9,
                                      10, 11, 12, 13, 15, 20, 21, 22, 23};
    unsigned cause = causes[p.rng.below(sizeof causes / sizeof *causes)];
    Trap trap = {};
    trap.cause = cause;
    trap.insn = static_cast<uint32_t>(p.rng.next());
    trap.tval = (cause == 2 || cause == 22) ? trap.insn : p.rng.value();
    trap.tval2 = p.rng.value();
    trap.tinst = p.rng.chance(50) ? 0x3000 : 0;
    trap.gva = p.rng.chance(50);
    trap.pc = random_pc(p);
    p.ref.trap(cause, trap.tval, trap.tval2, trap.tinst, trap.gva);
    deliver(p, trap, "trap");
}

void compare_interrupt(Pair &p, bool take)
{
    int want = p.ref.interrupt(false);
    int got = p.dut.top->irq_valid_o ? static_cast<int>(p.dut.top->irq_cause_o) : -1;
    p.check.ok(got == want, "interrupt %d, want %d (v=%d prv=%u)", got, want, p.ref.v(),
               p.ref.prv());
    p.check.ok((p.dut.top->irq_wakeup_o != 0) == p.ref.wakeup(), "wakeup: got %d",
               p.dut.top->irq_wakeup_o);
    if (!take || want < 0)
        return;
    Trap trap = {};
    trap.interrupt = true;
    trap.cause = static_cast<unsigned>(want);
    trap.pc = random_pc(p);
    p.ref.interrupt(true);
    deliver(p, trap, "interrupt");
}

void step_outside(Pair &p, uint64_t *now)
{
    unsigned pins = p.rng.below(8);
    p.dut.top->irq_i = static_cast<unsigned char>(pins << 1); // seip has a test of its own
    p.ref.set_irq(pins & 4, pins & 2, pins & 1);
    *now = p.rng.chance(50) ? p.rng.value() : *now + p.rng.below(1000);
    p.dut.top->time_i = *now;
}

void compare_outputs(Pair &p)
{
    const uint64_t prv[] = {0, 1, 2, 3};
    uint64_t ms = 0, hs = 0, vs = 0, satp = 0, vsatp = 0, hgatp = 0;
    p.ref.peek(0x300, &ms);
    p.ref.peek(0x600, &hs);
    p.ref.peek(0x200, &vs);
    p.ref.peek(0x180, &satp);
    p.ref.peek(0x280, &vsatp);
    p.ref.peek(0x680, &hgatp);
    Mode data = p.ref_mode();
    if ((ms >> 17) & 1) {
        data.prv = static_cast<unsigned>(prv[(ms >> 11) & 3]);
        data.v = data.prv != 3 && ((ms >> 39) & 1);
    }
    p.check.ok(mode_of(p.dut.top->data_mode_o) == data, "data_mode %u", p.dut.top->data_mode_o);
    Mode hlv = {true, static_cast<unsigned>((hs >> 8) & 1)};
    p.check.ok(mode_of(p.dut.top->hlv_mode_o) == hlv, "hlv_mode %u", p.dut.top->hlv_mode_o);
    p.check.equal(p.dut.top->satp_o, satp, "xlate", 0x180);
    p.check.equal(p.dut.top->vsatp_o, vsatp, "xlate", 0x280);
    p.check.equal(p.dut.top->hgatp_o, hgatp, "xlate", 0x680);
    uint64_t flags =
        ((ms >> 19) & 1) << 3 | ((vs >> 19) & 1) << 2 | ((ms >> 18) & 1) << 1 | ((vs >> 18) & 1);
    p.check.equal(p.dut.top->xlate_flags_o, flags, "xlate flags", 0x300);
}

// Delegation, stacked modes and enables all drawn dense, then one trap or return from any mode:
// what single accesses would set up too rarely.
void step_prepared(Pair &p)
{
    p.mode(kModes[0]);
    const unsigned dense[] = {0x302, 0x303, 0x602, 0x603, 0x304, 0x344, 0x645, 0x305, 0x105, 0x205};
    for (unsigned a : dense) {
        p.write_both(a, p.rng.chance(50) ? ~0ull : p.rng.next() | p.rng.next());
    }
    // One source at a time now and then: the guest's timer comes last in every order.
    if (p.rng.chance(30))
        p.write_both(0x304, 2ull << p.rng.below(12));
    p.write_both(0x200, p.rng.next());
    p.write_both(0x600, p.rng.next() & ~(7ull << 20));
    p.write_both(0x300, p.rng.next() & ~(7ull << 20));
    p.mode(kModes[p.rng.below(5)]);
    p.dut.clock();
    if (p.rng.chance(40)) {
        step_trap(p);
    } else if (p.rng.chance(50)) {
        step_sysop(p);
    }
}

// MPP and MPV drawn for an mret would leave most time in M: go to a mode directly now and then.
void step(Pair &p, uint64_t *now)
{
    unsigned kind = p.rng.below(100);
    if (kind < 55) {
        step_csr(p);
    } else if (kind < 65) {
        step_sysop(p);
    } else if (kind < 75) {
        step_trap(p);
    } else if (kind < 82) {
        step_outside(p, now);
    } else if (kind < 87) {
        p.mode(kModes[p.rng.below(5)]);
    } else if (kind < 98) {
        step_prepared(p);
    } else {
        p.mode(kModes[0]); // interrupts that are enabled, so that some are taken
        p.write_both(0x304, ~0ull);
        p.write_both(0x300, 0x2a | (p.rng.next() & (1ull << 1)));
        p.write_both(0x200, p.rng.next() & 2);
        p.mode(kModes[p.rng.below(5)]);
    }
    p.dut.clock();
    p.ref.set_time(*now);
    p.dut.top->eval();
}

void random_sequences(Check &check, unsigned seed, unsigned episodes)
{
    check.section("random sequences of accesses, traps, returns and interrupts");
    for (unsigned e = 0; e < episodes && check.failed == 0; e++) {
        Pair p(check, uint64_t(seed) * 100003 + e);
        uint64_t now = 0;
        p.dut.top->time_i = 0;
        for (unsigned i = 0; i < 400 && check.failed == 0; i++) {
            step(p, &now);
            p.compare_modes("step");
            compare_outputs(p);
            compare_interrupt(p, p.rng.chance(60));
            if (p.rng.chance(50))
                p.compare_all("register");
            if (check.failed)
                printf("  episode %u step %u\n", e, i);
        }
    }
}

// Exceptions by target: what medeleg and hedeleg let through. Interrupts: those of M never leave M,
// the guest's own never enter it (always delegated).
void check_coverage(Check &check)
{
    check.section("coverage of the random part");
    const uint64_t hs = 0xfcb7fe, vs = 0xcb1ff;
    for (unsigned c = 0; c < 24; c++) {
        if (c == 14 || (c >= 16 && c < 20))
            continue;
        check.ok(coverage.exception[c][0], "exception %u to M never taken", c);
        if (hs >> c & 1)
            check.ok(coverage.exception[c][1], "exception %u to HS never taken", c);
        if (hs & vs & (1u << c)) {
            check.ok(coverage.exception[c][2], "exception %u to VS never taken", c);
        }
    }
    for (unsigned i : {1u, 3u, 5u, 7u, 9u, 11u}) {
        check.ok(coverage.interrupt[i][0], "interrupt %u to M never taken", i);
    }
    for (unsigned i : {1u, 5u, 9u, 2u, 6u, 10u}) {
        check.ok(coverage.interrupt[i][1], "interrupt %u to HS never taken", i);
    }
    for (unsigned i : {2u, 6u, 10u}) {
        check.ok(coverage.interrupt[i][2], "interrupt %u to VS never taken", i);
    }
    for (Mode to : kModes) {
        unsigned t = Coverage::index(to);
        check.ok(coverage.back[1][3][t], "mret to mode %u never taken", t);
        if (to.prv == 3)
            continue;
        check.ok(coverage.back[0][3][t], "sret from M to mode %u never taken", t);
        check.ok(coverage.back[0][1][t], "sret from HS to mode %u never taken", t);
        if (to.v)
            check.ok(coverage.back[0][5][t], "sret from VS to mode %u never taken", t);
    }
}

} // namespace

void own_tests(Check &check, unsigned seed);

int main(int argc, char **argv)
{
    Check check{"hv", argc > 1 ? static_cast<unsigned>(atoi(argv[1])) : 1};
    Dut::canary = argc > 2 && strcmp(argv[2], "canary") == 0;
    {
        Pair tables(check, check.seed);
        legal_values(tables);
    }
    {
        Pair tables(check, check.seed + 1);
        access_table(tables);
        sysop_table(tables);
    }
    pmp_locks(check);
    trigger_modes(check);
    own_tests(check, check.seed);
    random_sequences(check, check.seed, 250);
    if (check.failed == 0)
        check_coverage(check);
    return check.finish();
}
