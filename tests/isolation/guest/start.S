/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Start of both guests, in VS mode: stack, Sv39 tables (identity, pages of 4 KiB), trap handler.
 * Every interrupt is counted and taken away; any exception ends the run with a code of its own.
 */
    .option arch, +zicsr
    .equ PTE_TABLE, 0x01
    .equ PTE_LEAF, 0xcf /* V R W X A D; the second stage says what may run */

    .section .text.start, "ax"
    .globl _start
_start:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la sp, stack_top
    la t0, bss_start
    la t1, bss_end
1:  bgeu t0, t1, 2f
    sd zero, 0(t0)
    addi t0, t0, 8
    j 1b
2:  la t0, leaves
    li t1, 0x80000000 >> 2 | PTE_LEAF
    li t2, 512
3:  sd t1, 0(t0)
    addi t0, t0, 8
    addi t1, t1, 0x400
    addi t2, t2, -1
    bnez t2, 3b
    la t0, leaves
    srli t0, t0, 2
    ori t0, t0, PTE_TABLE
    la t1, middle
    sd t0, 0(t1)
    srli t1, t1, 2
    ori t1, t1, PTE_TABLE
    la t0, root
    sd t1, 16(t0) /* 0x80000000 is the third GiB */
    srli t0, t0, 12
    li t1, 8 << 60
    or t0, t0, t1
    csrw satp, t0
    sfence.vma
    la t0, trap
    csrw stvec, t0
    li t0, 0x222
    csrw sie, t0
    csrsi sstatus, 2
    call guest_main
    li a7, 0
    ecall /* the run ends here, a0 is its result */
4:  j 4b

    .balign 4
trap:
    addi sp, sp, -32
    sd t0, 0(sp)
    sd t1, 8(sp)
    csrr t0, scause
    bgez t0, 5f
    csrci sip, 2 /* what the bench sets */
    li t1, -1
    csrw 0x14d, t1 /* stimecmp, vstimecmp here */
    la t1, interrupts
    ld t0, 0(t1)
    addi t0, t0, 1
    sd t0, 0(t1)
    ld t0, 0(sp)
    ld t1, 8(sp)
    addi sp, sp, 32
    sret
5:  csrr a1, sepc
    csrr a2, stval
    mv a0, t0
    li a7, 1
    ecall
6:  j 6b

    .globl ecall2
ecall2: /* uint64_t ecall2(value): an exit that the bench answers */
    li a7, 2
    ecall
    ret

    .section .bss
    .globl interrupts
    .balign 8
interrupts: .skip 8

    .section .tables, "aw", @nobits
    .balign 4096
root:   .skip 4096
middle: .skip 4096
leaves: .skip 4096
