// SPDX-License-Identifier: Apache-2.0
// mcontrol6 triggers on execute, load and store, before the access, in the modes they name.
#include "test.inc"
#include "paging.inc"
// type 6, and bits m 6, s 4, u 3, execute 2, store 1, load 0.
#define MC6 (6 << 60)
TEST_BEGIN
    la s0, scratch
    csrw tselect, zero
    li t0, MC6 | 1 << 4 | 1
    csrw tdata1, t0
    csrw tdata2, s0
    TRAPS_IN 1, 1, 0, 3, ld a0, 0(s0)
    EXPECT_REC_SYM REC_TVAL, scratch
    RUNS_IN 2, 1, 0, sd a0, 0(s0)
    RUNS_IN 3, 1, 0, ld a0, 8(s0)
    RUNS_IN 4, 0, 0, ld a0, 0(s0)
    li t0, MC6 | 1 << 3 | 2
    csrw tdata1, t0
    TRAPS_IN 5, 0, 0, 3, sd a0, 0(s0)
    RUNS_IN 6, 0, 0, ld a0, 0(s0)
    li t0, MC6 | 1 << 4 | 4
    csrw tdata1, t0
    la t1, 1f
    csrw tdata2, t1
    CHECK 7
    RESUME_AT 2f
    ENTER_S 1f
    .balign 4
1:  nop
    j fail
    .balign 4
2:  EXPECT_CAUSE 3
    csrw tdata1, zero
    RUNS_IN 8, 1, 0, ld a0, 0(s0)
    TEST_PASS
