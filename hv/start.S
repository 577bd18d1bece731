/* SPDX-License-Identifier: Apache-2.0
 *
 * Entry from the boot ROM in HS mode, a0 = boot info: memory that the image does not fill is
 * cleared, then C.
 */
    .section .text.start, "ax"
    .globl _start
_start:
    mv      s0, a0
    la      t0, bss_start
    la      t1, bss_end
1:  bgeu    t0, t1, 2f
    sd      zero, 0(t0)
    addi    t0, t0, 8
    j       1b
2:  la      sp, stack_end
    mv      a0, s0
    call    hv_main
3:  wfi
    j       3b
