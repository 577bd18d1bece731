// SPDX-License-Identifier: Apache-2.0
// Faults of guests where other cores named the wrong one: wide guest addresses, fetches across halves and pages, GVA, tinst, stval, ebreak, WFI.
#include "test.inc"
#include "paging.inc"
#define GPA2 (WINDOW + 0x1000)
.macro PTE table, index, value
    li t0, \value
    la t1, \table
    sd t0, (\index) * 8(t1)
.endm
// GVA as the mode that took the trap recorded it, in M.
.macro EXPECT_GVA value
    la t0, trap_record
    ld t0, REC_STATUS(t0)
    srli t0, t0, 38
    andi t0, t0, 1
    EXPECT t0, \value
.endm
.macro EXPECT_GVA_HS value
    la t0, trap_record
    ld t0, REC_HSTATUS(t0)
    srli t0, t0, 6
    andi t0, t0, 1
    EXPECT t0, \value
.endm
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    MAP_G PTE_RWX | PTE_U
    PTE small, 0, (WINDOW >> 12) << 10 | PTE_RWX
    PTE small, 1, (GPA2 >> 12) << 10 | PTE_RWX
    // Truncated to 41 bits these would be WINDOW.
    PTE small, 2, ((WINDOW | 1 << 41) >> 12) << 10 | PTE_RWX
    PTE small, 3, ((WINDOW | 1 << 55) >> 12) << 10 | PTE_RWX
    la t0, mid
    srli t0, t0, 12
    li t1, 1 << (41 - 12)
    or t0, t0, t1
    slli t0, t0, 10
    ori t0, t0, PTE_V
    la t1, root
    sd t0, 6 * 8(t1)        // a table at a guest address that is too wide
    SATP vsatp, root
    SATP hgatp, groot
    hfence.gvma
    hfence.vvma

    // 5: guest-physical bits above 40.
    li s0, WINDOW + 0x2000
    TRAPS_IN 1, 1, 1, 21, ld a0, 16(s0)
    EXPECT_REC REC_TVAL, WINDOW + 0x2010
    EXPECT_REC REC_TVAL2, ((WINDOW | 1 << 41) + 16) >> 2
    EXPECT_REC REC_TINST, 0
    TRAPS_IN 2, 1, 1, 23, sd a0, 16(s0)
    TRAPS_IN 3, 1, 1, 20, jr s0
    EXPECT_REC REC_TVAL2, (WINDOW | 1 << 41) >> 2
    li s0, WINDOW + 0x3000
    TRAPS_IN 4, 1, 1, 21, ld a0, 0(s0)
    EXPECT_REC REC_TVAL2, (WINDOW | 1 << 55) >> 2
    TRAPS_IN 5, 1, 1, 23, amoadd.d a0, a0, (s0)
    // 16: table reads that the second stage refuses.
    li s0, 6 << 30
    TRAPS_IN 6, 1, 1, 21, ld a0, 8(s0)
    EXPECT_REC REC_TVAL, (6 << 30) + 8
    EXPECT_REC REC_TINST, 0x3000
    TRAPS_IN 7, 1, 1, 23, sd a0, 8(s0)
    EXPECT_REC REC_TINST, 0x3000
    TRAPS_IN 8, 1, 1, 20, jr s0
    EXPECT_REC REC_TINST, 0x3000
    TRAPS_IN 9, 1, 1, 23, amoadd.d a0, a0, (s0)
    EXPECT_REC REC_TINST, 0x3000
    csrw vsatp, zero
    li s0, WINDOW | 1 << 41
    TRAPS_IN 10, 1, 1, 21, ld a0, 0(s0)
    EXPECT_REC REC_TVAL2, (WINDOW | 1 << 41) >> 2
    TRAPS_IN 11, 1, 1, 20, jr s0
    li s0, WINDOW | 1 << 63
    TRAPS_IN 12, 1, 1, 23, sd a0, 0(s0)
    // To HS: htval and htinst.
    SATP vsatp, root
    li t0, 1 << 21 | 1 << 20 | 1 << 2 | 1 << 22 | 1 << 13
    csrw medeleg, t0
    li s0, 6 << 30
    TRAPS_IN 13, 1, 1, 21, ld a0, 8(s0)
    EXPECT_REC REC_MODE, 1
    EXPECT_REC REC_TINST, 0x3000
    EXPECT_GVA_HS 1
    // 7: GVA is clear on causes without an address, behind one that had it.
    TRAPS_IN 14, 1, 1, 2, .word 0x0000000b
    EXPECT_GVA_HS 0
    TRAPS_IN 15, 1, 1, 21, ld a0, 8(s0)
    EXPECT_GVA_HS 1
    TRAPS_IN 16, 1, 1, 22, hfence.gvma
    EXPECT_GVA_HS 0
    EXPECT_REC REC_TVAL, 0x62000073
    csrw medeleg, zero
    TRAPS_IN 17, 1, 1, 21, ld a0, 8(s0)
    EXPECT_GVA 1
    TRAPS_IN 18, 1, 1, 2, csrr a0, mstatus
    EXPECT_GVA 0
    TRAPS_IN 19, 1, 1, 21, ld a0, 8(s0)
    TRAPS_IN 20, 1, 1, 2, .half 0
    EXPECT_GVA 0
    TRAPS_IN 21, 1, 1, 21, ld a0, 8(s0)
    TRAPS_IN 22, 1, 1, 10, ecall
    EXPECT_GVA 0

    // 6: a fetch that crosses into a page which faults: cause, address and pc at each boundary.
    csrw vsatp, zero
    la t0, page1
    li t1, 4088
    add t0, t0, t1
    li t1, 0x0013000100010001
    sd t1, 0(t0)            // c.nop, c.nop, c.nop, half an addi
    fence.i
    li s0, WINDOW + 4088
    TRAPS_IN 30, 1, 1, 20, jr s0
    EXPECT_REC REC_EPC, WINDOW + 4094
    EXPECT_REC REC_TVAL, WINDOW + 4096
    EXPECT_REC REC_TVAL2, GPA2 >> 2
    EXPECT_GVA 1
    la t0, page1
    li t1, 4094
    add t0, t0, t1
    li t1, 1
    sh t1, 0(t0)            // the last one compressed too
    fence.i
    TRAPS_IN 31, 1, 1, 20, jr s0
    EXPECT_REC REC_EPC, WINDOW + 4096
    EXPECT_REC REC_TVAL, WINDOW + 4096
    EXPECT_REC REC_TVAL2, GPA2 >> 2
    li s0, WINDOW + 4096 + 6    // inside a block of 8 bytes: the exact address
    TRAPS_IN 32, 1, 1, 20, jr s0
    EXPECT_REC REC_TVAL, WINDOW + 4102
    EXPECT_REC REC_TVAL2, (GPA2 + 6) >> 2
    li t1, 0x13
    sh t1, 0(t0)
    fence.i
    // The same place with a page fault of the guest's own, and with an access fault.
    SATP vsatp, root
    PTE small, 1, 0
    hfence.vvma
    li s0, WINDOW + 4092
    TRAPS_IN 33, 1, 1, 12, jr s0
    EXPECT_REC REC_EPC, WINDOW + 4094
    EXPECT_REC REC_TVAL, WINDOW + 4096
    EXPECT_REC REC_TVAL2, 0
    csrw vsatp, zero
    PTE gsmall, 1, (0x40000000 >> 12) << 10 | PTE_RWX | PTE_U
    hfence.gvma
    TRAPS_IN 34, 1, 1, 1, jr s0
    EXPECT_REC REC_EPC, WINDOW + 4094
    EXPECT_REC REC_TVAL, WINDOW + 4096

    // 11: stval names the fence that TVM refused.
    csrw hgatp, zero
    li t0, 1 << 2
    csrw medeleg, t0
    li t0, MSTATUS_TVM
    csrs mstatus, t0
    TRAPS_IN 40, 1, 0, 2, hfence.gvma
    EXPECT_REC REC_MODE, 1
    EXPECT_REC REC_TVAL, 0x62000073
    TRAPS_IN 41, 1, 0, 2, hfence.gvma a0, a1
    EXPECT_REC REC_TVAL, 0x62b50073
    TRAPS_IN 42, 1, 0, 2, sfence.vma a0, a1
    EXPECT_REC REC_TVAL, 0x12b50073
    TRAPS_IN 43, 1, 0, 2, csrr a0, hgatp
    EXPECT_REC REC_TVAL, 0x68002573
    li t0, MSTATUS_TVM
    csrc mstatus, t0
    csrw medeleg, zero

    // 8: ebreak of U and VU goes where the delegation says.
    TRAPS_IN 50, 0, 0, 3, ebreak
    EXPECT_REC REC_MODE, 3
    TRAPS_IN 51, 0, 1, 3, c.ebreak
    EXPECT_REC REC_MODE, 3
    li t0, 1 << 3
    csrw medeleg, t0
    TRAPS_IN 52, 0, 0, 3, ebreak
    EXPECT_REC REC_MODE, 1
    TRAPS_IN 53, 0, 1, 3, ebreak
    EXPECT_REC REC_MODE, 1
    EXPECT_GVA_HS 1
    li t0, 1 << 3
    csrw hedeleg, t0
    TRAPS_IN 54, 0, 1, 3, c.ebreak
    EXPECT_REC REC_MODE, 5
    TRAPS_IN 55, 0, 0, 3, ebreak
    EXPECT_REC REC_MODE, 1
    csrw hedeleg, zero
    csrw medeleg, zero

    // 13: WFI: TW before VTW, VTW for VS alone, VU always.
    li t0, 2
    csrw mideleg, t0
    csrw mie, t0
    csrw mip, t0
    RUNS_IN 60, 1, 0, wfi   // pending, and masked by SIE
    csrw mip, zero
    TRAPS_IN 61, 0, 1, 22, wfi
    li t0, HSTATUS_VTW
    csrs hstatus, t0
    TRAPS_IN 62, 1, 1, 22, wfi
    EXPECT_REC REC_TVAL, 0x10500073
    li t0, 2
    csrw mip, t0
    RUNS_IN 63, 1, 0, wfi
    csrw mip, zero
    li t0, MSTATUS_TW
    csrs mstatus, t0
    TRAPS_IN 64, 1, 1, 2, wfi
    TRAPS_IN 65, 1, 0, 2, wfi
    TRAPS_IN 66, 0, 1, 2, wfi
    TEST_PASS
