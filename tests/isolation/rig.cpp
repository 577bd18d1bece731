// SPDX-License-Identifier: Apache-2.0
//
// The rig: clock, buses, memory, and the comparison with a reference record as the run goes on.
#include "rig.h"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "Vmodel_tb___024root.h"
#include "Vmodel_tb__Dpi.h"
#include "svdpi.h"

Rig *g_rig = nullptr;

namespace
{

constexpr unsigned kSamplePhase = 2; // the RAM outputs' valid bits have had their own reads again
constexpr size_t kSmall = 2048;      // bytes; larger members are RAMs, compared less often

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"
const Member kTable[] = {
#include "state.inc"
};
#pragma GCC diagnostic pop

const uint8_t *base(const Vmodel_tb &top)
{
    return reinterpret_cast<const uint8_t *>(top.rootp);
}

uint64_t mix_bytes(uint64_t h, const uint8_t *at, size_t size)
{
    for (; size >= 8; at += 8, size -= 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        h = (h ^ word) * 0x9e3779b97f4a7c15ull;
        h ^= h >> 32;
    }
    uint64_t rest = size;
    memcpy(&rest, at, size);
    h = (h ^ rest) * 0x9e3779b97f4a7c15ull;
    return h ^ h >> 29;
}

} // namespace

uint64_t hash64(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdull;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ull;
    return x ^ x >> 33;
}

// An assertion of the RTL fired.
void vl_stop(const char *, int, const char *)
{
    g_rig->assertions++;
}

const std::vector<Member> &Rig::members()
{
    static const std::vector<Member> list(std::begin(kTable), std::end(kTable));
    return list;
}

std::string Rig::pretty(const char *name)
{
    std::string out(name);
    const char *const words[][2] = {{"model_tb__DOT__", ""},
                                    {"__DOT__", "."},
                                    {"__BRA__", "["},
                                    {"__KET____", "]"},
                                    {"__KET__", "]"}};
    for (const auto &w : words)
        for (size_t at; (at = out.find(w[0])) != std::string::npos;)
            out.replace(at, strlen(w[0]), w[1]);
    return out;
}

Rig::Rig(uint64_t x_seed, const Record *reference)
    : context(new VerilatedContext), reference_(reference)
{
    g_rig = this;
    context->randReset(2);
    context->randSeed(static_cast<int>(hash64(x_seed) & 0x7ffffffe) + 1);
    top.reset(new Vmodel_tb(context.get(), "model_tb"));
    top->clk_i = top->rst_ni = top->interlock_freeze_i = top->mutant_i = 0;
    top->weaken_scrub_i = 0;
    top->req_valid_i = top->hv_valid_i = 0;
    clocks(5);
    top->rst_ni = 1;
    clocks(40);
}

Rig::~Rig()
{
    top->final();
    g_rig = nullptr;
}

void Rig::note(uint64_t at, const char *format, va_list args)
{
    if (!difference.empty())
        return;
    char text[400];
    vsnprintf(text, sizeof text, format, args);
    difference = text;
    difference_frame = at;
}

void Rig::fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    note(frame, format, args);
    va_end(args);
}

void Rig::differ(uint64_t at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    note(at, format, args);
    va_end(args);
}

// ---------------------------------------------------------------- clock
void Rig::drive_hv(bool taken, bool ended)
{
    if (ended)
        hv_reading_ = false;
    if (hv_seed == 0)
        return;
    if (taken) {
        top->hv_valid_i = 0;
        hv_reading_ = !top->hv_write_i;
        hv_wait_ = hash64(hv_seed += 3) % 50;
    } else if (!top->hv_valid_i && !hv_reading_ && (hv_wait_ == 0 || --hv_wait_ == 0)) {
        const uint64_t r = hash64(hv_seed += 5);
        top->hv_valid_i = 1;
        top->hv_write_i = r & 1;
        top->hv_addr_i = 0x80000000u + static_cast<uint32_t>(r >> 8 & 0x3ffff & ~7u);
        top->hv_wdata_i = r * 3;
    }
}

