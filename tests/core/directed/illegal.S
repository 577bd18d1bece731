// SPDX-License-Identifier: Apache-2.0
// Illegal instructions: reserved encodings of every kind, tval holds the bits.
#include "test.inc"
TEST_BEGIN
    // A reserved branch behind a serialising instruction, so that it is the first of its pair in D.
    CHECK 19
    RESUME_AT 8f
    fence.i
    .word 0x00003063
    j fail
    .balign 4
8:
    EXPECT_CAUSE 2
    TRAPS 1, 2, .word 0xffffffff & 0xffffff8b
    EXPECT_REC REC_TVAL, 0xffffff8b
    TRAPS 2, 2, .half 0
    EXPECT_REC REC_TVAL, 0
    TRAPS 3, 2, .word 0x00007003
    TRAPS 4, 2, .word 0x00004023
    TRAPS 5, 2, .word 0x00002063
    TRAPS 6, 2, .word 0xfe000033
    TRAPS 7, 2, .word 0x0000002f
    TRAPS 8, 2, .word 0x00053007
    TRAPS 9, 2, .word 0x00000053
    TRAPS 10, 2, .half 0x2000
    EXPECT_REC REC_TVAL, 0x2000
    TRAPS 11, 2, .half 0x8002
    TRAPS 12, 2, .half 0x2001
    TRAPS 13, 2, .half 0x6001
    TRAPS 14, 2, .half 0x4002
    TRAPS 15, 2, .half 0x9c41
    TRAPS 16, 2, .word 0x02051513 | 1 << 31
    TRAPS 17, 2, .word 0x7ff00073
    TRAPS 18, 2, .word 0x00002067
    TEST_PASS
