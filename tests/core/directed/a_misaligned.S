// SPDX-License-Identifier: Apache-2.0
// Misaligned atomics are access faults, aligned ones beside them are not.
#include "test.inc"
TEST_BEGIN
    la s0, scratch
    addi s1, s0, 4
    addi s2, s0, 2
    li a1, 1
    TRAPS 1, 7, amoadd.d a0, a1, (s1)
    EXPECT_REC_SYM REC_TVAL, scratch + 4
    TRAPS 2, 7, amoadd.w a0, a1, (s2)
    TRAPS 3, 5, lr.d a0, (s1)
    TRAPS 4, 5, lr.w a0, (s2)
    TRAPS 5, 7, sc.w a0, a1, (s2)
    CHECK 6
    amoadd.w a0, a1, (s1)
    EXPECT a0, 0
    TEST_PASS
