// SPDX-License-Identifier: Apache-2.0
// Device space: strongly ordered sizes, faults on atomics, misaligned accesses, fetches and nothing there.
#include "test.inc"
#include "paging.inc"
TEST_BEGIN
    li s0, CLINT
    CHECK 1
    lw a0, 0(s0)
    EXPECT a0, 0
    CHECK 2
    li t0, 0x4000
    add s1, s0, t0
    li t1, 0x123456789abcdef0
    sd t1, 0(s1)
    ld a0, 0(s1)
    EXPECT_REG a0, t1
    TRAPS 3, 7, amoadd.d a0, a0, (s1)
    TRAPS 4, 5, lr.d a0, (s1)
    TRAPS 5, 7, sc.d a0, a0, (s1)
    TRAPS 6, 5, lw a0, 1(s1)
    TRAPS 7, 7, sd a0, 4(s1)
    TRAPS 8, 1, jr s0
    li s2, 0x40000000
    TRAPS 9, 5, lb a0, 0(s2)
    EXPECT_REC REC_TVAL, 0x40000000
    TRAPS 10, 7, sb a0, 0(s2)
    TRAPS 11, 1, jr s2
    li s2, 1 << 40
    TRAPS 12, 5, ld a0, 0(s2)
    TRAPS 13, 1, jr s2
    CHECK 14
    li s3, 0x10000000
    lbu a0, 5(s3)
    EXPECT a0, 0x60
    TEST_PASS
