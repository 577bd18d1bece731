// SPDX-License-Identifier: Apache-2.0
// The guest's timer (Sstc, htimedelta): when it becomes pending, where it is taken, and what does not raise it.
#include "test.inc"
#define VSTIP 0x40
#define VS_TIMER (1 << 63 | 5)
#define HS_VS_TIMER (1 << 63 | 6)
// VSTIP as hip shows it, a few instructions after the cause (mip follows time by a cycle).
.macro EXPECT_VSTIP value
    nop
    csrr a0, hip
    andi a0, a0, VSTIP
    EXPECT a0, \value
.endm
TEST_BEGIN
    li t0, 1 << 63
    csrw menvcfg, t0
    csrw henvcfg, t0
    li t1, -1
    csrw mcounteren, t1
    csrw hcounteren, t1
    csrw scounteren, t1
    csrw stimecmp, t1
    csrw vstimecmp, t1
    li s2, 0x444
    csrw hideleg, s2
    li t0, 0x20
    csrw vsie, t0               // STIE, the guest's view
    csrr a0, mie
    EXPECT a0, VSTIP

    // The guest's time is the host's plus htimedelta, the host's and M's are not.
    .irp delta, 0, 1 << 40, -(1 << 40), 1 << 63
    CHECK 1
    li s3, \delta
    csrw htimedelta, s3
    rdtime s4
    RUNS_IN 1, 1, 1, rdtime s5
    rdtime s6
    sub a0, s5, s4
    sub a0, a0, s3
    sub a1, s6, s4
    bleu a0, a1, 1f
    j fail
1:  CHECK 2
    RUNS_IN 2, 1, 0, rdtime s5
    rdtime s7
    bltu s5, s6, 2f
    bleu s5, s7, 3f
2:  j fail
3:
    .endr

    // The guest sets its own comparator: the interrupt is its number 5, not before its time.
    CHECK 10
    li s3, 1 << 40
    csrw htimedelta, s3
    li t0, MSTATUS_SIE
    csrs vsstatus, t0
    EXPECT_VSTIP 0
    RESUME_AT 8f
    ENTER_VS 1f
1:  rdtime s4
    addi s4, s4, 25
    csrw stimecmp, s4
2:  rdtime s5
    addi s6, s6, 1
    j 2b
    .balign 4
8:  rdtime s6
    EXPECT_CAUSE VS_TIMER
    EXPECT_REC REC_MODE, 5
    EXPECT_REC REC_TVAL, 0
    CHECK 11
    add s6, s6, s3
    bgeu s6, s4, 1f
    j fail
1:  CHECK 12
    csrr a0, vstimecmp
    EXPECT_REG a0, s4
    csrr a0, stimecmp
    EXPECT a0, -1
    csrr a0, mip
    andi a0, a0, 0x20
    EXPECT a0, 0
    // The comparator alone takes it back; the guest's sip cannot.
    CHECK 13
    EXPECT_VSTIP VSTIP
    csrw vsip, zero
    EXPECT_VSTIP VSTIP
    csrw hvip, zero
    EXPECT_VSTIP VSTIP
    CHECK 14
    li t1, -1
    csrw vstimecmp, t1
    EXPECT_VSTIP 0

    // htimedelta alone can make it pending, and take it back.
    CHECK 20
    rdtime s4
    li t0, 1 << 50
    add s4, s4, t0
    csrw vstimecmp, s4
    EXPECT_VSTIP 0
    li t0, 1 << 51
    csrw htimedelta, t0
    EXPECT_VSTIP VSTIP
    csrw htimedelta, zero
    EXPECT_VSTIP 0
    // Compared without sign, over the sum's 64 bits.
    CHECK 21
    li t0, -1 << 60
    csrw htimedelta, t0
    EXPECT_VSTIP VSTIP
    li t0, 1 << 63
    csrw vstimecmp, t0
    EXPECT_VSTIP VSTIP
    li t0, 1 << 62
    csrw htimedelta, t0
    EXPECT_VSTIP 0

    // Masked in VS, taken in VU; not delegated, HS has it as 6.
    CHECK 30
    csrw vstimecmp, zero
    li t0, MSTATUS_SIE
    csrc vsstatus, t0
    RUNS_IN 30, 1, 1, nop
    RESUME_AT 8f
    ENTER_VU 1f
1:  nop
    j 1b
    .balign 4
8:  EXPECT_CAUSE VS_TIMER
    EXPECT_REC REC_MODE, 5
    CHECK 31
    csrw hideleg, zero
    li t0, VSTIP
    csrw hie, t0
    RESUME_AT 8f
    ENTER_VS 1b
    .balign 4
8:  EXPECT_CAUSE HS_VS_TIMER
    EXPECT_REC REC_MODE, 1
    // The host with SIE clear is not interrupted by it.
    RUNS_IN 32, 1, 0, nop

    // hvip raises it without a timer; without henvcfg.STCE it is the only one.
    CHECK 40
    li t1, -1
    csrw vstimecmp, t1
    EXPECT_VSTIP 0
    li t0, VSTIP
    csrw hvip, t0
    EXPECT_VSTIP VSTIP
    csrw hvip, zero
    EXPECT_VSTIP 0
    CHECK 41
    csrw vstimecmp, zero
    EXPECT_VSTIP VSTIP
    csrw henvcfg, zero
    EXPECT_VSTIP 0
    li t0, VSTIP
    csrw hvip, t0
    EXPECT_VSTIP VSTIP
    csrw hvip, zero
    CHECK 42
    li t0, 1 << 63
    csrw henvcfg, t0
    EXPECT_VSTIP VSTIP
    csrw menvcfg, zero
    EXPECT_VSTIP 0
    // The host's comparator is not moved by htimedelta.
    CHECK 43
    csrw menvcfg, t0
    rdtime t1
    li t2, 1 << 50
    add t1, t1, t2
    csrw stimecmp, t1
    li t2, 1 << 51
    csrw htimedelta, t2
    nop
    csrr a0, mip
    andi a0, a0, 0x20
    EXPECT a0, 0
    TEST_PASS
