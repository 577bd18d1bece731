/* SPDX-License-Identifier: Apache-2.0 */
/*
 * First instructions of the residue attacks, instead of the library's: no device tree, no console
 * and no loop that clears memory, since each branch and each page on the way to the attack replaces
 * what the guest before left. The loader has zeroed the memory; a trap ends in a loop.
 */
    .option arch, +zicsr

    .section .text.start, "ax"
    .globl _start
_start:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la t0, 1f
    csrw stvec, t0
    la sp, stack_top
    call guest_main
    li a7, 0x53525354 /* system reset: shutdown */
    li a6, 0
    li a0, 0
    li a1, 0
    ecall
    .balign 4
1:  wfi
    j 1b

    /* On the page of the parameters: one place of the TLB less. */
    .data
    .balign 16
    .zero 1024
stack_top:
