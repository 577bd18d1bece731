// SPDX-License-Identifier: Apache-2.0
//
// Two whole SoCs side by side. What one domain does must leave no trace in another: not in any
// element of its state, not in any cycle.
//   hv         the same hypervisor with the same input, different guests that never exit: equal
//              state of the hypervisor's side in every cycle. With --sample the operator reads the
//              guests' memory, so values differ, but neither which instructions retire and when,
//              nor when which line of memory is accessed.
//   model      the same guests with exits, another hypervisor or other things for it to do: equal
//              models in model cycles
//   neighbour  another guest beside them, of each kind in turn: equal other models, likewise
// Both machines boot once; each pair of guests is then run in a copy of the process.
#include <sys/wait.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "instance.h"
#include "program.h"
#include "state.h"

namespace
{

struct Options {
    std::string mode;
    Setup setup{};
    const char *other_hv = nullptr; // of the second machine, in mode model
    uint64_t first = 0, pairs = 1;
    uint64_t cycles = 100000; // of each pair, after the last guest has started
    bool sample = false;
    uint64_t flip_at = 0;
    const char *flip = nullptr;
    std::vector<std::string> kinds = {"random"};
};

constexpr uint64_t kBootLimit = 4'000'000, kStartLimit = 3'000'000;
constexpr uint64_t kMemoriesEvery = 1024;
constexpr uint64_t kSlowest = 40; // system cycles for a model cycle, at most

struct Outcome {
    std::string difference;
    uint64_t cycles = 0; // of both machines
    uint64_t events = 0; // commits and accesses to memory of the models
};

bool all_started(const Instance &i)
{
    for (const ModelRecord &m : i.models)
        if (!m.started)
            return false;
    return true;
}

std::string text(const char *format, ...) __attribute__((format(printf, 1, 2)));
std::string text(const char *format, ...)
{
    char line[600];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    return line;
}

// ---------------------------------------------------------------- what operators type
using Rng = std::mt19937_64;

// Commands that people type while guests run; a frozen model is thawed again.
std::vector<Line> commands(Rng &rng, unsigned models, uint64_t from, uint64_t until, bool sample)
{
    static const char *const blind[] = {"/level", "/guest", "/log 3", "/help"};
    std::vector<Line> lines;
    for (uint64_t at = from + rng() % 4000; at < until; at += 8000 + rng() % 40000) {
        lines.push_back({at, "/model " + std::to_string(rng() % models)});
        if (!sample) {
            lines.push_back({at, blind[rng() % 4]});
            continue;
        }
        lines.push_back({at, "/freeze"});
        lines.push_back(
            {at, text("/mem 0x%x %u", static_cast<unsigned>(0x80000000u + rng() % 0x28000),
                      static_cast<unsigned>(16 + rng() % 100))});
        lines.push_back({at + rng() % 5000, "/thaw"});
    }
    return lines;
}

// ---------------------------------------------------------------- mode hv
std::string hv_difference(Instance &a, Instance &b, bool sample)
{
    if (a.hv_flow != b.hv_flow)
        return "the hypervisor core retires other instructions, or at other times";
    if (a.hv_slots != b.hv_slots)
        return "the hypervisor accesses other lines of memory, or at other times";
    if (sample)
        return "";
    const std::string state = state_difference(a.state(), b.state(), a.now % kMemoriesEvery == 0);
    if (!state.empty())
        return state;
    return a.hv_data != b.hv_data ? "the hypervisor's accesses to memory carry other data" : "";
}

Outcome compare_hv(const Options &o, Instance &a, Instance &b, uint64_t pair)
{
    Rng rng(o.setup.seed * 1000 + pair);
    const auto lines = commands(rng, soc_models(), a.now + 2000, a.now + kStartLimit, o.sample);
    a.type(lines);
    b.type(lines);
    for (unsigned i = 0; i < soc_models(); i++) {
        a.give(i, make_program(o.kinds[rng() % o.kinds.size()], rng()), rng());
        b.give(i, make_program(o.kinds[rng() % o.kinds.size()], rng()), rng());
    }
    const uint64_t start = a.now;
    uint64_t until = start + kStartLimit;
    bool running = false;
    while (a.now < until) {
        a.cycle();
        b.cycle();
        if (o.flip != nullptr && a.now == start + o.flip_at)
            state_flip(b.state(), o.flip);
        const std::string difference = hv_difference(a, b, o.sample);
        if (!difference.empty())
            return {text("cycle %" PRIu64 ", %" PRIu64 " after the first guest's start: %s", a.now,
                         a.now - start, difference.c_str()),
                    2 * (a.now - start)};
        if (!running && all_started(a)) {
            running = true;
            until = a.now + o.cycles;
        }
    }
    Outcome outcome{running ? "" : "a guest did not start", 2 * (a.now - start)};
    for (const ModelRecord &m : a.models)
        outcome.events += m.events.size();
    return outcome;
}

// ---------------------------------------------------------------- modes model and neighbour
std::string event_difference(unsigned model, size_t n, const ModelEvent &x, const ModelEvent &y)
{
    return text("model %u, event %zu: %" PRIx64 " in model cycle %" PRIu64 " against %" PRIx64
                " in %" PRIu64 "%s",
                model, n, x.pc, x.cycle, y.pc, y.cycle,
                x.pc == y.pc && x.cycle == y.cycle ? ", with other effects" : "");
}

// All that both have done so far; drops what was equal.
std::string models_difference(Instance &a, Instance &b, unsigned first, std::vector<size_t> &seen)
{
    for (unsigned i = first; i < a.models.size(); i++) {
        auto &x = a.models[i].events, &y = b.models[i].events;
        const size_t n = std::min(x.size(), y.size());
        for (size_t k = 0; k < n; k++)
            if (x[k].cycle != y[k].cycle || x[k].pc != y[k].pc || x[k].hash != y[k].hash)
                return event_difference(i, seen[i] + k, x[k], y[k]);
        x.erase(x.begin(), x.begin() + static_cast<ptrdiff_t>(n));
        y.erase(y.begin(), y.begin() + static_cast<ptrdiff_t>(n));
        seen[i] += n;
    }
    return "";
}

bool far_enough(const Instance &i, unsigned first, uint64_t cycles)
{
    for (unsigned m = first; m < i.models.size(); m++)
        if (i.models[m].cycle < cycles)
            return false;
    return true;
}

Outcome compare_models(const Options &o, Instance &a, Instance &b, uint64_t pair, unsigned first)
{
    static const char *const beside[] = {"flood", "fault", "end", "hammer", "exits", "spin"};
    Rng rng(o.setup.seed * 1000 + pair);
    const uint64_t begun = a.now + b.now;
    for (unsigned i = 0; i < soc_models(); i++) {
        const auto program = make_program(o.kinds[rng() % o.kinds.size()], rng());
        const uint64_t data = rng();
        a.give(i, i < first ? make_program("idle", 0) : program, data);
        b.give(i, i < first ? make_program(beside[pair % std::size(beside)], rng()) : program,
               data);
    }
    if (first == 0)
        b.type(commands(rng, soc_models(), b.now, b.now + kSlowest * o.cycles, true));
    std::vector<size_t> seen(soc_models());
    const uint64_t limit = kStartLimit + kSlowest * o.cycles;
    std::string difference;
    for (uint64_t n = 0; difference.empty() && n < limit; n++) {
        const bool a_done = far_enough(a, first, o.cycles), b_done = far_enough(b, first, o.cycles);
        if (a_done && b_done)
            break;
        if (!a_done)
            a.cycle();
        if (!b_done)
            b.cycle();
        if (n % 256 == 255)
            difference = models_difference(a, b, first, seen);
    }
    if (difference.empty())
        difference = models_difference(a, b, first, seen);
    for (unsigned i = first; difference.empty() && i < soc_models(); i++)
        if (seen[i] < o.cycles / 100)
            difference = text("model %u has done next to nothing: %zu events", i, seen[i]);
    return {difference, a.now + b.now - begun, std::accumulate(seen.begin(), seen.end(), 0ull)};
}

// ---------------------------------------------------------------- pairs
Outcome compare(const Options &o, Instance &a, Instance &b, uint64_t pair)
{
    Outcome outcome = o.mode == "hv" ? compare_hv(o, a, b, pair)
                                     : compare_models(o, a, b, pair, o.mode == "neighbour");
    if (outcome.difference.empty() && (a.failed() || b.failed()))
        outcome.difference = "an assertion of the RTL fired";
    return outcome;
}

size_t count(const std::string &in, const char *what)
{
    size_t n = 0;
    for (size_t at = 0; (at = in.find(what, at)) != std::string::npos; at++)
        n++;
    return n;
}

uint64_t programs(const Instance &i)
{
    uint64_t n = 0;
    for (const ModelRecord &m : i.models)
        n += m.program;
    return n;
}

// A line of JSON. Of both machines: instructions of the programs, answers to what was typed, and
// reads of guests' memory.
void print_pair(const Outcome &o, const Instance &a, const Instance &b, uint64_t pair)
{
    printf("{\"pair\": %" PRIu64 ", \"cycles\": %" PRIu64 ", \"model_events\": %" PRIu64
           ", \"programs\": [%" PRIu64 ", %" PRIu64 "]"
           ", \"answers\": [%zu, %zu], \"reads\": [%zu, %zu], \"difference\": \"%s\"}\n",
           pair, o.cycles, o.events, programs(a), programs(b), count(a.said, "@ok"),
           count(b.said, "@ok"), count(a.said, "@mem"), count(b.said, "@mem"),
           o.difference.c_str());
}

// True when they are equal; in a copy of the process, which leaves both as they are.
bool run_pair(const Options &o, Instance &a, Instance &b, uint64_t pair)
{
    fflush(stdout);
    const pid_t pid = fork();
    if (pid == 0) {
        const Outcome outcome = compare(o, a, b, pair);
        print_pair(outcome, a, b, pair);
        fflush(stdout);
        _exit(outcome.difference.empty() ? 0 : 1);
    }
    int status = 1;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

// To the first guest's first instruction.
bool boot(Instance &i)
{
    while (!i.models[0].started && i.now < kBootLimit)
        i.cycle();
    i.models[0].events.clear();
    return i.models[0].started;
}

int run(const Options &o)
{
    Setup other = o.setup;
    if (o.other_hv != nullptr)
        other.hypervisor = o.other_hv;
    Instance a(o.setup), b(other);
    if (!boot(a) || !boot(b)) {
        fprintf(stderr, "no guest started: %s\n", a.said.c_str());
        return 1;
    }
    if (o.mode == "hv" && !hv_difference(a, b, false).empty()) {
        fprintf(stderr, "before any guest: %s\n", hv_difference(a, b, false).c_str());
        return 1;
    }
    printf("{\"elements\": %u, \"boot_cycles\": [%" PRIu64 ", %" PRIu64 "]}\n", state_elements(),
           a.now, b.now);
    bool equal = true;
    for (uint64_t pair = o.first; pair < o.first + o.pairs; pair++)
        equal &= run_pair(o, a, b, pair);
    return equal ? 0 : 1;
}

uint64_t number(const char *text)
{
    return strtoull(text, nullptr, 0);
}

std::vector<std::string> split(const std::string &list)
{
    std::vector<std::string> parts(1);
    for (const char c : list)
        if (c == ',')
            parts.emplace_back();
        else
            parts.back() += c;
    return parts;
}

} // namespace

int main(int argc, char **argv)
{
    Options o;
    o.setup = {"build/hv/hv.elf", "build/isolation/shell.elf", "build/boot/boot.hex", 1, 20, 0};
    const std::map<std::string, std::function<void(const char *)>> arguments = {
        {"--hv", [&](const char *v) { o.setup.hypervisor = v; }},
        {"--other-hv", [&](const char *v) { o.other_hv = v; }},
        {"--guest", [&](const char *v) { o.setup.guest = v; }},
        {"--boot", [&](const char *v) { o.setup.boot_rom = v; }},
        {"--seed", [&](const char *v) { o.setup.seed = number(v); }},
        {"--weaken", [&](const char *v) { o.setup.weaken = static_cast<uint32_t>(number(v)); }},
        {"--model-log2",
         [&](const char *v) { o.setup.model_log2 = static_cast<unsigned>(number(v)); }},
        {"--first", [&](const char *v) { o.first = number(v); }},
        {"--pairs", [&](const char *v) { o.pairs = number(v); }},
        {"--cycles", [&](const char *v) { o.cycles = number(v); }},
        {"--sample", [&](const char *v) { o.sample = number(v) != 0; }},
        {"--kinds", [&](const char *v) { o.kinds = split(v); }},
        {"--flip", [&](const char *v) { o.flip = v; }},
        {"--flip-at", [&](const char *v) { o.flip_at = number(v); }},
    };
    o.mode = argc > 1 ? argv[1] : "";
    bool usage = o.mode != "hv" && o.mode != "model" && (o.mode != "neighbour" || soc_models() < 2);
    for (int i = 2; i < argc && !usage; i += 2) {
        const auto found = arguments.find(argv[i]);
        usage = found == arguments.end() || i + 1 == argc;
        if (!usage)
            found->second(argv[i + 1]);
    }
    if (usage) {
        fprintf(stderr, "usage: %s hv|model|neighbour [--OPTION VALUE]... (differential.cpp)\n",
                argv[0]);
        return 2;
    }
    return run(o);
}
