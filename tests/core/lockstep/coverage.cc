// SPDX-License-Identifier: Apache-2.0
//
// Coverage counting: see coverage.h. A key is a kind in the top byte and small fields below it.
#include "coverage.h"

#include <algorithm>

namespace lockstep
{
namespace
{

struct Opcode {
    const char *name;
    uint32_t mask;
    uint32_t match;
};

constexpr Opcode kOpcodes[] = {
#include "opcodes.inc"
};
constexpr int kNumOpcodes = sizeof kOpcodes / sizeof kOpcodes[0];
constexpr unsigned kLineBytes = 32;

enum Kind : uint64_t { kInsn = 1, kTrap, kWalk, kCsr, kMemory, kFetch, kFence, kSc, kModified };

constexpr uint64_t key(Kind kind, uint64_t a, uint64_t b = 0, uint64_t c = 0, uint64_t d = 0)
{
    return static_cast<uint64_t>(kind) << 56 | a << 36 | b << 24 | c << 12 | d;
}
unsigned field(uint64_t k, unsigned n) // 0 is a, 3 is d
{
    return static_cast<unsigned>(k >> (36 - 12 * n) & 0xfff);
}

unsigned outcome(const Commit &c)
{
    return c.trap.valid ? (c.trap.interrupt ? 0x100u : 0x80u) + c.trap.cause : 0;
}
std::string outcome_name(unsigned o)
{
    return o == 0 ? "ok" : (o >= 0x100 ? "i" : "e") + std::to_string(o & 0x7f);
}

bool fetch_fault(const Commit &c)
{
    return c.trap.valid && !c.trap.interrupt &&
           (c.trap.cause <= 1 || c.trap.cause == 12 || c.trap.cause == 20);
}
bool page_fault(const Commit &c)
{
    return c.trap.valid && !c.trap.interrupt && c.trap.cause >= 12 && c.trap.cause != 22 &&
           c.trap.cause <= 23;
}
bool access_fault(const Commit &c)
{
    return c.trap.valid && !c.trap.interrupt && (c.trap.cause == 5 || c.trap.cause == 7);
}
bool is_csr(uint32_t insn)
{
    return (insn & 0x7f) == 0x73 && (insn >> 12 & 3) != 0;
}

const char *const kMemoryKinds[] = {"?",   "load",   "store", "hlv", "hlvx",
                                    "hsv", "atomic", "lr",    "sc"};
const char *const kShapes[] = {"aligned", "inside8", "cross8", "crossline", "crosspage"};
const char *const kFetchShapes[] = {"c-line-end", "c-page-end", "straddle-line", "straddle-page"};
const char *const kHow[] = {"ok", "first", "second"};
const char *const kFences[] = {"sfence.vma", "hfence.vvma", "hfence.gvma"};
const char *const kStages[] = {"none", "S", "VS", "implicit", "G"};
const char *const kAccesses[] = {"fetch", "load", "store"};

unsigned shape(const Operand &o)
{
    if ((o.va & (o.size - 1u)) == 0)
        return 0;
    if ((o.va & 7) + o.size <= 8)
        return 1;
    if (o.crosses_page())
        return 4;
    return (o.va & (kLineBytes - 1)) + o.size > kLineBytes ? 3 : 2;
}

} // namespace

int Coverage::decode(uint32_t insn)
{
    const auto found = cache_.find(insn);
    if (found != cache_.end())
        return found->second;
    int op = kNumOpcodes;
    for (int i = 0; i < kNumOpcodes && op == kNumOpcodes; i++) {
        if ((insn & kOpcodes[i].mask) == kOpcodes[i].match)
            op = i;
    }
    cache_[insn] = op;
    return op;
}

void Coverage::follow(const Oracle &oracle)
{
    if (!on_)
        return;
    if (written_.empty() || oracle.steps() == 0)
        written_.assign(oracle.ram().size() / 8, false);
    state_.satp = oracle.csr(0x180); // vsatp while V=1, when nothing asks for satp
    state_.vsatp = oracle.csr(0x280);
    state_.hgatp = oracle.csr(0x680);
    state_.mstatus = oracle.csr(0x300);
    state_.vsstatus = oracle.csr(0x200);
    state_.hstatus = oracle.csr(0x600);
}

// The mode whose rights a data access has.
unsigned Coverage::data_mode(const Commit &c) const
{
    const Operand::Kind k = c.operand.kind;
    if (k == Operand::kHlv || k == Operand::kHlvx || k == Operand::kHsv)
        return 4 | static_cast<unsigned>(state_.hstatus >> 8 & 1);
    if (c.mode != 3 || (state_.mstatus >> 17 & 1) == 0)
        return c.mode;
    const auto mpp = static_cast<unsigned>(state_.mstatus >> 11 & 3);
    return mpp == 3 ? 3 : mpp | static_cast<unsigned>(state_.mstatus >> 39 & 1) << 2;
}

void Coverage::count_walk(Access access, const WalkResult &r, bool fault)
{
    if (r.stage == Stage::kNone || fault != (r.reason != Reason::kOk))
        return;
    const bool with_vs = r.stage == Stage::kGImplicit || (r.stage == Stage::kG && r.two);
    hit(key(kWalk, static_cast<uint64_t>(r.stage) << 4 | static_cast<uint64_t>(access), r.level,
            with_vs ? r.vs_level : 3, static_cast<uint64_t>(r.reason)));
}

void Coverage::count_walks(const Oracle &oracle, const Commit &c)
{
    const Walker walker(oracle.ram());
    const bool bad_fetch = fetch_fault(c);
    const WalkResult fetch =
        walker.walk(state_, c.mode, Access::kFetch, bad_fetch ? c.trap.tval : c.pc);
    if (!c.trap.valid || (bad_fetch && page_fault(c)))
        count_walk(Access::kFetch, fetch, bad_fetch);
    if (bad_fetch && c.trap.cause == 1 && fetch.reason == Reason::kTable)
        count_walk(Access::kFetch, fetch, true);
    if (!bad_fetch)
        count_fetch_form(c, fetch.pa);
    const Operand &o = c.operand;
    if (o.kind == Operand::kNone || bad_fetch || (c.trap.valid && c.trap.interrupt))
        return;
    const bool bad = page_fault(c) || access_fault(c);
    if (c.trap.valid && !bad)
        return;
    count_memory_form(c);
    const Access access = o.writes() ? Access::kStore : Access::kLoad;
    const WalkResult data = walker.walk(state_, data_mode(c), access, bad ? c.trap.tval : o.va,
                                        o.kind == Operand::kHlvx);
    if (!access_fault(c) || data.reason == Reason::kTable)
        count_walk(access, data, bad);
    const uint64_t at = (data.pa - kRamBase) / 8;
    if (c.mem_we && at < written_.size())
        written_[at] = true;
}

void Coverage::count_memory_form(const Commit &c)
{
    const unsigned s = shape(c.operand);
    unsigned how = 0;
    if (c.trap.valid)
        how = s == 4 && c.trap.tval != c.operand.va ? 2 : 1;
    hit(key(kMemory, c.operand.kind, s, how, c.mode));
}

void Coverage::count_fetch_form(const Commit &c, uint64_t pa)
{
    if (c.trap.valid)
        return;
    const bool half = (c.insn & 3) != 3;
    if ((c.pc & (kLineBytes - 1)) == kLineBytes - 2)
        hit(key(kFetch, half ? 0 : 2, c.mode));
    if ((c.pc & 0xfff) == 0xffe)
        hit(key(kFetch, half ? 1 : 3, c.mode));
    const uint64_t at = (pa - kRamBase) / 8;
    if (at < written_.size() && written_[at]) {
        written_[at] = false;
        hit(key(kModified, c.mode));
    }
}

void Coverage::count_system_form(const Commit &c)
{
    if (is_csr(c.insn)) {
        const bool writes = (c.insn >> 12 & 3) == 1 || (c.insn >> 15 & 31) != 0;
        hit(key(kCsr, c.insn >> 20, writes, c.mode, outcome(c)));
        return;
    }
    if (c.trap.valid)
        return;
    if (c.operand.kind == Operand::kSc)
        hit(key(kSc, c.operand.size, !c.mem_we, c.mode));
    if ((c.insn & 0x7fff) != 0x73)
        return;
    const unsigned f7 = c.insn >> 25;
    if (f7 == 0x09 || f7 == 0x11 || f7 == 0x31) {
        const unsigned form = ((c.insn >> 15 & 31) != 0) | ((c.insn >> 20 & 31) != 0) << 1;
        hit(key(kFence, f7 == 0x09 ? 0 : f7 == 0x11 ? 1 : 2, form, c.mode));
    }
}

void Coverage::count(const Oracle &oracle, const Commit &c, bool park)
{
    if (!on_)
        return;
    const bool interrupt = c.trap.valid && c.trap.interrupt;
    const bool no_insn = interrupt || fetch_fault(c);
    const uint32_t op = no_insn ? kNumOpcodes + 1 : static_cast<uint32_t>(decode(c.insn));
    hit(key(kInsn, op, c.mode, outcome(c)));
    if (c.trap.valid)
        hit(key(kTrap, outcome(c), c.mode, park ? 8u : c.trap_mode));
    if (fetch_fault(c) && c.trap.tval == c.pc + 2 && (c.pc & 0xfff) == 0xffe)
        hit(key(kFetch, 3, c.mode, 2));
    if (!interrupt)
        count_walks(oracle, c);
    if (!no_insn)
        count_system_form(c);
    // Only these change what translation depends on; fences, xRET and wfi among them.
    if (c.trap.valid || (c.insn & 0x7f) == 0x73)
        follow(oracle);
}

void Coverage::print(FILE *f, uint64_t k, uint64_t n) const
{
    const unsigned a = static_cast<unsigned>(k >> 36 & 0xfffff);
    const unsigned b = field(k, 1), c = field(k, 2), d = field(k, 3);
    switch (k >> 56) {
    case kInsn: {
        const int op = static_cast<int>(a);
        const char *name = op < kNumOpcodes ? kOpcodes[op].name : op == kNumOpcodes ? "?" : "fetch";
        fprintf(f, "insn %s %s %s", name, mode_names[b], outcome_name(c).c_str());
        break;
    }
    case kTrap:
        fprintf(f, "trap %s %s %s", outcome_name(a).c_str(), mode_names[b],
                c == 8 ? "park" : mode_names[c]);
        break;
    case kWalk: {
        const bool vs = c != 3;
        fprintf(f, "walk %s %s", kAccesses[a & 15], kStages[a >> 4]);
        fprintf(f, "%u%s%s %s", b, vs ? "-VS" : "", vs ? std::to_string(c).c_str() : "",
                reason_names[d]);
        break;
    }
    case kCsr:
        fprintf(f, "csr %03x %s %s %s", a, b ? "write" : "read", mode_names[c],
                outcome_name(d).c_str());
        break;
    case kMemory:
        fprintf(f, "form %s %s %s %s", kMemoryKinds[a], kShapes[b], kHow[c], mode_names[d]);
        break;
    case kFetch:
        fprintf(f, "form fetch %s %s %s", kFetchShapes[a], kHow[c], mode_names[b]);
        break;
    case kFence:
        fprintf(f, "form %s %s,%s ok %s", kFences[a], b & 1 ? "rs1" : "x0", b & 2 ? "rs2" : "x0",
                mode_names[c]);
        break;
    case kSc:
        fprintf(f, "form sc.%c %s ok %s", a == 4 ? 'w' : 'd', b ? "fails" : "succeeds",
                mode_names[c]);
        break;
    default:
        fprintf(f, "form fetch modified ok %s", mode_names[a]);
    }
    fprintf(f, " %llu\n", static_cast<unsigned long long>(n));
}

bool Coverage::write(const std::string &path) const
{
    FILE *f = path == "-" ? stdout : fopen(path.c_str(), "w");
    if (f == nullptr)
        return false;
    for (const auto &[k, n] : counts_)
        print(f, k, n);
    return f == stdout ? fflush(f) == 0 : fclose(f) == 0;
}

} // namespace lockstep
