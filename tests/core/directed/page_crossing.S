// SPDX-License-Identifier: Apache-2.0
// A misaligned access into a page that faults: the fault names that page and nothing is written.
#include "test.inc"
#include "paging.inc"
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    SATP satp, root
    sfence.vma
    li s0, WINDOW + 4096 - 4
    li a1, -1
    TRAPS_IN 1, 1, 0, 13, ld a0, 0(s0)
    EXPECT_REC REC_TVAL, WINDOW + 4096
    TRAPS_IN 2, 1, 0, 15, sd a1, 0(s0)
    EXPECT_REC REC_TVAL, WINDOW + 4096
    CHECK 3
    la t0, page0
    li t1, 4092
    add t0, t0, t1
    lw a0, 0(t0)
    EXPECT a0, 0
    SET_PTE small, 1, page2, PTE_RWX
    sfence.vma
    RUNS_IN 4, 1, 0, sd a1, 0(s0)
    CHECK 5
    la t0, page2
    lwu a0, 0(t0)
    EXPECT a0, 0xffffffff
    // A 32-bit instruction across the same boundary.
    SET_PTE small, 1, page2, PTE_V | PTE_R | PTE_W | PTE_A | PTE_D
    sfence.vma
    la t0, page0
    li t1, 4094
    add t0, t0, t1
    li t1, 0x0013
    sh t1, 0(t0)
    fence.i
    li s0, WINDOW + 4094
    TRAPS_IN 6, 1, 0, 12, jr s0
    EXPECT_REC REC_TVAL, WINDOW + 4096
    EXPECT_REC REC_EPC, WINDOW + 4094
    TEST_PASS
