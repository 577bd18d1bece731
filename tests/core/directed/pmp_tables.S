// SPDX-License-Identifier: Apache-2.0
// PMP guards page-table reads and executes.
#include "test.inc"
#include "paging.inc"
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    SATP satp, root
    sfence.vma
    li s0, WINDOW
    // The last table page: no rights.
    la t0, small
    srli t0, t0, 2
    ori t0, t0, 511
    csrw pmpaddr0, t0
    li t1, -1
    csrw pmpaddr1, t1
    li t1, 0x1f18
    csrw pmpcfg0, t1
    sfence.vma
    TRAPS_IN 1, 1, 0, 5, ld a0, 0(s0)
    EXPECT_REC REC_TVAL, WINDOW
    TRAPS_IN 2, 1, 0, 7, sd a0, 0(s0)
    TRAPS_IN 3, 1, 0, 1, jr s0
    // The page itself: no execute.
    la t0, page0
    srli t0, t0, 2
    ori t0, t0, 511
    csrw pmpaddr0, t0
    li t1, 0x1f1b
    csrw pmpcfg0, t1
    sfence.vma
    RUNS_IN 4, 1, 0, sd a0, 0(s0)
    TRAPS_IN 5, 1, 0, 1, jr s0
    TEST_PASS
