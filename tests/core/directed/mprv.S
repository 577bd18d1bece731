// SPDX-License-Identifier: Apache-2.0
// MPRV: loads and stores of M with the rights and translation of MPP and MPV; fetches stay M's.
#include "test.inc"
#include "paging.inc"
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    SATP satp, root
    SATP vsatp, root
    sfence.vma
    la t0, page0
    li t1, 31
    sd t1, 0(t0)
    li s0, WINDOW
    li s1, MSTATUS_MPRV | MSTATUS_MPP_S
    li s2, MSTATUS_MPP
    CHECK 1
    csrc mstatus, s2
    csrs mstatus, s1
    ld a0, 0(s0)
    csrc mstatus, s1
    EXPECT a0, 31
    CHECK 2
    li s3, MSTATUS_MPV
    csrs mstatus, s3
    csrs mstatus, s1
    ld a0, 0(s0)
    csrc mstatus, s1
    EXPECT a0, 31
    // As U the same page faults; the trap record needs M's own rights, so MPP is M in the handler.
    li s1, MSTATUS_MPRV
    csrc mstatus, s2
    csrc mstatus, s3
    TRAPS 3, 5, lw a0, 0(s0)
    CHECK 4
    RESUME_AT 8f
    csrc mstatus, s2
    csrs mstatus, s1
    ld a0, 0(s0)
    j fail
    .balign 4
8:  li s1, MSTATUS_MPRV
    csrc mstatus, s1
    EXPECT_CAUSE 13
    EXPECT_REC REC_TVAL, WINDOW
    TEST_PASS
