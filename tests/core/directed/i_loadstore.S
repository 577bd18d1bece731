// SPDX-License-Identifier: Apache-2.0
// Loads and stores of every size, extension, store to load forwarding of parts, cache line and page
// crossing by sequence.
#include "test.inc"
TEST_BEGIN
    la s0, scratch
    li t0, 0x8182838485868788
    sd t0, 0(s0)
    CHECK 1
    ld a0, 0(s0)
    EXPECT_REG a0, t0
    CHECK 2
    lb a0, 0(s0)
    EXPECT a0, -0x78
    CHECK 3
    lbu a0, 7(s0)
    EXPECT a0, 0x81
    CHECK 4
    lh a0, 2(s0)
    EXPECT a0, 0xffffffffffff8586
    CHECK 5
    lhu a0, 6(s0)
    EXPECT a0, 0x8182
    CHECK 6
    lw a0, 4(s0)
    EXPECT a0, 0xffffffff81828384
    CHECK 7
    lwu a0, 0(s0)
    EXPECT a0, 0x85868788
    CHECK 8
    li t1, 0x11
    sb t1, 3(s0)
    ld a0, 0(s0)
    EXPECT a0, 0x8182838411868788
    CHECK 9
    li t1, 0x2233
    sh t1, 4(s0)
    lw a0, 4(s0)
    EXPECT a0, 0xffffffff81822233
    CHECK 10
    li t1, 0x44556677
    sw t1, 4(s0)
    ld a0, 0(s0)
    EXPECT a0, 0x4455667711868788
    CHECK 11
    // 16 KiB of stores, more than the cache, read back.
    la s1, _end
    li t0, 2048
    mv t1, s1
1:  sd t0, 0(t1)
    addi t1, t1, 8
    addi t0, t0, -1
    bnez t0, 1b
    li t0, 2048
    mv t1, s1
    li t3, 0
2:  ld t2, 0(t1)
    add t3, t3, t2
    addi t1, t1, 8
    addi t0, t0, -1
    bnez t0, 2b
    EXPECT t3, 2098176
    CHECK 12
    // Same set, different tags: evictions.
    li t5, 8192
    mv t1, s1
    li t0, 6
3:  sd t0, 0(t1)
    ld t2, 0(t1)
    bne t2, t0, 4f
    add t1, t1, t5
    addi t0, t0, -1
    bnez t0, 3b
    j 5f
4:  j fail
5:  CHECK 13
    ld t2, 0(s1)
    EXPECT t2, 6
    CHECK 14
    // A load into x0 still accesses and changes nothing.
    ld zero, 0(s0)
    mv a0, zero
    EXPECT a0, 0
    TEST_PASS
