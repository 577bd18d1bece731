// SPDX-License-Identifier: Apache-2.0
//
// Random bench of core_mem: plays the pipeline (X, M, W, traps that kill), the memory and the
// device behind it with random latency, and compares every answer, trap and byte with the model.
// One process runs many phases; a phase is one set of page tables, PMP, fence and registers.
#include <verilated.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "Vcore_mem_tb.h"
#include "model.h"

namespace
{

constexpr uint64_t kTables = kDram;          // page tables: the first 1 MiB
constexpr uint64_t kData = kDram + 0x200000; // 32 pages that are written
constexpr uint64_t kCode = kDram + 0x400000; // 32 pages that are only read
constexpr unsigned kPages = 32;
constexpr uint64_t kOutside = kDram + 0x900000; // beyond the region, inside the weakened one

uint64_t seed = 1;
unsigned phases = 150;
bool canary = false;
bool captive = false;
std::mt19937_64 rng;
uint64_t rnd(uint64_t n)
{
    return rng() % n;
}
bool chance(unsigned percent)
{
    return rnd(100) < percent;
}

struct Item { // what travels down the pipeline
    bool mem = true;
    bool trapper = false; // traps in W for a reason of its own, also a store that memory would take
    Access a;
    bool done = false;
    Trap trap;
    uint64_t rdata = 0, pa = 0;
    struct Dev {
        bool used = false, we = false, error = false;
        uint64_t addr = 0, rdata = 0, wdata = 0;
        unsigned size = 0, strb = 0;
    } dev;
};

class Bench
{
  public:
    Bench()
        : ctx(std::make_unique<VerilatedContext>()), top(std::make_unique<Vcore_mem_tb>(ctx.get()))
    {
        ctx->randReset(2);
        ctx->randSeed(static_cast<int>(seed * 7 + 1));
        m.captive = captive;
        dut_mem.resize(kDramBytes / 8);
        for (uint64_t i = 0; i < dut_mem.size(); i++)
            m.mem[i] = dut_mem[i] = rng();
    }

    int run();

  private:
    // ------------------------------------------------------------ the design and its clock
    std::unique_ptr<VerilatedContext> ctx;
    std::unique_ptr<Vcore_mem_tb> top;
    Model m;
    std::vector<uint64_t> dut_mem;
    uint64_t cycle = 0;
    unsigned errors = 0;
    bool eager = false; // this phase: no random delay anywhere

    std::optional<Item> x, mm, w;
    std::deque<uint64_t> recent; // addresses worth meeting again
    uint64_t lr_va = 0;
    // The entry that the next edit() changes, and addresses that it translates, used before and
    // after.
    struct Plan {
        unsigned what, other, t, i;
        bool mega;
    } plan{};
    std::vector<uint64_t> focus;
    uint64_t retired = 0, traps = 0, fetches = 0, kills = 0, scs = 0, walks2 = 0;

    struct Fetch {
        Access a;
    };
    std::optional<Fetch> f;

    bool rd_active = false, rd_error = false;
    unsigned rd_wait = 0, rd_beat = 0;
    uint64_t rd_line[4], rd_addr = 0;
    unsigned dev_wait = 0;
    bool dev_busy = false;

