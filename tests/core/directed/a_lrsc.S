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
    TEST_PASS
