// SPDX-License-Identifier: Apache-2.0
//
// The oracle's body: see oracle.h for why it exists and README.md for the list of what may differ.
#include "oracle.h"

#include <riscv/cfg.h>
#include <riscv/disasm.h>
#include <riscv/mmu.h>
#include <riscv/processor.h>
#include <riscv/simif.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <map>
#include <stdexcept>

namespace lockstep
{

const char *const mode_names[8] = {"U", "S", "?", "M", "VU", "VS", "?", "?"};

namespace
{

constexpr const char *kIsa = "rv64imach_zba_zbb_zbs_zicsr_zifencei_zicntr_zihpm_zicclsm_sstc_svade";

// processor_t::in_wfi has no setter. An explicit instantiation may name a private member.
struct InWfi {
    using type = bool processor_t::*;
    friend type member(InWfi);
};
template <typename Tag, typename Tag::type Member> struct Expose {
    friend typename Tag::type member(Tag)
    {
        return Member;
    }
};
template struct Expose<InWfi, &processor_t::in_wfi>;

// Wraps a cause register: take_trap() writes it through the state's pointer, nothing else does, so
// a write here is a trap. The architectural register behind it stays Spike's own.
struct TrapSeen {
    bool trapped = false;
    reg_t mie = 0; // to put back after the step
};

class CauseHook : public csr_t
{
  public:
    CauseHook(processor_t *p, csr_t_p real, TrapSeen *seen)
        : csr_t(p, real->address), real_(std::move(real)), seen_(seen)
    {
    }
    reg_t read() const noexcept override
    {
        return real_->read();
    }

  protected:
    bool unlogged_write(const reg_t val) noexcept override
    {
        seen_->trapped = true;
        real_->write(val);
        // After a trigger's breakpoint step() would go on into the handler; waiting ends it, unless
        // an enabled interrupt is pending, so that none may be until the step has ended.
        if (val == CAUSE_BREAKPOINT) {
            proc->*member(InWfi{}) = true;
            seen_->mie = state->mie->read();
            state->mie->write_with_mask(~reg_t(0), 0);
        }
        return false;
    }

  private:
    csr_t_p real_;
    TrapSeen *seen_;
};

// Instructions that may retire between a line's change and what the core makes of it: those that
// had passed the stage where interrupts enter.
constexpr uint64_t kInFlight = 8;

// CSRs whose reads are the DUT's business: clocks, event counters, identity.
bool csr_read_masked(unsigned a)
{
    if (a >= 0xc00 && a <= 0xc1f)
        return true; // cycle, time, instret, hpmcounter
    if (a >= 0xb00 && a <= 0xb1f)
        return true; // mcycle, minstret, mhpmcounter
    if (a >= 0x323 && a <= 0x33f)
        return true; // mhpmevent
    if (a >= 0xf11 && a <= 0xf13)
        return true; // vendor, architecture, implementation
    if (a == 0x320)
        return true; // mcountinhibit: number of counters differs
    if (a >= 0x7a0 && a <= 0x7a5)
        return true; // triggers: mcontrol6 alone, Spike has more types
    return false;
}

bool csr_shows_pending(unsigned a)
{
    return a == 0x344 || a == 0x144 || a == 0x644 || a == 0x244; // mip, sip, hip, vsip
}

bool is_csr_insn(uint32_t insn)
{
    return (insn & 0x7f) == 0x73 && ((insn >> 12) & 3) != 0;
}

bool csr_insn_writes(uint32_t insn)
{
    return is_csr_insn(insn) && (((insn >> 12) & 3) == 1 || ((insn >> 15) & 31) != 0);
}

bool is_amo(uint32_t insn)
{
    return (insn & 0x7f) == 0x2f;
}
bool is_sc(uint32_t insn)
{
    return is_amo(insn) && (insn >> 27) == 3;
}
bool is_lr(uint32_t insn)
{
    return is_amo(insn) && (insn >> 27) == 2;
}

std::string differ(const char *what, uint64_t dut, uint64_t spike)
{
    char buf[160];
    snprintf(buf, sizeof buf, "%s: core %016llx, spike %016llx", what, (unsigned long long)dut,
             (unsigned long long)spike);
    return buf;
}

} // namespace

bool reads_cores_value(uint32_t insn)
{
    return is_csr_insn(insn) && csr_read_masked(insn >> 20);
}

struct Oracle::Impl : public simif_t {
    Impl(unsigned ram_log2, DeviceFn dev, const char *log_path)
        : device(std::move(dev)), memory(1ull << ram_log2)
    {
        cfg.isa = kIsa;
        cfg.priv = "MSU";
        cfg.pmpregions = 8;
        cfg.pmpgranularity = 4;
        cfg.trigger_count = 4;
        cfg.hartids = {0};
        log = fopen(log_path, "w");
        if (log == nullptr)
            throw std::runtime_error(std::string("cannot write ") + log_path);
        proc =
            std::make_unique<processor_t>(cfg.isa, cfg.priv, &cfg, this, 0, false, log, std::cerr);
        harts[0] = proc.get();
        // What sim_t would read from the device tree.
        proc->set_max_vaddr_bits(39);
        proc->set_impl(IMPL_MMU_ASID, true);
        proc->set_impl(IMPL_MMU_VMID, true);
        proc->set_pmp_num(cfg.pmpregions);
        proc->set_pmp_granularity(cfg.pmpgranularity);
        debug_mmu = nullptr;
        proc->enable_log_commits();
        hook_causes();
    }
    ~Impl() override
    {
        proc.reset();
        fclose(log);
    }

