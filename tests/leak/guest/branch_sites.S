/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Branches for branch.c: each in an 8-byte block of its own, so that each has its own entry of the
 * branch target buffer, and three in a line behind a return that fetches the line.
 */
    .option arch, +c
    .section .text.branch_sites, "ax"
    .globl branch_sites
    .balign 512
branch_sites:
    .rept 16
    c.jr ra
    .balign 8
    .rept 3
    c.beqz a0, 1f
    c.nop
    c.jr ra
1:  c.jr ra
    .endr
    .balign 32
    .endr
