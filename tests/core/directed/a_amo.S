// SPDX-License-Identifier: Apache-2.0
// A extension: every AMO in both widths, sign extension of the old value, minimum and maximum.
#include "test.inc"
.macro AMO n, op, old, operand, new
    CHECK \n
    li t0, \old
    sd t0, 0(s0)
    li t1, \operand
    \op\().d a0, t1, (s0)
    EXPECT_REG a0, t0
    ld a1, 0(s0)
    EXPECT a1, \new
.endm
TEST_BEGIN
    la s0, scratch
    AMO 1, amoswap, 5, -7, -7
    AMO 2, amoadd, 5, -7, -2
    AMO 3, amoxor, 0xff, 0x0f, 0xf0
    AMO 4, amoand, 0xff, 0x0f, 0x0f
    AMO 5, amoor, 0xf0, 0x0f, 0xff
    AMO 6, amomin, 5, -7, -7
    AMO 7, amomax, 5, -7, 5
    AMO 8, amominu, 5, -7, 5
    AMO 9, amomaxu, 5, -7, -7
    CHECK 20
    li t0, 0x1122334480000000
    sd t0, 0(s0)
    li t1, 1
    amoadd.w a0, t1, (s0)
    EXPECT a0, 0xffffffff80000000
    ld a1, 0(s0)
    EXPECT a1, 0x1122334480000001
    CHECK 21
    addi s1, s0, 4
    amomaxu.w.aqrl a0, t0, (s1)
    EXPECT a0, 0x11223344
    ld a1, 0(s0)
    EXPECT a1, 0x8000000080000001
    CHECK 22
    amomin.w a0, t1, (s1)
    EXPECT a0, 0xffffffff80000000
    CHECK 23
    amoswap.d zero, t1, (s0)
    ld a0, 0(s0)
    EXPECT a0, 1
    CHECK 24
    // Behind a store to the same place, and before a load from it.
    li t2, 100
    sd t2, 8(s0)
    addi s2, s0, 8
    amoadd.d a0, t2, (s2)
    ld a1, 8(s0)
    EXPECT a0, 100
    CHECK 25
    EXPECT a1, 200
    TEST_PASS
