// SPDX-License-Identifier: Apache-2.0
// hlv, hlvx and hsv: guest translation from M, HS and U with HU, SPVP, faults and GVA.
#include "test.inc"
#include "paging.inc"
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    MAP_G PTE_RWX | PTE_U
    SATP vsatp, root
    SATP hgatp, groot
    hfence.gvma
    la t0, page0
    li t1, 0x8182838485868788
    sd t1, 0(t0)
    li s0, WINDOW
    li t2, HSTATUS_SPVP
    csrs hstatus, t2
    CHECK 1
    hlv.d a0, (s0)
    EXPECT_REG a0, t1
    CHECK 2
    hlv.b a0, (s0)
    EXPECT a0, -0x78
    CHECK 3
    hlv.hu a0, (s0)
    EXPECT a0, 0x8788
    CHECK 4
    hlvx.wu a0, (s0)
    EXPECT a0, 0x85868788
    CHECK 5
    li t1, 0x1234
    hsv.h t1, (s0)
    ld a0, 0(t0)
    EXPECT a0, 0x8182838485861234
    RUNS_IN 6, 1, 0, hlv.w a0, (s0)
    TRAPS_IN 7, 0, 0, 2, hlv.w a0, (s0)
    li t2, HSTATUS_HU
    csrs hstatus, t2
    RUNS_IN 8, 0, 0, hlv.wu a0, (s0)
    li t2, HSTATUS_SPVP
    csrc hstatus, t2
    TRAPS 9, 13, hlv.w a0, (s0)
    CHECK 10
    csrr t0, mstatus
    csrs hstatus, t2
    SET_PTE small, 0, page0, PTE_V | PTE_X | PTE_A | PTE_D
    hfence.vvma
    TRAPS 11, 13, hlv.wu a0, (s0)
    CHECK 12
    hlvx.wu a0, (s0)
    EXPECT a0, 0x85861234
    TRAPS 13, 15, hsv.b a0, (s0)
    SET_PTE groot, 2, _start, 0
    hfence.gvma
    TRAPS 14, 21, hlv.d a0, (s0)
    EXPECT_REC REC_TINST, 0x3000
    TEST_PASS
