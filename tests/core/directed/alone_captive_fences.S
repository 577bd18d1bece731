// SPDX-License-Identifier: Apache-2.0
// The guest of a captive core changes its page tables without a fence: forms of sfence.vma, ASIDs, and an exit in between.
#include "captive.inc"
    .option norvc
#define OLD 10
#define NEW 11
#define ROOT 0x80030000
#define MID 0x80031000
#define SMALL 0x80032000
#define PAGE0 0x80033000
#define PAGE1 0x80034000
#define VA0 0x40000000
#define VA1 0x40001000
#define VAM 0x40200000
#define LEAF(pa) (((pa) >> 12) << 10 | 0xcf)
#define TABLE(pa) (((pa) >> 12) << 10 | 1)
.macro PUT at, value
    li t0, \at
    li t1, \value
    sd t1, 0(t0)
.endm
.macro SEEN e0, e1, eg, em
    ld a0, 0(s2)
    ld a1, 0(s3)
    ld a2, 0(s4)
    ld a3, 0(s5)
    EXPECT_READ a0, \e0
    EXPECT_READ a1, \e1
    EXPECT_READ a2, \eg
    EXPECT_READ a3, \em
.endm
#define ANY 0
.macro EXPECT_READ reg, value
    .if \value
    EXPECT \reg, \value
    .endif
.endm
.macro ROUND n, e0, e1, eg, em, insn:vararg
    CHECK \n
    jal fill
    \insn
    SEEN \e0, \e1, \eg, \em
.endm
.macro ASID n
    li t0, 8 << 60 | \n << 44 | ROOT >> 12
    csrw satp, t0
.endm
GUEST 0xb1ff, 0, 0
    PUT ROOT + 16, LEAF(0x80000000)
    PUT ROOT + 8, TABLE(MID)
    PUT MID, TABLE(SMALL)
    PUT PAGE0, OLD
    PUT PAGE1, NEW
    // PAGE0's place in the second 2 MiB, which the second stage maps in small pages.
    PUT GSMALL + 8 * 0x33, 0x80233 << 10 | 0xdf
    PUT 0x80233000, NEW
    li s2, VA0
    li s3, VA1
    li s4, VA0 + 0x2000
    li s5, VAM + 0x33000
    li s6, 5
    ASID 5
    sfence.vma
    ROUND 1, OLD, OLD, OLD, OLD, nop
    ROUND 2, NEW, NEW, NEW, NEW, sfence.vma
    ROUND 3, NEW, ANY, ANY, ANY, sfence.vma s2
    ROUND 4, ANY, NEW, ANY, ANY, sfence.vma s3
    ROUND 5, ANY, ANY, ANY, NEW, sfence.vma s5
    ROUND 6, NEW, NEW, ANY, NEW, sfence.vma zero, s6
    ROUND 7, NEW, ANY, ANY, ANY, sfence.vma s2, s6
    // An exit, on whose way nothing is written, leaves translations alone.
    ROUND 8, OLD, OLD, OLD, OLD, ecall
    // Another ASID; and back.
    CHECK 9
    jal fill
    ASID 6
    SEEN NEW, NEW, OLD, NEW
    ASID 5
    SEEN OLD, OLD, OLD, ANY
    CHECK 10
    jal fill
    ASID 6
    sfence.vma zero, s6
    ASID 5
    SEEN NEW, NEW, ANY, NEW
    CHECK 11
    jal fill
    ASID 6
    sfence.vma s2
    ASID 5
    SEEN NEW, ANY, ANY, ANY
    j pass

fill:
    PUT SMALL, LEAF(PAGE0)
    PUT SMALL + 8, LEAF(PAGE0)
    PUT SMALL + 16, LEAF(PAGE0) | 0x20
    PUT MID + 8, LEAF(0x80000000)
    sfence.vma
    SEEN OLD, OLD, OLD, OLD
    PUT SMALL, LEAF(PAGE1)
    PUT SMALL + 8, LEAF(PAGE1)
    PUT SMALL + 16, LEAF(PAGE1) | 0x20
    PUT MID + 8, 0
    PUT MID + 8, LEAF(0x80000000)
    SEEN OLD, OLD, OLD, OLD
    PUT MID + 8, LEAF(0x80200000)
    li a7, 0
    ret
GUEST_END
