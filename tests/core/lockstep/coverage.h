// SPDX-License-Identifier: Apache-2.0
//
// Counts opcode x mode x outcome over a run. Opcodes come from tests/core/gen/opcodes.py, so that
// generator, coverage list and counting agree by construction.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

#include "commit.h"

namespace lockstep
{

class Coverage
{
  public:
    void count(const Commit &c);
    // Lines "opcode mode outcome count"; outcome is `ok`, `cause N` as eN, interrupts as iN.
    bool write(const std::string &path) const;

  private:
    int decode(uint32_t insn);
    std::unordered_map<uint32_t, int> cache_;
    std::map<uint32_t, uint64_t> counts_;
};

} // namespace lockstep
