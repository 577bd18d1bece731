// SPDX-License-Identifier: Apache-2.0
// hfence.vvma, hfence.gvma and a guest's sfence.vma in each operand form, with VMIDs and ASIDs of the guest.
#include "stale.inc"
#define GPA1 (WINDOW + 0x1000)
#define GPA5 (WINDOW + 0x5000)
#define VAF (WINDOW + 0x400000)       /* 2 MiB of the guest over 4 KiB of the second stage */
// Five mappings: VS 4 KiB, VS global, VS 2 MiB, changed by the second stage, its table moved by that.
.macro ROUND n, e0, eg, em, e2, et, insn:vararg
    CHECK \n
    jal fill
    \insn
    SEEN \n, \e0, \eg, \em, \e2, \et
.endm
.macro SEEN n, e0, eg, em, e2, et
    CHECK \n
    jal look
    EXPECT_READ a0, \e0
    EXPECT_READ a1, \eg
    EXPECT_READ a2, \em
    EXPECT_READ a3, \e2
    EXPECT_READ a4, \et
.endm
.macro IN_VS n, e0, eg, em, e2, et, insn:vararg
    CHECK \n
    jal fill
    RUNS_IN \n, 1, 1, \insn
    SEEN \n, \e0, \eg, \em, \e2, \et
.endm
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    MAP_G PTE_RWX | PTE_U
    STALE_DATA
    li t0, (GPA1 >> 12) << 10 | PTE_RWX
    la t1, small
    sd t0, 24(t1)
    li t0, ((WINDOW + 0x7000) >> 12) << 10 | PTE_V
    la t1, mid
    sd t0, 24(t1)               // a table of the guest that only the second stage finds
    SET_PTE small2, 9, page0, PTE_RWX
    SET_PTE small3, 0, page1, PTE_RWX    // also stands in for `small`
    SET_PTE small3, 9, page1, PTE_RWX
    li t0, HSTATUS_SPVP
    csrs hstatus, t0
    li s2, VA0
    li s3, WINDOW + 0x3000      // through GPA1
    li s4, VAG
    la t0, page0
    la t1, _start
    sub t0, t0, t1
    li s5, VAM
    add s5, s5, t0
    li s6, WINDOW + 0x609000    // through the table that moves
    li s7, 5                    // ASID
    li s8, 1                    // VMID
    li s0, GPA1 >> 2
    ATP vsatp, root, 5
    ATP hgatp, groot, 1
    ROUND 1, OLD, OLD, OLD, OLD, OLD, nop
    ROUND 2, NEW, NEW, NEW, ANY, ANY, hfence.vvma
    ROUND 3, NEW, OLD, ANY, OLD, ANY, hfence.vvma s2
    ROUND 4, ANY, NEW, ANY, OLD, ANY, hfence.vvma s4
    ROUND 5, NEW, ANY, NEW, ANY, ANY, hfence.vvma zero, s7
    ROUND 6, NEW, OLD, ANY, OLD, ANY, hfence.vvma s2, s7
    ROUND 7, OLD, OLD, NEW, OLD, ANY, hfence.vvma s5
    ROUND 8, ANY, ANY, ANY, NEW, NEW, hfence.gvma
    ROUND 9, ANY, ANY, ANY, NEW, ANY, hfence.gvma s0
    ROUND 10, ANY, ANY, ANY, NEW, NEW, hfence.gvma zero, s8
    ROUND 11, ANY, ANY, ANY, NEW, ANY, hfence.gvma s0, s8
    li t2, (WINDOW + 0x7000) >> 2
    ROUND 12, ANY, ANY, ANY, ANY, NEW, hfence.gvma t2
    // The host's fence and fence.i leave the guest's alone.
    ROUND 13, OLD, OLD, OLD, OLD, OLD, sfence.vma
    ROUND 14, OLD, OLD, OLD, OLD, OLD, sfence.vma s2, s7
    ROUND 15, OLD, OLD, OLD, OLD, OLD, fence.i
    // The guest's own fences.
    IN_VS 20, NEW, NEW, NEW, ANY, ANY, sfence.vma
    IN_VS 21, NEW, OLD, ANY, OLD, ANY, sfence.vma s2
    IN_VS 22, NEW, ANY, NEW, ANY, ANY, sfence.vma zero, s7
    IN_VS 23, NEW, OLD, ANY, OLD, ANY, sfence.vma s2, s7
    IN_VS 24, OLD, OLD, OLD, OLD, OLD, nop

    // Another VMID shares nothing, global or not; the first one's translations stay.
    ROUND 30, NEW, NEW, NEW, NEW, NEW, jal vmid2
    jal vmid1
    SEEN 31, OLD, OLD, ANY, OLD, ANY
    CHECK 32
    jal fill
    ATP hgatp, groot, 0x2001    // all 14 bits count
    SEEN 32, NEW, NEW, NEW, NEW, NEW
    jal vmid1
    CHECK 33
    jal fill
    jal vmid2
    hfence.gvma zero, s8
    jal vmid1
    SEEN 33, ANY, ANY, ANY, NEW, NEW
    CHECK 34
    jal fill
    jal vmid2
    hfence.gvma s0, s8
    jal vmid1
    SEEN 34, ANY, ANY, ANY, NEW, ANY
    CHECK 35
    jal fill
    jal vmid2
    hfence.gvma
    jal vmid1
    SEEN 35, ANY, ANY, ANY, NEW, NEW
    // Another ASID of the guest shares what is global.
    CHECK 36
    jal fill
    ATP vsatp, root, 6
    SEEN 36, NEW, OLD, NEW, ANY, ANY
    ATP vsatp, root, 5
    SEEN 37, OLD, OLD, ANY, OLD, ANY
    // The guest's tables are not the host's, though satp names the same and the ASID is the same.
    CHECK 38
    jal fill
    ATP satp, root, 5
    li s1, MSTATUS_MPRV | MSTATUS_MPP_S
    li t0, MSTATUS_MPP
    csrc mstatus, t0
    HOST_LD a0, s2
    EXPECT a0, NEW
    SEEN 38, OLD, OLD, OLD, OLD, OLD
    csrw satp, zero

    // Tables above the leaf.
    CHECK 40
    jal fill
    SET_PTE small, 0, page0, PTE_RWX
    SET_PTE mid, 0, small3, PTE_V
    hfence.vvma s2, s7
    hlv.d a0, (s2)
    EXPECT a0, NEW
    SET_PTE mid, 0, small, PTE_V
    CHECK 41
    jal fill
    SET_PTE gsmall, 1, page0, PTE_RWX | PTE_U
    SET_PTE gsmall2, 1, page1, PTE_RWX | PTE_U
    SET_PTE gmid, 0, gsmall2, PTE_V
    hfence.gvma s0, s8
    hlv.d a0, (s3)
    EXPECT a0, NEW
    SET_PTE gmid, 0, gsmall, PTE_V

    // A superpage of the guest over small pages: an address in one part names all parts.
    CHECK 50
    li t0, (WINDOW >> 12) << 10 | PTE_RWX
    la t1, mid
    sd t0, 16(t1)
    SET_PTE gsmall, 5, page0, PTE_RWX | PTE_U
    SET_PTE gsmall, 6, page0, PTE_RWX | PTE_U
    hfence.vvma
    hfence.gvma
    li s0, VAF + 0x5000
    li s1, VAF + 0x6000
    hlv.d a0, (s0)
    EXPECT a0, OLD
    hlv.d a0, (s1)
    EXPECT a0, OLD
    la t1, mid
    sd zero, 16(t1)
    hlv.d a0, (s0)
    EXPECT a0, OLD
    hfence.vvma s1
    TRAPS 51, 13, hlv.d a0, (s0)
    TRAPS 52, 13, hlv.d a0, (s1)
    // After that fences by address are precise again.
    ROUND 53, NEW, OLD, ANY, OLD, ANY, hfence.vvma s2

    // Fetch of the guest.
    CHECK 60
    SET_PTE gsmall, 6, code1, PTE_RWX | PTE_U
    li t0, ((WINDOW + 0x6000) >> 12) << 10 | PTE_RWX
    la t1, small
    sd t0, 6 * 8(t1)
    hfence.vvma
    hfence.gvma
    fence.i
    li s1, WINDOW + 0x6000
    jal run_vs
    EXPECT a5, 1
    SET_PTE gsmall, 6, code2, PTE_RWX | PTE_U
    CHECK 61
    sfence.vma
    jal run_vs
    EXPECT a5, 1
    CHECK 62
    hfence.vvma s2
    jal run_vs
    EXPECT a5, 1
    CHECK 63
    li t0, (WINDOW + 0x6000) >> 2
    hfence.gvma t0, s8
    jal run_vs
    EXPECT a5, 2
    SET_PTE small, 6, code1, PTE_RWX
    CHECK 64
    jal run_vs
    EXPECT a5, 2
    CHECK 65
    hfence.vvma s1, s7
    jal run_vs
    EXPECT a5, 1
    TEST_PASS