    void hook_causes()
    {
        state_t *s = proc->get_state();
        s->mcause = std::make_shared<CauseHook>(proc.get(), s->csrmap[CSR_MCAUSE], &seen);
        s->nonvirtual_scause = std::make_shared<CauseHook>(proc.get(), s->nonvirtual_scause, &seen);
        s->vscause = std::make_shared<CauseHook>(proc.get(), s->csrmap[CSR_VSCAUSE], &seen);
    }

    // simif_t
    char *addr_to_mem(reg_t a) override
    {
        if (a < kRamBase || a - kRamBase >= memory.size())
            return nullptr;
        if (crossing)
            save_page_end((a - kRamBase) | 0xfff);
        return reinterpret_cast<char *>(memory.data() + (a - kRamBase));
    }
    bool mmio_fetch(reg_t, size_t, uint8_t *) override
    {
        return false;
    }
    bool mmio_load(reg_t a, size_t len, uint8_t *bytes) override
    {
        return mmio(false, a, len, bytes);
    }
    bool mmio_store(reg_t a, size_t len, const uint8_t *bytes) override
    {
        return mmio(true, a, len, const_cast<uint8_t *>(bytes));
    }
    void proc_reset(unsigned) override
    {
    }
    const cfg_t &get_cfg() const override
    {
        return cfg;
    }
    const std::map<size_t, processor_t *> &get_harts() const override
    {
        return harts;
    }
    const char *get_symbol(uint64_t) override
    {
        return "";
    }

    // Device space: aligned plain accesses only (docs/interfaces.md, physical memory attributes).
    bool mmio(bool write, reg_t a, size_t len, uint8_t *bytes)
    {
        if (len > 8 || (a & (len - 1)) != 0 || is_amo(insn) || a >= kRamBase)
            return false;
        if (dut != nullptr) { // lockstep: the core's device has answered already
            if (dut->trap.valid || !dut->mem_valid)
                return device(write, a, len, nullptr);
            memcpy(bytes, &dut->mem_rdata, write ? 0 : len);
            return true;
        }
        return device(write, a, static_cast<unsigned>(len), bytes);
    }

    void save_page_end(uint64_t last)
    {
        std::array<uint8_t, 8> bytes;
        memcpy(bytes.data(), memory.data() + last - 7, 8);
        saved.emplace(last - 7, bytes);
    }

