/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Branches for branch.c: each in an 8-byte block of its own, so that each has its own entry of the
 * branch target buffer, and three in a line behind a return that fetches the line. And how one is
 * run.
 */
    .option arch, +c
    .option arch, +zicsr
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

/*
 * uint64_t branch_time(uint64_t not_taken, const uint8_t *code) runs it and returns the cycles.
 * Before, branches of a loop fill the history: a direction is learnt, and asked for, behind the
 * same history, whoever calls.
 */
    .globl branch_time
    .balign 512
branch_time:
    mv t2, ra
    li t1, 16
1:  addi t1, t1, -1
    bnez t1, 1b
    csrr t1, cycle
    jalr ra, 0(a1)
    csrr t3, cycle
    sub a0, t3, t1
    jr t2
