// SPDX-License-Identifier: Apache-2.0
// The guest's timer counts model time: stimecmp of VS raises interrupt 5; counters open by hcounteren.
#include "captive.inc"
    .option norvc
GUEST 0xb1ff, 7, 1 << 63
    CHECK 1
    rdtime a0
    rdcycle a1
    rdinstret a2
    bgeu a1, a0, 1f
    j fail
1:  CHECK 2
    rdtime a0
    addi a0, a0, 20
    csrw stimecmp, a0
    csrr a1, stimecmp
    beq a0, a1, 1f
    j fail
1:  li t0, 0x20
    csrw sie, t0
    csrsi sstatus, 2
2:  li t0, RECORD
    ld a3, 24(t0)
    beqz a3, 2b
    CHECK 3
    csrci sstatus, 2
    ld a3, 0(t0)
    li t1, 1 << 63 | 1
    beq a3, t1, 3f          // a software interrupt of a halt came first
    EXPECT_RECORD 0, 1 << 63 | 5
3:  CHECK 4
    rdtime a4
    bgeu a4, a0, 4f
    j fail
4:
GUEST_END
