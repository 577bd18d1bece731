// SPDX-License-Identifier: Apache-2.0
// sfence and hfence: a changed entry is seen after the fence that names it, by address, ASID and VMID.
#include "test.inc"
#include "paging.inc"
.macro EXPECT_AT n, value
    RUNS_IN \n, 1, 0, ld a0, 0(s0)
    EXPECT a0, \value
.endm
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    MAP_G PTE_RWX | PTE_U
    la t0, page0
    li t1, 10
    sd t1, 0(t0)
    la t0, page1
    li t1, 11
    sd t1, 0(t0)
    la t0, page2
    li t1, 12
    sd t1, 0(t0)
    SATP satp, root
    sfence.vma
    li s0, WINDOW
    EXPECT_AT 1, 10
    SET_PTE small, 0, page1, PTE_RWX
    sfence.vma s0, zero
    EXPECT_AT 2, 11
    SET_PTE small, 0, page2, PTE_RWX
    sfence.vma zero, zero
    EXPECT_AT 3, 12
    SET_PTE small, 0, page0, PTE_RWX
    li t3, 0
    sfence.vma zero, t3
    EXPECT_AT 4, 10
    // A new ASID needs no fence.
    SET_PTE small, 0, page1, PTE_RWX
    csrr t0, satp
    li t1, 5 << 44
    or t0, t0, t1
    csrw satp, t0
    EXPECT_AT 5, 11
    SET_PTE small, 0, page2, PTE_RWX
    li t3, 5
    sfence.vma s0, t3
    EXPECT_AT 6, 12
    // Guest.
    li t0, (WINDOW >> 12) << 10 | PTE_RWX
    la t1, small
    sd t0, 0(t1)
    SATP vsatp, root
    SATP hgatp, groot
    hfence.gvma
    hfence.vvma
    RUNS_IN 7, 1, 1, ld a0, 0(s0)
    EXPECT a0, 11
    SET_PTE gsmall, 0, page2, PTE_RWX | PTE_U
    srli t3, s0, 2
    hfence.gvma t3, zero
    RUNS_IN 8, 1, 1, ld a0, 0(s0)
    EXPECT a0, 12
    SET_PTE small, 0, page0, PTE_RWX
    hfence.vvma s0, zero
    RUNS_IN 9, 1, 1, ld a0, 0(s0)
    EXPECT a0, 10
    SET_PTE small, 0, page1, PTE_RWX
    RUNS_IN 10, 1, 1, sfence.vma
    RUNS_IN 11, 1, 1, ld a0, 0(s0)
    EXPECT a0, 11
    TEST_PASS
