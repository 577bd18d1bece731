// SPDX-License-Identifier: Apache-2.0
// Virtual-instruction exceptions: what VS and VU may not do but HS or U could.
#include "test.inc"
TEST_BEGIN
    TRAPS_IN 1, 1, 1, 22, csrr a0, hstatus
    EXPECT_REC REC_TVAL, 0x60002573
    TRAPS_IN 2, 1, 1, 22, csrr a0, vsstatus
    TRAPS_IN 3, 0, 1, 22, csrr a0, sstatus
    TRAPS_IN 4, 0, 1, 22, csrr a0, hgatp
    TRAPS_IN 5, 1, 1, 22, hfence.vvma
    TRAPS_IN 6, 0, 1, 22, hfence.gvma
    TRAPS_IN 7, 1, 1, 22, hlv.w a0, (sp)
    TRAPS_IN 8, 0, 1, 22, hsv.w a0, (sp)
    TRAPS_IN 9, 0, 1, 22, sret
    TRAPS_IN 10, 0, 1, 22, sfence.vma
    TRAPS_IN 11, 0, 1, 22, wfi
    TRAPS_IN 12, 1, 1, 2, csrr a0, mstatus
    TRAPS_IN 13, 1, 1, 2, mret
    TRAPS_IN 14, 0, 0, 2, csrr a0, sstatus
    TRAPS_IN 15, 0, 0, 2, sret
    TRAPS_IN 16, 1, 0, 2, mret
    TRAPS_IN 17, 0, 0, 2, hlv.w a0, (sp)
    TRAPS_IN 18, 0, 0, 2, hfence.gvma
    TRAPS_IN 19, 1, 0, 2, csrr a0, mscratch
    TEST_PASS
