// SPDX-License-Identifier: Apache-2.0
// G-stage faults exit, VS-stage faults stay with the guest, fetches that fault resume where it said.
#include "captive.inc"
    .option norvc
GUEST 0xb1ff, 0, 0
    li s0, HOLE
    li a0, 5
    CHECK 1
    ld a0, 0(s0)
    EXPECT a0, 5
    sd a0, 0(s0)
    amoadd.d a0, a0, (s0)
    EXPECT a0, 5
    CHECK 2
    li s1, 0x80201000       // read and execute only, no write; not dirty
    sd a0, 8(s1)
    ld a1, 8(s1)
    EXPECT a1, 0
    li s2, 0x80202000       // not accessed
    lw a2, 0(s2)
    EXPECT a2, 0x80202000 & 0
    CHECK 3
    la t0, 1f
    li t1, RESUME
    sd t0, 0(t1)
    li s3, 0x80300000
    jr s3
    j fail
1:  CHECK 4
    la t0, 2f
    li t1, RESUME
    sd t0, 0(t1)
    li s3, 1 << 41
    jr s3
    j fail
2:
GUEST_END
