// SPDX-License-Identifier: Apache-2.0
//
// The management side: see manager.h.
#include "manager.h"

#include <cstring>

namespace lockstep
{
namespace
{

enum Op { kOpNone, kOpWrite, kOpResume, kOpAdvance, kOpFlush };
enum Reason { kNone, kTrap, kWfi, kHalt, kFence, kTrigger, kBus };

constexpr uint16_t kGpr = 0x1000;
constexpr uint16_t kCompared[] = {0x200, 0x204, 0x205, 0x240, 0x241, 0x242, 0x243, 0x24d,
                                  0x280, 0x602, 0x603, 0x605, 0x606, 0x645, 0x680};
constexpr uint64_t kHvip = 0x645;
constexpr uint64_t kVirtualLines[3] = {1 << 2, 1 << 6, 1 << 10}; // VSSIP, VSTIP, VSEIP
constexpr uint64_t kEndCall = 0x5afe; // a7 of the guest's last ecall, code in a0

std::string differ(uint16_t regno, uint64_t dut, uint64_t spike)
{
    char buf[120];
    snprintf(buf, sizeof buf, "register %04x while parked: core %016llx, spike %016llx", regno,
             static_cast<unsigned long long>(dut), static_cast<unsigned long long>(spike));
    return buf;
}

} // namespace

void Manager::write_both(uint16_t regno, uint64_t value)
{
    Vcore_tb &t = dut_.top();
    if (regno == kFenceBase || regno == kFenceLimit) {
        t.fence_locked_i = 1;
        (regno == kFenceBase ? t.fence_base_i : t.fence_limit_i) = static_cast<uint16_t>(value);
        fence_in_spike();
        return;
    }
    dut_.command(kOpWrite, regno, value);
    if (regno == kDpc) {
        oracle_.set_pc(value);
    } else if (regno == kDcsr) {
        oracle_.set_mode(static_cast<unsigned>((value & 3) | 4));
    } else if (regno >= kGpr) {
        oracle_.set_reg(regno - kGpr, value);
    } else {
        oracle_.set_csr(regno, value);
    }
}

// Spike has no execute fence; its PMP refuses the same accesses with the same causes: writes inside
// the range, fetches outside.
void Manager::fence_in_spike()
{
    const Vcore_tb &t = dut_.top();
    const uint64_t base = kRamBase + (static_cast<uint64_t>(t.fence_base_i) << 12);
    const uint64_t end = kRamBase + (static_cast<uint64_t>(t.fence_limit_i) + 1) * 4096;
    oracle_.set_csr(0x3b0, base >> 2);
    oracle_.set_csr(0x3b1, end >> 2);
    oracle_.set_csr(0x3b2, ~0ull);
    // TOR RW, TOR RX, NAPOT RW; without a fence everything is open.
    oracle_.set_csr(0x3a0, t.fence_locked_i ? 0x1b0d0b : 0x1f0000);
}

std::string Manager::start(const Image &image)
{
    uint64_t head[2] = {};
    if (image.bytes.size() > kTable + 16)
        memcpy(head, image.bytes.data() + kTable, 16);
    if (head[0] != kMagic || head[1] > 200)
        return "no guest table in the image";
    for (int i = 0; i < 5000 && !dut_.parked(); i++)
        dut_.cycle();
    if (!dut_.parked())
        return "captive core is not parked after reset";
    // What Spike needs beside the guest's table: everything that is not delegated to HS goes to HS.
    fence_in_spike();
    oracle_.set_csr(0x302, ~0ull);
    oracle_.set_csr(0x303, ~0ull);
    oracle_.set_csr(0x306, ~0ull);
    oracle_.set_csr(0x30a, 1ull << 63);
    for (uint16_t r = 1; r < 32; r++)
        write_both(kGpr + r, 0);
    for (uint64_t i = 0; i < head[1]; i++) {
        uint64_t pair[2];
        memcpy(pair, image.bytes.data() + kTable + 16 + 16 * i, 16);
        write_both(static_cast<uint16_t>(pair[0]), pair[1]);
    }
    dut_.command(kOpFlush, 0, 0);
    dut_.command(kOpResume, 0, 0);
    return "";
}

void Manager::run_cycle()
{
    Vcore_tb &t = dut_.top();
    if (dut_.parked())
        return;
    if (rng_() % 600 == 0)
        t.mgmt_halt_i = 1;
}

std::string Manager::compare(uint64_t spike_pc)
{
    for (uint16_t r = 1; r < 32; r++) {
        const uint64_t v = dut_.read_reg(kGpr + r);
        if (v != oracle_.reg(r))
            return differ(kGpr + r, v, oracle_.reg(r));
    }
    for (const uint16_t r : kCompared) {
        const uint64_t v = dut_.read_reg(r);
        if (v != oracle_.csr(r))
            return differ(r, v, oracle_.csr(r));
    }
    const uint64_t pc = dut_.read_reg(kDpc);
    return pc == spike_pc ? "" : differ(kDpc, pc, spike_pc);
}

void Manager::resume_at(uint64_t pc, unsigned mode)
{
    write_both(kDpc, pc);
    write_both(kDcsr, mode | 0x20);
    oracle_.disturb_reservation();
    dut_.command(kOpResume, 0, 0);
}

// Skips what cannot run; a fetch that fails goes on where the guest said.
std::string Manager::answer_trap(const Commit &last)
{
    const uint8_t cause = last.trap.cause;
    if (cause == 10 && oracle_.reg(17) == kEndCall) {
        done = true;
        code = static_cast<int>(oracle_.reg(10));
        return "";
    }
    uint64_t next = last.pc + ((last.insn & 3) == 3 ? 4 : 2);
    const bool fetch = cause == 1 || cause == 12 || cause == 20;
    if (fetch)
        memcpy(&next, oracle_.ram().data() + kResume, 8);
    resume_at(next, fetch ? 5 : last.mode);
    return "";
}

// What the exit record says of a trap: the registers that Spike's HS or M mode has of it.
std::string Manager::compare_exit(const Commit &last)
{
    const Vcore_tb &t = dut_.top();
    const Trap &trap = last.trap;
    if (t.exit_cause_o != trap.cause || t.exit_interrupt_o != trap.interrupt)
        return "exit cause: " + differ(0x342, t.exit_cause_o, trap.cause);
    if (t.exit_pc_o != last.pc)
        return "exit pc: " + differ(kDpc, t.exit_pc_o, last.pc);
    if (trap.interrupt)
        return "";
    if (t.exit_tval_o != trap.tval)
        return "exit tval: " + differ(0x143, t.exit_tval_o, trap.tval);
    if (t.exit_htval_o != trap.tval2)
        return "exit htval: " + differ(0x643, t.exit_htval_o, trap.tval2);
    if (t.exit_htinst_o != trap.tinst)
        return "exit htinst: " + differ(0x64a, t.exit_htinst_o, trap.tinst);
    if (t.exit_gva_o != trap.gva)
        return "exit gva: " + differ(0x600, t.exit_gva_o, trap.gva);
    const bool fetch = trap.cause == 1 || trap.cause == 12 || trap.cause == 20;
    const uint32_t insn = fetch ? 0 : last.insn;
    return t.exit_insn_o != insn ? "exit instruction: " + differ(0, t.exit_insn_o, insn) : "";
}

std::string Manager::answer(bool trapped, const Commit &last)
{
    Vcore_tb &t = dut_.top();
    exits++;
    const unsigned reason = t.exit_reason_o;
    t.mgmt_halt_i = 0;
    std::string why = compare(trapped ? last.pc : oracle_.pc());
    if (!why.empty())
        return why;
    switch (reason) {
    case kTrap:
    case kBus:
    case kFence:
        if (!trapped)
            return "exit by a trap that Spike did not take";
        why = compare_exit(last);
        return why.empty() ? answer_trap(last) : why;
    case kWfi:
        // Something to wake for; taken or not as the guest's enables say.
        write_both(kHvip, oracle_.csr(kHvip) ^ kVirtualLines[rng_() % 3]);
        dut_.command(kOpResume, 0, 0);
        return "";
    case kHalt:
        halts++;
        if ((rng_() & 3) == 0)
            write_both(kHvip, oracle_.csr(kHvip) ^ kVirtualLines[rng_() % 3]);
        if ((rng_() & 3) == 0)
            dut_.command(kOpFlush, 0, 0);
        oracle_.disturb_reservation();
        dut_.command(kOpResume, 0, 0);
        return "";
    default:
        return "unexpected exit reason " + std::to_string(reason);
    }
}

std::string Manager::answer_alone()
{
    Vcore_tb &t = dut_.top();
    exits++;
    if (t.exit_reason_o != kTrap || t.exit_cause_o != 10)
        return "exit other than an ecall, at " + std::to_string(t.exit_pc_o);
    if (dut_.read_reg(kGpr + 17) == kEndCall) {
        done = true;
        code = static_cast<int>(dut_.read_reg(kGpr + 10));
        return "";
    }
    dut_.command(kOpWrite, kDpc, t.exit_pc_o + 4);
    dut_.command(kOpResume, 0, 0);
    return "";
}

} // namespace lockstep
