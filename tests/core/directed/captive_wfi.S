// SPDX-License-Identifier: Apache-2.0
// WFI parks with nothing pending; management's virtual interrupt ends it and is taken when enabled.
#include "captive.inc"
    .option norvc
GUEST 0xb1ff, 0, 0
    CHECK 1
    li t0, 2
    csrw sie, t0
    csrci sstatus, 2
    wfi                     // comes back with VSSIP pending
1:  csrr a0, sip
    andi a0, a0, 2
    bnez a0, 2f
    wfi
    j 1b
2:  csrci sip, 2
    CHECK 2
    csrsi sstatus, 2
    wfi
3:  li t0, RECORD
    ld a0, 24(t0)
    bnez a0, 4f
    wfi
    j 3b
4:  EXPECT_RECORD 0, 1 << 63 | 1
    csrci sip, 2
    csrwi sip, 0
GUEST_END
