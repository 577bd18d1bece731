// SPDX-License-Identifier: Apache-2.0
// mret and sret with MPP, MPV, SPP and SPV: status afterwards, and traps entering with the right previous mode.
#include "test.inc"
#include "paging.inc"
TEST_BEGIN
    CHECK 1
    // mret to S with MPIE: MIE set, MPP becomes U, MPIE set.
    li t0, MSTATUS_MPP
    csrc mstatus, t0
    li t0, MSTATUS_MPP_S | MSTATUS_MPIE
    csrs mstatus, t0
    la t0, 1f
    csrw mepc, t0
    RESUME_AT 2f
    mret
    .balign 4
1:  ecall
    .balign 4
2:  EXPECT_CAUSE 9
    CHECK 2
    la t0, trap_record
    ld a0, REC_STATUS(t0)
    li t1, MSTATUS_MPP | MSTATUS_MPIE | MSTATUS_MIE
    and a0, a0, t1
    EXPECT a0, MSTATUS_MPP_S | MSTATUS_MPIE
    // sret in HS with SPV and SPP: to VS.
    CHECK 3
    RESUME_AT 4f
    ENTER_S 3f
3:  li t0, HSTATUS_SPV
    csrs hstatus, t0
    li t0, MSTATUS_SPP
    csrs sstatus, t0
    la t0, 5f
    csrw sepc, t0
    sret
    .balign 4
5:  ecall
    .balign 4
4:  EXPECT_CAUSE 10
    CHECK 4
    // A trap from VS into HS: SPV, SPVP and SPP tell, and sret clears SPV.
    li t0, 1 << 10
    csrw medeleg, t0
    TRAPS_IN 5, 1, 1, 10, ecall
    EXPECT_REC REC_MODE, 1
    CHECK 6
    la t0, trap_record
    ld a0, REC_HSTATUS(t0)
    li t1, HSTATUS_SPV | HSTATUS_SPVP | HSTATUS_GVA
    and a0, a0, t1
    EXPECT a0, HSTATUS_SPV | HSTATUS_SPVP
    CHECK 7
    // From VU: SPVP clear.
    li t0, 1 << 8
    csrw medeleg, t0
    TRAPS_IN 8, 0, 1, 8, ecall
    CHECK 9
    la t0, trap_record
    ld a0, REC_HSTATUS(t0)
    li t1, HSTATUS_SPV | HSTATUS_SPVP
    and a0, a0, t1
    EXPECT a0, HSTATUS_SPV
    CHECK 10
    // sret in VS: to VU by vsstatus.SPP, hstatus untouched.
    RESUME_AT 6f
    csrw medeleg, zero
    ENTER_VS 7f
7:  li t0, MSTATUS_SPP
    csrc sstatus, t0
    la t0, 8f
    csrw sepc, t0
    sret
    .balign 4
8:  ecall
    .balign 4
6:  EXPECT_CAUSE 8
    CHECK 11
    la t0, trap_record
    ld a0, REC_STATUS(t0)
    srli a0, a0, 39
    andi a0, a0, 1
    EXPECT a0, 1
    // mret in M with MPRV clears it when it leaves M.
    CHECK 12
    li t0, MSTATUS_MPRV
    csrs mstatus, t0
    RUNS_IN 12, 1, 0, nop
    csrr a0, mstatus
    li t0, MSTATUS_MPRV
    and a0, a0, t0
    EXPECT a0, 0
    // MPP = M wins over MPV: mret stays in M with V=0, and MPV is clear behind it.
    CHECK 13
    li t0, MSTATUS_MPP_M | MSTATUS_MPV
    csrs mstatus, t0
    la t0, 9f
    csrw mepc, t0
    mret
    .balign 4
9:  csrr a0, mstatus
    li t0, MSTATUS_MPP | MSTATUS_MPV
    and a0, a0, t0
    EXPECT a0, 0
    // sret in M with SPV: to VS, SPV clear behind it; with SPP clear from HS: to VU.
    CHECK 14
    li t0, HSTATUS_SPV
    csrs hstatus, t0
    li t0, MSTATUS_SPP
    csrs mstatus, t0
    la t0, an_ecall
    csrw sepc, t0
    RESUME_AT 8f
    sret
    .balign 4
an_ecall:
    ecall
    .balign 4
8:  EXPECT_CAUSE 10
    csrr a0, hstatus
    li t0, HSTATUS_SPV
    and a0, a0, t0
    EXPECT a0, 0
    CHECK 15
    RESUME_AT 8f
    ENTER_S 7f
7:  li t0, HSTATUS_SPV
    csrs hstatus, t0
    li t0, MSTATUS_SPP
    csrc sstatus, t0
    la t0, an_ecall
    csrw sepc, t0
    sret
    .balign 4
8:  EXPECT_CAUSE 8
    EXPECT_REC REC_MODE, 3
    la t0, trap_record
    ld a0, REC_STATUS(t0)
    srli a0, a0, 39
    andi a0, a0, 1
    EXPECT a0, 1
    // sret in VS leaves hstatus.SPV alone.
    CHECK 16
    li t0, HSTATUS_SPV
    csrs hstatus, t0
    RESUME_AT 8f
    ENTER_VS 7f
7:  la t0, an_ecall
    csrw sepc, t0
    sret
    .balign 4
8:  csrr a0, hstatus
    li t0, HSTATUS_SPV
    and a0, a0, t0
    EXPECT a0, HSTATUS_SPV
    TEST_PASS
