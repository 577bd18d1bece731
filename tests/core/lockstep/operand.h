// SPDX-License-Identifier: Apache-2.0
//
// What an instruction wants from memory, decoded from its word and the registers before it: needed
// where it faulted and no access happened, for undoing half a store and for coverage.
#pragma once
#include <cstdint>

namespace lockstep
{

struct Operand {
    enum Kind : uint8_t { kNone, kLoad, kStore, kHlv, kHlvx, kHsv, kAtomic, kLr, kSc };
    Kind kind = kNone;
    uint8_t size = 0;
    uint64_t va = 0;

    bool writes() const
    {
        return kind == kStore || kind == kHsv || kind == kAtomic || kind == kSc;
    }
    bool crosses_page() const
    {
        return (va & 0xfff) + size > 0x1000;
    }
};

// `regs` are x0 to x31. Words that are not legal may be decoded as what they resemble.
Operand memory_operand(uint32_t insn, const uint64_t *regs);

} // namespace lockstep
