// SPDX-License-Identifier: Apache-2.0
// Interrupts: priority, delegation to HS and VS, the guest's own numbers, and masking by status.
#include "test.inc"
#include "paging.inc"
TEST_BEGIN
    CHECK 1
    // Software-pending bits, all enabled, nothing delegated: M takes them in HS, highest first.
    li t0, 0x222
    csrw mie, t0
    RESUME_AT 1f
    csrw mip, t0
    ENTER_S 2f
2:  nop
    j .
    .balign 4
1:  EXPECT_CAUSE 1 << 63 | 9
    CHECK 2
    li t0, 0x200
    csrc mip, t0
    RESUME_AT 3f
    ENTER_U 2b
    .balign 4
3:  EXPECT_CAUSE 1 << 63 | 1
    CHECK 3
    li t0, 2
    csrc mip, t0
    RESUME_AT 4f
    ENTER_VU 2b
    .balign 4
4:  EXPECT_CAUSE 1 << 63 | 5
    CHECK 4
    // Delegated: HS with SIE clear is not interrupted, U is, into HS.
    li t0, 0x222
    csrw mideleg, t0
    RUNS_IN 4, 1, 0, nop
    RESUME_AT 5f
    ENTER_U 2b
    .balign 4
5:  EXPECT_CAUSE 1 << 63 | 5
    EXPECT_REC REC_MODE, 1
    CHECK 5
    li t0, 0x222
    csrc mip, t0
    // Virtual interrupts by hvip: to HS as 2, 6, 10 when not delegated.
    li t0, 0x444
    csrw hie, t0
    li t0, 0x40
    csrw hvip, t0
    RESUME_AT 6f
    ENTER_VS 2b
    .balign 4
6:  EXPECT_CAUSE 1 << 63 | 6
    EXPECT_REC REC_MODE, 1
    CHECK 6
    // Delegated by hideleg: VS with vsstatus.SIE, as number 5.
    li t0, 0x444
    csrw hideleg, t0
    RUNS_IN 6, 1, 1, nop
    li t0, MSTATUS_SIE
    csrs vsstatus, t0
    RESUME_AT 7f
    ENTER_VS 2b
    .balign 4
7:  EXPECT_CAUSE 1 << 63 | 5
    EXPECT_REC REC_MODE, 5
    CHECK 7
    // VU is interrupted whatever SIE says; external before software before timer.
    li t0, 0x444
    csrw hvip, t0
    li t0, MSTATUS_SIE
    csrc vsstatus, t0
    RESUME_AT 8f
    ENTER_VU 2b
    .balign 4
8:  EXPECT_CAUSE 1 << 63 | 9
    EXPECT_REC REC_MODE, 5
    CHECK 8
    csrw hvip, zero
    // M: only with MIE.
    li t0, 8
    csrw mie, t0
    li s0, CLINT
    li t1, 1
    sw t1, 0(s0)
9:  csrr a0, mip
    andi a0, a0, 8
    beqz a0, 9b
    RESUME_AT 8f
    csrsi mstatus, 8
    nop
    j .
    .balign 4
8:  EXPECT_CAUSE 1 << 63 | 3
    CHECK 9
    sw zero, 0(s0)
9:  csrr a0, mip
    andi a0, a0, 8
    bnez a0, 9b
    TEST_PASS
