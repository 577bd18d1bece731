/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest of the differential test, in VS mode without paging. The hypervisor measures and starts
 * this; the bench then writes the program over `body` and its data, so that two machines hold
 * different guests of which the hypervisor has seen the same image. Exceptions are stepped over, and
 * a timer interrupt is taken back. x8, x9 and x29 to x31 are not the program's.
 */
    .option arch, +zicsr

    .section .text.start, "ax"
    .globl _start
_start:
    la x8, data
    li x9, DATA_BYTES - 8
    la x30, trap
    csrw stvec, x30
    li x30, 0x20
    csrw sie, x30
    csrsi sstatus, 2
    li x30, 64
1:  addi x30, x30, -1 /* the body must not be fetched before it is there */
    bnez x30, 1b
    fence.i
    la x30, body
    jr x30

    .balign 4
trap:
    csrr x30, scause
    bltz x30, 4f
    csrr x30, sepc
    lhu x29, 0(x30)
    andi x29, x29, 3
    addi x29, x29, -3
    addi x30, x30, 2
    bnez x29, 3f
    addi x30, x30, 2
3:  csrw sepc, x30
    sret
4:  li x30, -1
    csrw 0x14d, x30 /* stimecmp, vstimecmp here */
    sret

    .balign 4096
body:
    .rept BODY_BYTES / 4
    .4byte 0x0000006f /* j . */
    .endr

    .section .bss
    .balign 4096
data:
    .skip DATA_BYTES
