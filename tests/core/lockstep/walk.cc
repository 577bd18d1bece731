// SPDX-License-Identifier: Apache-2.0
//
// The walks: see walk.h.
#include "walk.h"

#include <cstring>

#include "oracle.h"

namespace lockstep
{

const char *const reason_names[11] = {"ok",       "address",    "invalid", "reserved",
                                      "pointer",  "misaligned", "user",    "right",
                                      "accessed", "dirty",      "table"};

namespace
{

constexpr uint64_t kV = 1, kR = 2, kW = 4, kX = 8, kU = 16, kA = 64, kD = 128;
constexpr uint64_t kSum = 1ull << 18, kMxr = 1ull << 19;
constexpr uint64_t kPpn = (1ull << 44) - 1;

} // namespace

// One walk of one stage.
struct Walker::Step {
    const WalkState &s;
    Stage which;
    Access access;
    bool user = false; // the mode is U or VU, or the walk is of the second stage
    bool sum = false;
    bool mxr = false;
    bool hlvx = false;
    uint64_t root = 0;
    uint64_t address = 0;
    WalkResult &r;
};

bool Walker::read(uint64_t pa, uint64_t &pte) const
{
    if (pa < kRamBase || pa + 8 > kRamBase + ram_.size())
        return false;
    memcpy(&pte, ram_.data() + (pa - kRamBase), 8);
    return true;
}

namespace
{

Reason leaf_reason(uint64_t pte, Access access, bool g, bool user, bool sum, bool mxr, bool hlvx)
{
    const bool u = (pte & kU) != 0;
    if (g ? !u : user ? !u : u && (access == Access::kFetch || !sum))
        return Reason::kUser;
    const bool readable = (pte & kR) != 0 || (mxr && (pte & kX) != 0);
    const bool right = access == Access::kFetch || hlvx ? (pte & kX) != 0
                       : access == Access::kLoad        ? readable
                                                        : (pte & kW) != 0;
    if (!right)
        return Reason::kRight;
    if ((pte & kA) == 0)
        return Reason::kAccessed;
    return access == Access::kStore && (pte & kD) == 0 ? Reason::kDirty : Reason::kOk;
}

} // namespace

// True when the walk ended in a translation; r holds where it ended either way.
bool Walker::stage(Step &w) const
{
    const bool g = w.which == Stage::kG || w.which == Stage::kGImplicit;
    w.r.stage = w.which;
    w.r.level = 2;
    const auto fail = [&](Reason reason) {
        w.r.reason = reason;
        return false;
    };
    const int64_t high = static_cast<int64_t>(w.address) >> 38;
    if (g ? (w.address >> 41) != 0 : high != 0 && high != -1)
        return fail(Reason::kAddress);
    uint64_t table = w.root;
    for (int level = 2; level >= 0; level--) {
        w.r.level = static_cast<uint8_t>(level);
        const uint64_t mask = g && level == 2 ? 0x7ff : 0x1ff;
        uint64_t at = table + 8 * ((w.address >> (12 + 9 * level)) & mask);
        if (w.which == Stage::kVs && (w.s.hgatp >> 60) != 0) {
            Step inner{w.s,
                       Stage::kGImplicit,
                       Access::kLoad,
                       true,
                       false,
                       false,
                       false,
                       (w.s.hgatp & kPpn) << 12,
                       at,
                       w.r};
            if (!stage(inner)) {
                w.r.vs_level = static_cast<uint8_t>(level);
                return false;
            }
            at = w.r.pa;
            w.r.stage = w.which;
            w.r.level = static_cast<uint8_t>(level);
        }
        uint64_t pte = 0;
        if (!read(at, pte))
            return fail(Reason::kTable);
        if ((pte & kV) == 0)
            return fail(Reason::kInvalid);
        if ((pte >> 54) != 0 || ((pte & kW) != 0 && (pte & kR) == 0))
            return fail(Reason::kReserved);
        if ((pte & (kR | kX)) == 0) {
            if ((pte & (kA | kD | kU)) != 0 || level == 0)
                return fail(Reason::kPointer);
            table = (pte >> 10 & kPpn) << 12;
            continue;
        }
        const Reason why = leaf_reason(pte, w.access, g, w.user, w.sum, w.mxr, w.hlvx);
        if (why != Reason::kOk)
            return fail(why);
        const uint64_t offset = (1ull << (12 + 9 * level)) - 1;
        const uint64_t base = (pte >> 10 & kPpn) << 12;
        if ((base & offset) != 0)
            return fail(Reason::kMisaligned);
        w.r.pa = base | (w.address & offset);
        w.r.reason = Reason::kOk;
        return true;
    }
    return false;
}

WalkResult Walker::walk(const WalkState &s, unsigned mode, Access access, uint64_t va,
                        bool hlvx) const
{
    WalkResult r;
    r.pa = va;
    const bool v = (mode & 4) != 0;
    const bool user = (mode & 3) == 0;
    if ((mode & 3) == 3)
        return r;
    const bool mxr = (s.mstatus & kMxr) != 0;
    if (!v) {
        if ((s.satp >> 60) == 0)
            return r;
        Step w{
            s,  Stage::kS, access, user, (s.mstatus & kSum) != 0, mxr, hlvx, (s.satp & kPpn) << 12,
            va, r};
        stage(w);
        return r;
    }
    const bool one = (s.vsatp >> 60) != 0;
    const bool two = (s.hgatp >> 60) != 0;
    if (one) {
        Step w{s,
               Stage::kVs,
               access,
               user,
               (s.vsstatus & kSum) != 0,
               mxr || (s.vsstatus & kMxr) != 0,
               hlvx,
               (s.vsatp & kPpn) << 12,
               va,
               r};
        if (!stage(w))
            return r;
        r.vs_level = r.level;
    }
    if (two) {
        r.two = one;
        Step w{s, Stage::kG, access, true, false, mxr, hlvx, (s.hgatp & kPpn) << 12, r.pa, r};
        stage(w);
    }
    return r;
}

} // namespace lockstep
