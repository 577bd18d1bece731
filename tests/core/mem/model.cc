// SPDX-License-Identifier: Apache-2.0
//
// See model.h.
#include "model.h"

bool Trap::operator==(const Trap &o) const
{
    if (valid != o.valid)
        return false;
    return !valid || (cause == o.cause && tval == o.tval && tval2 == o.tval2 && tinst == o.tinst &&
                      gva == o.gva && fence == o.fence);
}

uint64_t Model::rom(uint64_t pa)
{
    uint64_t x = (pa >> 3) * 0x9e3779b97f4a7c15u;
    return x ^ (x >> 29);
}

uint64_t Model::read8(uint64_t pa) const
{
    return pa >= kDram ? mem[((pa - kDram) % kDramBytes) / 8] : rom(pa);
}

void Model::write(uint64_t pa, uint64_t data, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        uint64_t at = (pa + i - kDram) % kDramBytes;
        unsigned sh = 8 * (at & 7);
        mem[at / 8] = (mem[at / 8] & ~(0xffull << sh)) | (((data >> (8 * i)) & 0xff) << sh);
    }
}

Model::Kind Model::kind(uint64_t pa) const
{
    if (pa >> 32)
        return kNowhere;
    if (pa >= kDram)
        return (pa - kDram) >> (wk_region ? 28 : region_log2) ? kNowhere : kRam;
    if (captive)
        return kNowhere;
    return pa >= 0x1000 && pa < 0x10000 ? kRom : kDev;
}

bool Model::pmp_ok(uint64_t pa, unsigned bytes, bool r, bool w, bool x, unsigned prv) const
{
    if (captive)
        return true;
    for (unsigned i = 0; i < 8; i++) {
        unsigned cfg = pmp_cfg[i], mode = (cfg >> 3) & 3;
        unsigned in = 0;
        for (unsigned b = 0; b < bytes; b++) {
            uint64_t word = (pa + b) >> 2, top = pmp_addr[i], low = i ? pmp_addr[i - 1] : 0;
            bool hit = false;
            if (mode == 1)
                hit = word >= low && word < top;
            if (mode == 2)
                hit = word == top;
            if (mode == 3) {
                unsigned ones = 0;
                while (ones < 54 && (top >> ones & 1))
                    ones++;
                hit = (word >> (ones + 1)) == (top >> (ones + 1));
            }
            in += hit;
        }
        if (in == 0)
            continue;
        if (in != bytes)
            return false;
        if (prv == 3 && !(cfg & 0x80))
            return true;
        return (!r || (cfg & 1)) && (!w || (cfg & 2)) && (!x || (cfg & 4));
    }
    return prv == 3;
}

bool Model::pte_read(uint64_t pa, uint64_t &pte) const
{
    Kind k = kind(pa);
    if ((k != kRam && k != kRom) || !pmp_ok(pa, 8, true, false, false, 1))
        return false;
    if ((pa & ~0xfffull) == kErrorPage)
        return false;
    pte = read8(pa);
    return true;
}

static bool rights(uint64_t pte, Acc acc, bool hlvx, bool mxr)
{
    bool r = pte & 2, w = pte & 4, x = pte & 8;
    if (acc == Acc::Fetch || hlvx)
        return x;
    if (acc == Acc::Load)
        return r || (mxr && x);
    return r && w;
}

static bool well_formed(uint64_t pte)
{
    return (pte & 1) && !(pte >> 54) && !((pte & 4) && !(pte & 2));
}

Model::Step Model::stage2(uint64_t gpa, Acc acc, bool hlvx, bool implicit) const
{
    Step s;
    s.pa = gpa;
    if ((hgatp >> 60) == 0)
        return s;
    s.gpa = gpa;
    s.guest = true;
    s.implicit = implicit;
    s.fault = true;
    if (gpa >> 41)
        return s;
    uint64_t base = (hgatp & ((1ull << 44) - 1)) << 12 & ~0x3fffull;
    for (int lvl = 2; lvl >= 0; lvl--) {
        uint64_t idx = (gpa >> (12 + 9 * lvl)) & (lvl == 2 ? 0x7ff : 0x1ff), pte;
        if (!pte_read(base + 8 * idx, pte)) {
            s.guest = false;
            return s;
        }
        if (!well_formed(pte))
            return s;
        uint64_t ppn = (pte >> 10) & ((1ull << 44) - 1);
        if (!(pte & 0xe)) {
            if (pte & 0xd0)
                return s;
            base = ppn << 12;
            continue;
        }
        uint64_t mask = (1ull << (9 * lvl)) - 1;
        if (!(pte & 0x10) || !rights(pte, acc, hlvx, mxr && !implicit) || (ppn & mask))
            return s;
        if (!(pte & 0x40) || ((acc == Acc::Store || acc == Acc::Amo) && !(pte & 0x80)))
            return s;
        s.fault = s.guest = false;
        s.pa = (ppn << 12) | (gpa & ((mask << 12) | 0xfff));
        return s;
    }
    return s;
}