    bool maybe(unsigned percent)
    {
        return eager || chance(percent);
    }
    void fail(const char *what, const Item &it, const Outcome &o);
    void fail_text(const std::string &s);
    void tick();
    void cycle_once(bool feed, bool feed_fetch);
    void memory();
    void device();
    void fetch_answer();
    void fetch_side(bool feed);
    void retire(Item &it);
    void check_trap(const char *what, const Trap &got, const Trap &want, uint64_t va);
    void drain();
    void flush_all();
    Item make_item();
    uint64_t pick_va(bool v, unsigned prv, bool fetch);
    void apply();
    void build();
    void edit();
    void make_plan();
    void races();
    void run_one(const Access &a);
    void ask_fetch(uint64_t va, bool v, unsigned prv);
    void hit_rate();
    uint64_t host_page(bool code, unsigned i)
    {
        return (code ? kCode : kData) + 0x1000 * i;
    }
    uint64_t leaf(uint64_t pa, unsigned perm);
    uint64_t fuzz(uint64_t pte, unsigned percent);
    void put(uint64_t pa, uint64_t v)
    {
        m.write(pa, v, 8);
        dut_mem[(pa - kDram) / 8] = v;
    }
    uint64_t table(unsigned n)
    {
        return kTables + 0x1000 * n;
    }
    void stage1(unsigned root, bool guest);
    void stage2(unsigned root);
};

void Bench::fail_text(const std::string &s)
{
    if (errors++ < 5) {
        std::printf("FAIL cycle %" PRIu64 ": %s\n  again: make -C tests/core/mem run SEED=%" PRIu64
                    " PHASES=%u CAPTIVE=%d\n",
                    cycle, s.c_str(), seed, phases, captive);
    }
}

std::string describe(const Trap &t)
{
    char b[200];
    if (!t.valid)
        return "no trap";
    std::snprintf(b, sizeof b,
                  "cause %u tval %" PRIx64 " tval2 %" PRIx64 " tinst %x gva %d fence %d", t.cause,
                  t.tval, t.tval2, t.tinst, t.gva, t.fence);
    return b;
}

std::string describe(const Access &a)
{
    char b[200];
    std::snprintf(b, sizeof b, "op %d amo %d size %u va %" PRIx64 " v %d prv %u hlvx %d", a.op,
                  a.amo, a.size, a.va, a.v, a.prv, a.hlvx);
    return b;
}

void Bench::fail(const char *what, const Item &it, const Outcome &o)
{
    char b[300];
    std::snprintf(b, sizeof b,
                  "%s: %s: rdata %" PRIx64 " want %" PRIx64 ", pa %" PRIx64 " want %" PRIx64 "; ",
                  what, describe(it.a).c_str(), it.rdata, o.rdata, it.pa, o.pa);
    fail_text(b + describe(it.trap) + " want " + describe(o.trap));
}

// ---------------------------------------------------------------- memory and device
void Bench::memory()
{
    top->mr_valid_i = 0;
    if (rd_active) {
        if (rd_wait) {
            rd_wait--;
        } else {
            top->mr_valid_i = 1;
            top->mr_error_i = rd_error;
            top->mr_last_i = rd_error || rd_beat == 3;
            top->mr_data_i = rd_line[((rd_addr >> 3) + rd_beat) & 3];
            if (rd_error || rd_beat == 3)
                rd_active = false;
            rd_beat++;
            rd_wait = maybe(70) ? 0 : rnd(4);
        }
    }
}

void Bench::device()
{
    top->dev_ack_i = 0;
    if (!top->dev_valid_o)
        return;
    if (!dev_busy) {
        dev_busy = true;
        dev_wait = eager ? 0 : rnd(5);
    }
    if (dev_wait-- == 0) {
        dev_busy = false;
        top->dev_ack_i = 1;
        top->dev_error_i = (top->dev_addr_o & 0xf00) == 0x700;
        top->dev_rdata_i = rng();
        if (mm) {
            if (mm->dev.used)
                fail_text("a second device access for one instruction");
            mm->dev = {true,
                       bool(top->dev_we_o),
                       bool(top->dev_error_i),
                       top->dev_addr_o,
                       top->dev_rdata_i,
                       top->dev_wdata_o,
                       unsigned(top->dev_size_o),
                       unsigned(top->dev_wstrb_o)};
        } else {
            fail_text("a device access without an instruction");
        }
        if (top->sb_valid_o)
            fail_text("a device access overtook a store");
    }
}

// ---------------------------------------------------------------- one cycle
void Bench::tick()
{
    top->eval();
    // The port's request is taken in this cycle.
    if (top->mem_valid_o && top->mem_ready_i) {
        uint64_t a = top->mem_addr_o;
        if (a & 7)
            fail_text("misaligned request");
        if (top->mem_write_o) {
            if (a < kDram)
                fail_text("write outside memory");
            uint64_t &d = dut_mem[((a - kDram) % kDramBytes) / 8];
            for (unsigned i = 0; i < 8; i++)
                if (top->mem_wstrb_o >> i & 1)
                    d = (d & ~(0xffull << 8 * i)) | (top->mem_wdata_o & (0xffull << 8 * i));
        } else {
            if (rd_active)
                fail_text("two line reads outstanding");
            rd_active = true;
            rd_beat = 0;
            rd_addr = a;
            rd_error = (a & ~0xfffull) == kErrorPage;
            rd_wait = eager ? 1 : rnd(chance(5) ? 40 : 4);
            for (unsigned i = 0; i < 4; i++) {
                uint64_t at = (a & ~31ull) + 8 * i;
                rd_line[i] =
                    at >= kDram ? dut_mem[((at - kDram) % kDramBytes) / 8] : Model::rom(at);
            }
        }
    }
    top->clk_i = 1;
    top->eval();
    top->clk_i = 0;
    top->eval();
    cycle++;
    top->mem_ready_i = maybe(60);
    memory();
    device();
    top->fl_fence_i_i = top->fl_sfence_i = top->fl_hvvma_i = top->fl_hgvma_i = top->fl_all_i = 0;
}

void Bench::check_trap(const char *what, const Trap &got, const Trap &want, uint64_t va)
{
    if (got == want)
        return;
    char b[64];
    std::snprintf(b, sizeof b, "%s at %" PRIx64 ": ", what, va);
    fail_text(b + describe(got) + " want " + describe(want));
}

void Bench::fetch_answer()
{
    Trap t{bool(top->if_trap_o), top->if_cause_o,     top->if_tval_o,       top->if_tval2_o,
           top->if_tinst_o,      bool(top->if_gva_o), bool(top->if_fence_o)};
    Place p = m.locate(f->a, Acc::Fetch, f->a.va, 8, false);
    check_trap("fetch", t, p.trap, f->a.va);
    bool data = (p.pa & ~0x1ffffull) == kCode || p.pa < 0x10000;
    if (!t.valid && (p.voided || data) && top->if_data_o != (p.voided ? 0 : m.read8(p.pa)))
        fail_text("fetch data at " + describe(f->a));
    fetches++;
    f.reset();
}

void Bench::fetch_side(bool feed)
{
    top->if_kill_i = f && !eager && rnd(1000) < 8;
    top->if_valid_i = 0;
    if (feed && !top->if_kill_i && maybe(80)) {
        Access a;
        a.v = captive || chance(40);
        a.prv = a.v ? rnd(2) : (unsigned[]){0, 1, 3}[rnd(3)];
        a.va = pick_va(a.v, a.prv, true) & ~7ull;
        top->if_valid_i = 1;
        top->if_va_i = a.va;
        top->if_v_i = a.v;
        top->if_prv_i = a.prv;
        top->eval();
        if (top->if_rsp_o && f && !top->if_kill_i) {
            fetch_answer();
        } else if (top->if_rsp_o && !f) {
            fail_text("fetch answer that nobody asked for");
        }
        if (top->if_kill_i)
            f.reset();
        if (top->if_ready_o)
            f = Fetch{a};
        return;
    }
    top->eval();
    if (top->if_rsp_o && !f)
        fail_text("fetch answer that nobody asked for");
    if (top->if_rsp_o && f && !top->if_kill_i)
        fetch_answer();
    if (top->if_kill_i)
        f.reset();
}

void Bench::cycle_once(bool feed, bool feed_fetch)
{
    top->d_kill_i = top->d_advance_i = top->st_commit_i = top->resv_clear_i = top->d_valid_i = 0;
    top->eval();
    fetch_side(feed_fetch);

    // W
    bool w_free = !w, kill = w && (w->trapper || w->trap.valid);
    bool store = w && w->mem && w->a.op == kStore && !kill;
    std::optional<Item> leaving;
    if (kill) {
        top->d_kill_i = 1;
        if (top->drained_o && maybe(50)) {
            top->resv_clear_i = 1;
            leaving = w;
        }
    } else if (w && maybe(70) && (!store || top->st_ready_o)) {
        top->st_commit_i = store;
        leaving = w;
    }
    if (leaving)
        w_free = true;
    top->eval();

    // M
    bool m_leaves = false;
    if (mm && !kill) {
        if (!mm->mem) {
            m_leaves = w_free && maybe(80);
        } else if (top->d_rsp_o && w_free && maybe(80)) {
            mm->trap = {bool(top->d_trap_o), top->d_cause_o, top->d_tval_o,
                        top->d_tval2_o,      top->d_tinst_o, bool(top->d_gva_o),
                        bool(top->d_fence_o)};
            mm->rdata = top->d_rdata_o;
            mm->pa = top->d_pa_o;
            if (mm->dev.used)
                mm->trapper = false; // that store has happened
            top->d_advance_i = 1;
            m_leaves = true;
        }
    }
    if (!mm && top->d_rsp_o)
        fail_text("data answer that nobody asked for");

    // X
    if (!x && feed && maybe(85))
        x = make_item();
    bool m_free = !mm || m_leaves, taken = false;
    if (x && !kill) {
        if (!x->mem) {
            taken = m_free;
        } else if (mm && !mm->mem && !m_leaves) {
            taken = false;
        } else {
            top->d_valid_i = 1;
            top->d_op_i = x->a.op;
            top->d_amo_i = x->a.amo;
            top->d_va_i = x->a.va;
            top->d_size_i = x->a.size;
            top->d_uns_i = x->a.uns;
            top->d_hlvx_i = x->a.hlvx;
            top->d_forced_v_i = x->a.forced_v;
            top->d_v_i = x->a.v;
            top->d_prv_i = x->a.prv;
            top->d_wdata_i = x->a.wdata;
            top->eval();
            taken = top->d_ready_o;
            if (taken && !m_free)
                fail_text("ready while M is occupied");
        }
    }
    tick();

    if (leaving) {
        retire(*leaving);
        w.reset();
    }
    if (kill) {
        kills += mm.has_value();
        if (mm && mm->dev.used)
            fail_text("a device access was killed");
        mm.reset();
        if (leaving)
            x.reset();
    }
    if (m_leaves) {
        w = mm;
        mm.reset();
    }
    if (taken) {
        mm = x;
        x.reset();
    }
}

// ---------------------------------------------------------------- comparison
void Bench::retire(Item &it)
{
    retired++;
    if (!it.mem || (it.trapper && !it.trap.valid)) {
        if (it.trapper)
            m.resv = false;
        return;
    }
    Outcome o = m.look(it.a);
    if (canary && retired >= 1000) // from there on: a store's data is not compared here
        o.rdata ^= 1, o.trap.tval ^= 4;
    if (o.dev) {
        if (!it.dev.used)
            return fail("no device access", it, o);
        uint64_t lane = 8 * (it.dev.addr & 7);
        unsigned bytes = 1u << it.a.size;
        if (it.dev.addr != o.pa || it.dev.we != (it.a.op == kStore) || it.dev.size != it.a.size)
            fail("device request", it, o);
        if (it.dev.we && (it.dev.strb != ((1u << bytes) - 1) << (it.dev.addr & 7) ||
                          ((it.dev.wdata >> lane ^ it.a.wdata) << (64 - 8 * bytes))))
            fail("device data", it, o);
        if (it.dev.error) {
            o.trap = {true, it.a.op == kStore ? 7u : 5u, it.a.va, 0,
                      0,    it.a.v || it.a.forced_v,     false};
        } else {
            unsigned sh = 64 - 8 * bytes;
            uint64_t d = it.dev.rdata >> lane;
            o.rdata = it.a.uns ? (d << sh) >> sh : uint64_t(int64_t(d << sh) >> sh);
        }
    } else if (it.dev.used) {
        fail("device access to memory", it, o);
    }
    bool want_data = !o.trap.valid && it.a.op != kStore;
    if (!(it.trap == o.trap) || (want_data && it.rdata != o.rdata) ||
        (!o.trap.valid && o.memory && it.pa != o.pa))
        fail("data", it, o);
    if (!o.trap.valid && it.a.op == kAtomic && it.a.amo == kSc)
        scs += o.rdata == 0;
    if (o.trap.valid && o.trap.cause >= 20)
        walks2++;
    m.perform(it.a, o);
    if (o.trap.valid) {
        traps++;
        m.resv = false;
    }
}

void Bench::drain()
{
    for (unsigned i = 0; i < 3000; i++) {
        if (!x && !mm && !w && !f && top->drained_o)
            return;
        cycle_once(false, false);
    }
    fail_text("the design does not drain");
    errors += 100;
}

void Bench::flush_all()
{
    drain();
    top->if_kill_i = 1;
    top->fl_all_i = 1;
    tick();
    top->if_kill_i = 0;
}

// ---------------------------------------------------------------- stimulus
uint64_t Bench::pick_va(bool v, unsigned prv, bool fetch)
{
    unsigned kind = rnd(100);
    uint64_t off = chance(60) ? 8 * rnd(12) : chance(30) ? 0xff8 + rnd(8) : rnd(0x1000);
    if (!focus.empty() && chance(25))
        return focus[rnd(focus.size())] + 8 * rnd(4);
    if (!recent.empty() && chance(50) && !fetch)
        return recent[rnd(recent.size())] + (chance(50) ? 0 : rnd(16));
    if (kind < 4)
        return (kOutside + rnd(64)) | (chance(30) ? 0xffffffff00000000u : 0);
    if (kind < 10)
        return (uint64_t[]){
                   0x1000, 0x0, 0x10000000, 0x0200bff8, 0x10000700, 0x100000000u, 0xfff8}[rnd(7)] +
               rnd(16);
    bool paged = v || prv != 3;
    // The unused entry behind three that are walked: stores meet the walker in one line.
    if (!fetch && chance(8))
        return table((unsigned[]){1, 9, 17, 25, 50, 60}[rnd(6)]) + 24 + rnd(8);
    if (!paged || (v && m.vsatp >> 60 == 0 && chance(90))) {
        return host_page(fetch ? chance(90) : chance(10), rnd(chance(50) ? 4 : kPages)) + off;
    }
    if (!v && m.satp >> 60 == 0)
        return host_page(fetch, rnd(kPages)) + off;
    // Paged: a few places in each third of the space that stage1() maps.
    uint64_t root = (uint64_t[]){0, 1, 2, 511}[rnd(4)], mid = rnd(3),
             low = chance(80) ? rnd(8) : rnd(24);
    uint64_t va = root << 30 | mid << 21 | low << 12 | off;
    if (root == 2)
        va = root << 30 | (fetch ? 0x400000 : 0x200000) | (rnd(kPages) << 12) | off;
    if (root == 511)
        va |= ~((1ull << 39) - 1);
    if (chance(2))
        va ^= 1ull << (39 + rnd(25));
    return va;
}

Item Bench::make_item()
{
    Item it;
    if (chance(4)) {
        it.mem = false;
        it.trapper = chance(30);
        return it;
    }
    Access &a = it.a;
    a.v = captive || chance(40);
    a.prv = a.v ? rnd(2) : (unsigned[]){0, 1, 3}[rnd(3)];
    if (eager)
        a.prv = a.v ? a.prv : 3;
    a.forced_v = a.v && chance(20);
    a.op = chance(50) ? kLoad : chance(70) ? kStore : kAtomic;
    a.size = rnd(4);
    a.uns = chance(50);
    a.wdata = rng();
    a.va = pick_va(a.v, a.prv, false);
    a.hlvx = a.op == kLoad && a.forced_v && chance(30);
    if (chance(70))
        a.va &= ~((1ull << a.size) - 1);
    if (a.op == kAtomic) {
        a.size = 2 + rnd(2);
        a.uns = false;
        a.amo = chance(50) ? 1 + rnd(2) : 1 + rnd(11);
        if (a.amo == kSc && chance(70))
            a.va = lr_va;
        if (chance(97))
            a.va &= ~((1ull << a.size) - 1);
        if (a.amo == kLr)
            lr_va = a.va;
    }
    // Only the data pages may be written: tables and code stay what the bench made them.
    if (a.op != kLoad) {
        for (uint64_t va : {a.va, a.va + 7}) {
            Place p = m.locate(a, Acc::Store, va, 1, false);
            unsigned t = (p.pa - kTables) >> 12, at = p.pa & 0xfff;
            bool spare = (t < 32 ? t % 8 == 1 : t == 50 || t == 60) && at >= 24 && at < 32;
            bool data = spare || (p.pa >= kData && p.pa < kData + 0x1000 * kPages);
            bool harmless = p.trap.valid || p.dev || p.voided || p.pa < kDram || p.pa >= kOutside;
            if (!data && !harmless)
                a.op = kLoad, a.amo = kNone;
        }
    }
    it.trapper = a.op == kStore && chance(4);
    recent.push_back(a.va);
    if (recent.size() > 12)
        recent.pop_front();
    return it;
}

// ---------------------------------------------------------------- tables
uint64_t Bench::leaf(uint64_t pa, unsigned perm)
{
    return (pa >> 12) << 10 | perm;
}

// Spoils an entry in one of the ways that the specification names.
uint64_t Bench::fuzz(uint64_t pte, unsigned percent)
{
    if (!chance(percent))
        return pte;
    switch (rnd(10)) {
    case 0:
        return pte & ~1ull;
    case 1:
        return pte & ~2ull;
    case 2:
        return pte ^ 0x10;
    case 3:
        return pte & ~0x40ull;
    case 4:
        return pte & ~0x80ull;
    case 5:
        return pte | 1ull << (54 + rnd(10));
    case 6:
        return pte & ~8ull;
    case 7:
        return pte | 1ull << (22 + 10 + rnd(20));
    case 8:
        return pte & ~6ull;
    default:
        return pte ^ (0x400ull << rnd(9));
    }
}

// First-stage tree at table `root` (five tables). Entries 0 and 511 of the root are this space's
// own, 1 is shared by all and global, 2 a gigapage. Addresses of guests are host addresses plus the
// offset that stage2() takes away again.
void Bench::stage1(unsigned root, bool guest)
{
    unsigned shared = guest ? 60 : 50;
    auto gp = [&](uint64_t pa) { return pa; };
    for (unsigned t : {root, root + 1, root + 2, root + 3, root + 4, shared, shared + 1})
        for (unsigned i = 0; i < 512; i++)
            if (i < 32 || i >= 500 || t == root)
                put(table(t) + 8 * i, chance(90) ? 0 : rng() & ~0xeull);
    auto perm = [&] {
        unsigned p = 0xc1;
        p |= (unsigned[]){0xe, 0x6, 0xe, 0x2, 0x8, 0xa, 0xe, 0x6}[rnd(8)];
        return p | (chance(60) ? 0x10 : 0);
    };
    auto ptr = [&](unsigned t) { return fuzz(leaf(gp(table(t)), 1), 1); };
    auto fill = [&](unsigned mid, unsigned low, unsigned flags) {
        for (unsigned i = 0; i < 24; i++)
            put(table(low) + 8 * i,
                fuzz(leaf(gp(host_page(chance(40), rnd(kPages))), perm() | flags), 12));
        put(table(mid), ptr(low));
        put(table(mid) + 8, fuzz(leaf(gp(kData), perm() | flags), 10));
        put(table(mid) + 16, fuzz(leaf(gp(kCode), perm() | flags), 10));
    };
    fill(root + 1, root + 2, 0);
    fill(root + 3, root + 4, 0);
    fill(shared, shared + 1, 0x20);
    put(table(root), ptr(root + 1));
    put(table(root) + 8, leaf(gp(table(shared)), 1)); // global: it must not depend on the space
    put(table(root) + 16, fuzz(leaf(gp(kDram), perm()), 5));
    put(table(root) + 8 * 511, ptr(root + 3));
}

// Second stage: identity with holes, from pages of all three sizes. Root of 16 KiB, mid, low
// tables.
void Bench::stage2(unsigned root)
{
    unsigned mid = root + 4, low = root + 5;
    for (unsigned i = 0; i < 2048; i++)
        put(table(root) + 8 * i, 0);
    for (unsigned i = 0; i < 512; i++)
        put(table(mid) + 8 * i, 0);
    auto perm = [&](bool pt) {
        return 0xd1u | (pt || chance(70) ? 0xe : (unsigned[]){0x2, 0x6, 0x8, 0xa}[rnd(4)]);
    };
    if (chance(15)) {
        put(table(root) + 16, fuzz(leaf(kDram, 0xdf), 10));
        return;
    }
    put(table(root) + 16, fuzz(leaf(table(mid), 1), 1));
    // Of the first stage's tables those that both spaces use on the way to global pages stay whole.
    auto spoil = [](unsigned i) { return i == 16 || i == 24 || i >= 60 ? 0 : 3; };
    bool small = chance(70);
    for (unsigned r = 0; r < 3; r++) {
        uint64_t base = kDram + 0x200000ull * r;
        if (!small || chance(20)) {
            put(table(mid) + 8 * r, fuzz(leaf(base, perm(r == 0)), r ? 6 : 0));
            continue;
        }
        for (unsigned i = 0; i < 512; i++)
            put(table(low + r) + 8 * i,
                i < 96 ? fuzz(leaf(base + 0x1000ull * i, perm(r == 0)), r ? 8 : spoil(i)) : 0);
        put(table(mid) + 8 * r, fuzz(leaf(table(low + r), 1), 1));
    }
}

void Bench::apply()
{
    top->satp_i = m.satp;
    top->vsatp_i = m.vsatp;
    top->hgatp_i = m.hgatp;
    top->mxr_i = m.mxr;
    top->vmxr_i = m.vmxr;
    top->sum_i = m.sum;
    top->vsum_i = m.vsum;
    for (unsigned i = 0; i < 8; i++) {
        top->pmp_cfg_i[i] = m.pmp_cfg[i];
        top->pmp_addr_i[i] = m.pmp_addr[i];
    }
    top->region_log2_i = m.region_log2;
    top->fence_locked_i = m.fence_locked;
    for (unsigned i = 0; i < 4; i++) {
        top->fence_en_i[i] = m.fence[i].en;
        top->fence_base_i[i] = m.fence[i].base;
        top->fence_limit_i[i] = m.fence[i].limit;
    }
    top->wk_region_i = m.wk_region;
    top->wk_fetch_i = m.wk_fetch;
    top->wk_store_i = m.wk_store;
    top->wk_park_i = m.wk_park;
}

// New tables and state, written behind the design's back, as the window does: hence flush.all.
void Bench::build()
{
    flush_all();
    eager = chance(15);
    stage1(0, false);
    stage1(8, false);
    stage1(16, true);
    stage1(24, true);
    stage2(32);
    stage2(40);
    auto sv39 = [&](unsigned t, unsigned id) {
        return 8ull << 60 | uint64_t(id) << 44 | table(t) >> 12;
    };
    m.satp = chance(20) ? 0 : sv39(chance(50) ? 0 : 8, rnd(3));
    m.vsatp = chance(20) ? 0 : sv39(chance(50) ? 16 : 24, rnd(3));
    m.hgatp = chance(20) ? 0 : sv39(chance(50) ? 32 : 40, rnd(3));
    if (captive && m.hgatp == 0 && chance(70))
        m.hgatp = sv39(32, 1);
    m.mxr = chance(30);
    m.vmxr = chance(30);
    m.sum = chance(60);
    m.vsum = chance(60);
    for (unsigned i = 0; i < 8; i++) {
        m.pmp_cfg[i] = 0;
        m.pmp_addr[i] = rng() >> 10;
    }
    m.pmp_cfg[7] = 0x1f;
    m.pmp_addr[7] = ~0ull >> 10;
    if (chance(50)) {
        for (unsigned i = 0; i < 6; i++) {
            unsigned mode = rnd(4);
            uint64_t at = (chance(50) ? kData : kCode) + 0x1000 * rnd(6) + 4 * rnd(16);
            if (mode == 3)
                at |= (1ull << (3 + rnd(10))) - 1;
            m.pmp_addr[i] = at >> 2;
            m.pmp_cfg[i] = mode << 3 | rnd(8) | (chance(20) ? 0x80 : 0);
        }
    }
    m.fence_locked = captive && chance(70);
    for (auto &r : m.fence) {
        bool code = chance(70);
        uint32_t base = ((code ? kCode : kData) - kDram) / 0x1000 + rnd(8);
        r = {chance(60), base, uint32_t(base + rnd(20))};
    }
    m.wk_region = chance(10);
    m.wk_fetch = chance(10);
    m.wk_store = chance(10);
    m.wk_park = chance(10);
    apply();
    focus.clear();
    make_plan();
    m.resv = false;
    top->resv_clear_i = 1;
    tick();
    top->resv_clear_i = 0;
}

// Decides the next edit. 0: a host's entry, 1: a guest's first stage, 2: its second stage.
void Bench::make_plan()
{
    unsigned what = captive ? 1 + rnd(2) : rnd(3), other = 8 * rnd(2);
    if (what < 2 && chance(80))
        other = ((what ? m.vsatp : m.satp) & 8) ? 8 : 0;
    bool mega = what != 2 && chance(40);
    unsigned t = (unsigned[]){2, 18, 37}[what] + other - mega + (what == 2 ? rnd(3) : 0);
    unsigned i = mega ? 1 + rnd(2) : what == 2 ? rnd(40) : rnd(8);
    if (what == 2 && (t == 37 || t == 45))
        i = 17 + 8 * rnd(2) + rnd(3);
    plan = {what, other, t, i, mega};
    if (focus.size() > 4)
        focus.erase(focus.begin(), focus.end() - 4);
    for (unsigned k = 0; k < 4 && what < 2; k++)
        focus.push_back(mega ? uint64_t(i) << 21 | rnd(24) << 12 : uint64_t(i) << 12);
}

// Changes translations the way software does: stores to an entry, then the fence that names them,
// or another address space, which needs none.
void Bench::edit()
{
    drain();
    auto sv39 = [&](unsigned t, unsigned id) {
        return 8ull << 60 | uint64_t(id) << 44 | table(t) >> 12;
    };
    if (chance(40)) {
        // The identifier goes with the root, so that entries of several spaces live side by side.
        if (m.satp && !captive) {
            unsigned k = rnd(2);
            m.satp = sv39(8 * k, 10 + k);
        }
        if (m.vsatp) {
            unsigned k = rnd(2);
            m.vsatp = sv39(16 + 8 * k, 20 + k);
        }
        if (m.hgatp) {
            unsigned k = rnd(2);
            m.hgatp = sv39(32 + 8 * k, 30 + k);
        }
        top->fl_all_i = chance(10);
        top->if_kill_i = 1;
        apply();
        tick();
        top->if_kill_i = 0;
        return;
    }
    auto [what, other, t, i, mega] = plan;
    make_plan();
    uint64_t at = table(t) + 8 * i, old = m.read8(at);
    uint64_t pte = chance(50) ? old ^ (1ull << rnd(8)) : fuzz(old, 100);
    if (chance(30)) {
        pte = leaf(mega ? chance(50) ? kData : kCode : host_page(chance(40), rnd(kPages)),
                   0xc1 | (chance(50) ? 0x10 : 0) | 0xe);
    }
    if (what == 2 && chance(15))
        pte = (old & ~6ull) | 8; // execute only: MXR decides
    if (what == 2 && t != 37 && t != 45 && (pte & 0xf) != 0xf)
        pte = leaf(kDram + (t - 37) % 8 * 0x200000 + 0x1000 * i, 0xd3 | rnd(4) << 2);
    if (what != 2)
        pte &= ~0x20ull; // global is a promise about all spaces; these differ
    // A store through the design, without translation, so that caches and buffer see it as
    // software's.
    bool all = chance(20);
    if (all) {
        put(at, pte);
    } else {
        uint64_t vs = m.vsatp, h = m.hgatp;
        if (captive)
            m.vsatp = m.hgatp = 0;
        apply();
        x = Item{};
        x->a = {kStore, kNone, 3, at, pte, false, false, false, captive, captive ? 1u : 3u};
        drain();
        m.vsatp = vs;
        m.hgatp = h;
        apply();
    }
    // By address and identifier only where they name the entry; the guest's fence for its own VMID
    // names it in the current one alone, so that of the second stage goes with it at times.
    top->fl_use_va_i = chance(60) && what != 2;
    top->fl_use_id_i = chance(30) && other == 0;
    top->fl_va_i = mega ? (uint64_t(i) << 21 | rnd(24) << 12) : (uint64_t(i) << 12) | rnd(0x1000);
    top->fl_id_i = what == 0 ? m.satp >> 44 & 0xffff : m.vsatp >> 44 & 0xffff;
    // One at a time: fences are instructions, and management's flush meets a parked core.
    top->fl_sfence_i = what == 0 && !all;
    top->fl_hvvma_i = what == 1 && !all;
    top->fl_hgvma_i = what == 2 && !all;
    top->fl_all_i = all;
    top->if_kill_i = 1;
    tick();
    top->if_kill_i = 0;
}

void Bench::run_one(const Access &a)
{
    x = Item{};
    x->a = a;
    while (x && errors < 5)
        cycle_once(false, false);
}

void Bench::ask_fetch(uint64_t va, bool v, unsigned prv)
{
    top->if_valid_i = 1;
    top->if_va_i = va;
    top->if_v_i = v;
    top->if_prv_i = prv;
    tick();
    top->if_valid_i = 0;
}

// Meetings that random accesses rarely arrange: a store on its way and a table read of its line, a
// flush with a fetch's refill or walk under way.
void Bench::races()
{
    flush_all();
    if (captive)
        return;
    eager = false;
    unsigned root = m.satp & 8;
    uint64_t spare = table(root + 1) + 24;
    if (m.satp) {
        run_one({kStore, kNone, 3, spare, rng(), false, false, false, false, 3});
        run_one({kLoad, kNone, 3, 1ull << 21, 0, false, false, false, false, 1});
        run_one({kLoad, kNone, 3, spare, 0, false, false, false, false, 3});
        drain();
    }
    // The line changes behind a refill that was asked for before the flush.
    uint64_t code = host_page(true, rnd(kPages)) + 32 * rnd(4);
    ask_fetch(code, false, 3);
    for (unsigned i = rnd(8); i; i--)
        tick();
    put(code, rng());
    top->if_kill_i = top->fl_all_i = 1;
    tick();
    // So does the entry behind a walk, and the front end goes elsewhere a little later.
    unsigned i = rnd(8);
    uint64_t at = table(root + 2) + 8 * i;
    top->if_kill_i = 0;
    ask_fetch(uint64_t(i) << 12, false, 1);
    for (unsigned n = rnd(40); n; n--)
        tick();
    put(at, leaf(host_page(true, rnd(kPages)), 0xcb));
    top->fl_all_i = 1;
    tick();
    for (unsigned n = rnd(3); n; n--)
        tick();
    top->if_kill_i = 1;
    tick();
    top->if_kill_i = 0;
    for (uint64_t va : {code, uint64_t(i) << 12}) {
        unsigned prv = va == code ? 3 : 1;
        ask_fetch(va, false, prv);
        f = Fetch{};
        f->a.va = va;
        f->a.prv = prv;
        for (unsigned n = 0; f && n < 2000; n++)
            cycle_once(false, false);
    }
    drain();
}

// Loads that hit: one each cycle, as the contract says.
void Bench::hit_rate()
{
    flush_all();
    if (captive)
        return;
    eager = true;
    top->mem_ready_i = 1;
    uint64_t start = 0;
    for (unsigned i = 0; i < 24; i++) {
        x = Item{};
        x->a = {kLoad, kNone, 3, kData + 8 * (i & 7), 0, false, false, false, false, 3};
        if (i == 8)
            start = cycle;
        while (x)
            cycle_once(false, false);
        if (i == 7)
            drain();
    }
    if (cycle - start > 17)
        fail_text("16 loads that hit took " + std::to_string(cycle - start) + " cycles");
    drain();
}

int Bench::run()
{
    top->rst_ni = top->clk_i = top->if_valid_i = top->if_kill_i = 0;
    top->d_valid_i = top->d_kill_i = top->d_advance_i = top->st_commit_i = top->resv_clear_i = 0;
    top->mem_ready_i = top->mr_valid_i = top->mr_last_i = top->mr_error_i = top->dev_ack_i = 0;
    top->fl_fence_i_i = top->fl_sfence_i = top->fl_hvvma_i = top->fl_hgvma_i = top->fl_all_i = 0;
    m.region_log2 = 23;
    apply();
    for (unsigned i = 0; i < 3; i++)
        tick();
    top->rst_ni = 1;
    for (unsigned i = 0; i < 1030; i++) // caches and TLBs are scrubbed
        tick();
    hit_rate();
    for (unsigned p = 0; p < phases && errors < 5; p++) {
        build();
        races();
        for (unsigned e = 0; e < 8 && errors < 5; e++) {
            for (unsigned c = 0; c < 1200 && errors < 5; c++)
                cycle_once(true, true);
            edit();
        }
        drain();
        for (uint64_t i = 0; i < dut_mem.size() && errors < 5; i++)
            if (dut_mem[i] != m.mem[i])
                fail_text("memory differs at offset " + std::to_string(8 * i));
    }
    std::printf("%s: %" PRIu64 " cycles, %" PRIu64 " retired, %" PRIu64 " traps (%" PRIu64
                " guest-page), %" PRIu64 " fetches, %" PRIu64 " killed, %" PRIu64
                " SC that succeeded\n",
                captive ? "captive" : "hv", cycle, retired, traps, walks2, fetches, kills, scs);
    if (!errors && (traps < 100 || fetches < 1000 || scs < 3 || walks2 < 10))
        fail_text("the stimulus reached too little");
    std::printf("%s\n", errors ? "FAIL" : "pass");
    return errors != 0;
}

} // namespace

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        std::string s = argv[i];
        if (s.rfind("--seed=", 0) == 0)
            seed = std::strtoull(argv[i] + 7, nullptr, 0);
        else if (s.rfind("--phases=", 0) == 0)
            phases = std::strtoul(argv[i] + 9, nullptr, 0);
        else if (s == "--canary")
            canary = true;
        else if (s == "--captive")
            captive = true;
        else
            return std::fprintf(stderr,
                                "usage: %s [--seed=N] [--phases=N] [--captive] [--canary]\n",
                                argv[0]),
                   2;
    }
    rng.seed(seed);
    return Bench().run();
}
