// SPDX-License-Identifier: Apache-2.0
//
// Law 4: freezing, looking and thawing change nothing. A program runs once undisturbed; then again,
// with freezes at random and chosen frame boundaries, reads of registers and memory while it
// stands, and other memory traffic of hv. Commits, ports and state must be the same in every model
// cycle. Events (exits, halts, interrupts, window writes) come at the same model cycles in both
// runs.
//
// usage: freeze run PROGRAM SEED FREEZES     compare; last line: counts as JSON
//        freeze mutant NAME PROGRAM SEED     0: the broken isolation was seen
//        freeze mutants                      names
//        freeze replay PROGRAM SEED          law 10: other values at power-on, other moments of
//                                            all but the events; pcs, cycles, DRAM the same
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>

#include "host.h"

namespace
{

// Bits of under_way_o in model_tb.
const char *const kSituations[] = {"store_buffer", "refill", "dirty_eviction",
                                   "page_walk",    "divide", "atomic",
                                   "misaligned",   "wfi",    "l2_look_up"};
constexpr unsigned kSituationCount = 9;

const char *const kMutantNames[kMutants] = {"none",
                                            "ram-outputs-not-restored",
                                            "clock-edge-while-frozen",
                                            "counters-run-while-frozen",
                                            "freeze-in-mid-frame",
                                            "window-read-writes",
                                            "replacement-advances",
                                            "cycle-counter-advances",
                                            "l1-replacement-changes",
                                            "dram-bit-changes"};

// ---------------------------------------------------------------- what disturbs
class Disturber
{
  public:
    Disturber(Rig &rig, Host &host, uint64_t seed, std::vector<uint64_t> frames, int mutant)
        : rng(seed), rig_(rig), host_(host), frames_(std::move(frames)), mutant_(mutant)
    {
    }

    void step();

    Rng rng;
    unsigned freezes = 0, window_reads = 0, register_reads = 0, none = 0;
    unsigned counts[kSituationCount] = {};

  private:
    void freeze();
    void look();
    void break_isolation();

