// SPDX-License-Identifier: Apache-2.0
// Page sizes: gigapage, megapage, misaligned superpages, and a table outside memory.
#include "test.inc"
#include "paging.inc"
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    SET_PTE mid, 1, _start, PTE_RWX          // 2 MiB at RAM
    SET_PTE mid, 2, page0, PTE_RWX           // misaligned
    SET_PTE root, 3, page0, PTE_RWX          // misaligned gigapage
    li t0, (0x40000000 >> 12) << 10 | PTE_V  // table where no memory is
    la t1, root
    sd t0, 32(t1)
    SATP satp, root
    sfence.vma
    la t0, page0
    li t1, 0x5a5a
    sd t1, 16(t0)
    li s0, WINDOW + 0x200000
    la s1, page0
    la t0, _start
    sub s1, s1, t0
    add s0, s0, s1
    RUNS_IN 1, 1, 0, ld a0, 16(s0)
    EXPECT a0, 0x5a5a
    li s0, WINDOW + 0x400000
    TRAPS_IN 2, 1, 0, 13, ld a0, 16(s0)
    li s0, 0xc0000000
    TRAPS_IN 3, 1, 0, 15, sd a0, 16(s0)
    li s0, 0x100000000
    TRAPS_IN 4, 1, 0, 5, ld a0, 16(s0)
    EXPECT_REC REC_TVAL, 0x100000010
    TRAPS_IN 5, 1, 0, 7, sd a0, 16(s0)
    TRAPS_IN 6, 1, 0, 1, jr s0
    TEST_PASS
