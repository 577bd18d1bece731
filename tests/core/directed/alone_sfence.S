// SPDX-License-Identifier: Apache-2.0
// sfence.vma in each operand form: what it must drop, and what stays (guest, other addresses, other ASIDs).
#include "stale.inc"
// `fence` after a change of all four mappings: 4 KiB, 4 KiB beside it, global, 2 MiB.
.macro ROUND n, e0, e1, eg, em, insn:vararg
    CHECK \n
    jal fill
    \insn
    SEEN \n, \e0, \e1, \eg, \em
.endm
.macro SEEN n, e0, e1, eg, em
    CHECK \n
    jal look
    EXPECT_READ a0, \e0
    EXPECT_READ a1, \e1
    EXPECT_READ a2, \eg
    EXPECT_READ a3, \em
.endm
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    MAP_G PTE_RWX | PTE_U
    STALE_DATA
    li s1, MSTATUS_MPRV | MSTATUS_MPP_S
    li t0, MSTATUS_MPP
    csrc mstatus, t0
    li s2, VA0
    li s3, VA1
    li s4, VAG
    la t0, page0
    la t1, _start
    sub t0, t0, t1
    li s5, VAM
    add s5, s5, t0
    li s6, 5
    ATP satp, root, 5
    ROUND 1, OLD, OLD, OLD, OLD, nop
    ROUND 2, NEW, NEW, NEW, NEW, sfence.vma
    ROUND 3, NEW, OLD, OLD, ANY, sfence.vma s2
    ROUND 4, OLD, NEW, OLD, ANY, sfence.vma s3
    ROUND 5, OLD, OLD, NEW, ANY, sfence.vma s4
    li s7, VAM + 0x123000           // a place elsewhere in the superpage
    ROUND 6, OLD, OLD, OLD, NEW, sfence.vma s7
    ROUND 7, NEW, NEW, ANY, NEW, sfence.vma zero, s6
    ROUND 8, NEW, OLD, ANY, ANY, sfence.vma s2, s6
    ROUND 9, OLD, OLD, ANY, NEW, sfence.vma s7, s6
    // Other fences leave the host's translations alone; so do traps and returns.
    ROUND 10, OLD, OLD, OLD, OLD, hfence.vvma
    ROUND 11, OLD, OLD, OLD, OLD, hfence.gvma
    ROUND 12, OLD, OLD, OLD, OLD, hfence.vvma s2, s6
    ROUND 13, OLD, OLD, OLD, OLD, fence.i
    CHECK 14
    jal fill
    RUNS_IN 14, 1, 1, sfence.vma
    RUNS_IN 14, 1, 0, nop
    li t0, MSTATUS_MPP
    csrc mstatus, t0
    SEEN 14, OLD, OLD, OLD, OLD

    // Another ASID sees its own tables, but for what is global; the first one's stay meanwhile.
    ROUND 20, NEW, NEW, OLD, NEW, jal asid6
    jal asid5
    SEEN 21, OLD, OLD, OLD, ANY
    sfence.vma zero, s6
    SEEN 22, NEW, NEW, ANY, NEW
    // From another ASID: by address for all, and by number.
    CHECK 23
    jal fill
    jal asid6
    sfence.vma s2
    jal asid5
    SEEN 23, NEW, OLD, OLD, ANY
    CHECK 24
    jal fill
    jal asid6
    sfence.vma
    jal asid5
    SEEN 24, NEW, NEW, NEW, NEW
    CHECK 25
    jal fill
    jal asid6
    sfence.vma zero, s6
    jal asid5
    SEEN 25, NEW, NEW, ANY, NEW
    CHECK 26
    jal fill
    jal asid6
    sfence.vma s2, s6
    jal asid5
    SEEN 26, NEW, OLD, ANY, ANY
    // All 16 bits of the ASID count.
    CHECK 27
    jal fill
    ATP satp, root, 0x8005
    SEEN 27, NEW, NEW, OLD, NEW
    jal asid5

    // A table above the leaf is changed: the fence for one address drops the way there too.
    SET_PTE small2, 0, page1, PTE_RWX
    SET_PTE small2, 1, page1, PTE_RWX
    SET_PTE small2, 2, page1, PTE_RWX
    .irp form, 0, 1, 2, 3
    CHECK 30 + \form
    jal fill
    SET_PTE small, 0, page0, PTE_RWX
    SET_PTE small, 1, page0, PTE_RWX
    SET_PTE mid, 0, small2, PTE_V
    .if \form == 0
    sfence.vma s2
    .elseif \form == 1
    sfence.vma s2, s6
    .elseif \form == 2
    sfence.vma zero, s6
    .else
    sfence.vma
    .endif
    HOST_LD a0, s2
    EXPECT a0, NEW
    SET_PTE mid, 0, small, PTE_V
    .endr

    // A gigapage lies in the TLB in parts: one address names all of them.
    CHECK 40
    SET_PTE root, 3, _start, PTE_RWX
    sfence.vma
    la s7, page0
    li t0, 0x40000000
    add s7, s7, t0
    li t0, MEGA
    add s8, s7, t0
    HOST_LD a0, s7
    EXPECT a0, OLD
    HOST_LD a0, s8
    EXPECT a0, NEW
    la t0, root
    sd zero, 24(t0)
    HOST_LD a0, s7
    EXPECT a0, OLD
    HOST_LD a0, s8
    EXPECT a0, NEW
    sfence.vma s7
    CHECK 41
    RESUME_AT 8f
    csrs mstatus, s1
    ld a0, 0(s8)
    j fail
    .balign 4
