// SPDX-License-Identifier: Apache-2.0
// RV64I arithmetic: every register and immediate form, with the values where they tend to break.
#include "test.inc"
TEST_BEGIN
    OP2 1, add, 0, -1, 1
    OP2 2, add, 0x8000000000000000, 0x7fffffffffffffff, 1
    OP2 3, sub, -1, 0, 1
    OP2 4, sll, 0x8000000000000000, 1, 63
    OP2 5, sll, 1, 1, 64
    OP2 6, slt, 1, -1, 0
    OP2 7, sltu, 0, -1, 0
    OP2 8, xor, 0x0ff0, 0x0f0f, 0x00ff
    OP2 9, srl, 1, 0x8000000000000000, 63
    OP2 10, sra, -1, 0x8000000000000000, 63
    OP2 11, or, 0xff, 0xf0, 0x0f
    OP2 12, and, 0x0f, 0xff, 0x0f
    OP2 13, addw, 0xffffffff80000000, 0x7fffffff, 1
    OP2 14, subw, 0x7fffffff, 0xffffffff80000000, 1
    OP2 15, sllw, 0xffffffff80000000, 1, 31
    OP2 16, srlw, 1, 0x80000000, 31
    OP2 17, sraw, -1, 0x80000000, 31
    OP2 18, sllw, 2, 1, 33
    OPI 20, addi, -2048, 0, -2048
    OPI 21, slti, 1, -5, -4
    OPI 22, sltiu, 1, 5, -1
    OPI 23, xori, -1, 0, -1
    OPI 24, ori, -1, 0x7ff, -2048
    OPI 25, andi, 0xf0, 0xff, 0xf0
    OPI 26, slli, 0x8000000000000000, 1, 63
    OPI 27, srli, 1, -1, 63
    OPI 28, srai, -1, 0x8000000000000000, 63
    OPI 29, addiw, 0xffffffff80000000, 0x7fffffff, 1
    OPI 30, slliw, 0xffffffff80000000, 1, 31
    OPI 31, srliw, 1, 0x80000000, 31
    OPI 32, sraiw, -1, 0x80000000, 31
    CHECK 33
    lui a0, 0x80000
    EXPECT a0, 0xffffffff80000000
    CHECK 34
1:  auipc a0, 0x10
    la a1, 1b
    sub a0, a0, a1
    EXPECT a0, 0x10000
    CHECK 35
    li a0, 7
    addi zero, a0, 1
    mv a1, zero
    EXPECT a1, 0
    TEST_PASS
