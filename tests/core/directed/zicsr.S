// SPDX-License-Identifier: Apache-2.0
// Zicsr: the six forms, old value to rd, no write with x0 or zero, traps on read-only and unknown CSRs.
#include "test.inc"
TEST_BEGIN
    CHECK 1
    li t0, 0x1234
    csrw sscratch, t0
    li t1, 0x00ff
    csrrs a0, sscratch, t1
    EXPECT a0, 0x1234
    CHECK 2
    csrrc a0, sscratch, t1
    EXPECT a0, 0x12ff
    CHECK 3
    csrrwi a0, sscratch, 17
    EXPECT a0, 0x1200
    CHECK 4
    csrrsi a0, sscratch, 14
    EXPECT a0, 17
    CHECK 5
    csrrci a0, sscratch, 1
    EXPECT a0, 31
    CHECK 6
    csrr a0, sscratch
    EXPECT a0, 30
    CHECK 7
    csrrs a0, mhartid, zero
    EXPECT a0, 0
    TRAPS 8, 2, csrrw a0, mhartid, zero
    TRAPS 9, 2, csrrsi a0, mvendorid, 1
    TRAPS 10, 2, csrr a0, 0x5c0
    TRAPS 11, 2, csrr a0, 0x001
    TRAPS 12, 2, csrr a0, 0x7b0
    // No more is delegated to a guest than its own three.
    CHECK 14
    li t0, -1
    csrw hideleg, t0
    csrr a0, hideleg
    csrw hideleg, zero
    EXPECT a0, 0x444
    CHECK 13
    csrrci a0, mhartid, 0
    la t0, trap_record
    csrw sscratch, t0
    TEST_PASS
