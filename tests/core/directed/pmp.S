// SPDX-License-Identifier: Apache-2.0
// PMP: NAPOT, TOR and NA4, priority, locked entries that bind M, no rights without a match.
#include "test.inc"
#include "paging.inc"
TEST_BEGIN
    la s0, scratch
    // Entry 0 NAPOT 64 bytes read only, entry 1 everything.
    srli t0, s0, 2
    ori t0, t0, 7
    csrw pmpaddr0, t0
    li t1, -1
    csrw pmpaddr1, t1
    li t1, 0x1f19
    csrw pmpcfg0, t1
    sfence.vma
    hfence.gvma
    RUNS_IN 1, 1, 0, ld a0, 0(s0)
    TRAPS_IN 2, 1, 0, 7, sd a0, 0(s0)
    EXPECT_REC_SYM REC_TVAL, scratch
    TRAPS_IN 3, 0, 0, 7, amoadd.d a0, a0, (s0)
    RUNS_IN 4, 0, 0, sd a0, 64(s0)
    CHECK 5
    sd a0, 0(s0)
    // NA4 without rights.
    srli t0, s0, 2
    csrw pmpaddr0, t0
    li t1, 0x1f10
    csrw pmpcfg0, t1
    sfence.vma
    TRAPS_IN 6, 1, 0, 5, lw a0, 0(s0)
    RUNS_IN 7, 1, 0, lw a0, 4(s0)
    TRAPS_IN 8, 1, 0, 5, ld a0, 0(s0)
    // TOR.
    addi t0, s0, 128
    srli t0, t0, 2
    csrw pmpaddr0, t0
    addi t0, s0, 256
    srli t0, t0, 2
    csrw pmpaddr1, t0
    li t1, -1
    csrw pmpaddr2, t1
    li t1, 0x1f0800
    csrw pmpcfg0, t1
    sfence.vma
    TRAPS_IN 9, 1, 0, 5, ld a0, 128(s0)
    TRAPS_IN 10, 1, 0, 5, ld a0, 248(s0)
    RUNS_IN 11, 1, 0, ld a0, 256(s0)
    RUNS_IN 12, 1, 0, ld a0, 120(s0)
    CHECK 13
    ld a0, 128(s0)
    // Locked: binds M, and cannot be changed.
    li t1, 0x1f8800
    csrw pmpcfg0, t1
    sfence.vma
    TRAPS 14, 5, ld a0, 128(s0)
    TRAPS 15, 7, sd a0, 200(s0)
    CHECK 16
    li t1, 0x1f0f00
    csrw pmpcfg0, t1
    csrr a0, pmpcfg0
    EXPECT a0, 0x1f8800
    CHECK 17
    csrw pmpaddr1, zero
    csrr a0, pmpaddr1
    addi t0, s0, 256
    srli t0, t0, 2
    EXPECT_REG a0, t0
    CHECK 18
    csrw pmpaddr0, zero     // the bottom of a locked TOR range is locked as well
    csrr a0, pmpaddr0
    addi t0, s0, 128
    srli t0, t0, 2
    EXPECT_REG a0, t0
    // No match at all: S has no rights, M has all.
    li t1, 0x008800
    csrw pmpcfg0, t1
    sfence.vma
    TRAPS_IN 19, 1, 0, 1, nop
    CHECK 20
    ld a0, 512(s0)
    TEST_PASS