8:  csrc mstatus, s1
    EXPECT_CAUSE 13
    CHECK 42
    RESUME_AT 8f
    li t0, MSTATUS_MPP
    csrc mstatus, t0
    csrs mstatus, s1
    ld a0, 0(s7)
    j fail
    .balign 4
8:  csrc mstatus, s1
    EXPECT_CAUSE 13

    // Fetch has a TLB of its own.
    CHECK 50
    SET_PTE small, 9, code1, PTE_RWX
    sfence.vma
    fence.i
    li s7, WINDOW + 0x9000
    jal run_s
    EXPECT a4, 1
    SET_PTE small, 9, code2, PTE_RWX
    CHECK 51
    jal run_s
    EXPECT a4, 1
    CHECK 52
    sfence.vma s2               // another address
    jal run_s
    EXPECT a4, 1
    CHECK 53
    sfence.vma s7
    jal run_s
    EXPECT a4, 2
    SET_PTE small, 9, code1, PTE_RWX
    CHECK 54
    hfence.vvma
    hfence.gvma
    jal run_s
    EXPECT a4, 2
    CHECK 55
    sfence.vma zero, s6
    jal run_s
    EXPECT a4, 1
    TEST_PASS

fill:
    SET_PTE small, 0, page0, PTE_RWX
    SET_PTE small, 1, page0, PTE_RWX
    SET_PTE small, 2, page0, PTE_RWX | PTE_G
    SET_PTE mid, 1, _start, PTE_RWX
    sfence.vma
    li t3, 2
1:  HOST_LD a0, s2
    HOST_LD a1, s3
    HOST_LD a2, s4
    HOST_LD a3, s5
    EXPECT a0, OLD
    EXPECT a1, OLD
    EXPECT a2, OLD
    EXPECT a3, OLD
    SET_PTE small, 0, page1, PTE_RWX
    SET_PTE small, 1, page1, PTE_RWX
    SET_PTE small, 2, page1, PTE_RWX | PTE_G
    SET_PTE_AT mid, 1, _start, MEGA, PTE_RWX
    addi t3, t3, -1
    bnez t3, 1b                 // again: nobody looks at the tables
    ret
look:
    HOST_LD a0, s2
    HOST_LD a1, s3
    HOST_LD a2, s4
    HOST_LD a3, s5
    ret
asid5:
    ATP satp, root, 5
    ret
asid6:
    ATP satp, root, 6
    ret
run_s:                          // calls s7 in S; a4 is its answer
    mv s0, ra
    RESUME_AT 8f
    ENTER_S 7f
7:  jalr s7
    ecall
    .balign 4
8:  EXPECT_CAUSE 9
    li t0, MSTATUS_MPP
    csrc mstatus, t0
    jr s0

    .section .tables, "aw"
    .balign 4096
small2:
    .fill 512, 8, 0
code1:
    li a4, 1
    ret
    .balign 4096
code2:
    li a4, 2
    ret
    .balign 4096
