// SPDX-License-Identifier: Apache-2.0
// Zicclsm: misaligned loads and stores inside a doubleword, across doublewords, lines and pages.
#include "test.inc"
TEST_BEGIN
    la s0, _end             // page aligned
    li t0, 0x0706050403020100
    li t1, 0x0808080808080808
    li t2, 16
    addi t3, s0, -64
    li t4, 4032
    add s0, s0, t4          // 64 bytes before a page end
    mv t3, s0
1:  sd t0, 0(t3)
    add t0, t0, t1
    addi t3, t3, 8
    addi t2, t2, -1
    bnez t2, 1b
    CHECK 1
    lw a0, 1(s0)
    EXPECT a0, 0x04030201
    CHECK 2
    lh a0, 7(s0)
    EXPECT a0, 0x0807
    CHECK 3
    ld a0, 5(s0)
    EXPECT a0, 0x0c0b0a0908070605
    CHECK 4
    ld a0, 29(s0)           // across a line
    EXPECT a0, 0x24232221201f1e1d
    CHECK 5
    ld a0, 61(s0)           // across a page
    EXPECT a0, 0x44434241403f3e3d
    CHECK 6
    lwu a0, 62(s0)
    EXPECT a0, 0x41403f3e
    CHECK 7
    li a1, 0xa1a2a3a4a5a6a7a8
    sd a1, 59(s0)
    ld a0, 56(s0)
    EXPECT a0, 0xa4a5a6a7a83a3938
    CHECK 8
    ld a0, 64(s0)
    EXPECT a0, 0x4746454443a1a2a3
    CHECK 9
    li a1, 0xbbcc
    sh a1, 63(s0)
    lhu a0, 63(s0)
    EXPECT a0, 0xbbcc
    CHECK 10
    sw a1, 3(s0)
    ld a0, 0(s0)
    EXPECT a0, 0x070000bbcc020100
    CHECK 11
    lh a0, 3(s0)
    EXPECT a0, 0xffffffffffffbbcc
    TEST_PASS
