// SPDX-License-Identifier: Apache-2.0
// Code that runs on into a page which the I-TLB does not hold: each instruction that must not meddle with that walk, at each distance before the page's end.
#include "test.inc"
#include "paging.inc"
#define TAIL 24 /* instructions at the end of code_a: nops, and the two that are tried */

// For each place in the tail: write the two instructions there, drop all translations, run.
.macro AT_EACH_PLACE n, first, second
    CHECK \n
    li s1, 0
3:  la t0, code_a_tail
    li t1, 0x13
    li t2, TAIL
4:  sw t1, 0(t0)
    addi t0, t0, 4
    addi t2, t2, -1
    bnez t2, 4b
    la t0, code_a_tail
    slli t1, s1, 2
    add t0, t0, t1
    ld t1, 5f
    sw t1, 0(t0)
    srli t1, t1, 32
    sw t1, 4(t0)
    fence.i
    sfence.vma
    hfence.gvma
    li s0, WINDOW
    li s2, WINDOW + 0x2000 - 4 * TAIL
    li a2, 0
    RESUME_AT 9f
    ENTER_S 1f
1:  ld a3, 8(s0)
    jalr s2
    ecall
    .balign 8
5:  \first
    \second
9:  EXPECT_CAUSE 9
    EXPECT a2, 1
    addi s1, s1, 1
    li t0, TAIL - 1
    bne s1, t0, 3b
.endm

TEST_BEGIN
    .option norvc
    PAGE_TABLES
    MAP_S PTE_RWX
    MAP_G PTE_RWX | PTE_U
    // The same addresses: the host finds code_a and code_b, the guest code_c twice.
    SET_PTE small, 1, code_a, PTE_RWX
    SET_PTE small, 2, code_b, PTE_RWX
    SET_PTE gsmall, 1, code_c, PTE_RWX | PTE_U
    SET_PTE gsmall, 2, code_c, PTE_RWX | PTE_U
    SATP satp, root
    csrw vsatp, zero
    SATP hgatp, groot
    li t0, HSTATUS_SPVP
    csrs hstatus, t0
    la s3, page1

    AT_EACH_PLACE 1, "hlv.d a0, (s0)", "ld a1, 0(s0)"
    AT_EACH_PLACE 2, "li s4, 0x123", "hlvx.wu a0, (s2)"
    AT_EACH_PLACE 3, "ld a3, 16(s0)", "sd a3, 24(s0)"
    AT_EACH_PLACE 4, "sfence.vma", "nop"
    AT_EACH_PLACE 5, "hfence.gvma", "hsv.d s1, (s0)"
    AT_EACH_PLACE 6, "sfence.vma s2", "amoadd.d a0, s1, (s0)"
    AT_EACH_PLACE 7, "mul a3, s1, s1", "sd a3, 32(s0)"
    // A fence that comes when the walk ends, more or less.
    AT_EACH_PLACE 13, "divw a0, s2, s0", "sfence.vma"
    AT_EACH_PLACE 14, "div a0, s2, s0", "sfence.vma"
    AT_EACH_PLACE 15, "lw a0, 64(s0)", "sfence.vma zero, s1"
    // The guest's first stage too, which grants execution to its supervisor.
    SATP vsatp, root
    AT_EACH_PLACE 8, "hlv.d a0, (s0)", "ld a1, 0(s0)"
    AT_EACH_PLACE 9, "hsv.d s1, (s0)", "sfence.vma"
    csrw vsatp, zero
    hfence.vvma

    // What a load's walk has left of the second stage does not grant a store.
    CHECK 10
    SET_PTE gsmall, 0, page1, PTE_V | PTE_R | PTE_A | PTE_U
    hfence.gvma
    li s0, WINDOW
    RUNS_IN 10, 1, 1, ld a0, 0(s0)
    TRAPS_IN 11, 1, 1, 23, sd a0, 0(s0)
    TRAPS_IN 12, 1, 1, 20, jr s0
    SET_PTE gsmall, 0, page1, PTE_RWX | PTE_U
    TEST_PASS

    .section .tables, "aw"
    .balign 4096
code_a:
    .fill 1024 - TAIL, 4, 0x13
code_a_tail:
    .fill TAIL, 4, 0x13
code_b:
    li a2, 1
    ret
    .balign 4096
code_c:
    li a2, 2
    ret
    .balign 4096
