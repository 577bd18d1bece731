// SPDX-License-Identifier: Apache-2.0
//
// The Verilator model with the world around it: memory with seeded latency behind the memory port,
// devices behind the device bus, interrupt lines and time. One call is one clock cycle.
#pragma once
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "Vcore_tb.h"
#include "commit.h"
#include "devices.h"
#include "lines.h"
#include "verilated.h"
#if VM_TRACE_FST
#include "verilated_fst_c.h"
#endif

namespace lockstep
{

struct DutOptions {
    unsigned ram_log2 = 22;
    uint64_t seed = 1;   // memory timing
    uint64_t x_seed = 1; // initial values
    bool slow = true;    // random latency; else the fastest answers the port allows
    uint32_t mutant_at = 0;
    unsigned irq_mean = 0; // instructions between random interrupts; 0 is none
    std::string trace;
};

class Dut
{
  public:
    Dut(const DutOptions &options, Devices &devices);
    ~Dut();
    Dut(const Dut &) = delete;
    Dut &operator=(const Dut &) = delete;

    void reset(uint64_t pc);
    // One cycle of the gated clock; true when `commit` is new. `tick`: a management command cycle.
    bool cycle(bool run = true, bool tick = false);

    // After cycle(): true once more when a branch retired with it; then `commit` is the branch.
    bool take_pair();

    // Captive: the management side. Writes take one tick; reads are combinational.
    uint64_t read_reg(uint16_t regno);
    void command(unsigned op, uint16_t regno, uint64_t value);
    // As in the cycle whose commit record cycle() returned: the last one may come with the park.
    bool parked() const
    {
        return parked_;
    }

    Vcore_tb &top()
    {
        return *top_;
    }
    std::vector<uint8_t> ram;
    Commit commit;
    uint64_t cycles = 0;
    uint64_t digest = 0xcbf29ce484222325ull;

  private:
    bool parked_ = false;
    bool pair_ = false;
    uint32_t pair_insn_ = 0;
    unsigned random(unsigned n)
    {
        return static_cast<unsigned>(rng_() % n);
    }
    void drive_memory();
    void take_memory();
    void drive_devices();
    void take_devices();
    bool take_commit();
    void mix(uint64_t v)
    {
        digest = (digest ^ v) * 0x100000001b3ull;
    }
    void dump();

    DutOptions options_;
    Devices &devices_;
    std::unique_ptr<VerilatedContext> context_;
    std::unique_ptr<Vcore_tb> top_;
#if VM_TRACE_FST
    std::unique_ptr<VerilatedFstC> fst_;
#endif
    std::mt19937_64 rng_;
    Lines random_lines_;
    uint64_t commits_ = 0;
    uint64_t last_commit_ = 0; // cycle
    // Line read under way.
    unsigned beats_ = 0;
    unsigned beat_ = 0;
    unsigned wait_ = 0;
    bool error_ = false;
    uint64_t line_[4]{};
    // Device access under way.
    bool dev_busy_ = false;
    unsigned dev_wait_ = 0;
};

} // namespace lockstep
