// SPDX-License-Identifier: Apache-2.0
//
// Spike's CSR file and trap logic behind plain functions, so that the bench can use it as the
// oracle without its headers meeting Verilator's. No instruction is fetched: CSR accesses, returns
// and traps are called directly, and so need no memory and no page table.
#pragma once
#include <cstdint>

struct RefResult {
    bool ok;        // no trap
    int cause;      // of the trap that was taken (already delivered to the reference)
    uint64_t rdata; // CSR accesses: old value
};

enum RefSysop { kMret, kSret, kWfi, kSfenceVma, kHfenceVvma, kHfenceGvma, kHlsv };

class SpikeRef
{
  public:
    SpikeRef();
    ~SpikeRef();
    // op: 0 read, 1 write, 2 set, 3 clear. A trap is delivered with epc = pc and tval = insn.
    RefResult csr(unsigned addr, int op, uint64_t operand, uint32_t insn);
    RefResult sysop(RefSysop op, uint32_t insn);
    void trap(unsigned cause, uint64_t tval, uint64_t tval2, uint64_t tinst, bool gva);
    // The interrupt that would be taken now; -1: none. Delivers it when `take`.
    int interrupt(bool take);
    bool peek(unsigned addr, uint64_t *value); // by number, no permission check, V ignored
    void poke(unsigned addr, uint64_t value);  // as a write in M mode
    bool permitted(unsigned addr, bool write, int *cause);
    void set_pc(uint64_t pc);
    uint64_t pc();
    void set_mode(bool v, unsigned prv);
    bool v();
    unsigned prv();
    void set_time(uint64_t time);
    void set_irq(bool msip, bool mtip, bool meip);
    void retire(); // the instruction completed: minstret and mcycle count
    bool wakeup();

  private:
    struct Impl;
    Impl *impl_;
};
