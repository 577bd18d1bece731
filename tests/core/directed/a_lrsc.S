// SPDX-License-Identifier: Apache-2.0
// LR and SC: success, failure without a reservation, at another address, after a trap and after an xRET.
#include "test.inc"
TEST_BEGIN
    la s0, scratch
    CHECK 1
    li t0, 42
    sd t0, 0(s0)
    lr.d a0, (s0)
    addi a1, a0, 1
    sc.d a2, a1, (s0)
    EXPECT a2, 0
    CHECK 2
    ld a0, 0(s0)
    EXPECT a0, 43
    CHECK 3
    sc.d a2, a1, (s0)
    EXPECT a2, 1
    CHECK 4
    lr.w a0, (s0)
    addi s1, s0, 256
    sc.w a2, a1, (s1)
    EXPECT a2, 1
    CHECK 5
    ld a3, 0(s1)
    EXPECT a3, 0
    CHECK 6
    li t0, 50
1:  lr.d a0, (s0)
    addi a0, a0, 2
    sc.d a2, a0, (s0)
    bnez a2, 1b
    addi t0, t0, -1
    bnez t0, 1b
    ld a0, 0(s0)
    EXPECT a0, 143
    CHECK 7
    lr.w.aq a0, (s0)
    li a1, 0x80000000
    sc.w.rl a2, a1, (s0)
    EXPECT a2, 0
    CHECK 8
    lr.w a0, (s0)
    EXPECT a0, 0xffffffff80000000
    // A store of its own between the two, to the same doubleword, the same line, elsewhere: whatever
    // the outcome, the stores are not lost and their order holds.
    CHECK 9
    sd zero, 0(s0)
    sd zero, 8(s0)
    li t0, 20
1:  lr.d a0, (s0)
    sd t0, 8(s0)
    sb t0, 0(s0)
    addi a1, t0, 0x100
    sc.d a2, a1, (s0)
    ld a3, 0(s0)
    beqz a2, 2f
    mv a1, t0
2:  EXPECT_REG a3, a1
    ld a3, 8(s0)
    EXPECT_REG a3, t0
    sd a0, 256(s0)
    addi t0, t0, -1
    bnez t0, 1b
    TEST_PASS
