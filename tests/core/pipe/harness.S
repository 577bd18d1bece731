# SPDX-License-Identifier: Apache-2.0
#
# Runs a list of instructions one by one in M mode, each between breakpoints and with every register
# pointing into its own data window, so that whatever it does (fault, load, store, branch, jump) the
# next thing is a trap. Lockstep with Spike judges the outcome; this program judges nothing.
# list.S, generated, defines list_begin .. list_end; 16-bit instructions have a zero upper half.

.equ EBREAKS, 4096 + 256          # bytes of c.ebreak around the code slot

.macro fill from, bytes           # both in registers: t0 from, t1 end
1:  sd   t2, 0(\from)
    addi \from, \from, 8
    bltu \from, \bytes, 1b
.endm

.section .init, "ax"
.globl _start
_start:
    .irp r, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li   x\r, 0
    .endr
    la   t0, trap
    csrw mtvec, t0
    la   x31, state
    csrw mscratch, x31
    li   t0, 0x1800               # MPP = M for the first mret
    csrw mstatus, t0
    li   t2, 0x9002900290029002
    la   t0, code - EBREAKS / 2
    li   t1, EBREAKS
    add  t1, t1, t0
    fill t0, t1
    addi s0, x31, 64 + 8          # registers' start values
    li   s1, 31
2:  ld   t0, 0(s0)
    andi t0, t0, -8
    addi t0, t0, -1024
    addi t1, t0, 2047
    fill t0, t1
    addi s0, s0, 8
    addi s1, s1, -1
    bnez s1, 2b
    j    next

.align 2
trap:
    csrr x31, mscratch
next:
    ld   x1, 0(x31)
    ld   x2, 8(x31)
    beq  x1, x2, done
    lw   x3, 0(x1)
    addi x1, x1, 4
    sd   x1, 0(x31)
    ld   x4, 16(x31)
    srli x5, x3, 16
    andi x6, x3, 3
    addi x6, x6, -3
    beqz x6, 1f
    li   x5, 0x9002
1:  sh   x3, 0(x4)
    sh   x5, 2(x4)
    csrw mepc, x4
    fence.i
    .irp r, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
    ld   x\r, 64 + 8 * \r(x31)
    .endr
    ld   x31, 64 + 8 * 31(x31)
    mret

done:
    la   t0, tohost
    li   t1, 1
    sd   t1, 0(t0)
3:  j    3b

.data
.align 6
.globl tohost
tohost: .dword 0
.globl fromhost
fromhost: .dword 0
.align 6
state:
    .dword list_begin, list_end, code
    .org state + 64
    .set k, 0
    .rept 32
    .dword 0x80409002 + k * 0x10000
    .set k, k + 1
    .endr

.align 13
    .space 8192
code:
    .space 8192
    .include "list.S"
