// SPDX-License-Identifier: Apache-2.0
//
// Runs programs on the core in lockstep with Spike; the same source makes the hypervisor core's and
// the captive core's bench (CAPTIVE). Each program gets a fresh model, so that initial values,
// memory timing and outcome depend on the seeds alone.
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "coverage.h"
#include "devices.h"
#include "dut.h"
#include "history.h"
#include "image.h"
#include "manager.h"
#include "oracle.h"

#ifndef CAPTIVE
#define CAPTIVE 0
#endif

using namespace lockstep;

namespace
{

struct Options {
    DutOptions dut;
    uint64_t max_cycles = 5000000;
    bool quiet = false;
    bool digest = false;
    bool log = false;
    bool alone = false; // the program judges itself: Spike has no stale translations to compare
    std::string coverage;
    std::string reproduce;
    std::vector<std::string> programs;
};

const char kUsage[] =
    "usage: bench [--seed N] [--x-seed N] [--fast] [--mutant N] [--max-cycles N]\n"
    "             [--trace FILE.fst] [--coverage FILE] [--digest] [--log] [--quiet]\n"
    "             [--irq MEAN] [--alone] [--reproduce COMMAND] PROGRAM...\n"
    "PROGRAM - is an image on standard input; --coverage - writes to standard output\n"
    "exit status: 0 all programs agree with Spike and pass, 1 not, 2 usage\n";

bool parse(int argc, char **argv, Options &o)
{
    for (int i = 1; i < argc; i++) {
        const std::string a = argv[i];
        const bool more = i + 1 < argc;
        if (a == "--fast") {
            o.dut.slow = false;
        } else if (a == "--quiet") {
            o.quiet = true;
        } else if (a == "--digest") {
            o.digest = true;
        } else if (a == "--log") {
            o.log = true;
        } else if (a == "--alone") {
            o.alone = true;
        } else if (a == "--seed" && more) {
            o.dut.seed = strtoull(argv[++i], nullptr, 0);
        } else if (a == "--x-seed" && more) {
            o.dut.x_seed = strtoull(argv[++i], nullptr, 0);
        } else if (a == "--mutant" && more) {
            o.dut.mutant_at = static_cast<uint32_t>(strtoul(argv[++i], nullptr, 0));
        } else if (a == "--irq" && more) {
            o.dut.irq_mean = static_cast<unsigned>(strtoul(argv[++i], nullptr, 0));
        } else if (a == "--max-cycles" && more) {
            o.max_cycles = strtoull(argv[++i], nullptr, 0);
        } else if (a == "--trace" && more) {
            o.dut.trace = argv[++i];
        } else if (a == "--coverage" && more) {
            o.coverage = argv[++i];
        } else if (a == "--reproduce" && more) {
            o.reproduce = argv[++i];
        } else if (a[0] == '-' && a != "-") {
            return false;
        } else {
            o.programs.push_back(a);
        }
    }
    return !o.programs.empty();
}

struct Run {
    Run(const Options &options, const Image &program)
        : o(options), image(program), dut(o.dut, devices),
          oracle(o.dut.ram_log2, [this](bool w, uint64_t a, unsigned n,
                                        uint8_t *b) { return devices.access(w, a, n, b); }),
          manager(dut, oracle, o.dut.seed)
    {
        devices.quiet = o.quiet;
    }

    std::string go(Coverage &coverage);

    const Options &o;
    const Image &image;
    Devices devices;
    Dut dut;
    Oracle oracle;
    Manager manager;
    History history;
    uint64_t commits = 0;
    int code = -1;

