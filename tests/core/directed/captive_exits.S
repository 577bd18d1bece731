// SPDX-License-Identifier: Apache-2.0
// Calls and refused instructions leave the captive core as exits and come back; registers survive.
#include "captive.inc"
    .option norvc
    .option arch, +h
GUEST 0xb109, 0, 0
    CHECK 1
    li s0, 50
    li s1, 0
1:  li a7, 0
    ecall
    addi s1, s1, 3
    addi s0, s0, -1
    bnez s0, 1b
    EXPECT s1, 150
    CHECK 2
    li a0, 7
    csrr a0, hstatus        // virtual instruction: skipped by management
    EXPECT a0, 7
    csrr a0, cycle
    EXPECT a0, 7
    hlv.d a0, (sp)
    EXPECT a0, 7
    hfence.gvma
    csrr a0, mstatus        // illegal: not delegated here
    EXPECT a0, 7
    .word 0x0000000b
    CHECK 3
    ebreak                  // delegated to the guest
    EXPECT_RECORD 0, 3
    // Stores to code: the execute fence refuses them, and nothing is written.
    CHECK 4
    la s1, guest_entry
    ld s2, 0(s1)
    li a0, 7
    sd s0, 0(s1)
    amoswap.d a0, s0, (s1)
    EXPECT a0, 7
    ld a0, 0(s1)
    sub a0, a0, s2
    EXPECT a0, 0
GUEST_END