void Rig::clock()
{
    top->clk_i = 0;
    top->eval();
    const bool taken = top->hv_valid_i && top->hv_ready_o;
    const bool ended = top->hv_last_o;
    top->clk_i = 1;
    top->eval();
    now++;
    drive_hv(taken, ended);
    if (recording && top->run_o)
        observe();
    if (top->trip_o)
        fail("tripwire: parity or region at system cycle %llu", (unsigned long long)now);
}

// ---------------------------------------------------------------- what is compared
void Rig::observe_commit()
{
    const auto &words = top->commit_o;
    const uint64_t h = mix_bytes(1, reinterpret_cast<const uint8_t *>(words.data()), sizeof words);
    const Record::Commit c{top->cycle_o, top->commit_pc_o, h};
    const size_t n = record.commits.size();
    if (reference_ && n < reference_->commits.size()) {
        const Record::Commit &want = reference_->commits[n];
        if (c.cycle != want.cycle || c.pc != want.pc || (state && c.hash != want.hash))
            differ(frame, "commit %zu: pc %llx in model cycle %llu, undisturbed pc %llx in %llu%s",
                   n, (unsigned long long)c.pc, (unsigned long long)c.cycle,
                   (unsigned long long)want.pc, (unsigned long long)want.cycle,
                   c.pc == want.pc && c.cycle == want.cycle ? ", other effects" : "");
    } else if (reference_) {
        differ(frame, "commit %zu: the undisturbed run has no such commit", n);
    }
    record.commits.push_back(c);
}

void Rig::observe_frame()
{
    const uint64_t f = frame - 1;
    if (f == watch_)
        watched = snapshot();
    record.frames.push_back(digest(false));
    if (f % kFullEvery == 0)
        record.full.push_back(digest(true));
    if (!reference_ || !state)
        return;
    if (f >= reference_->frames.size())
        return differ(f, "model frame %llu: the undisturbed run has ended", (unsigned long long)f);
    if (record.frames[f] != reference_->frames[f])
        differ(f, "flops differ in model frame %llu", (unsigned long long)f);
    if (f % kFullEvery == 0 && record.full.back() != reference_->full[f / kFullEvery])
        differ(f, "RAMs differ in model frame %llu", (unsigned long long)f);
}

// Called after the clock edge, in every cycle in which the domain runs.
void Rig::observe()
{
    if (top->phase_o == 0)
        frame++;
    if (frame == 0)
        return;
    if (top->commit_valid_o)
        observe_commit();
    port_digest_ = mix_bytes(port_digest_, reinterpret_cast<const uint8_t *>(top->port_o.data()),
                             sizeof top->port_o);
    if (top->phase_o == kSamplePhase)
        observe_frame();
    // What a freeze at the end of the frame before would meet. A parked core begins no further
    // frame.
    if (top->phase_o == 0)
        record.under_way.push_back(top->under_way_o | parked_);
    if (top->phase_o == kFrame - 1) {
        parked_ = top->under_way_o & 0x80;
        record.ports.push_back(port_digest_);
        const size_t f = record.ports.size() - 1;
        if (reference_ && state && f < reference_->ports.size() &&
            record.ports[f] != reference_->ports[f])
            differ(f, "memory port differs in model frame %zu", f);
    }
}

uint64_t Rig::digest(bool all) const
{
    uint64_t h = 0;
    for (const Member &m : members())
        if (!m.at_end_only && (all || m.size <= kSmall))
            h = mix_bytes(h, base(*top) + m.offset, m.size);
    if (all)
        h = mix_bytes(h, dram[1].data(), kRegion);
    return h;
}

std::vector<uint8_t> Rig::snapshot() const
{
    std::vector<uint8_t> bytes;
    for (const Member &m : members())
        bytes.insert(bytes.end(), base(*top) + m.offset, base(*top) + m.offset + m.size);
    return bytes;
}

