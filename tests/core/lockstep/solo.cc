// SPDX-License-Identifier: Apache-2.0
//
// Runs programs on the oracle alone: validates tests before a core exists, and measures what a
// program reaches.  solo [--steps N] [--trace] [--coverage FILE] [--quiet]
// [--commit-log FILE] [--follow FILE] PROGRAM...
// The commit log is Spike's own --log-commits. --follow names the core's log of the same program:
// what it read from counters and identity registers goes into Spike's registers, and an SC that
// failed there fails.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "coverage.h"
#include "devices.h"
#include "history.h"
#include "image.h"
#include "oracle.h"

using namespace lockstep;

namespace
{

constexpr unsigned kRamLog2 = 22;

struct Options {
    uint64_t steps = 1000000;
    bool trace = false;
    bool quiet = false;
    std::string coverage;
    std::string commit_log = "/dev/null";
    std::string follow;
    std::vector<std::string> programs;
};

bool parse(int argc, char **argv, Options &o)
{
    for (int i = 1; i < argc; i++) {
        const std::string a = argv[i];
        if (a == "--trace") {
            o.trace = true;
        } else if (a == "--quiet") {
            o.quiet = true;
        } else if (a == "--steps" && i + 1 < argc) {
            o.steps = strtoull(argv[++i], nullptr, 0);
        } else if (a == "--commit-log" && i + 1 < argc) {
            o.commit_log = argv[++i];
        } else if (a == "--follow" && i + 1 < argc) {
            o.follow = argv[++i];
        } else if (a == "--coverage" && i + 1 < argc) {
            o.coverage = argv[++i];
        } else if (a[0] == '-') {
            return false;
        } else {
            o.programs.push_back(a);
        }
    }
    return !o.programs.empty();
}

// The core's log, one line for each instruction that retires.
class Follower
{
  public:
    explicit Follower(const std::string &path) : log_(path)
    {
        while (std::getline(log_, line_) &&
               line_.find(" 0x0000000080000000 (") == std::string::npos)
            ; // the boot ROM's
    }

    // Spike does the next instruction: an SC that failed on the core fails.
    void before(Oracle &oracle)
    {
        unsigned long long pc = 0;
        unsigned insn = 0;
        if (sscanf(line_.c_str(), "core %*d: %*d %llx (%x)", &pc, &insn) == 2 &&
            pc == oracle.pc() && is_sc(insn) && line_.find(" mem ") == std::string::npos)
            oracle.drop_reservation();
    }

    // Spike did `c`: gives it the value that the core read.
    void apply(Oracle &oracle, const Commit &c)
    {
        if (c.trap.valid)
            return;
        unsigned rd = 0;
        unsigned long long value = 0;
        if (reads_cores_value(c.insn) &&
            sscanf(line_.c_str(), "core %*d: %*d %*x (%*x) x%u %llx", &rd, &value) == 2)
            oracle.set_reg(rd, value);
        std::getline(log_, line_);
    }

  private:
    static bool is_sc(uint32_t insn)
    {
        return (insn & 0xf800007f) == 0x1800002f;
    }
    std::ifstream log_;
    std::string line_;
};

// Exit code of the program; -1 when it does not end.
int run(Oracle &oracle, Devices &devices, const Options &o, const Image &image, Coverage &coverage)
{
    devices.reset();
    std::fill(oracle.ram().begin(), oracle.ram().end(), 0);
    std::copy(image.bytes.begin(), image.bytes.end(), oracle.ram().begin());
    oracle.reset(image.entry);
    Follower follower(o.follow);
    coverage.follow(oracle);
    for (uint64_t n = 0; n < o.steps; n++) {
        follower.before(oracle);
        const Commit c = oracle.step_timed(devices.lines(), devices.mtime = n / 16);
        coverage.count(oracle, c, false);
        follower.apply(oracle, c);
        if (o.trace)
            printf("%s\n", describe(oracle, c).c_str());
        if (devices.finished)
            return devices.code;
        if (image.tohost != 0 && c.mem_we && c.mem_va == image.tohost && (c.mem_wdata & 1) != 0) {
            return static_cast<int>(c.mem_wdata >> 1);
        }
    }
    return -1;
}

} // namespace

int main(int argc, char **argv)
{
    Options o;
    if (!parse(argc, argv, o)) {
        fprintf(stderr, "usage: solo [--steps N] [--trace] [--coverage FILE] [--quiet] "
                        "[--commit-log FILE] [--follow FILE] PROGRAM...\n");
        return 2;
    }
    Devices devices;
    devices.quiet = o.quiet;
    Oracle oracle(
        kRamLog2,
        [&](bool w, uint64_t a, unsigned n, uint8_t *b) { return devices.access(w, a, n, b); },
        o.commit_log.c_str());
    Coverage coverage(!o.coverage.empty());
    int failed = 0;
    for (const std::string &p : o.programs) {
        Image image;
        const std::string why = load_image(p, 1ull << kRamLog2, image);
        if (!why.empty()) {
            fprintf(stderr, "%s\n", why.c_str());
            return 2;
        }
        const int code = run(oracle, devices, o, image, coverage);
        if (code != 0 || !o.quiet) {
            printf("%s %s code %d steps %llu\n", code == 0 ? "pass" : "FAIL", p.c_str(), code,
                   static_cast<unsigned long long>(oracle.steps()));
        }
        if (code != 0)
            failed++;
    }
    if (!o.coverage.empty() && !coverage.write(o.coverage))
        return 2;
    return failed == 0 ? 0 : 1;
}
