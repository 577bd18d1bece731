// SPDX-License-Identifier: Apache-2.0
// Sstc: stimecmp and vstimecmp raise their interrupts, htimedelta shifts, enables gate access.
#include "test.inc"
#include "paging.inc"
TEST_BEGIN
    CHECK 1
    li t0, 1 << 63
    csrw menvcfg, t0
    csrw henvcfg, t0
    li t1, -1
    csrw hcounteren, t1
    csrw stimecmp, t1
    csrw vstimecmp, t1
    csrr a0, mip
    andi a0, a0, 0x60
    EXPECT a0, 0
    CHECK 2
    csrw stimecmp, zero
1:  csrr a0, mip
    andi a0, a0, 0x20
    beqz a0, 1b
    csrw stimecmp, t1
    csrr a0, mip
    andi a0, a0, 0x20
    EXPECT a0, 0
    CHECK 3
    li t2, -1
    slli t2, t2, 62
    csrw htimedelta, t2
    csrw vstimecmp, t2
2:  csrr a0, mip
    andi a0, a0, 0x40
    beqz a0, 2b
    RUNS_IN 4, 1, 1, csrr a0, stimecmp
    EXPECT_REG a0, t2
    csrw henvcfg, zero
    TRAPS_IN 5, 1, 1, 22, csrr a0, stimecmp
    csrw menvcfg, zero
    TRAPS_IN 6, 1, 0, 2, csrr a0, stimecmp
    TRAPS_IN 7, 1, 1, 2, csrr a0, stimecmp
    TRAPS_IN 8, 0, 0, 2, csrr a0, stimecmp
    TEST_PASS
