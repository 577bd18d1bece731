// SPDX-License-Identifier: Apache-2.0
// No guest external interrupts here: hgeip, hgeie, VGEIN and SGEIP are zero and stay so.
#include "test.inc"
TEST_BEGIN
    li s2, -1
    CHECK 1
    csrw hgeie, s2
    csrr a0, hgeie
    EXPECT a0, 0
    CHECK 2
    csrr a0, hgeip
    EXPECT a0, 0
    TRAPS 3, 2, csrw hgeip, s2
    CHECK 4
    li t0, 0x3f << 12
    csrs hstatus, t0            // VGEIN
    csrr a0, hstatus
    and a0, a0, t0
    EXPECT a0, 0
    CHECK 6
    csrw hie, s2                // SGEIE can be set, as in Spike; nothing raises it
    csrw hip, s2
    csrr a0, hip
    li t0, 1 << 12
    and a0, a0, t0
    EXPECT a0, 0
    CHECK 7
    li t0, 1 << 12
    csrw mip, t0
    csrr a0, mip
    EXPECT a0, 0
    // The guest cannot see that there are none.
    TRAPS_IN 8, 1, 1, 22, csrr a0, hgeip
    TRAPS_IN 9, 0, 1, 22, csrr a0, hgeie
    TRAPS_IN 10, 0, 0, 2, csrr a0, hgeip
    // Its external interrupt comes from hvip alone.
    CHECK 11
    csrw hie, s2
    li t0, 0x444
    csrw hideleg, t0
    li t0, 0x400
    csrw hvip, t0
    RESUME_AT 8f
    ENTER_VU 1f
1:  j 1b
    .balign 4
8:  EXPECT_CAUSE 1 << 63 | 9
    EXPECT_REC REC_MODE, 5
    csrw hvip, zero
    TEST_PASS