Model::Step Model::walk(const Access &a, Acc acc, uint64_t va) const
{
    uint64_t atp = a.v ? vsatp : satp;
    if ((!a.v && a.prv == 3) || (atp >> 60) == 0) {
        if (a.v)
            return stage2(va, acc, a.hlvx, false);
        Step s;
        s.pa = va;
        return s;
    }
    Step bad;
    bad.fault = bad.page = true;
    int64_t top = static_cast<int64_t>(va) >> 38;
    if (top != 0 && top != -1)
        return bad;
    uint64_t base = (atp & ((1ull << 44) - 1)) << 12;
    for (int lvl = 2; lvl >= 0; lvl--) {
        uint64_t at = base + 8 * ((va >> (12 + 9 * lvl)) & 0x1ff), pte;
        if (a.v) {
            Step g = stage2(at, Acc::Load, false, true);
            if (g.fault)
                return g;
            at = g.pa;
        }
        if (!pte_read(at, pte)) {
            bad.page = false;
            return bad;
        }
        if (!well_formed(pte))
            return bad;
        uint64_t ppn = (pte >> 10) & ((1ull << 44) - 1);
        if (!(pte & 0xe)) {
            if (pte & 0xd0)
                return bad;
            base = ppn << 12;
            continue;
        }
        bool user = pte & 0x10, s_mode = a.prv == 1, may_sum = a.v ? vsum : sum;
        uint64_t mask = (1ull << (9 * lvl)) - 1;
        if (user ? s_mode && (acc == Acc::Fetch || !may_sum) : !s_mode)
            return bad;
        if (!rights(pte, acc, a.hlvx, mxr || (a.v && vmxr)) || (ppn & mask))
            return bad;
        if (!(pte & 0x40) || ((acc == Acc::Store || acc == Acc::Amo) && !(pte & 0x80)))
            return bad;
        uint64_t pa = (ppn << 12) | (va & ((mask << 12) | 0xfff));
        if (a.v)
            return stage2(pa, acc, a.hlvx, false);
        Step s;
        s.pa = pa;
        return s;
    }
    return bad;
}

Place Model::locate(const Access &a, Acc acc, uint64_t va, unsigned bytes, bool special) const
{
    Place p;
    bool store = acc == Acc::Store || acc == Acc::Amo;
    auto fault = [&](unsigned fetch, unsigned load, unsigned st) {
        p.trap.valid = true;
        p.trap.cause = acc == Acc::Fetch ? fetch : acc == Acc::Load ? load : st;
        p.trap.tval = va;
        p.trap.gva = a.v || a.forced_v;
    };
    Step s = walk(a, acc, va);
    if (s.fault) {
        if (s.guest)
            fault(20, 21, 23);
        else if (s.page)
            fault(12, 13, 15);
        else
            fault(1, 5, 7);
        if (s.guest) {
            p.trap.tval2 = s.gpa >> 2;
            if (s.implicit)
                p.trap.tinst = 0x3000;
        }
        return p;
    }
    p.pa = s.pa;
    Kind k = kind(s.pa);
    if (k == kNowhere && captive && wk_park && !(s.pa >> 32)) {
        p.voided = true;
        return p;
    }
    bool reads = acc == Acc::Load || (acc == Acc::Amo && a.amo != kSc);
    if (k == kNowhere || (k == kRom && store) || (k == kDev && (special || acc == Acc::Fetch)) ||
        !pmp_ok(s.pa, bytes, reads, store, acc == Acc::Fetch || a.hlvx, a.prv)) {
        fault(1, 5, 7);
        return p;
    }
    if (captive && fence_locked && (store || acc == Acc::Fetch)) {
        bool in = false;
        uint32_t page = static_cast<uint32_t>((s.pa - kDram) >> 12);
        for (auto &r : fence)
            in |= r.en && page >= r.base && page <= r.limit;
        if ((acc == Acc::Fetch && !in && !wk_fetch) || (store && in && !wk_store)) {
            fault(1, 5, 7);
            p.trap.fence = true;
            return p;
        }
    }
    p.dev = k == kDev;
    if ((s.pa & ~0xfffull) == kErrorPage && acc != Acc::Store && a.amo != kSc)
        fault(1, 5, 7);
    return p;
}

