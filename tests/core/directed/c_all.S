// SPDX-License-Identifier: Apache-2.0
// Compressed instructions: every form, and 32-bit instructions at odd halfwords and across lines.
#include "test.inc"
TEST_BEGIN
    .option rvc
    CHECK 1
    la a0, scratch
    mv s1, sp
    c.li a1, -5
    c.addi a1, 3
    EXPECT a1, -2
    CHECK 2
    c.sd a1, 8(a0)
    c.ld a2, 8(a0)
    EXPECT_REG a1, a2
    CHECK 3
    c.sw a1, 4(a0)
    c.lw a3, 4(a0)
    EXPECT a3, -2
    CHECK 4
    c.lui a4, 0x1f
    c.srli a4, 4
    EXPECT a4, 0x1f00
    CHECK 5
    c.lui a4, 0xfffe1
    c.srai a4, 12
    EXPECT a4, -31
    CHECK 6
    c.li a5, 12
    c.andi a5, 8
    c.slli a5, 40
    EXPECT a5, 0x80000000000
    CHECK 7
    c.li a4, 9
    c.li a5, 5
    c.sub a4, a5
    c.xor a4, a5
    c.or a4, a5
    c.and a4, a5
    EXPECT a4, 5
    CHECK 8
    li a4, 0x7fffffff
    c.li a5, 1
    c.addw a4, a5
    EXPECT a4, 0xffffffff80000000
    CHECK 9
    c.subw a4, a5
    EXPECT a4, 0x7fffffff
    CHECK 10
    c.addiw a4, 1
    EXPECT a4, 0xffffffff80000000
    CHECK 11
    c.addi16sp sp, -64
    c.sdsp a4, 16(sp)
    c.ldsp a3, 16(sp)
    c.swsp a5, 8(sp)
    c.lwsp a2, 8(sp)
    c.addi4spn a1, sp, 16
    EXPECT_REG a3, a4
    CHECK 12
    EXPECT a2, 1
    CHECK 13
    ld a3, 0(a1)
    EXPECT_REG a3, a4
    CHECK 14
    c.addi16sp sp, 64
    EXPECT_REG sp, s1
    CHECK 15
    c.mv a2, a5
    c.add a2, a2
    EXPECT a2, 2
    CHECK 16
    c.beqz a2, bad
    c.bnez a2, 1f
bad: j fail
1:  c.j 2f
    j fail
2:  la a3, 3f
    c.jalr a3
    j fail
    .balign 4
3:  c.nop
    la a3, 4f
    c.jr a3
    j fail
4:  CHECK 17
    // A 32-bit instruction whose halves lie in two cache lines, and in two pages.
    j 5f
    .balign 32
    .fill 15, 2, 0x0001
5:  nop
    .option norvc
    li a0, 5
    j 6f
    .option rvc
    .balign 4096
    .fill 2045, 2, 0x0001
    .option norvc
6:  addi a0, a0, 7
    addi a0, a0, 1
    .option rvc
    EXPECT a0, 13
    TEST_PASS
