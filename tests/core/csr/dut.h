// SPDX-License-Identifier: Apache-2.0
//
// The Verilated CSR file as a small set of actions, each one clock cycle or none.
#pragma once
#include <cstdint>
#include <memory>

#include "Vcsr.h"
#include "verilated.h"

enum CsrOp { kRead = 0, kWrite = 1, kSet = 2, kClear = 3 };

struct Mode {
    bool v;
    unsigned prv;
    bool operator==(const Mode &o) const
    {
        return v == o.v && prv == o.prv;
    }
};

inline Mode mode_of(unsigned bits)
{
    return {(bits & 4) != 0, bits & 3};
}

struct Trap {
    bool interrupt;
    unsigned cause;
    uint64_t tval, tval2;
    uint32_t tinst, insn;
    bool gva, fence, trigger;
    uint64_t pc;
};

struct TrapResult {
    uint64_t target;
    bool park;
    Mode mode;
};

class Dut
{
  public:
    explicit Dut(unsigned seed);
    void idle(); // every input zero
    void reset();
    void clock(unsigned cycles = 1);
    // X: permission and old value. Returns 0, 2 or 22.
    unsigned csr_read(unsigned addr, bool write, uint64_t *rdata);
    void csr_write(unsigned addr, CsrOp op, uint64_t operand); // W, retires
    unsigned sysop(unsigned op);                               // legality: 0, 2 or 22
    TrapResult take(const Trap &trap);
    TrapResult ret(bool mret);
    void retire();
    Mode mode()
    {
        return mode_of(top->mode_o);
    }
    static bool canary; // falsify reads of mcause and scause: the bench must notice
    std::unique_ptr<VerilatedContext> context;
    std::unique_ptr<Vcsr> top;

  private:
    TrapResult sample();
};
