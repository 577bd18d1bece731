// SPDX-License-Identifier: Apache-2.0
// Delegation: medeleg to HS, hedeleg to VS, and what cannot be delegated.
#include "test.inc"
TEST_BEGIN
    li t0, 1 << 8 | 1 << 2 | 1 << 3
    csrw medeleg, t0
    TRAPS_IN 1, 0, 0, 8, ecall
    EXPECT_REC REC_MODE, 1
    TRAPS_IN 2, 0, 1, 8, ecall
    EXPECT_REC REC_MODE, 1
    TRAPS_IN 3, 1, 0, 2, .word 0x0000000b
    EXPECT_REC REC_MODE, 1
    TRAPS 4, 2, .word 0x0000000b
    EXPECT_REC REC_MODE, 3
    TRAPS_IN 5, 1, 1, 3, ebreak
    EXPECT_REC REC_MODE, 1
    li t0, 1 << 8 | 1 << 2 | 1 << 3
    csrw hedeleg, t0
    TRAPS_IN 6, 0, 1, 8, ecall
    EXPECT_REC REC_MODE, 5
    TRAPS_IN 7, 1, 1, 3, ebreak
    EXPECT_REC REC_MODE, 5
    TRAPS_IN 8, 0, 1, 2, .word 0x0000000b
    EXPECT_REC REC_MODE, 5
    EXPECT_REC REC_TVAL, 0x0000000b
    csrw medeleg, zero
    TRAPS_IN 9, 1, 1, 3, ebreak
    EXPECT_REC REC_MODE, 3
    CHECK 10
    li t0, -1
    csrw hedeleg, t0
    csrr a0, hedeleg
    li t1, 1 << 9 | 1 << 10 | 1 << 11 | 1 << 20 | 1 << 21 | 1 << 22 | 1 << 23
    and a0, a0, t1
    EXPECT a0, 0
    TEST_PASS
