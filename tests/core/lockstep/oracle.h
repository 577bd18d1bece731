// SPDX-License-Identifier: Apache-2.0
//
// Spike as an in-process oracle: one hart over libriscv.so with its own copy of memory, stepped one
// instruction or trap at a time. Everything that touches Spike's headers is behind this class, so
// that a new Spike version is one file's work.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "commit.h"

namespace lockstep
{

constexpr uint64_t kRamBase = 0x80000000;

// A device access that Spike makes: data goes in or out through `bytes`; false is an access fault.
using DeviceFn = std::function<bool(bool write, uint64_t addr, unsigned len, uint8_t *bytes)>;

// Whether an instruction reads a CSR whose value is the core's business: clocks, event counters,
// identity.
bool reads_cores_value(uint32_t insn);

class Oracle
{
  public:
    // Spike writes its own commit log to log_path.
    Oracle(unsigned ram_log2, DeviceFn device, const char *log_path = "/dev/null");
    ~Oracle();
    Oracle(const Oracle &) = delete;
    Oracle &operator=(const Oracle &) = delete;

    void reset(uint64_t pc);
    std::vector<uint8_t> &ram();
    const std::vector<uint8_t> &ram() const;

    // One instruction or trap on its own; what happened, in the DUT's terms.
    Commit step();

    // The same with interrupt lines (mip bits) and time, which take effect at once.
    Commit step_timed(uint64_t lines, uint64_t time);
    uint64_t steps() const; // since reset

    // One step with the DUT's commit as the source of what may differ (list in README.md). Empty
    // string when both agree, else the first difference.
    std::string check(const Commit &dut);

    uint64_t pc() const;
    void set_pc(uint64_t pc);
    unsigned mode() const;
    void set_mode(unsigned mode);
    uint64_t reg(unsigned n) const;
    void set_reg(unsigned n, uint64_t value);
    uint64_t csr(unsigned addr) const;
    void set_csr(unsigned addr, uint64_t value);
    // Something happened that may or may not end a reservation: the core's next SC decides.
    void disturb_reservation();
    // The next SC fails.
    void drop_reservation();
    std::string disassemble(uint32_t insn) const;

    // What Spike did in the last step or check.
    const Commit &last() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lockstep
