// SPDX-License-Identifier: Apache-2.0
// WFI ends when an enabled interrupt is pending, whatever mstatus.MIE says, and goes on behind it.
#include "test.inc"
TEST_BEGIN
    CHECK 1
    li t0, 2
    csrw mie, t0
    csrs mip, t0
    wfi                     // pending: no waiting, and not taken with MIE clear
    csrr a0, mip
    EXPECT a0, 2
    CHECK 2
    csrc mip, t0
    // The core-local timer wakes it.
    li s0, CLINT
    li t1, 0xbff8
    add t1, t1, s0
    ld t2, 0(t1)
    addi t2, t2, 20
    li t3, 0x4000
    add t3, t3, s0
    sd t2, 0(t3)
    li t0, 0x80
    csrw mie, t0
    // Spike alone does not wait, so ask again.
1:  wfi
    csrr a0, mip
    andi a0, a0, 0x80
    beqz a0, 1b
    TEST_PASS
