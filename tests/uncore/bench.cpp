// SPDX-License-Identifier: Apache-2.0
//
// Scenarios of the uncore bench. Usage: bench SCENARIO SEED. Exit status 0: passed.
// isolation and freeze run the same model several times and compare what it saw, cycle by cycle.
#include <cstring>
#include <map>
#include <random>

#include "bench.h"

namespace
{

using Rng = std::mt19937_64;

constexpr int kParks = 120; // length of a compared run
constexpr uint32_t kFencePage = 0xf0;

uint64_t hash(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdull;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ull;
    return x ^ x >> 33;
}

// An offset that the traffic generators use.
uint32_t footprint(uint64_t r)
{
    return static_cast<uint32_t>((r & 15) << 14 | (r >> 4 & 31) << 5 | (r >> 9 & 3) << 3);
}

uint64_t arch_word(const Bench &b, uint32_t offset)
{
    uint64_t value;
    std::memcpy(&value, &b.domain[1].arch[offset & ~7u], 8);
    return value;
}

void check_window(Bench &b, uint32_t offset)
{
    uint64_t value = 0;
    if (!b.window_read(offset, &value))
        return b.fail("window read of %x refused", offset);
    uint64_t want = arch_word(b, offset);
    if (value != want)
        b.fail("window at %x: got %016llx, want %016llx", offset, (unsigned long long)value,
               (unsigned long long)want);
}

bool l2_command(Bench &b, unsigned way, unsigned owner, unsigned op)
{
    b.write(kL2, L2_COMMAND, way | owner << 8 | op << 16);
    for (int i = 0; i < 60000; i++) {
        uint64_t status = b.read(kL2, L2_STATUS);
        if (!(status & 1))
            return !(status >> 1 & 1);
    }
    b.fail("L2 command never ended");
    return false;
}

// Ways, region, fence, a few words of memory: everything up to the first resume.
void prepare(Bench &b)
{
    b.wait_status(kScrubbing | kInReset, kInReset);
    for (unsigned way = 4; way < 8; way++)
        if (!l2_command(b, way, 1, 2))
            b.fail("way %u not given", way);
    b.write(0, CONFIG, 20);
    b.write(0, FENCE, kFencePage | 0xffu << 16 | 1ull << 32);
    b.write(0, DMCONTROL, 0);
    b.wait_status(kInReset | kHalted, kHalted);
    b.write(0, IRQ_ENABLE, 7);
    b.write(0, IRQ_STATUS, 7);
    for (uint32_t i = 0; i < 16; i++)
        if (!b.window_write(footprint(hash(i)), hash(i + 99)))
            b.fail("window write refused");
    b.reg_write(0x1005, hash(b.domain[1].seed));
    b.expect_eq("cmderr after a register write", b.cmderr(), 0);
}

void start(Bench &b)
{
    prepare(b);
    b.write(0, FENCE_LOCK, 1);
    b.write(0, DMCONTROL, kResume);
    b.expect_eq("cmderr after resume", b.cmderr(), 0);
}

// What the hypervisor does at the n-th park: a function of n alone, so that runs can be compared.
void serve_park(Bench &b, int n, bool look, Rng &rng)
{
    b.write(0, IRQ_STATUS, 7);
    uint64_t exit = b.read(0, EXIT);
    if ((exit & 7) != 1 && (exit & 7) != 2)
        b.fail("park %d: exit %llx", n, (unsigned long long)exit);
    for (int i = 0; look && i < 3; i++)
        check_window(b, footprint(rng()));
    for (int i = 0; n % 3 == 1 && i < 4; i++) {
        uint32_t offset = footprint(hash(static_cast<uint64_t>(n * 8 + i)));
        if (!b.window_write(offset, hash(offset + static_cast<uint32_t>(n)),
                            static_cast<uint8_t>(hash(offset))))
            b.fail("park %d: window write refused", n);
        if (look)
            check_window(b, offset ^ 1u << 14);
    }
    if (n % 4 == 2)
        b.reg_write(0x1005, hash(static_cast<uint64_t>(n)));
    if ((exit & 7) == 2 && n % 2 == 0)
        b.write(0, DMCONTROL, kAdvance);
    b.write(0, DMCONTROL, kResume);
    b.expect_eq("cmderr at resume", b.cmderr(), 0);
}

void freeze_and_look(Bench &b, bool look, Rng &rng)
{
    b.write(0, DMCONTROL, kFreeze);
    b.wait_status(kRunning | kFrozen, kFrozen);
    bool halted = b.status() & kHalted; // a resume may be under way: that changes the core
    uint64_t cycle = b.read(0, MODEL_CYCLE);
    uint64_t rng_state = b.reg_read(0x07b1);
    for (uint64_t i = rng() % 6; look && i > 0; i--)
        check_window(b, footprint(rng()));
    b.expect_eq("model cycle while frozen", b.read(0, MODEL_CYCLE), cycle);
    if (!halted)
        b.expect_eq("register while frozen", b.reg_read(0x07b1), rng_state);
    b.write(0, DMCONTROL, 0);
}

struct Result {
    std::vector<uint64_t> trace;
    uint64_t memory = 0;
    int failures = 0;
    int freezes = 0;
};

// Runs the model to its last park; freezes and hv traffic as configured.
Result run_model(const Config &config)
{
    Bench b(config);
    Rng rng(config.hv_seed * 77 + config.seed);
    Result result;
    start(b);
    int parks = 0;
    while (parks < kParks && b.failures == 0 && b.now < 3000000) {
        if (b.top->irq_o & 1) {
            if (++parks < kParks)
                serve_park(b, parks, config.window_reads, rng);
        } else if (static_cast<int>(rng() % 100) < config.freeze_percent) {
            freeze_and_look(b, config.window_reads, rng);
            result.freezes++;
        }
        b.clocks(static_cast<int>(rng() % 60));
    }
    if (parks < kParks)
        b.fail("only %d parks", parks);
    // The memory array first: reading through the window must not change what is compared.
    for (uint32_t i = 0; i < kRegion; i += 8) {
        uint64_t word;
        std::memcpy(&word, &b.domain[1].dram[i], 8);
        result.memory = hash(result.memory ^ word);
    }
    for (uint32_t i = 0; i < 512; i++)
        check_window(b, footprint(i | i << 9));
    if (b.parity)
        b.fail("parity tripwire");
    if (b.domain[1].errors == 0 || b.domain[0].errors == 0 || b.trips == 0)
        b.fail("no access outside a region was tried");
    std::printf("  model: %llu reads, %llu writes, %llu slots; hv: %llu reads, %llu writes; "
                "%llu cycles, %d freezes\n",
                (unsigned long long)b.domain[1].reads, (unsigned long long)b.domain[1].writes,
                (unsigned long long)b.domain[1].slots, (unsigned long long)b.domain[0].reads,
                (unsigned long long)b.domain[0].writes, (unsigned long long)b.now, result.freezes);
    result.trace = std::move(b.trace);
    result.failures = b.failures;
    return result;
}

int compare(const char *what, const Result &a, const Result &b)
{
    size_t n = std::min(a.trace.size(), b.trace.size());
    for (size_t i = 0; i < n; i++) {
        if (a.trace[i] == b.trace[i])
            continue;
        std::printf("FAIL: %s: traces differ at event %zu of %zu\n", what, i, n);
        return 1;
    }
    if (a.trace.size() != b.trace.size() || a.memory != b.memory) {
        std::printf("FAIL: %s: %zu and %zu events, memory %s\n", what, a.trace.size(),
                    b.trace.size(), a.memory == b.memory ? "equal" : "differs");
        return 1;
    }
    return a.failures + b.failures;
}

int isolation(uint64_t seed)
{
    Result a = run_model({.seed = seed, .hv_seed = seed + 1});
    Result b = run_model({.seed = seed, .hv_seed = seed + 2});
    int failures = compare("other hv traffic", a, b);
    Result c = run_model({.seed = seed + 3, .hv_seed = seed + 1});
    if (c.trace == a.trace) {
        std::printf("FAIL: the trace does not depend on the model's own seed\n");
        failures++;
    }
    return failures + c.failures;
}

int freeze(uint64_t seed)
{
    Result a = run_model({.seed = seed, .hv_seed = seed});
    Result b = run_model({.seed = seed, .hv_seed = seed, .freeze_percent = 30});
    Result c =
        run_model({.seed = seed, .hv_seed = seed + 5, .freeze_percent = 40, .window_reads = true});
    int failures = compare("freezes", a, b) + compare("freezes and window reads", a, c);
    if (b.freezes < 50 || c.freezes < 50) {
        std::printf("FAIL: too few freezes: %d, %d\n", b.freezes, c.freezes);
        failures++;
    }
    return failures;
}

// Every action that must be refused, and that refusing changes nothing.
int refusals(uint64_t seed)
{
    Bench b({.seed = seed});
    uint64_t value = 0;
    b.wait_status(kScrubbing | kInReset, kInReset);
    if (b.window_read(0, &value))
        b.fail("window read in reset passed");
    if (l2_command(b, 2, 1, 2))
        b.fail("scrub of a way of hv that was not cleaned passed");
    if (l2_command(b, 4, 3, 2))
        b.fail("a way for a model that does not exist passed");
    if (l2_command(b, 5, 7, 1))
        b.fail("clean of a way that hv does not own passed");
    b.write(0, DMCONTROL, 0);
    b.wait_status(kInReset | kHalted, kHalted);
    b.write(0, DMCONTROL, kResume);
    b.expect_eq("resume without fence and ways", b.cmderr(), 4);
    b.write(0, DMCONTROL, kNdmreset);
    b.wait_status(kScrubbing | kInReset, kScrubbing | kInReset);
    prepare(b);
    b.write(0, DMCONTROL, kResume);
    b.expect_eq("resume with an open fence", b.cmderr(), 4);
    if (!b.window_write(kFencePage << 12, 1))
        b.fail("write to a fence that is not locked refused");
    b.write(0, FENCE_LOCK, 1);
    b.write(0, FENCE, 0);
    b.expect_eq("locked fence", b.read(0, FENCE), kFencePage | 0xffu << 16 | 1ull << 32);
    if (b.window_write(kFencePage << 12, 2))
        b.fail("window write into the locked fence passed");
    b.expect_eq("refused flag", b.read(0, WINDOW) >> 8 & 1, 1);
    b.expect_eq("refused flag clears on read", b.read(0, WINDOW) >> 8 & 1, 0);
    if (b.window_read(kRegion, &value))
        b.fail("window read beyond the region passed");
    b.top->event_open_i = 0;
    if (b.window_write(64, 3))
        b.fail("window write through the closed event gate passed");
    b.reg_write(0x1005, 5);
    b.expect_eq("register write through the closed event gate", b.cmderr(), 4);
    b.write(0, DMCONTROL, kResume);
    b.expect_eq("resume through the closed event gate", b.cmderr(), 4);
    b.top->event_open_i = 1;
    b.write(0, COMMAND, 2u << 20 | 1u << 17 | 0x1005);
    b.expect_eq("32-bit command", b.cmderr(), 2);
    b.reg_read(0x0fff);
    b.expect_eq("no such register", b.cmderr(), 2);
    b.reg_write(0x0680, 1);
    b.expect_eq("hgatp before the first resume", b.cmderr(), 0);
    b.write(0, DMCONTROL, kResume);
    b.expect_eq("resume", b.cmderr(), 0);
    b.wait_status(kConfigLocked, kConfigLocked);
    for (int i = 0; i < 200 && !b.top->run_o; i++)
        b.clock();
    b.expect_eq("run after resume", b.top->run_o, 1);
    if (b.window_read(0, &value))
        b.fail("window read of a running model passed");
    b.reg_read(0x1005);
    b.expect_eq("register read of a running model", b.cmderr(), 4);
    b.write(0, DMCONTROL, kFreeze);
    b.wait_status(kFrozen, kFrozen);
    if (!(b.status() & kHalted)) {
        if (b.window_write(64, 3))
            b.fail("window write to a frozen model passed");
        b.reg_write(0x1005, 5);
        b.expect_eq("register write to a frozen model", b.cmderr(), 4);
    }
    b.write(0, DMCONTROL, kHalt);
    b.wait_status(kHalted, kHalted);
    b.reg_write(0x0680, 1);
    b.expect_eq("hgatp after the first resume", b.cmderr(), 2);
    b.reg_write(0x0602, 1);
    b.expect_eq("hedeleg after the first resume", b.cmderr(), 2);
    b.write(0, CONFIG, 21);
    b.expect_eq("locked region", b.read(0, CONFIG), 20);
    if (l2_command(b, 6, 0, 2))
        b.fail("a way of a live model was taken");
    check_window(b, 64);
    check_window(b, kFencePage << 12);
    return b.failures;
}

// After a domain reset nothing of the last guest is left, and the time taken is always the same.
int scrub(uint64_t seed)
{
    uint64_t length[2] = {0, 0};
    int failures = 0;
    for (int run = 0; run < 2; run++) {
        Bench b({.seed = seed + static_cast<uint64_t>(run),
                 .hv_seed = seed + static_cast<uint64_t>(run)});
        start(b);
        int parks = 0;
        for (int n = 0; n < (run ? 40000 : 5000); n++) {
            b.clock();
            Rng rng(1);
            if (b.top->irq_o & 1)
                serve_park(b, ++parks, false, rng);
        }
        while (b.now % 14336 != 0) { // 28 cycles of a frame x 2048 of a sweep: same phase of both
            b.top->req_valid_i = 0;
            b.clock();
        }
        uint64_t begin = b.now;
        b.write(0, DMCONTROL, kNdmreset | kFreeze);
        b.wait_status(kScrubbing, kScrubbing);
        b.wait_status(kScrubbing | kInReset, kInReset);
        length[run] = b.now - begin;
        for (auto byte : b.domain[1].dram)
            if (byte) {
                b.fail("memory is not zero after the scrub");
                break;
            }
        b.domain[1].arch.assign(kRegion, 0);
        b.domain[1].port.assign(kRegion, 0);
        b.domain[1].reading = false;
        b.expect_eq("locks after reset", b.status() & (kConfigLocked | 1u << 27), 0);
        b.write(0, DMCONTROL, 0);
        b.wait_status(kInReset | kHalted, kHalted);
        for (uint32_t i = 0; i < 512; i++)
            check_window(b, footprint(i));
        b.expect_eq("model cycle after reset", b.read(0, MODEL_CYCLE), 0);
        b.expect_eq("a register after reset", b.reg_read(0x1005), 0);
        // The ways stay, and the next guest runs.
        b.write(0, FENCE_LOCK, 1);
        b.write(0, DMCONTROL, kResume);
        b.expect_eq("resume of the next guest", b.cmderr(), 0);
        b.clocks(3000);
        failures += b.failures;
    }
    if (length[0] != length[1]) {
        std::printf("FAIL: scrub took %llu and %llu cycles\n", (unsigned long long)length[0],
                    (unsigned long long)length[1]);
        failures++;
    }
    return failures;
}

int stop_and_throttle(uint64_t seed)
{
    Bench b({.seed = seed});
    Rng rng(seed);
    start(b);
    int parks = 0;
    for (uint64_t goal = 1000; goal < 20000; goal += 1777) {
        uint64_t cycle = 0;
        b.write(0, DMCONTROL, kFreeze);
        b.wait_status(kFrozen, kFrozen);
        cycle = b.read(0, MODEL_CYCLE);
        if (goal <= cycle)
            goal = cycle + 500;
        b.write(0, STOP_AT, 1ull << 63 | goal);
        b.write(0, DMCONTROL, kStopClear);
        for (int i = 0; i < 30000 && !(b.status() & kStopped); i++)
            if (b.status() & kHalted && b.top->irq_o)
                serve_park(b, ++parks, false, rng);
        cycle = b.read(0, MODEL_CYCLE);
        // An advance may jump over it; otherwise it is the first boundary at or after the goal.
        if (cycle < goal || cycle >= goal + 28 + 1000)
            b.fail("stop at %llu: stopped at %llu", (unsigned long long)goal,
                   (unsigned long long)cycle);
        uint64_t later = b.read(0, MODEL_CYCLE);
        b.expect_eq("model cycle while stopped", later, cycle);
    }
    b.write(0, STOP_AT, 0);
    b.write(0, DMCONTROL, kStopClear);
    // One token, then a new one every 1000 frames: exits that are not idle wait for it.
    b.write(0, THROTTLE, 1ull << 32 | 1000);
    b.expect_eq("a written throttle is full", b.read(0, TOKENS), 1);
    b.write(0, IRQ_STATUS, 7);
    uint64_t begin = b.now;
    int charged = 0, waited = 0;
    while (charged < 5 && b.now - begin < 400000) {
        b.clock();
        if (!b.top->irq_o)
            continue;
        uint64_t reason = b.read(0, EXIT) & 7;
        serve_park(b, 3 + 12 * ++parks, false, rng);
        if (reason == 1)
            charged++;
        if (b.status() & kThrottled) {
            waited++;
            if (reason != 1)
                b.fail("an exit of reason %llu was throttled", (unsigned long long)reason);
            b.wait_status(kThrottled, 0);
        }
    }
    if (charged < 5 || waited < 3 || b.now - begin < 3 * 1000 * 28)
        b.fail("throttle: %d exits, %d waited, %llu cycles", charged, waited,
               (unsigned long long)(b.now - begin));
    return b.failures;
}

// Ways of hv can be cleaned and given away under traffic; reset of hv and interlock stop the model.
int ownership(uint64_t seed)
{
    Bench b({.seed = seed});
    start(b);
    b.clocks(2000);
    for (unsigned way = 0; way < 3; way++) {
        if (!l2_command(b, way, 7, 1))
            b.fail("clean of way %u refused", way);
        if (!l2_command(b, way, way == 1 ? 7 : 0, 2))
            b.fail("scrub of way %u refused", way);
        b.clocks(3000);
    }
    b.expect_eq("owners", b.read(kL2, L2_OWNERS), 0x249038);
    if (l2_command(b, 1, 1, 2))
        b.fail("a locked model got a way");
    b.top->interlock_freeze_i = 1;
    b.clocks(60);
    b.expect_eq("run under the interlock", b.top->run_o, 0);
    b.write(0, DMCONTROL, 0);
    b.clocks(100);
    b.expect_eq("thaw under the interlock", b.top->run_o, 0);
    b.top->interlock_freeze_i = 0;
    b.clocks(60);
    uint64_t sum = 0;
    for (int i = 0; i < 3000; i++) {
        sum += b.top->run_o;
        b.clock();
    }
    if (sum == 0 && !(b.status() & kHalted))
        b.fail("no thaw after the interlock let go");
    b.top->hv_rst_ni = 0;
    b.clocks(100);
    b.expect_eq("run while hv is in reset", b.top->run_o, 0);
    b.clocks(6000);
    b.domain[0].port = b.domain[0].dram; // what was dirty in hv's ways is gone
    b.domain[0].reading = false;
    b.top->hv_rst_ni = 1;
    b.clocks(6000);
    if (!(b.read(0, DMCONTROL) & kFreeze))
        b.fail("reset of hv did not leave freezereq");
    b.expect_eq("run after the reset of hv", b.top->run_o, 0);
    check_window(b, footprint(hash(seed)));
    b.clocks(20000);
    return b.failures;
}

// Each wall that this block holds, switched off: then the forbidden thing happens.
int weakened(uint64_t seed)
{
    int failures = 0;
    {
        Bench b({.seed = seed, .weaken = 1u << 8}); // window_guard
        Rng rng(seed);
        start(b);
        for (int parks = 0;;) {
            b.clocks(100);
            b.write(0, DMCONTROL, kFreeze);
            b.wait_status(kFrozen, kFrozen);
            if (!(b.status() & kHalted))
                break;
            serve_park(b, ++parks, false, rng);
        }
        uint64_t value = 0;
        if (!b.window_write(kRegion / 2, 7))
            b.fail("guard off, write refused");
        b.window_read(kRegion / 2 + 32, &value);
        b.window_read(kRegion / 2, &value);
        b.expect_eq("written while frozen", value, 7);
        b.write(0, DMCONTROL, 0);
        failures += b.failures;
    }
    {
        Bench b({.seed = seed, .weaken = 1u << 6 | 1u << 5}); // scrub_dram, scrub_l2
        start(b);
        b.write(0, DMCONTROL, kHalt);
        b.wait_status(kHalted, kHalted);
        b.write(0, DMCONTROL, kNdmreset);
        b.wait_status(kScrubbing, kScrubbing);
        b.wait_status(kScrubbing | kInReset, kInReset);
        bool left = false;
        for (auto byte : b.domain[1].dram)
            left |= byte != 0;
        if (!left)
            b.fail("scrub off, yet the memory is zero");
        failures += b.failures;
    }
    return failures;
}

// The bench itself must be able to fail: a wrong byte in the model's memory has to be noticed.
int canary(uint64_t seed)
{
    Bench b({.seed = seed});
    start(b);
    b.clocks(1000);
    for (auto &byte : b.domain[1].dram)
        byte ^= 1;
    Rng rng(seed);
    int parks = 0;
    for (int i = 0; i < 60000; i++) {
        b.clock();
        if (b.top->irq_o & 1)
            serve_park(b, ++parks, true, rng);
    }
    return b.failures;
}

const std::map<std::string, int (*)(uint64_t)> kScenarios = {
    {"isolation", isolation}, {"freeze", freeze},          {"refusals", refusals},
    {"scrub", scrub},         {"stop", stop_and_throttle}, {"ownership", ownership},
    {"weakened", weakened},   {"canary", canary},
};

} // namespace

int main(int argc, char **argv)
{
    auto scenario = argc == 3 ? kScenarios.find(argv[1]) : kScenarios.end();
    if (scenario == kScenarios.end()) {
        std::printf("usage: bench SCENARIO SEED\n");
        return 2;
    }
    uint64_t seed = std::strtoull(argv[2], nullptr, 10);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    std::srand(static_cast<unsigned>(seed));
    int failures = scenario->second(seed);
    if (failures) {
        std::printf(
            "reproduce: SEED=%llu .venv/bin/python -m pytest 'tests/uncore/test_uncore.py' -k %s\n",
            (unsigned long long)seed, argv[1]);
    }
    return failures ? 1 : 0;
}
