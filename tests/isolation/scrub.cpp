// SPDX-License-Identifier: Apache-2.0
//
// Scrub: after a domain reset no bit of the model domain, of its ways and of its memory depends on
// what ran before, and the reset takes the same number of cycles whatever ran. Programs run for a
// while and are cut off wherever they are; then every state element is compared with that of a
// domain in which nothing ever ran, from other values at power-on.
//
// usage: scrub run PROGRAM SEED RESETS    compare; last line: counts as JSON
//        scrub mutant NAME PROGRAM SEED   0: what was left behind was seen
//        scrub mutants                    names
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "host.h"

namespace
{

// Left behind by hardware that is told to (bits of weaken_scrub_i), or a state element put back
// to what it was before the reset, as a flop without one or an array outside the scrub would be.
struct Leftover {
    const char *name;
    uint8_t weaken;
    const char *member;
};
const Leftover kMutantList[] = {
    {"core-not-scrubbed", 1, nullptr},
    {"ways-not-scrubbed", 2, nullptr},
    {"memory-not-scrubbed", 4, nullptr},
    {"flop-without-reset", 0, "u_execute__DOT__m_result_q"},
    {"flag-without-reset", 0, "u_core__DOT__u_mem__DOT__u_l1d__DOT__hit0_q"},
    {"predictor-not-cleared", 0, "u_predictor__DOT__pht"},
    {"choice-not-cleared", 0, "u_predictor__DOT__own0"},
    {"targets-not-cleared", 0, "u_predictor__DOT__btb0"},
    {"branch-slot-not-cleared", 0, "u_core__DOT__x_slot"},
    {"return-stack-not-cleared", 0, "u_predictor__DOT__ras"},
    {"tlb-not-cleared", 0, "u_l1d__DOT__u_xlate__DOT__u_tlb__DOT__ram0"},
    {"walk-cache-not-cleared", 0, "u_ptw__DOT__t2_q"},
    {"store-buffer-not-cleared", 0, "u_store_buffer__DOT__addr_q"},
    {"line-data-not-cleared", 0, "u_l1d__DOT__u_array__DOT__u_data1__DOT__mem"},
    {"replacement-not-cleared", 0, "u_l1i__DOT__u_array__DOT__lru_q"},
    {"request-not-cleared", 0, "u_l2__DOT__req_q"},
    {"counter-without-reset", 0, "u_counters__DOT__words"},
    {"registers-not-cleared", 0, "u_regfile__DOT__mem"},
};

struct Residue {
    std::vector<uint8_t> before, after, memory;
    uint64_t cycles = 0, commits = 0, model_cycles = 0;
    std::string failure;
};

// Runs `program` for about `length` system cycles (none when it is null) and resets the domain.
Residue residue(const std::vector<uint8_t> *program, uint64_t seed, uint64_t length,
                const Leftover *mutant = nullptr)
{
    Rig rig(seed, nullptr);
    Residue r;
    std::vector<uint8_t> nothing;
    Host host(rig, program ? *program : nothing);
    if (program != nullptr) {
        rig.state = false;
        host.boot();
        const uint64_t end = rig.now + length;
        while (!host.ended && rig.now < end && rig.difference.empty() && rig.assertions == 0) {
            rig.clock();
            if (rig.top->irq_o)
                host.serve(nullptr);
        }
        rig.recording = false;
    } else {
        host.power_up();
        rig.write(DMCONTROL, 0);
        rig.wait_status(kInReset | kHalted, kHalted);
    }
    r.before = rig.snapshot();
    r.commits = rig.record.commits.size();
    r.model_cycles = rig.top->cycle_o;
    uint8_t *kept = nullptr;
    std::vector<uint8_t> old;
    if (mutant != nullptr) {
        rig.top->weaken_scrub_i = mutant->weaken;
        for (const Member &m : Rig::members()) {
            if (mutant->member == nullptr || strstr(m.name, mutant->member) == nullptr)
                continue;
            kept = rig.member(m.name);
            old.assign(kept, kept + m.size);
            break;
        }
        if (mutant->member != nullptr && kept == nullptr)
            r.failure = "no such state element";
    }
    rig.write(DMCONTROL, kReset);
    for (int i = 0; !rig.top->scrubbing_o && i < 1000; i++)
        rig.clock();
    for (; rig.top->scrubbing_o && r.cycles < 1'000'000; r.cycles++)
        rig.clock();
    if (kept != nullptr)
        std::copy(old.begin(), old.end(), kept);
    r.after = rig.snapshot();
    r.memory = rig.dram[1];
    if (rig.assertions != 0)
        r.failure = "an RTL assertion fired";
    if (!rig.difference.empty())
        r.failure = rig.difference;
    return r;
}

// Number of differences; the first ones are printed.
unsigned differences(const Residue &a, const Residue &b, bool show)
{
    unsigned found = 0;
    size_t at = 0;
    for (const Member &m : Rig::members()) {
        if (memcmp(&a.after[at], &b.after[at], m.size) != 0 && found++ < 40 && show)
            printf("  after the reset differs: %s\n", Rig::pretty(m.name).c_str());
        at += m.size;
    }
    if (a.memory != b.memory) {
        found++;
        if (show)
            printf("  after the reset memory differs\n");
    }
    if (a.cycles != b.cycles) {
        found++;
        if (show)
            printf("  the reset took %llu cycles, after nothing %llu\n",
                   (unsigned long long)a.cycles, (unsigned long long)b.cycles);
    }
    return found;
}

// Elements in which the program had left something: so that the comparison is of something.
unsigned touched(const Residue &a, const Residue &b)
{
    unsigned count = 0;
    size_t at = 0;
    for (const Member &m : Rig::members()) {
        count += memcmp(&a.before[at], &b.after[at], m.size) != 0;
        at += m.size;
    }
    return count;
}

uint64_t length_of(uint64_t seed, unsigned i)
{
    return 20'000 + hash64(seed * 64 + i) % 260'000; // mix ends after 327,000
}

int run(const char *program, uint64_t seed, unsigned resets)
{
    const std::vector<uint8_t> image = read_image(program);
    const Residue nothing = residue(nullptr, hash64(seed), 0);
    unsigned least = ~0u;
    uint64_t commits = 0;
    std::string failure = nothing.failure;
    for (unsigned i = 0; i < resets && failure.empty(); i++) {
        const Residue r = residue(&image, hash64(seed + i + 1), length_of(seed, i));
        failure = r.failure;
        if (failure.empty() && differences(r, nothing, true) != 0)
            failure = "what ran can be told after the reset";
        least = std::min(least, touched(r, nothing));
        commits += r.commits;
    }
    if (!failure.empty()) {
        printf("FAIL scrub after %s, seed %llu: %s\n", program, (unsigned long long)seed,
               failure.c_str());
        return 1;
    }
    printf("{\"program\": \"%s\", \"seed\": %llu, \"resets\": %u, \"cycles\": %llu, "
           "\"commits\": %llu, \"elements\": %zu, \"touched\": %u, \"state_bytes\": %zu}\n",
           program, (unsigned long long)seed, resets, (unsigned long long)nothing.cycles,
           (unsigned long long)commits, Rig::members().size(), least, nothing.after.size());
    return 0;
}

int mutant(const char *name, const char *program, uint64_t seed)
{
    for (const Leftover &m : kMutantList) {
        if (strcmp(m.name, name) != 0)
            continue;
        const std::vector<uint8_t> image = read_image(program);
        const Residue nothing = residue(nullptr, hash64(seed), 0);
        for (unsigned i = 0; i < 16; i++) {
            const Residue r = residue(&image, hash64(seed + i + 1), length_of(seed, i), &m);
            if (r.failure.empty() && differences(r, nothing, true) != 0) {
                printf("seen after %u resets\n", i + 1);
                return 0;
            }
        }
        printf("FAIL mutant %s was not seen, seed %llu\n", name, (unsigned long long)seed);
        return 1;
    }
    fprintf(stderr, "no mutant %s\n", name);
    return 2;
}

} // namespace

int main(int argc, char **argv)
{
    const std::string mode = argc > 1 ? argv[1] : "";
    setvbuf(stdout, nullptr, _IOLBF, 0);
    if (mode == "mutants") {
        for (const Leftover &m : kMutantList)
            printf("%s\n", m.name);
        return 0;
    }
    if (mode == "run" && argc == 5)
        return run(argv[2], strtoull(argv[3], nullptr, 0),
                   static_cast<unsigned>(strtoul(argv[4], nullptr, 0)));
    if (mode == "mutant" && argc == 5)
        return mutant(argv[2], argv[3], strtoull(argv[4], nullptr, 0));
    fprintf(stderr, "usage: scrub run PROGRAM SEED RESETS | mutant NAME PROGRAM SEED | mutants\n");
    return 2;
}
