// SPDX-License-Identifier: Apache-2.0
// Two-stage translation: guest-page faults of loads, stores, fetches and table reads, with htval and htinst.
#include "test.inc"
#include "paging.inc"
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    MAP_G PTE_RWX | PTE_U
    // Guest: virtual WINDOW -> guest physical WINDOW, which G maps to page1.
    li t0, (WINDOW >> 12) << 10 | PTE_RWX
    la t1, small
    sd t0, 0(t1)
    SATP vsatp, root
    SATP hgatp, groot
    hfence.gvma
    hfence.vvma
    la t0, page1
    li t1, 77
    sd t1, 24(t0)
    li s0, WINDOW
    RUNS_IN 1, 1, 1, ld a0, 24(s0)
    EXPECT a0, 77
    RUNS_IN 2, 1, 1, sd a0, 32(s0)
    SET_PTE gsmall, 0, page1, PTE_RWX        // not a user page
    hfence.gvma
    TRAPS_IN 3, 1, 1, 21, ld a0, 24(s0)
    EXPECT_REC REC_TVAL, WINDOW + 24
    EXPECT_REC REC_TVAL2, (WINDOW + 24) >> 2
    EXPECT_REC REC_TINST, 0
    SET_PTE gsmall, 0, page1, (PTE_RWX | PTE_U) & ~PTE_D
    hfence.gvma
    TRAPS_IN 4, 1, 1, 23, sd a0, 24(s0)
    EXPECT_REC REC_TVAL2, (WINDOW + 24) >> 2
    RUNS_IN 5, 1, 1, ld a0, 24(s0)
    SET_PTE gsmall, 0, page1, (PTE_RWX | PTE_U) & ~PTE_X
    hfence.gvma
    TRAPS_IN 6, 1, 1, 20, jr s0
    EXPECT_REC REC_TVAL, WINDOW
    EXPECT_REC REC_TVAL2, WINDOW >> 2
    // The guest's own table lies where G maps nothing: implicit read, 0x3000 in tinst.
    li t0, (0x60000000 >> 12) << 10 | PTE_V
    la t1, root
    sd t0, 40(t1)
    hfence.vvma
    li s1, 5 << 30
    TRAPS_IN 7, 1, 1, 21, ld a0, 8(s1)
    EXPECT_REC REC_TVAL, (5 << 30) + 8
    EXPECT_REC REC_TVAL2, 0x60000000 >> 2
    EXPECT_REC REC_TINST, 0x3000
    TRAPS_IN 8, 1, 1, 23, sd a0, 8(s1)
    EXPECT_REC REC_TINST, 0x3000
    TRAPS_IN 9, 1, 1, 20, jr s1
    // A VS-stage fault is the guest's own.
    li s1, WINDOW + 0x1000
    TRAPS_IN 10, 1, 1, 13, ld a0, 0(s1)
    EXPECT_REC REC_TVAL2, 0
    // Guest physical address beyond 41 bits.
    csrw vsatp, zero
    li s1, 1 << 41
    TRAPS_IN 11, 1, 1, 21, ld a0, 0(s1)
    TEST_PASS