void Rig::finish()
{
    recording = false;
    record.state = snapshot();
    record.dram = dram[1];
    record.cycles = top->cycle_o;
    for (const auto &c : record.commits)
        record.digest = hash64(record.digest ^ c.hash ^ c.cycle);
    if (!reference_)
        return;
    if (record.commits.size() != reference_->commits.size())
        differ(frame, "%zu commits, undisturbed %zu", record.commits.size(),
               reference_->commits.size());
    size_t at = 0;
    for (const Member &m : members()) {
        if (state && memcmp(&record.state[at], &reference_->state[at], m.size) != 0)
            differ(frame, "at the end %s differs", pretty(m.name).c_str());
        at += m.size;
    }
    for (uint32_t i = 0; i < kRegion; i++)
        if (record.dram[i] != reference_->dram[i])
            differ(frame, "at the end DRAM differs at offset %x", i);
}

uint8_t *Rig::member(const char *ending)
{
    for (const Member &m : members()) {
        const size_t n = strlen(m.name), e = strlen(ending);
        if (n >= e && strcmp(m.name + n - e, ending) == 0)
            return reinterpret_cast<uint8_t *>(top->rootp) + m.offset;
    }
    fprintf(stderr, "no state element %s\n", ending);
    exit(2);
}

// ---------------------------------------------------------------- device bus
bool Rig::access(Target target, bool we, uint32_t addr, uint64_t *data)
{
    top->req_valid_i = 1;
    top->req_target_i = target;
    top->req_we_i = we;
    top->req_addr_i = addr;
    top->req_wdata_i = *data;
    top->req_wstrb_i = we ? 0xff : 0;
    for (int i = 0; i < 2000; i++) {
        top->clk_i = 0;
        top->eval();
        if (top->ack_o) {
            const bool error = top->error_o;
            *data = top->rdata_o;
            clock();
            top->req_valid_i = 0;
            clock();
            return !error;
        }
        clock();
    }
    fail("device bus: no answer from target %d, address %x", target, addr);
    top->req_valid_i = 0;
    return false;
}

uint64_t Rig::read(uint32_t addr)
{
    uint64_t data = 0;
    if (!access(kRegs, false, addr, &data))
        fail("read of register %x refused", addr);
    return data;
}

void Rig::write(uint32_t addr, uint64_t data, Target target)
{
    if (!access(target, true, addr, &data))
        fail("write of %d:%x refused", target, addr);
}

void Rig::wait_status(uint64_t mask, uint64_t value)
{
    for (int i = 0; i < 20000 && difference.empty(); i++)
        if ((status() & mask) == value)
            return;
    fail("dmstatus never had %llx under mask %llx", (unsigned long long)value,
         (unsigned long long)mask);
}

uint64_t Rig::reg_read(uint16_t regno)
{
    write(COMMAND, 3u << 20 | 1u << 17 | regno);
    return read(DATA0);
}

void Rig::reg_write(uint16_t regno, uint64_t value)
{
    write(DATA0, value);
    write(COMMAND, 3u << 20 | 1u << 17 | 1u << 16 | regno);
    const uint64_t error = read(ABSTRACTCS) >> 8 & 7;
    if (error != 0)
        fail("write of register %x: cmderr %llu", regno, (unsigned long long)error);
}

void Rig::window_write(uint32_t offset, uint64_t data)
{
    write(offset, data, kWindow);
}

uint64_t Rig::window_read(uint32_t offset)
{
    uint64_t data = 0;
    if (!access(kWindow, false, offset, &data))
        fail("window read at %x refused", offset);
    return data;
}

// ---------------------------------------------------------------- memory behind the controller
static uint8_t *dram_line(int domain, int line, int lines)
{
    static uint8_t nowhere[32];
    if (line < 0 || static_cast<uint64_t>(line + lines) * 32 > kRegion) {
        g_rig->fail("domain %d: line %x outside its memory", domain, line);
        return nowhere;
    }
    return &g_rig->dram[domain][static_cast<size_t>(line) * 32];
}

void sim_dram_read(int domain, int line, svBitVecVal *data)
{
    memcpy(data, dram_line(domain, line, 1), 32);
}

void sim_dram_write(int domain, int line, const svBitVecVal *data)
{
    memcpy(dram_line(domain, line, 1), data, 32);
}

void sim_dram_scrub(int domain, int line, int lines)
{
    uint8_t *at = dram_line(domain, line, lines);
    memset(at, 0, static_cast<size_t>(lines) * 32);
}
