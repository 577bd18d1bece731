// SPDX-License-Identifier: Apache-2.0
// A guest at its limits on the captive core: refused CSRs, wide addresses, VU's ebreak, counters, fences and WFI, LR and SC around an exit.
#include "captive.inc"
    .option norvc
    .option arch, +h
// To VU at `label`; the guest's handler records, steps over and returns there.
.macro ENTER_VU label
    li t0, 0x100
    csrc sstatus, t0
    la t0, \label
    csrw sepc, t0
    sret
.endm
GUEST 0xb1ff, 2, 0
    la t0, handler
    csrw stvec, t0
    CHECK 1
    // Refused, and skipped by management, which compares all registers while it is parked.
    li s0, -1
    li a0, 7
    csrrw a0, htimedelta, s0
    csrrw a0, hgatp, s0
    csrrw a0, hstatus, s0
    csrrw a0, hedeleg, s0
    csrrw a0, hvip, s0
    csrrw a0, vsatp, s0
    csrrw a0, vsstatus, s0
    csrrw a0, mstatus, s0
    csrrw a0, stimecmp, s0      // henvcfg.STCE is clear
    csrr a0, cycle              // hcounteren opens time alone
    csrr a0, instret
    EXPECT a0, 7
    rdtime a1
    CHECK 2
    hfence.vvma
    hfence.gvma
    hsv.d s0, (sp)
    hlvx.wu a0, (sp)
    EXPECT a0, 7
    mret
    CHECK 3
    // Guest-physical addresses beyond 41 bits; truncated they are memory.
    li s1, 1 << 41 | DATA + 0x300
    ld a0, 0(s1)
    sd s0, 0(s1)
    amoadd.d a0, s0, (s1)
    EXPECT a0, 7
    li s1, 1 << 63 | DATA + 0x300
    lw a0, 0(s1)
    EXPECT a0, 7
    EXPECT_RECORD 24, 2         // mstatus and mret: illegal, the guest's own here

    CHECK 4
    ENTER_VU 1f
1:  ebreak                      // the guest's own
    EXPECT_RECORD 0, 3
    EXPECT_RECORD 24, 3
    CHECK 5
    csrrw a0, sscratch, s0      // virtual instruction: exits
    csrrw a0, satp, s0
    csrrw a0, sstatus, s0
    csrr a0, time               // scounteren is clear: exits too
    sfence.vma
    wfi
    sret
    EXPECT a0, 7
    EXPECT_RECORD 24, 3
    CHECK 6
    .word 0x0000000b            // illegal: the guest's own here
    EXPECT_RECORD 0, 2
    csrr a0, mscratch
    EXPECT_RECORD 24, 5
    CHECK 7
    ecall                       // delegated: the handler comes back, in VU still
    EXPECT_RECORD 0, 8
    EXPECT_RECORD 24, 6
    // An exit, a halt or a trap between them ends the reservation; a failed SC writes nothing.
    CHECK 8
    li s1, DATA + 0x200
    li s2, 77
    sd s2, 0(s1)
    li s3, 30
3:  lr.d a0, (s1)
    csrr a1, hstatus            // exit
    sc.d a2, s0, (s1)
    EXPECT a2, 1
    lr.d a0, (s1)
    ebreak                      // trap
    sc.d a2, s0, (s1)
    EXPECT a2, 1
    ld a3, 0(s1)
    EXPECT a3, 77
    addi s3, s3, -1
    bnez s3, 3b
    // Stores that wait when a halt comes.
    CHECK 9
    li s1, DATA + 0x400
    li s2, 150
4:  sd s2, 0(s1)
    sd s2, 16(s1)
    sd s2, 32(s1)
    sd s2, 48(s1)
    sd s2, 64(s1)
    sd s2, 80(s1)
    addi s2, s2, -1
    bnez s2, 4b
    li a7, 1
    ecall
    .balign 4
handler:                        // of the guest's, but an ecall with a7 = 1 stays in VS
    csrw sscratch, t0
    li t0, 1
    beq a7, t0, in_vs
    csrr t0, sscratch
    j guest_handler
in_vs:
GUEST_END