fill:
    SET_PTE small, 0, page0, PTE_RWX
    SET_PTE small, 2, page0, PTE_RWX | PTE_G
    SET_PTE mid, 1, _start, PTE_RWX
    SET_PTE gsmall, 1, page0, PTE_RWX | PTE_U
    SET_PTE gsmall, 7, small2, PTE_RWX | PTE_U
    hfence.vvma
    hfence.gvma
    li t3, 2
1:  hlv.d a0, (s2)
    hlv.d a1, (s4)
    hlv.d a2, (s5)
    hlv.d a3, (s3)
    hlv.d a4, (s6)
    EXPECT a0, OLD
    EXPECT a1, OLD
    EXPECT a2, OLD
    EXPECT a3, OLD
    EXPECT a4, OLD
    SET_PTE small, 0, page1, PTE_RWX
    SET_PTE small, 2, page1, PTE_RWX | PTE_G
    SET_PTE_AT mid, 1, _start, MEGA, PTE_RWX
    SET_PTE gsmall, 1, page1, PTE_RWX | PTE_U
    SET_PTE gsmall, 7, small3, PTE_RWX | PTE_U
    addi t3, t3, -1
    bnez t3, 1b
    ret
look:
    hlv.d a0, (s2)
    hlv.d a1, (s4)
    hlv.d a2, (s5)
    hlv.d a3, (s3)
    hlv.d a4, (s6)
    ret
vmid1:
    ATP hgatp, groot, 1
    ret
vmid2:
    ATP hgatp, groot, 2
    ret
run_vs:                         // calls s1 in VS; a5 is its answer
    mv t4, ra
    RESUME_AT 8f
    ENTER_VS 7f
7:  jalr s1
    ecall
    .balign 4
8:  EXPECT_CAUSE 10
    jr t4

    .section .tables, "aw"
    .balign 4096
small2:
    .fill 512, 8, 0
small3:
    .fill 512, 8, 0
gsmall2:
    .fill 512, 8, 0
code1:
    li a5, 1
    ret
    .balign 4096
code2:
    li a5, 2
    ret
    .balign 4096