    Commit step_one();
    void collect_trap(Commit &c);
    void collect_effects(Commit &c);
    bool as_guest();
    void set_gva();
    void drive_lines();
    void follow_stip(uint64_t shown);
    void follow_seip(const uint64_t *regs);
    void update_lines(const Commit &d);
    uint64_t timer_lines(uint64_t time);
    std::string compare(const Commit &d);
    std::string compare_trap(const Commit &d);
    std::string compare_memory(const Commit &d);
    std::string compare_rd(const Commit &d);
    std::string follow_sc(const Commit &d);

    uint64_t csr(unsigned a)
    {
        try {
            return proc->get_csr(static_cast<int>(a));
        } catch (trap_t &) {
            return 0;
        }
    }

    DeviceFn device;
    std::vector<uint8_t> memory;
    cfg_t cfg;
    FILE *log = nullptr;
    std::map<size_t, processor_t *> harts;
    std::unique_ptr<processor_t> proc;
    TrapSeen seen;
    uint32_t insn = 0;
    const Commit *dut = nullptr;
    Commit spike;
    bool crossing = false;                            // the store under way crosses a page
    std::map<uint64_t, std::array<uint8_t, 8>> saved; // ends of the pages it touched
    // menvcfg.STCE fell: STIP is software's again, and keeps a value that only the core knows.
    bool stip_unknown = false;
    bool stce = false;
    uint64_t seen_lines = 0;    // mip bits that the core has shown to have noticed
    uint64_t level_since[16]{}; // step before which each line rose, plus 1; 0 when low
    uint64_t fell[16]{};        // the same for its last fall
    uint64_t soft_seip = 0;     // software's part of mip.SEIP
    uint64_t steps = 0;
    uint64_t lr_step = 0;
    uint64_t lr_va = 0;
    bool lr_disturbed = true;
};

Oracle::Oracle(unsigned ram_log2, DeviceFn device, const char *log_path)
    : impl_(std::make_unique<Impl>(ram_log2, std::move(device), log_path))
{
}
Oracle::~Oracle() = default;

void Oracle::reset(uint64_t pc)
{
    Impl &i = *impl_;
    i.proc->reset();
    i.hook_causes();
    // Spike opens memory to U mode for old software; the core starts as the specification says.
    i.proc->put_csr(CSR_PMPCFG0, 0);
    i.proc->put_csr(CSR_PMPADDR0, 0);
    i.proc->get_state()->pc = pc;
    i.seen_lines = 0;
    i.steps = 0;
    memset(i.level_since, 0, sizeof i.level_since);
    memset(i.fell, 0, sizeof i.fell);
    i.lr_disturbed = true;
    i.stce = i.stip_unknown = false;
    i.soft_seip = 0;
}

std::vector<uint8_t> &Oracle::ram()
{
    return impl_->memory;
}
const std::vector<uint8_t> &Oracle::ram() const
{
    return impl_->memory;
}
uint64_t Oracle::pc() const
{
    return impl_->proc->get_state()->pc;
}
void Oracle::set_pc(uint64_t pc)
{
    impl_->proc->get_state()->pc = pc;
}
uint64_t Oracle::reg(unsigned n) const
{
    return impl_->proc->get_state()->XPR[n];
}
void Oracle::set_reg(unsigned n, uint64_t v)
{
    impl_->proc->get_state()->XPR.write(n, v);
}
uint64_t Oracle::csr(unsigned a) const
{
    return impl_->csr(a);
}
const Commit &Oracle::last() const
{
    return impl_->spike;
}

void Oracle::set_csr(unsigned a, uint64_t v)
{
    impl_->proc->put_csr(static_cast<int>(a), v);
    impl_->proc->get_mmu()->flush_tlb();
}

unsigned Oracle::mode() const
{
    const state_t *s = impl_->proc->get_state();
    return mode_index(static_cast<unsigned>(s->prv), s->v);
}

void Oracle::set_mode(unsigned mode)
{
    impl_->proc->set_privilege(mode & 3, (mode & 4) != 0);
}

void Oracle::disturb_reservation()
{
    impl_->lr_disturbed = true;
}

void Oracle::drop_reservation()
{
    impl_->proc->get_mmu()->yield_load_reservation();
}

std::string Oracle::disassemble(uint32_t insn) const
{
    return impl_->proc->get_disassembler()->disassemble(insn_t(insn));
}

// The trap's values, from the registers of the mode that took it.
void Oracle::Impl::collect_trap(Commit &c)
{
    const state_t *s = proc->get_state();
    c.trap.valid = true;
    c.trap_mode = static_cast<uint8_t>(mode_index(static_cast<unsigned>(s->prv), s->v));
    uint64_t cause = 0;
    if (s->prv == PRV_M) {
        cause = csr(CSR_MCAUSE);
        c.trap.tval = csr(CSR_MTVAL);
        c.trap.tval2 = csr(CSR_MTVAL2);
        c.trap.tinst = static_cast<uint32_t>(csr(CSR_MTINST));
        c.trap.gva = (csr(CSR_MSTATUS) & MSTATUS_GVA) != 0;
    } else if (s->v) {
        cause = csr(CSR_VSCAUSE);
        c.trap.tval = csr(CSR_VSTVAL);
    } else {
        cause = csr(CSR_SCAUSE);
        c.trap.tval = csr(CSR_STVAL);
        c.trap.tval2 = csr(CSR_HTVAL);
        c.trap.tinst = static_cast<uint32_t>(csr(CSR_HTINST));
        c.trap.gva = (csr(CSR_HSTATUS) & HSTATUS_GVA) != 0;
    }
    c.trap.interrupt = (cause >> 63) != 0;
    c.trap.cause = static_cast<uint8_t>(cause & 0x3f);
}

void Oracle::Impl::collect_effects(Commit &c)
{
    const state_t *s = proc->get_state();
    for (const auto &[key, value] : s->log_reg_write) {
        if ((key & 15) != 0 || (key >> 4) == 0)
            continue;
        c.rd_we = true;
        c.rd = static_cast<uint8_t>(key >> 4);
        c.rd_data = value.v[0];
    }
    c.csr_we = csr_insn_writes(c.insn);
    c.csr_addr = static_cast<uint16_t>(c.insn >> 20);
    if (!s->log_mem_read.empty()) {
        c.mem_valid = true;
        c.mem_va = std::get<0>(s->log_mem_read[0]);
        c.mem_size = std::get<2>(s->log_mem_read[0]);
    }
    if (!s->log_mem_write.empty()) {
        c.mem_valid = c.mem_we = true;
        c.mem_va = std::get<0>(s->log_mem_write[0]);
        c.mem_wdata = std::get<1>(s->log_mem_write[0]);
        c.mem_size = std::get<2>(s->log_mem_write[0]);
    }
}

// Data accesses from M with MPRV set that go where a guest's would.
bool Oracle::Impl::as_guest()
{
    const uint64_t status = csr(CSR_MSTATUS);
    return proc->get_state()->prv == PRV_M && (status & MSTATUS_MPRV) != 0 &&
           (status & MSTATUS_MPV) != 0 && (status & MSTATUS_MPP) != MSTATUS_MPP;
}

// For access faults of LR and SC Spike takes V of the mode that M is in, not of the access.
void Oracle::Impl::set_gva()
{
    const uint64_t cause = csr(CSR_MCAUSE);
    if (cause == CAUSE_LOAD_ACCESS || cause == CAUSE_STORE_ACCESS)
        proc->put_csr(CSR_MSTATUS, csr(CSR_MSTATUS) | MSTATUS_GVA);
}

Commit Oracle::Impl::step_one()
{
    state_t *s = proc->get_state();
    Commit c;
    c.pc = s->pc;
    c.mode = static_cast<uint8_t>(mode_index(static_cast<unsigned>(s->prv), s->v));
    proc->clear_waiting_for_interrupt();
    insn = 0;
    try {
        const insn_bits_t bits = proc->get_mmu()->load_insn(s->pc).insn.bits();
        insn = static_cast<uint32_t>((bits & 3) == 3 ? bits : bits & 0xffff);
    } catch (...) { // a fetch that faults: step() meets the same fault
    }
    c.insn = insn;
    seen = TrapSeen();
    uint64_t regs[32];
    for (unsigned r = 0; r < 32; r++)
        regs[r] = s->XPR[r];
    c.operand = memory_operand(insn, regs);
    // A plain store over the end of a page can fault after its first half.
    crossing = (c.operand.kind == Operand::kStore || c.operand.kind == Operand::kHsv) &&
               c.operand.crosses_page();
    saved.clear();
    if (crossing)
        proc->get_mmu()->flush_tlb(); // so that addr_to_mem sees the pages
    s->log_reg_write.clear();
    s->log_mem_read.clear();
    s->log_mem_write.clear();
    const bool reserves_as_guest = (is_lr(insn) || is_sc(insn)) && as_guest();
    proc->step(1);
    steps++;
    crossing = false;
    if (seen.mie != 0)
        s->mie->write_with_mask(~reg_t(0), seen.mie);
    if (seen.trapped) {
        // The core checks both pages before it writes either; Spike leaves half a store behind.
        for (const auto &[at, bytes] : saved)
            memcpy(memory.data() + at, bytes.data(), bytes.size());
        if (reserves_as_guest)
            set_gva();
        collect_trap(c);
    } else {
        collect_effects(c);
        follow_seip(regs);
    }
    return c;
}

Commit Oracle::step()
{
    impl_->dut = nullptr;
    impl_->spike = impl_->step_one();
    return impl_->spike;
}

Commit Oracle::step_timed(uint64_t lines, uint64_t time)
{
    Impl &i = *impl_;
    i.proc->get_state()->time->sync(time);
    i.seen_lines = lines | i.timer_lines(time);
    i.drive_lines();
    return step();
}

uint64_t Oracle::steps() const
{
    return impl_->steps;
}

// Timer comparators against the bench's time, where menvcfg and henvcfg enable them.
uint64_t Oracle::Impl::timer_lines(uint64_t time)
{
    uint64_t lines = 0;
    const bool stce = (csr(CSR_MENVCFG) & MENVCFG_STCE) != 0;
    const bool vstce = stce && (csr(CSR_HENVCFG) & HENVCFG_STCE) != 0;
    const state_t *s = proc->get_state(); // while V=1, the number of stimecmp means vstimecmp
    if (stce && time >= s->stimecmp->read())
        lines |= MIP_STIP;
    if (vstce && time + csr(CSR_HTIMEDELTA) >= s->vstimecmp->read())
        lines |= MIP_VSTIP;
    return lines;
}

// Lines rise in Spike when the core shows that it has seen them (it takes the interrupt, or reads
// the bit), and fall at once.
void Oracle::Impl::update_lines(const Commit &d)
{
    const uint64_t level = d.lines | timer_lines(d.time);
    for (unsigned b = 0; b < 16; b++) {
        const bool high = (level >> b & 1) != 0;
        if (!high && level_since[b] != 0)
            fell[b] = steps + 1;
        if (!high)
            level_since[b] = 0;
        if (high && level_since[b] == 0)
            level_since[b] = steps + 1;
        // By now whatever the core held in flight has retired: an enabled interrupt must come.
        if (high && steps + 1 > level_since[b] + kInFlight)
            seen_lines |= 1ull << b;
    }
    seen_lines &= level;
    if (d.trap.valid && d.trap.interrupt) {
        unsigned cause = d.trap.cause;
        if (d.trap_mode == mode_index(PRV_S, 1) && (cause & 3) == 1)
            cause++; // 5 is 6 seen from VS
        const bool just_fell =
            cause < 16 && fell[cause] != 0 && steps + 1 <= fell[cause] + kInFlight;
        seen_lines |= (level | (just_fell ? 1ull << cause : 0)) & (1ull << cause);
    }
    if (!d.trap.valid && is_csr_insn(d.insn) && csr_shows_pending(d.insn >> 20) && d.rd_we) {
        uint64_t shown = d.rd_data;
        if ((d.insn >> 20) == 0x244 || ((d.insn >> 20) == 0x144 && (d.mode & 4) != 0))
            shown <<= 1;
        seen_lines |= level & shown;
        if (stip_unknown && (d.insn >> 20) == 0x344)
            follow_stip(shown);
        if (stip_unknown && (shown & MIP_STIP) != 0)
            follow_stip(shown);
    }
    if (stip_unknown && d.trap.valid && d.trap.interrupt && d.trap.cause == 5)
        follow_stip(MIP_STIP);
    drive_lines();
}

void Oracle::Impl::follow_stip(uint64_t shown)
{
    proc->get_state()->mip->backdoor_write_with_mask(MIP_STIP, shown & MIP_STIP);
    stip_unknown = false;
}

// A write to mip that did not trap, with the registers before it. Software's part of SEIP is in
// mvip, where csrrs and csrrc put what they read, the pin included: that must not stick.
void Oracle::Impl::follow_seip(const uint64_t *regs)
{
    if (!csr_insn_writes(insn) || insn >> 20 != CSR_MIP)
        return;
    const unsigned rs1 = insn >> 15 & 31;
    const uint64_t operand = ((insn >> 14 & 1) != 0 ? rs1 : regs[rs1]) & MIP_SEIP;
    const unsigned op = insn >> 12 & 3;
    soft_seip = op == 1 ? operand : op == 2 ? soft_seip | operand : soft_seip & ~operand;
    proc->get_state()->mvip->write_with_mask(MIP_SEIP, soft_seip);
}

void Oracle::Impl::drive_lines()
{
    state_t *s = proc->get_state();
    const bool stce_now = (csr(CSR_MENVCFG) & MENVCFG_STCE) != 0;
    stip_unknown = (stip_unknown || stce) && !stce_now;
    stce = stce_now;
    uint64_t mask = MIP_MSIP | MIP_MTIP | MIP_MEIP | MIP_SEIP | MIP_VSTIP;
    if (stce)
        mask |= MIP_STIP;
    s->mip->backdoor_write_with_mask(mask, seen_lines & mask);
}

// A store-conditional may fail for reasons that Spike does not model; it may never succeed without
// a reservation.
std::string Oracle::Impl::follow_sc(const Commit &d)
{
    if (!is_sc(d.insn) || d.trap.valid || d.mem_we)
        return "";
    if (d.rd_we && d.rd_data != 1)
        return differ("sc failure code", d.rd_data, 1);
    if (!lr_disturbed && steps - lr_step < 16 && d.mem_va == lr_va) {
        return "sc failed though nothing came between it and its lr";
    }
    proc->get_mmu()->yield_load_reservation();
    return "";
}

std::string Oracle::Impl::compare_trap(const Commit &d)
{
    const Trap &a = d.trap;
    const Trap &b = spike.trap;
    if (a.interrupt != b.interrupt)
        return differ("trap interrupt", a.interrupt, b.interrupt);
    const bool to_vs = (spike.trap_mode & 4) != 0;
    const unsigned cause = to_vs && a.interrupt && a.cause == b.cause + 1 ? b.cause : a.cause;
    if (cause != b.cause)
        return differ("trap cause", a.cause, b.cause);
    if (!d.park && d.trap_mode != spike.trap_mode) {
        return differ("trap target mode", d.trap_mode, spike.trap_mode);
    }
    if (d.park && to_vs)
        return "core parked on a trap that Spike takes in VS";
    if (a.interrupt)
        return "";
    if (a.tval != b.tval)
        return differ("tval", a.tval, b.tval);
    if (to_vs)
        return "";
    if (a.tval2 != b.tval2)
        return differ("tval2", a.tval2, b.tval2);
    if (a.tinst != b.tinst)
        return differ("tinst", a.tinst, b.tinst);
    if (a.gva != b.gva)
        return differ("gva", a.gva, b.gva);
    return "";
}

std::string Oracle::Impl::compare_memory(const Commit &d)
{
    if (d.mem_valid != spike.mem_valid && !is_sc(d.insn)) {
        return differ("memory access", d.mem_valid, spike.mem_valid);
    }
    if (d.mem_we != spike.mem_we)
        return differ("memory write", d.mem_we, spike.mem_we);
    if (!spike.mem_valid)
        return "";
    if (d.mem_va != spike.mem_va)
        return differ("memory address", d.mem_va, spike.mem_va);
    if ((1u << d.mem_size) != spike.mem_size) {
        return differ("memory size", 1u << d.mem_size, spike.mem_size);
    }
    if (!spike.mem_we)
        return "";
    const uint64_t mask = spike.mem_size == 8 ? ~0ull : (1ull << (8 * spike.mem_size)) - 1;
    // An AMO's record may hold the operand or the result; memory is compared at the end anyway.
    if (is_amo(d.insn) && !is_sc(d.insn))
        return "";
    if ((d.mem_wdata & mask) != (spike.mem_wdata & mask)) {
        return differ("store data", d.mem_wdata & mask, spike.mem_wdata & mask);
    }
    return "";
}

std::string Oracle::Impl::compare_rd(const Commit &d)
{
    const bool dut_we = d.rd_we && d.rd != 0;
    if (dut_we != spike.rd_we)
        return differ("register write", dut_we, spike.rd_we);
    if (!dut_we)
        return "";
    if (d.rd != spike.rd)
        return differ("register number", d.rd, spike.rd);
    if (d.rd_data == spike.rd_data)
        return "";
    if (is_csr_insn(d.insn) && csr_read_masked(d.insn >> 20)) {
        proc->get_state()->XPR.write(d.rd, d.rd_data);
        return "";
    }
    return differ("register value", d.rd_data, spike.rd_data);
}

std::string Oracle::Impl::compare(const Commit &d)
{
    if (d.pc != spike.pc)
        return differ("pc", d.pc, spike.pc);
    if (d.mode != spike.mode)
        return differ("mode", d.mode, spike.mode);
    if (d.trap.valid != spike.trap.valid) {
        return differ("trap (cause in low bits)", d.trap.valid ? 0x100 | d.trap.cause : 0,
                      spike.trap.valid ? 0x100 | spike.trap.cause : 0);
    }
    if (d.trap.valid)
        return compare_trap(d);
    if (d.insn != spike.insn)
        return differ("instruction", d.insn, spike.insn);
    if (d.csr_we != spike.csr_we)
        return differ("csr write", d.csr_we, spike.csr_we);
    if (d.csr_we && d.csr_addr != spike.csr_addr) {
        return differ("csr address", d.csr_addr, spike.csr_addr);
    }
    std::string why = compare_memory(d);
    return why.empty() ? compare_rd(d) : why;
}

std::string Oracle::check(const Commit &d)
{
    Impl &i = *impl_;
    i.update_lines(d);
    std::string why = i.follow_sc(d);
    i.dut = &d;
    i.spike = i.step_one();
    i.dut = nullptr;
    if (why.empty())
        why = i.compare(d);
    if (is_lr(d.insn) && !d.trap.valid) {
        i.lr_step = i.steps;
        i.lr_va = d.mem_va;
        i.lr_disturbed = false;
    } else if (d.trap.valid || d.mem_valid || (d.insn & 0x7f) == 0x73) {
        i.lr_disturbed = true;
    }
    i.update_lines(d); // a write to a timer register acts at once
    return why;
}

} // namespace lockstep
