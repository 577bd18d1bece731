// SPDX-License-Identifier: Apache-2.0
//
// Coverage counting: see coverage.h.
#include "coverage.h"

#include <cstdio>

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

void Coverage::count(const Commit &c)
{
    const bool no_insn = c.trap.valid && (c.trap.interrupt || c.trap.cause <= 1 ||
                                          c.trap.cause == 12 || c.trap.cause == 20);
    const uint32_t op = no_insn ? kNumOpcodes + 1 : static_cast<uint32_t>(decode(c.insn));
    uint32_t outcome = 0;
    if (c.trap.valid)
        outcome = (c.trap.interrupt ? 0x100u : 0x80u) + c.trap.cause;
    counts_[op << 16 | static_cast<uint32_t>(c.mode) << 12 | outcome]++;
}

bool Coverage::write(const std::string &path) const
{
    FILE *f = fopen(path.c_str(), "w");
    if (f == nullptr)
        return false;
    for (const auto &[key, n] : counts_) {
        const int op = static_cast<int>(key >> 16);
        const unsigned outcome = key & 0xfff;
        const char *name = op < kNumOpcodes ? kOpcodes[op].name : op == kNumOpcodes ? "?" : "fetch";
        fprintf(f, "%s %s ", name, mode_names[key >> 12 & 7]);
        if (outcome == 0) {
            fprintf(f, "ok");
        } else {
            fprintf(f, "%c%u", outcome >= 0x100 ? 'i' : 'e', outcome & 0x7f);
        }
        fprintf(f, " %llu\n", static_cast<unsigned long long>(n));
    }
    return fclose(f) == 0;
}

} // namespace lockstep
