// SPDX-License-Identifier: Apache-2.0
// Fences of all kinds retire; fence.i makes freshly written code visible, also code already fetched.
#include "test.inc"
TEST_BEGIN
    CHECK 1
    fence
    fence r, w
    fence.tso
    fence.i
    li t5, 20
    la s0, patch
again:
    // Write "li a0, t5": addi a0, zero, imm.
    slli t0, t5, 20
    li t1, 0x513
    or t0, t0, t1
    sw t0, 0(s0)
    fence.i
    .option norvc
patch:
    li a0, 0
    .option norvc
    nop
    .option rvc
    bne a0, t5, bad
    addi t5, t5, -1
    bnez t5, again
    TEST_PASS
bad:
    j fail
