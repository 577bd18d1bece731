// SPDX-License-Identifier: Apache-2.0
//
// A minimal management side for the captive core: starts a guest from a table in its image, answers
// every exit the same way on the core (by ticks) and in Spike (as if an HS monitor had run), and
// compares all registers while the core is parked.
#pragma once
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "dut.h"
#include "image.h"
#include "oracle.h"

namespace lockstep
{

class Manager
{
  public:
    Manager(Dut &dut, Oracle &oracle, uint64_t seed) : dut_(dut), oracle_(oracle), rng_(seed)
    {
    }

    // Registers from the table at kTable; empty string, or what is wrong.
    std::string start(const Image &image);

    // Called every cycle while the core runs; asks for a halt now and then.
    void run_cycle();

    // Called when the core has parked. `trapped`: Spike took the trap that parked the core.
    std::string answer(bool trapped, const Commit &last);

    // The same without Spike: ends with the end call, steps over every other ecall.
    std::string answer_alone();

    bool done = false;
    int code = 0;
    unsigned exits = 0;
    unsigned halts = 0;

    // Offset of the guest's table in RAM: magic, count, then register number and value pairs.
    static constexpr uint64_t kTable = 0x100;
    static constexpr uint64_t kMagic = 0x4c42415453455547ull; // "GUESTABL"
    // Where a guest leaves the address at which it goes on, in VS mode, after a fetch that cannot
    // be skipped. Outside the execute fence, since the guest writes it.
    static constexpr uint64_t kResume = 0x9f020;
    static constexpr uint16_t kFenceBase = 0xf000;
    static constexpr uint16_t kFenceLimit = 0xf001;
    static constexpr uint16_t kDpc = 0x7b1;
    static constexpr uint16_t kDcsr = 0x7b0;

  private:
    void fence_in_spike();
    void write_both(uint16_t regno, uint64_t value);
    std::string compare(uint64_t spike_pc);
    std::string compare_exit(const Commit &last);
    std::string answer_trap(const Commit &last);
    void resume_at(uint64_t pc, unsigned mode);

    Dut &dut_;
    Oracle &oracle_;
    std::mt19937_64 rng_;
};

} // namespace lockstep
