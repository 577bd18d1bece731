# SPDX-License-Identifier: Apache-2.0
#
# Bare program for the whole SoC: WFI gives the core's clock away, and the Sstc timer, which the
# core itself compares, still ends it, at most 200 ticks late. Exit code 3: early; 4: late.

.section .init, "ax"
.globl _start
_start:
    li   t0, 1 << 63
    csrw 0x30a, t0                # menvcfg.STCE
    csrr s0, time
    li   t1, 3000
    add  s0, s0, t1
    csrw 0x14d, s0                # stimecmp
    li   t0, 1 << 5
    csrw mie, t0
    wfi
    csrr s1, time
    li   a0, 3 << 1 | 1
    bltu s1, s0, out
    sub  s2, s1, s0
    li   t0, 200
    li   a0, 4 << 1 | 1
    bgtu s2, t0, out
    li   a0, 1
out:
    la   t0, tohost
    sd   a0, 0(t0)
1:  j    1b

.data
.align 6
.globl tohost
tohost: .dword 0
