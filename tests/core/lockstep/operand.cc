// SPDX-License-Identifier: Apache-2.0
//
// Decoding of memory operands: see operand.h.
#include "operand.h"

namespace lockstep
{
namespace
{

uint32_t bits(uint32_t i, unsigned hi, unsigned lo)
{
    return (i >> lo) & ((1u << (hi - lo + 1)) - 1);
}

Operand make(Operand::Kind kind, unsigned size, uint64_t va)
{
    Operand o;
    o.kind = kind;
    o.size = static_cast<uint8_t>(size);
    o.va = va;
    return o;
}

Operand compressed(uint32_t i, const uint64_t *x)
{
    const unsigned f3 = bits(i, 15, 13);
    if (f3 != 2 && f3 != 3 && f3 != 6 && f3 != 7)
        return {};
    const bool d = (f3 & 1) != 0;
    const Operand::Kind kind = f3 >= 6 ? Operand::kStore : Operand::kLoad;
    const unsigned size = d ? 8 : 4;
    if ((i & 3) == 0) {
        const uint32_t offset = bits(i, 12, 10) << 3 |
                                (d ? bits(i, 6, 5) << 6 : bits(i, 6, 6) << 2 | bits(i, 5, 5) << 6);
        return make(kind, size, x[8 + bits(i, 9, 7)] + offset);
    }
    if ((i & 3) != 2)
        return {};
    uint32_t offset = 0;
    if (kind == Operand::kStore) {
        offset = d ? bits(i, 12, 10) << 3 | bits(i, 9, 7) << 6
                   : bits(i, 12, 9) << 2 | bits(i, 8, 7) << 6;
    } else {
        offset = bits(i, 12, 12) << 5 | (d ? bits(i, 6, 5) << 3 | bits(i, 4, 2) << 6
                                           : bits(i, 6, 4) << 2 | bits(i, 3, 2) << 6);
    }
    return make(kind, size, x[2] + offset);
}

Operand hypervisor(uint32_t i, uint64_t base)
{
    const unsigned f7 = bits(i, 31, 25);
    if ((f7 & 0x78) != 0x30)
        return {};
    const unsigned size = 1u << (f7 >> 1 & 3);
    if ((f7 & 1) != 0)
        return make(Operand::kHsv, size, base);
    return make(bits(i, 24, 20) == 3 ? Operand::kHlvx : Operand::kHlv, size, base);
}

} // namespace

Operand memory_operand(uint32_t i, const uint64_t *x)
{
    if ((i & 3) != 3)
        return compressed(i, x);
    const uint64_t base = x[bits(i, 19, 15)];
    const unsigned size = 1u << bits(i, 13, 12);
    const auto high = static_cast<int64_t>(static_cast<int32_t>(i) >> 20);
    switch (i & 0x7f) {
    case 0x03:
        return make(Operand::kLoad, size, base + static_cast<uint64_t>(high));
    case 0x23:
        return make(Operand::kStore, size,
                    base + ((static_cast<uint64_t>(high) & ~0x1full) | bits(i, 11, 7)));
    case 0x2f: {
        const unsigned f5 = bits(i, 31, 27);
        return make(f5 == 2 ? Operand::kLr : f5 == 3 ? Operand::kSc : Operand::kAtomic, size, base);
    }
    case 0x73:
        return bits(i, 14, 12) == 4 ? hypervisor(i, base) : Operand{};
    default:
        return {};
    }
}

} // namespace lockstep