uint64_t Model::load(uint64_t pa, uint64_t pa2, const Access &a) const
{
    unsigned bytes = 1u << a.size, off = pa & 7;
    uint64_t x = read8(pa & ~7ull) >> (8 * off);
    if (off + bytes > 8)
        x |= read8(pa2 & ~7ull) << (8 * (8 - off));
    if (a.size == 3)
        return x;
    unsigned sh = 64 - 8 * bytes;
    return a.uns ? (x << sh) >> sh : static_cast<uint64_t>(static_cast<int64_t>(x << sh) >> sh);
}

Outcome Model::look(const Access &a) const
{
    Outcome o;
    unsigned bytes = 1u << a.size, off = a.va & 7;
    bool misaligned = a.va & (bytes - 1), cross = off + bytes > 8;
    Acc acc = a.op == kStore ? Acc::Store : (a.op == kLoad || a.amo == kLr) ? Acc::Load : Acc::Amo;
    if (a.op == kAtomic && misaligned) {
        o.trap = {true, acc == Acc::Load ? 5u : 7u, a.va, 0, 0, a.v || a.forced_v, false};
        return o;
    }
    unsigned first = cross ? 8 - off : bytes;
    Place p = locate(a, acc, a.va, first, a.op == kAtomic || misaligned), p2;
    o.trap = p.trap;
    if (p.trap.valid)
        return o;
    if (cross) {
        uint64_t next = (a.va | 7) + 1;
        p2 = locate(a, acc, next, bytes - first, true);
        o.trap = p2.trap;
        if (next & 0xfff)
            o.trap.tval = a.va;
        if (p2.trap.valid)
            return o;
    }
    if (p.voided || p2.voided)
        return o;
    o.pa = p.pa;
    o.dev = p.dev;
    o.memory = true;
    if (o.dev)
        return o;
    if (a.op == kAtomic && a.amo == kSc)
        o.rdata = !(resv && resv_pa == p.pa);
    else if (a.op != kStore)
        o.rdata = load(p.pa, cross ? p2.pa : 0, a);
    if (cross)
        o.rdata = a.op == kStore ? p2.pa : o.rdata; // perform() needs the second place
    return o;
}

static uint64_t amo_result(const Access &a, uint64_t old)
{
    auto s = [&](uint64_t x) { return a.size == 2 ? int64_t(int32_t(x)) : int64_t(x); };
    auto u = [&](uint64_t x) { return a.size == 2 ? uint64_t(uint32_t(x)) : x; };
    uint64_t x = old, y = a.wdata;
    switch (a.amo) {
    case kAdd:
        return x + y;
    case kXor:
        return x ^ y;
    case kAnd:
        return x & y;
    case kOr:
        return x | y;
    case kMin:
        return s(x) < s(y) ? x : y;
    case kMax:
        return s(x) > s(y) ? x : y;
    case kMinu:
        return u(x) < u(y) ? x : y;
    case kMaxu:
        return u(x) > u(y) ? x : y;
    default:
        return y;
    }
}

void Model::perform(const Access &a, const Outcome &o)
{
    unsigned bytes = 1u << a.size, off = a.va & 7;
    if (o.trap.valid || !o.memory || o.dev) {
        // An SC that is voided still ends the reservation nowhere: it never reached memory.
        return;
    }
    if (a.op == kStore) {
        unsigned first = off + bytes > 8 ? 8 - off : bytes;
        write(o.pa, a.wdata, first);
        if (first < bytes)
            write(o.rdata, a.wdata >> (8 * first), bytes - first);
    }
    if (a.op != kAtomic)
        return;
    if (a.amo == kLr) {
        resv = true;
        resv_pa = o.pa;
    } else if (a.amo == kSc) {
        if (o.rdata == 0)
            write(o.pa, a.wdata, bytes);
        resv = false;
    } else {
        write(o.pa, amo_result(a, o.rdata), bytes);
    }
}
