// SPDX-License-Identifier: Apache-2.0
//
// The world around the model: see dut.h.
#include "dut.h"

#include <cstring>

#include "oracle.h"

namespace lockstep
{

Dut::Dut(const DutOptions &options, Devices &devices)
    : ram(1ull << options.ram_log2), options_(options), devices_(devices), rng_(options.seed),
      random_lines_(options.irq_mean, options.seed)
{
    context_ = std::make_unique<VerilatedContext>();
    context_->randReset(2);
    context_->randSeed(static_cast<int>(options.x_seed & 0x7fffffff) | 1);
    context_->traceEverOn(!options.trace.empty());
    top_ = std::make_unique<Vcore_tb>(context_.get(), "core_tb");
#if VM_TRACE_FST
    if (!options.trace.empty()) {
        fst_ = std::make_unique<VerilatedFstC>();
        top_->trace(fst_.get(), 99);
        fst_->open(options.trace.c_str());
    }
#endif
}

Dut::~Dut()
{
    top_->final();
#if VM_TRACE_FST
    if (fst_)
        fst_->close();
#endif
}

void Dut::dump()
{
#if VM_TRACE_FST
    if (fst_)
        fst_->dump(context_->time());
#endif
    context_->timeInc(1);
}

void Dut::reset(uint64_t pc)
{
    Vcore_tb &t = *top_;
    t.reset_pc_i = static_cast<uint32_t>(pc);
    t.region_log2_i = static_cast<uint8_t>(options_.ram_log2);
    t.mutant_at_i = options_.mutant_at;
    t.run_i = 1;
    t.irq_i = 0;
    t.time_i = 0;
    t.fence_locked_i = 0;
    t.mgmt_op_i = 0;
    t.mgmt_tick_i = 0;
    t.mgmt_halt_i = 0;
    t.mgmt_regno_i = 0; // on hv only the commit log of the SoC reads here
    t.mem_ready_i = t.mem_rvalid_i = t.mem_rlast_i = t.mem_rerror_i = 0;
    t.dev_ack_i = t.dev_error_i = 0;
    t.rst_ni = 0;
    // Long enough for anything that is cleared entry by entry.
    for (int i = 0; i < 1200; i++) {
        t.clk_i = 0;
        t.eval();
        dump();
        t.clk_i = 1;
        t.eval();
        dump();
    }
    t.rst_ni = 1;
}

// Answers for this cycle, from registers only.
void Dut::drive_memory()
{
    Vcore_tb &t = *top_;
    t.mem_ready_i = !options_.slow || random(4) != 0;
    if (beats_ != 0 && !options_.slow)
        t.mem_ready_i = 1;
    t.mem_rvalid_i = 0;
    t.mem_rlast_i = 0;
    t.mem_rerror_i = 0;
    t.mem_rdata_i = 0x5a5a5a5a5a5a5a5aull;
    if (beats_ == 0)
        return;
    if (wait_ != 0) {
        wait_--;
        return;
    }
    t.mem_rvalid_i = 1;
    t.mem_rerror_i = error_;
    t.mem_rdata_i = line_[beat_];
    beat_ = (beat_ + 1) & 3;
    beats_--;
    t.mem_rlast_i = beats_ == 0;
    if (options_.slow && random(8) == 0)
        wait_ = random(4);
}

void Dut::take_memory()
{
    Vcore_tb &t = *top_;
    if (!t.mem_valid_o || !t.mem_ready_i)
        return;
    const uint64_t at = t.mem_addr_o - kRamBase;
    const bool inside = t.mem_addr_o >= kRamBase && at < ram.size();
    if (t.mem_write_o) {
        for (unsigned b = 0; b < 8 && inside; b++) {
            if (t.mem_wstrb_o >> b & 1)
                ram[at + b] = static_cast<uint8_t>(t.mem_wdata_o >> (8 * b));
        }
        return;
    }
    error_ = !inside;
    beats_ = inside ? 4 : 1;
    beat_ = static_cast<unsigned>(at >> 3) & 3;
    wait_ = options_.slow ? random(random(4) == 0 ? 30 : 6) : 0;
    if (inside)
        memcpy(line_, ram.data() + (at & ~31ull), 32);
}

void Dut::drive_devices()
{
    Vcore_tb &t = *top_;
    t.dev_ack_i = 0;
    t.dev_error_i = 0;
    if (!dev_busy_)
        return;
    if (dev_wait_ != 0) {
        dev_wait_--;
        return;
    }
    uint8_t bytes[8] = {};
    const unsigned lane = t.dev_addr_o & 7;
    const unsigned len = 1u << t.dev_size_o;
    uint64_t data = t.dev_wdata_o >> (8 * lane);
    memcpy(bytes, &data, 8);
    t.dev_error_i = !devices_.access(t.dev_we_o, t.dev_addr_o, len, bytes);
    memcpy(&data, bytes, 8);
    if (len < 8)
        data &= (1ull << (8 * len)) - 1;
    t.dev_rdata_i = data << (8 * lane);
    t.dev_ack_i = 1;
}

void Dut::take_devices()
{
    Vcore_tb &t = *top_;
    if (t.dev_ack_i) {
        dev_busy_ = false;
    } else if (t.dev_valid_o && !dev_busy_) {
        dev_busy_ = true;
        dev_wait_ = options_.slow ? random(5) : 0;
    }
}

bool Dut::take_commit()
{
    Vcore_tb &t = *top_;
    if (!t.c_valid_o)
        return false;
    commits_++;
    last_commit_ = cycles;
    Commit c;
    c.pc = t.c_pc_o;
    c.insn = t.c_insn_o;
    c.mode = t.c_mode_o;
    c.trap.valid = t.c_trap_o;
    if (c.trap.valid) {
        c.trap.interrupt = t.c_interrupt_o;
        c.trap.cause = t.c_cause_o;
        c.trap.tval = t.c_tval_o;
        c.trap.tval2 = t.c_tval2_o;
        c.trap.tinst = t.c_tinst_o;
        c.trap.gva = t.c_gva_o;
        c.trap_mode = t.c_trap_mode_o;
    } else {
        c.rd_we = t.c_rd_we_o;
        c.csr_we = t.c_csr_we_o;
        c.mem_valid = t.c_mem_valid_o;
    }
    c.park = t.c_park_o;
    if (c.rd_we)
        c.rd = t.c_rd_o;
    if (c.rd_we)
        c.rd_data = t.c_rd_data_o;
    if (c.csr_we)
        c.csr_addr = t.c_csr_addr_o;
    if (c.mem_valid) {
        c.mem_we = t.c_mem_we_o;
        c.mem_va = t.c_mem_va_o;
        c.mem_pa = t.c_mem_pa_o;
        c.mem_size = t.c_mem_size_o;
        c.mem_wdata = c.mem_we ? t.c_mem_wdata_o : 0;
        c.mem_rdata = t.c_mem_rdata_o;
    }
    c.cycle = cycles;
    const unsigned irq = t.irq_i;
    c.lines = (irq & 8 ? 0x8u : 0u) | (irq & 4 ? 0x80u : 0u) | (irq & 2 ? 0x800u : 0u) |
              (irq & 1 ? 0x200u : 0u);
    c.time = CAPTIVE ? t.model_cycle_o >> 3 : t.time_i; // time_shift of core_tb
    mix(cycles);
    mix(c.pc);
    mix(c.insn);
    mix(c.mode | c.trap.valid << 8 | c.trap.cause << 16);
    mix(c.rd_data);
    mix(c.trap.tval);
    mix(c.mem_va);
    mix(c.mem_wdata);
    commit = c;
    pair_ = t.c_pair_o != 0;
    pair_insn_ = t.c_pair_insn_o;
    return true;
}

bool Dut::take_pair()
{
    if (!pair_)
        return false;
    Commit c;
    c.pc = commit.pc + ((commit.insn & 3) == 3 ? 4 : 2);
    c.insn = pair_insn_;
    c.mode = commit.mode;
    c.cycle = commit.cycle;
    c.lines = commit.lines;
    c.time = commit.time;
    mix(c.insn);
    commit = c;
    pair_ = false;
    return true;
}

bool Dut::cycle(bool run, bool tick)
{
    Vcore_tb &t = *top_;
    t.run_i = run;
    t.mgmt_tick_i = tick;
    if (tick) {
        t.mem_ready_i = t.mem_rvalid_i = 0;
    } else {
        drive_memory();
        drive_devices();
    }
    if ((cycles & 7) == 0)
        devices_.mtime++;
    t.time_i = devices_.mtime;
    random_lines_.step(commits_, cycles - last_commit_);
    const uint64_t lines = devices_.lines() | random_lines_.level();
    t.irq_i = static_cast<uint8_t>((lines & 8 ? 8 : 0) | (lines & 0x80 ? 4 : 0) |
                                   (lines & 0x800 ? 2 : 0) | (lines & 0x200 ? 1 : 0));
    t.clk_i = 0;
    t.eval();
    dump();
    bool got = false;
    parked_ = t.parked_o != 0;
    if (!tick) {
        take_memory();
        take_devices();
        got = take_commit();
    }
    t.clk_i = 1;
    t.eval();
    dump();
    cycles++;
    return got;
}

uint64_t Dut::read_reg(uint16_t regno)
{
    Vcore_tb &t = *top_;
    t.mgmt_regno_i = regno;
    t.mgmt_op_i = 0;
    t.run_i = 0;
    t.eval();
    return t.mgmt_rdata_o;
}

void Dut::command(unsigned op, uint16_t regno, uint64_t value)
{
    Vcore_tb &t = *top_;
    t.mgmt_regno_i = regno;
    t.mgmt_wdata_i = value;
    t.mgmt_op_i = static_cast<uint8_t>(op);
    cycle(false, true);
    t.mgmt_op_i = 0;
    t.mgmt_tick_i = 0;
}

} // namespace lockstep
