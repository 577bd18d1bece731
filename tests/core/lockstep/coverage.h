// SPDX-License-Identifier: Apache-2.0
//
// Counts what a run reached, in five lists (tests/core/gen/coverage_list.py states what must be):
// opcode x mode x outcome, trap cause x source x target, page-table outcome x level x stage,
// CSR x access x mode x outcome, and forms: alignment, fences, places of instructions. Opcodes come
// from tests/core/gen/opcodes.py, so that generator, list and counting agree by construction.
#pragma once
#include <cstdint>
#include <cstdio>
#include <string>
#include <unordered_map>
#include <vector>

#include "commit.h"
#include "oracle.h"
#include "walk.h"

namespace lockstep
{

class Coverage
{
  public:
    explicit Coverage(bool on) : on_(on)
    {
    }
    // A new program starts, or something outside it changed CSRs.
    void follow(const Oracle &oracle);
    // `c` is the oracle's record of what the oracle just did; `park`: on the core it parked.
    void count(const Oracle &oracle, const Commit &c, bool park);
    // Lines "kind words... count".
    bool write(const std::string &path) const;

  private:
    int decode(uint32_t insn);
    void count_walks(const Oracle &oracle, const Commit &c);
    void count_walk(Access access, const WalkResult &r, bool fault);
    void count_memory_form(const Commit &c);
    void count_fetch_form(const Commit &c, uint64_t pa);
    void count_system_form(const Commit &c);
    unsigned data_mode(const Commit &c) const;
    void hit(uint64_t key)
    {
        counts_[key]++;
    }
    void print(FILE *f, uint64_t key, uint64_t n) const;

    bool on_;
    std::unordered_map<uint32_t, int> cache_;
    std::unordered_map<uint64_t, uint64_t> counts_;
    WalkState state_;
    std::vector<bool> written_; // by doubleword of memory: stored to since it was last executed
};

} // namespace lockstep
