// SPDX-License-Identifier: Apache-2.0
// M extension: products and quotients with their corner cases.
#include "test.inc"
TEST_BEGIN
    OP2 1, mul, 1, -1, -1
    OP2 2, mul, 0xa1a535dc208ba5f8, 0x123456789abcdef8, 0x0fedcba987654321
    OP2 3, mulh, 0, -1, -1
    OP2 4, mulh, 0x4000000000000000, 0x8000000000000000, 0x8000000000000000
    OP2 5, mulhu, 0xfffffffffffffffe, -1, -1
    OP2 6, mulhsu, -1, -1, -1
    OP2 7, mulhsu, 0xffffffffffffffff, -1, 1
    OP2 8, mulw, 1, 0xffffffff, 0xffffffff
    OP2 10, div, -3, -20, 6
    OP2 11, div, -1, 5, 0
    OP2 12, div, 0x8000000000000000, 0x8000000000000000, -1
    OP2 13, divu, 0x2aaaaaaaaaaaaaa7, -20, 6
    OP2 14, divu, -1, 5, 0
    OP2 15, rem, -2, -20, 6
    OP2 16, rem, 5, 5, 0
    OP2 17, rem, 0, 0x8000000000000000, -1
    OP2 18, remu, 2, -20, 6
    OP2 19, remu, 5, 5, 0
    OP2 20, divw, 0xffffffff80000000, 0x80000000, -1
    OP2 21, divw, -1, 7, 0
    OP2 22, divuw, 0x7fffffff, 0xfffffffe, 2
    OP2 23, divuw, -1, 7, 0
    OP2 24, remw, 0, 0x80000000, -1
    OP2 25, remw, -1, -7, 3
    OP2 26, remuw, 0xffffffff80000001, 0x80000001, 0
    OP2 27, remuw, 1, 7, 3
    CHECK 30
    // Results feed one another without a gap.
    li a0, 12345
    li a1, 678
    mul a2, a0, a1
    div a3, a2, a1
    mul a4, a3, a3
    remu a5, a4, a1
    sub a6, a3, a0
    EXPECT a6, 0
    CHECK 31
    EXPECT a5, 219
    OP2 32, div, -1, -5, 0
    OP2 33, rem, -5, -5, 0
    OP2 34, divw, -1, -7, 0
    OP2 35, rem, 0x8000000000000000, 0x8000000000000000, 0
    // A branch beside a division, on what the load before it brings.
    CHECK 40
    li a0, 12345
    li a1, 678
    la s0, scratch
    li t0, 1
    sd t0, 0(s0)
    li s1, 6
1:  li a2, 0
    ld a3, 0(s0)
    div a4, a0, a1
    bnez a3, 2f
    li a2, 1
2:  EXPECT a2, 0
    EXPECT a4, 18
    addi s1, s1, -1
    bnez s1, 1b
    TEST_PASS