    Rig &rig_;
    Host &host_;
    std::vector<uint64_t> frames_; // model frames at whose end to freeze, ascending
    size_t next_ = 0;
    int mutant_;
};

void Disturber::step()
{
    while (next_ < frames_.size() && frames_[next_] + 1 < rig_.frame)
        next_++;
    if (next_ == frames_.size() || !rig_.top->run_o || frames_[next_] + 1 != rig_.frame)
        return;
    if (rig_.top->phase_o > 3)
        return;
    next_++;
    freeze();
    // Now and then the domain moves on frame by frame.
    for (unsigned n = rng() % 8 == 0 ? rng() % 6 : 0; n > 0 && rig_.top->run_o; n--)
        freeze();
}

void Disturber::look()
{
    static const uint16_t csrs[] = {0xb00, 0xb02, 0x200, 0x280, 0x24d,
                                    0x680, 0x344, 0x100, 0x600, 0x7a1};
    for (unsigned i = rng() % 5; i > 0; i--, window_reads++)
        rig_.window_read(rng() % kRegion);
    for (unsigned i = rng() % 5; i > 0; i--, register_reads++) {
        const uint64_t r = rng();
        rig_.reg_read(r % 4 == 0   ? kDpc
                      : r % 4 == 1 ? csrs[r / 4 % std::size(csrs)]
                                   : static_cast<uint16_t>(kGpr + r / 4 % 32));
    }
    if (rng() % 3 == 0)
        rig_.clocks(rng() % 200);
}

// The mutants that are not in model_tb: a state element changes while the domain stands.
void Disturber::break_isolation()
{
    switch (mutant_) {
    case kReplacement:
        *rig_.member("u_l2__DOT__rr_q") ^= 1;
        break;
    case kCounter:
        *rig_.member("u_counters__DOT__mcycle_q") += 1;
        break;
    case kLru:
        *rig_.member("u_l1d__DOT__u_array__DOT__lru_q") ^= 0x10;
        break;
    case kDram:
        rig_.dram[1][kSweep + rng() % 0x8000] ^= 1;
        break;
    default:
        break;
    }
}

void Disturber::freeze()
{
    const bool lock = rng() % 4 == 0;
    if (mutant_ < kReplacement) // those of model_tb
        rig_.top->mutant_i = static_cast<uint8_t>(mutant_);
    if (lock)
        rig_.top->interlock_freeze_i = 1;
    else
        rig_.write(DMCONTROL, host_.control() | kFreeze);
    for (int i = 0; rig_.top->run_o && i < 100; i++)
        rig_.clock();
    const unsigned now = rig_.top->under_way_o;
    freezes++;
    none += now == 0;
    for (unsigned s = 0; s < kSituationCount; s++)
        counts[s] += now >> s & 1;
    look();
    break_isolation();
    host_.settle();
    if (lock)
        rig_.top->interlock_freeze_i = 0;
    else
        rig_.write(DMCONTROL, host_.control());
    for (int i = 0; !rig_.top->run_o && i < 60 && !rig_.top->irq_o; i++)
        rig_.clock();
    rig_.top->mutant_i = 0;
}

// ---------------------------------------------------------------- runs
struct Job {
    std::string program;
    std::vector<uint8_t> image;
    uint64_t seed;
    unsigned freezes;
};

struct Outcome {
    Record record;
    std::string difference;
    uint64_t frame = 0, result = 0, system_cycles = 0;
    unsigned assertions = 0, exits = 0, idles = 0, halts = 0;
    unsigned freezes = 0, window_reads = 0, register_reads = 0, none = 0;
    unsigned counts[kSituationCount] = {};
    std::vector<uint8_t> watched;
};

// Leaves a line of its own in the output register of each way, which then shows in both runs what
// its RAM holds and not what was read last.
void read_each_way(Rig &rig)
{
    for (unsigned way = 4; way < 8; way++) {
        char name[80];
        snprintf(name, sizeof name, "gen_way__BRA__%u__KET____DOT__u_way__DOT__tag_mem", way);
        const uint8_t *tags = rig.member(name);
        for (uint32_t set = 0; set < 512; set++) {
            uint16_t tag; // l2_tag_t: valid, dirty, 14 bits
            memcpy(&tag, tags + 2 * set, 2);
            if (!(tag >> 15))
                continue;
            rig.window_read(((tag & 0x3fffu) << 9 | set) << 5);
            break;
        }
    }
}

Outcome run(const Job &job, const Record *reference, const std::vector<uint64_t> &frames,
            int mutant, uint64_t watch = ~0ull)
{
    const bool replay = mutant == kReplay;
    Rig rig(replay ? hash64(job.seed + 3) : job.seed, reference);
    rig.state = !replay;
    Host host(rig, job.image);
    Disturber disturber(rig, host, hash64(job.seed + 7), frames, mutant);
    rig.hv_seed = reference ? hash64(job.seed + 1) | 1 : 0;
    rig.watch_frame(watch);
    host.boot();
    while (!host.ended && rig.difference.empty() && rig.assertions == 0) {
        rig.clock();
        if (reference)
            disturber.step();
        if (rig.top->irq_o)
            host.serve(reference ? &disturber.rng : nullptr);
        if (rig.now > kSystemLimit)
            rig.fail("the guest never ends");
        if (!rig.watched.empty())
            break;
    }
    if (host.ended) {
        host.settle();
        read_each_way(rig);
        rig.clocks(3 * kFrame - rig.top->phase_o);
        rig.finish();
    }
    Outcome o;
    o.record = std::move(rig.record);
    o.difference = rig.difference;
    o.frame = rig.difference_frame;
    o.result = host.result;
    o.system_cycles = rig.now;
    o.assertions = rig.assertions;
    o.exits = host.exits;
    o.idles = host.idles;
    o.halts = host.halts;
    o.freezes = disturber.freezes;
    o.window_reads = disturber.window_reads;
    o.register_reads = disturber.register_reads;
    o.none = disturber.none;
    std::copy(std::begin(disturber.counts), std::end(disturber.counts), o.counts);
    o.watched = std::move(rig.watched);
    if (o.difference.empty() && o.assertions != 0)
        o.difference = "an RTL assertion fired";
    return o;
}

// As many boundaries of each situation as of all others together, so that the rare ones are met.
std::vector<uint64_t> choose(const Record &reference, unsigned count, uint64_t seed)
{
    Rng rng(hash64(seed + 2));
    std::vector<uint64_t> frames;
    const uint64_t all = reference.under_way.size();
    for (unsigned s = 0; s < kSituationCount; s++) {
        std::vector<uint64_t> with;
        for (uint64_t f = 1; f < all; f++)
            if (reference.under_way[f] >> s & 1)
                with.push_back(f - 1);
        std::shuffle(with.begin(), with.end(), rng);
        with.resize(
            std::min<size_t>(with.size(), (count + kSituationCount) / (kSituationCount + 1)));
        frames.insert(frames.end(), with.begin(), with.end());
    }
    while (all > 2 * count && frames.size() < count)
        frames.push_back(rng() % all);
    std::sort(frames.begin(), frames.end());
    frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
    return frames;
}

// After a difference: both runs once more, up to the sample that differs first, for names.
void explain(const Job &job, const Record &reference, const std::vector<uint64_t> &frames,
             int mutant, uint64_t frame)
{
    const Outcome a = run(job, nullptr, {}, kNoMutant, frame);
    const Outcome b = run(job, &reference, frames, mutant, frame);
    size_t at = 0, shown = 0;
    if (a.watched.empty() || b.watched.empty())
        return;
    for (const Member &m : Rig::members()) {
        if (!m.at_end_only && memcmp(&a.watched[at], &b.watched[at], m.size) != 0 && shown++ < 8)
            printf("  differs in model frame %llu: %s\n", (unsigned long long)frame,
                   Rig::pretty(m.name).c_str());
        at += m.size;
    }
}

void print_counts(const Job &job, const Outcome &a, const Outcome &b)
{
    printf(
        "{\"program\": \"%s\", \"seed\": %llu, \"freezes\": %u, \"window_reads\": %u, "
        "\"register_reads\": %u, \"model_cycles\": %llu, \"commits\": %zu, \"system_cycles\": [%llu, %llu], "
        "\"exits\": %u, \"idle_exits\": %u, \"halts\": %u, \"result\": \"%llx\", \"state_bytes\": %zu, "
        "\"digest\": \"%016llx\", \"nothing_under_way\": %u, \"under_way\": {",
        job.program.c_str(), (unsigned long long)job.seed, b.freezes, b.window_reads,
        b.register_reads, (unsigned long long)a.record.cycles, a.record.commits.size(),
        (unsigned long long)a.system_cycles, (unsigned long long)b.system_cycles, a.exits, a.idles,
        a.halts, (unsigned long long)a.result, a.record.state.size(),
        (unsigned long long)a.record.digest, b.none);
    for (unsigned s = 0; s < kSituationCount; s++)
        printf("%s\"%s\": %u", s ? ", " : "", kSituations[s], b.counts[s]);
    printf("}}\n");
}

Job make_job(const char *program, const char *seed, unsigned freezes)
{
    const std::string path(program);
    const size_t slash = path.find_last_of('/') + 1;
    return {path.substr(slash, path.find_last_of('.') - slash), read_image(program),
            strtoull(seed, nullptr, 0), freezes};
}

int compare(const Job &job)
{
    const Outcome a = run(job, nullptr, {}, kNoMutant);
    if (!a.difference.empty() || a.record.commits.empty()) {
        printf("FAIL %s undisturbed, seed %llu: %s\n", job.program.c_str(),
               (unsigned long long)job.seed, a.difference.c_str());
        return 1;
    }
    const auto frames = choose(a.record, job.freezes, job.seed);
    const Outcome b = run(job, &a.record, frames, kNoMutant);
    if (!b.difference.empty()) {
        printf("FAIL %s after %u freezes, seed %llu: %s\n", job.program.c_str(), b.freezes,
               (unsigned long long)job.seed, b.difference.c_str());
        explain(job, a.record, frames, kNoMutant, b.frame);
        return 1;
    }
    print_counts(job, a, b);
    return 0;
}

int mutant(const char *name, const Job &job)
{
    int which = 1;
    while (which < kMutants && strcmp(kMutantNames[which], name) != 0)
        which++;
    if (which == kMutants) {
        fprintf(stderr, "no mutant %s\n", name);
        return 2;
    }
    const Outcome a = run(job, nullptr, {}, kNoMutant);
    const auto frames = choose(a.record, job.freezes, job.seed);
    const Outcome b = run(job, &a.record, frames, which);
    if (b.difference.empty()) {
        printf("FAIL mutant %s was not seen, seed %llu, %u freezes\n", name,
               (unsigned long long)job.seed, b.freezes);
        return 1;
    }
    printf("seen after %u freezes: %s\n", b.freezes, b.difference.c_str());
    explain(job, a.record, frames, which, b.frame);
    return 0;
}

int replay(const Job &job)
{
    const Outcome a = run(job, nullptr, {}, kNoMutant);
    const Outcome b = run(job, &a.record, choose(a.record, job.freezes, job.seed), kReplay);
    const std::string why = a.difference.empty() ? b.difference : a.difference;
    if (!why.empty()) {
        printf("FAIL replay of %s, seed %llu: %s\n", job.program.c_str(),
               (unsigned long long)job.seed, why.c_str());
        return 1;
    }
    printf("%zu commits replayed\n", b.record.commits.size());
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    const std::string mode = argc > 1 ? argv[1] : "";
    setvbuf(stdout, nullptr, _IOLBF, 0);
    if (mode == "mutants") {
        for (int m = 1; m < kMutants; m++)
            printf("%s\n", kMutantNames[m]);
        return 0;
    }
    if (mode == "run" && argc == 5)
        return compare(
            make_job(argv[2], argv[3], static_cast<unsigned>(strtoul(argv[4], nullptr, 0))));
    if (mode == "replay" && argc == 4)
        return replay(make_job(argv[2], argv[3], 40));
    if (mode == "mutant" && argc == 5)
        return mutant(argv[2], make_job(argv[3], argv[4], 40));
    fprintf(stderr,
            "usage: freeze run PROGRAM SEED FREEZES | mutant NAME PROGRAM SEED | mutants |\n"
            "              replay PROGRAM SEED\n");
    return 2;
}
