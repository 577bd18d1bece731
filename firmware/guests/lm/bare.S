/* SPDX-License-Identifier: Apache-2.0 */
/* Entry of the bare program: a stack, a cleared .bss, and a trap that ends the run as failed. */
    .section .text.start, "ax"
    .globl _start
_start:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la sp, bare_stack_top
    .option arch, +zicsr
    la t0, bare_trap
    csrw mtvec, t0
    la t0, bare_bss_start
    la t1, bare_bss_end
1:  bgeu t0, t1, 2f
    sd zero, 0(t0)
    addi t0, t0, 8
    j 1b
2:  call bare_main
    .balign 4
bare_trap:
    la t0, tohost
    li t1, (4 << 1) | 1
    sd t1, 0(t0)
    j bare_trap