  private:
    std::string on_commit(Coverage &coverage);
    std::string on_park(Coverage &coverage);
    std::string compare_memory();
    bool ended();
    bool spike_trapped_ = false;
    bool tohost_ = false;
};

std::string Run::on_commit(Coverage &coverage)
{
    commits++;
    const std::string why = oracle.check(dut.commit);
    history.add(dut.commit, oracle.last());
    if (o.log)
        printf("%8llu %s\n", (unsigned long long)dut.cycles, describe(oracle, dut.commit).c_str());
    coverage.count(oracle, oracle.last(), dut.commit.park);
    spike_trapped_ = oracle.last().trap.valid && (oracle.last().trap_mode & 4) == 0;
    const Commit &c = dut.commit;
    if (image.tohost != 0 && c.mem_we && c.mem_va == image.tohost && (c.mem_wdata & 1) != 0) {
        code = static_cast<int>(c.mem_wdata >> 1);
        tohost_ = true;
    }
    return why;
}

std::string Run::on_park(Coverage &coverage)
{
    const std::string why = manager.answer(spike_trapped_, oracle.last());
    coverage.follow(oracle);
    spike_trapped_ = false;
    return why;
}

bool Run::ended()
{
    if (devices.finished)
        code = devices.code;
    if (manager.done)
        code = manager.code;
    return devices.finished || manager.done || tohost_;
}

std::string Run::compare_memory()
{
    if (dut.ram == oracle.ram())
        return "";
    for (size_t i = 0;; i++) {
        if (dut.ram[i] == oracle.ram()[i])
            continue;
        char buf[120];
        snprintf(buf, sizeof buf, "memory differs at %llx: core %02x, spike %02x",
                 (unsigned long long)(kRamBase + i), dut.ram[i], oracle.ram()[i]);
        return buf;
    }
}

std::string Run::go(Coverage &coverage)
{
    std::copy(image.bytes.begin(), image.bytes.end(), dut.ram.begin());
    std::copy(image.bytes.begin(), image.bytes.end(), oracle.ram().begin());
    oracle.reset(image.entry);
    dut.reset(image.entry);
    std::string why = CAPTIVE ? manager.start(image) : "";
    coverage.follow(oracle);
    uint64_t last = dut.cycles;
    uint64_t drain = 300; // cycles after the end, in which buffered stores reach memory
    while (why.empty() && drain != 0) {
        const bool end = ended();
        if (end)
            drain--;
        if (CAPTIVE && !end && !o.alone)
            manager.run_cycle();
        if (dut.cycle()) {
            last = dut.cycles;
            if (!manager.done && !o.alone)
                why = on_commit(coverage);
            if (!manager.done && !o.alone && why.empty() && dut.take_pair())
                why = on_commit(coverage);
            commits += o.alone;
            if (o.log && o.alone)
                printf("%8llu %llx %08x\n", (unsigned long long)dut.cycles,
                       (unsigned long long)dut.commit.pc, dut.commit.insn);
        }
        if (CAPTIVE && why.empty() && !end && dut.parked())
            why = o.alone ? manager.answer_alone() : on_park(coverage);
        if (!end && dut.cycles - last > 20000)
            why = "no instruction retired for 20000 cycles";
        if (!end && dut.cycles > o.max_cycles)
            why = "cycle limit";
    }
    if (why.empty() && !o.alone)
        why = compare_memory();
    if (why.empty() && code != 0)
        why = "the program failed its own check " + std::to_string(code);
    return why;
}

std::string command_line(int argc, char **argv)
{
    std::string s;
    for (int i = 0; i < argc; i++)
        s += (i ? " " : "") + std::string(argv[i]);
    return s;
}

} // namespace

int main(int argc, char **argv)
{
    Options o;
    if (!parse(argc, argv, o)) {
        fputs(kUsage, stderr);
        return 2;
    }
    if (o.reproduce.empty())
        o.reproduce = command_line(argc, argv);
    Coverage coverage(!o.coverage.empty());
    int failed = 0;
    for (const std::string &p : o.programs) {
        Image image;
        std::string why = load_image(p, 1ull << o.dut.ram_log2, image);
        if (!why.empty()) {
            fprintf(stderr, "%s\n", why.c_str());
            return 2;
        }
        Run run(o, image);
        why = run.go(coverage);
        if (!why.empty()) {
            failed++;
            run.history.print(run.oracle);
            printf("FAIL %s seed %llu: %s (cycle %llu); reproduce: %s\n", p.c_str(),
                   (unsigned long long)o.dut.seed, why.c_str(), (unsigned long long)run.dut.cycles,
                   o.reproduce.c_str());
        } else if (!o.quiet) {
            printf("pass %s instructions %llu cycles %llu", p.c_str(),
                   (unsigned long long)run.commits, (unsigned long long)run.dut.cycles);
            if (CAPTIVE)
                printf(" exits %u halts %u", run.manager.exits, run.manager.halts);
            printf("\n");
        }
        if (o.digest)
            printf("digest %s %016llx\n", p.c_str(), (unsigned long long)run.dut.digest);
    }
    if (!o.coverage.empty() && !coverage.write(o.coverage))
        return 2;
    return failed == 0 ? 0 : 1;
}
