// SPDX-License-Identifier: Apache-2.0
//
// Frame of a directed guest for the captive core: the table from which the bench's management starts
// it (tests/core/bench/manager.h), entry in VS, a handler that records, and the end by an ecall.
// Code lies inside the execute fence (the first 64 KiB), everything written lies behind it.
#define END_CALL 0x5afe
#define RESUME 0x8009f020 /* where management goes on after a fetch that faulted */
#define DATA 0x80010000
#define RECORD DATA /* cause, epc, tval, count */
#define GROOT 0x80020000
#define GSMALL 0x80025000
#define HOLE 0x80300000 /* guest physical: not mapped */

.macro GUEST hedeleg, hcounteren, henvcfg
    .section .text.init, "ax"
    .globl _start
_start:
    j _start
    .org 0x100
    .dword 0x4c42415453455547, 14
    .dword 0x602, \hedeleg
    .dword 0x603, 0x444
    .dword 0x606, \hcounteren
    .dword 0x60a, \henvcfg
    .dword 0x600, 0x180
    .dword 0x680, (8 << 60) | (3 << 44) | (GROOT >> 12)
    .dword 0x280, 0
    .dword 0x200, 0
    .dword 0x645, 0
    .dword 0x24d, -1
    .dword 0xf000, 0
    .dword 0xf001, 15
    .dword 0x7b0, 0x25
    .dword 0x7b1, 0x80000400
    .org 0x400
guest_entry:
    la t0, guest_handler
    csrw stvec, t0
    li sp, DATA + 0x1000
    j guest_body

    // Records and skips a 4-byte instruction; an interrupt is masked instead.
    .balign 4
guest_handler:
    csrw sscratch, t0
    li t0, RECORD
    sd t1, 64(t0)
    csrr t1, scause
    sd t1, 0(t0)
    bltz t1, 1f
    csrr t1, sepc
    sd t1, 8(t0)
    addi t1, t1, 4
    csrw sepc, t1
    j 2f
1:  csrw sie, zero
2:  csrr t1, stval
    sd t1, 16(t0)
    ld t1, 24(t0)
    addi t1, t1, 1
    sd t1, 24(t0)
    ld t1, 64(t0)
    csrr t0, sscratch
    sret

fail:
    mv a0, s11
    j finish
pass:
    li a0, 0
finish:
    li a7, END_CALL
    ecall
    j .
    .balign 4
guest_body:
.endm

// Identity through the G-stage: RAM in 2 MiB pages, the second one cut into small pages with a hole.
.macro GUEST_END
    j pass
    .org 0x20000
    .dword 0, 0, ((GROOT + 0x4000) >> 12) << 10 | 1
    .org 0x24000
    .dword 0x80000 << 10 | 0xdf, (GSMALL >> 12) << 10 | 1
    .org 0x25000
    .dword 0x80200 << 10 | 0xdf, 0x80201 << 10 | 0x5b, 0x80202 << 10 | 0x9f
.endm

.macro CHECK n
    li s11, \n
.endm

.macro EXPECT reg, value
    li s10, \value
    beq \reg, s10, 9f
    j fail
9:
.endm

.macro EXPECT_RECORD offset, value
    li s10, RECORD
    ld s9, \offset(s10)
    EXPECT s9, \value
.endm
