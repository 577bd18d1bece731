// SPDX-License-Identifier: Apache-2.0
// Sv39 rights of a 4 KiB page: each flag in S and U, with SUM and MXR; faults name the address.
#include "test.inc"
#include "paging.inc"
.macro FLAGS flags
    SET_PTE small, 0, page0, \flags
    sfence.vma
.endm
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    SATP satp, root
    sfence.vma
    li s0, WINDOW
    RUNS_IN 1, 1, 0, ld a0, 0(s0)
    RUNS_IN 2, 1, 0, sd a0, 8(s0)
    TRAPS_IN 3, 0, 0, 12, nop
    FLAGS PTE_V | PTE_R | PTE_A | PTE_D
    TRAPS_IN 4, 1, 0, 15, sd a0, 8(s0)
    EXPECT_REC REC_TVAL, WINDOW + 8
    FLAGS PTE_V | PTE_X | PTE_A | PTE_D
    TRAPS_IN 5, 1, 0, 13, lw a0, 4(s0)
    EXPECT_REC REC_TVAL, WINDOW + 4
    li t0, MSTATUS_MXR
    csrs mstatus, t0
    RUNS_IN 6, 1, 0, lw a0, 4(s0)
    li t0, MSTATUS_MXR
    csrc mstatus, t0
    FLAGS PTE_RWX | PTE_U
    TRAPS_IN 7, 1, 0, 13, lbu a0, 0(s0)
    li t0, MSTATUS_SUM
    csrs mstatus, t0
    RUNS_IN 8, 1, 0, lbu a0, 0(s0)
    TRAPS_IN 9, 1, 0, 12, jr s0
    li t0, MSTATUS_SUM
    csrc mstatus, t0
    FLAGS PTE_RWX & ~PTE_A
    TRAPS_IN 10, 1, 0, 13, ld a0, 0(s0)
    FLAGS PTE_RWX & ~PTE_D
    RUNS_IN 11, 1, 0, ld a0, 0(s0)
    TRAPS_IN 12, 1, 0, 15, sd a0, 0(s0)
    FLAGS PTE_V | PTE_W | PTE_A | PTE_D
    TRAPS_IN 13, 1, 0, 13, ld a0, 0(s0)
    FLAGS 0
    TRAPS_IN 14, 1, 0, 13, ld a0, 0(s0)
    TRAPS_IN 15, 1, 0, 15, amoadd.d a0, a0, (s0)
    FLAGS PTE_V
    TRAPS_IN 16, 1, 0, 13, ld a0, 0(s0)
    FLAGS PTE_RWX | (1 << 54)
    TRAPS_IN 17, 1, 0, 13, ld a0, 0(s0)
    FLAGS PTE_RWX | (1 << 61)
    TRAPS_IN 18, 1, 0, 13, ld a0, 0(s0)
    FLAGS PTE_RWX | (1 << 63)
    TRAPS_IN 19, 1, 0, 13, ld a0, 0(s0)
    li s1, 1 << 39
    TRAPS_IN 20, 1, 0, 13, ld a0, 0(s1)
    li s1, 1 << 63
    TRAPS_IN 21, 1, 0, 15, sd a0, 0(s1)
    TRAPS_IN 22, 1, 0, 12, jr s1
    TEST_PASS
