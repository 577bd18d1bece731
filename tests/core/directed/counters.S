// SPDX-License-Identifier: Apache-2.0
// Counters: they count, mcountinhibit stops them, mcounteren and scounteren open them to lower modes.
#include "test.inc"
TEST_BEGIN
    CHECK 1
    csrr a0, minstret
    nop
    nop
    csrr a1, minstret
    sub a1, a1, a0
    EXPECT a1, 3
    CHECK 2
    csrr a0, cycle
    csrr a1, cycle
    bltu a0, a1, 1f
    j fail
1:  CHECK 3
    li t0, 5
    csrw mcountinhibit, t0
    csrr a0, mcycle
    csrr a1, mcycle
    EXPECT_REG a0, a1
    CHECK 4
    csrr a0, minstret
    csrr a1, minstret
    EXPECT_REG a0, a1
    CHECK 5
    csrw mcountinhibit, zero
    li t0, 1000
    csrw minstret, t0
    csrr a0, minstret
    EXPECT a0, 1000
    csrw mcounteren, zero
    TRAPS_IN 6, 1, 0, 2, csrr a0, cycle
    TRAPS_IN 7, 1, 1, 2, csrr a0, time
    TRAPS_IN 8, 0, 0, 2, csrr a0, instret
    li t0, -1
    csrw mcounteren, t0
    csrw scounteren, zero
    csrw hcounteren, zero
    RUNS_IN 9, 1, 0, csrr a0, cycle
    TRAPS_IN 10, 0, 0, 2, csrr a0, cycle
    TRAPS_IN 11, 1, 1, 22, csrr a0, cycle
    csrw hcounteren, t0
    RUNS_IN 12, 1, 1, csrr a0, cycle
    TRAPS_IN 13, 0, 1, 22, csrr a0, cycle
    csrw scounteren, t0
    RUNS_IN 14, 0, 1, csrr a0, cycle
    RUNS_IN 15, 0, 0, csrr a0, time
    // Each of the three alone, seen from VU: mcounteren is illegal, the other two are virtual.
    csrw hcounteren, zero
    TRAPS_IN 16, 0, 1, 22, csrr a0, hpmcounter3
    csrw hcounteren, t0
    csrw mcounteren, zero
    TRAPS_IN 17, 0, 1, 2, csrr a0, cycle
    csrw hcounteren, zero
    csrw scounteren, zero
    TRAPS_IN 18, 0, 1, 2, csrr a0, instret
    TRAPS_IN 19, 1, 1, 2, csrr a0, hpmcounter31
    // What retires while another counter is read, over and over, is counted.
    CHECK 20
    csrr a0, minstret
    .rept 200
    csrr a1, mhpmcounter3
    .endr
    csrr a1, minstret
    sub a1, a1, a0
    EXPECT a1, 201
    TEST_PASS
