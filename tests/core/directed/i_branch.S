// SPDX-License-Identifier: Apache-2.0
// Branches taken and not, forward and back, calls and returns, and a loop long enough to train the
// predictor and then surprise it.
#include "test.inc"
.macro TAKEN n, op, a, b
    CHECK \n
    li a0, \a
    li a1, \b
    \op a0, a1, 1f
    j fail
1:
.endm
.macro FALLS n, op, a, b
    CHECK \n
    li a0, \a
    li a1, \b
    \op a0, a1, 1f
    j 2f
1:  j fail
2:
.endm
TEST_BEGIN
    TAKEN 1, beq, 5, 5
    FALLS 2, beq, 5, 6
    TAKEN 3, bne, 5, 6
    FALLS 4, bne, 5, 5
    TAKEN 5, blt, -1, 0
    FALLS 6, blt, 0, -1
    TAKEN 7, bge, 0, -1
    FALLS 8, bge, -1, 0
    TAKEN 9, bge, 3, 3
    TAKEN 10, bltu, 0, -1
    FALLS 11, bltu, -1, 0
    TAKEN 12, bgeu, -1, 0
    FALLS 13, bgeu, 0, -1
    // A branch that is decided in M, and the next right behind it.
    CHECK 14
    li t0, 40
1:  addi t0, t0, -1
    bltz t0, 2f
    beqz t0, 3f
    j 1b
2:  j fail
3:
    CHECK 20
    li t0, 300
    li t1, 0
1:  addi t1, t1, 3
    andi t2, t0, 7
    beqz t2, 2f
    addi t1, t1, 1
2:  addi t0, t0, -1
    bnez t0, 1b
    EXPECT t1, 1163
    CHECK 21
    li a0, 12
    call fib
    EXPECT a0, 144
    CHECK 22
    la t0, 3f
    addi t0, t0, 1
    jalr t1, t0, 0      // bit 0 of the target is dropped
4:  j fail
    .balign 4
3:  la t2, 4b
    EXPECT_REG t1, t2
    CHECK 23
    la ra, 4f
    jalr ra, 0(ra)      // link register is also the source
    j fail
    .balign 4
4:  CHECK 24
    jal t0, 5f          // alternative link register
    j 6f
5:  jr t0
6:  TEST_PASS
fib:
    li t0, 2
    bltu a0, t0, 1f
    addi sp, sp, -32
    sd ra, 0(sp)
    sd a0, 8(sp)
    addi a0, a0, -1
    call fib
    sd a0, 16(sp)
    ld a0, 8(sp)
    addi a0, a0, -2
    call fib
    ld t0, 16(sp)
    add a0, a0, t0
    ld ra, 0(sp)
    addi sp, sp, 32
1:  ret
