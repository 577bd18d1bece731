// SPDX-License-Identifier: Apache-2.0
// More stores than the buffer holds, what comes right behind them, and what is in M when an older instruction traps.
#include "test.inc"
// Doublewords twice, and one store that crosses into the next line.
.macro BURST
    sd s1, 0(s0)
    sd s2, 8(s0)
    sb s1, 9(s0)
    sd s1, 40(s0)
    sd s2, 48(s0)
    sh s1, 50(s0)
    sd s2, 61(s0)
    sw s1, 40(s0)
    sd s1, 96(s0)
    sd s2, 104(s0)
    sb s2, 96(s0)
.endm
TEST_BEGIN
    .option norvc
    la s0, area
    la s4, area + 128
    la s5, cold
    li s1, 0x1111222233334444
    li s2, 0x5555666677778888
    li s3, 20
1:  CHECK 1
    BURST
    ld a0, 40(s0)
    EXPECT a0, 0x1111222233334444
    CHECK 2
    ld a0, 112(s0)
    ld a0, 61(s0)
    EXPECT_REG a0, s2
    CHECK 3
    BURST
    amoadd.d a0, s1, (s4)
    BURST
    lr.d a0, (s4)
    sd s2, 8(s4)
    sc.d a1, s1, (s4)
    EXPECT a1, 0
    CHECK 4
    ld a0, 0(s4)
    EXPECT_REG a0, s1
    BURST
    sd s1, 112(s0)
    sd s2, 120(s0)              // in a line that L1D has
    ld a0, (s5)                 // misses, while stores wait
    addi s5, s5, 64
    EXPECT a0, 0
    BURST
    fence
    BURST
    fence.i
    addi s3, s3, -1
    bnez s3, 1b

    la s5, cold + 2048
    // Behind a load that faults: a load that misses, a store, an atomic, a device. They never happened.
    li s6, 0x60000000           // nothing is there
    .irp insn, "ld a1, 0(s5)", "sd s1, 64(s5)", "amoadd.d a1, s1, (s5)", "lw a1, 0(s7)"
    CHECK 10
    li s7, CLINT + 0x4000
    li a1, 55
    RESUME_AT 8f
    ld a0, 0(s6)
    \insn
    j fail
    .balign 4
8:  EXPECT_CAUSE 5
    EXPECT a1, 55
    .endr
    CHECK 11
    ld a0, 64(s5)
    EXPECT a0, 0
    TEST_PASS
    .section .tables, "aw"
    .balign 4096
area:
    .fill 512, 8, 0
cold:
    .fill 512, 8, 0
