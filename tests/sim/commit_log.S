// SPDX-License-Identifier: Apache-2.0
//
// For the commit log: writes every CSR that the core has, in M, HS and VS, and leaves each mode by
// each of its returns. What Spike logs for a write is not always the register that the instruction
// names: views are logged as the register behind them.
#include "../core/directed/test.inc"

// All ones would enable what the program does not expect: each group has its own harmless value.
.macro WRITES value, regs:vararg
    li t1, \value
    .irp r, \regs
    csrr t2, \r
    csrw \r, t1
    csrs \r, t1
    csrc \r, t1
    csrrw t3, \r, t2
    .endr
.endm

.macro WRITES_NUMBERS value, first, last
    li t1, \value
    .set number, \first
    .rept \last - \first + 1
    csrr t2, number
    csrw number, t1
    csrw number, t2
    .set number, number + 1
    .endr
.endm

// Registers whose old value is the core's own business: never read.
.macro WRITES_UNREAD value, first, last
    li t1, \value
    .set number, \first
    .rept \last - \first + 1
    csrw number, t1
    csrw number, zero
    .set number, number + 1
    .endr
.endm

.macro RETURNS mpp, mpv, label
    li t1, MSTATUS_MPP
    csrc mstatus, t1
    li t1, MSTATUS_MPV
    csrc mstatus, t1
    li t1, (\mpp << 11) | (\mpv << 39) | MSTATUS_MPIE
    csrs mstatus, t1
    la t1, \label
    csrw mepc, t1
    mret
.endm

TEST_BEGIN
    CHECK 1
    // Spike's timer is due from reset on: mip would differ.
    li t0, CLINT + 0x4000
    li t1, -1
    sd t1, 0(t0)
    // Nor may the timer of HS be due: menvcfg.STCE rises and falls below.
    csrw stimecmp, t1
    csrw 0x24d, t1
    // Nothing is pending and no interrupt is enabled by mstatus: any mie, mip and mideleg will do.
    WRITES -1, mie, mip, mideleg, hideleg, hvip, hie, hip, vsie, vsip, sie, sip
    WRITES -1, medeleg, hedeleg, mcounteren, scounteren, hcounteren, mscratch, sscratch, vsscratch
    WRITES -1, mepc, sepc, vsepc, mcause, scause, vscause, mtval, stval, vstval, mtval2, htval
    WRITES -1, mtvec, stvec, vstvec, mtinst, htinst, menvcfg, henvcfg, senvcfg, stimecmp, 0x24d
    WRITES -1, htimedelta, hgeie, mcountinhibit, pmpaddr1, pmpaddr7, pmpcfg2
    WRITES 0x8000012345678999, satp, vsatp, hgatp, mcause, scause, vscause
    WRITES 0xc0122, vsstatus, sstatus
    WRITES MSTATUS_MXR | MSTATUS_SUM | MSTATUS_TVM | MSTATUS_TW | MSTATUS_TSR | 0x6000, mstatus
    WRITES -1, hstatus
    WRITES_NUMBERS 5, 0x3a0, 0x3a0
    WRITES_NUMBERS 0x20000000, 0x3b1, 0x3b7
    WRITES_NUMBERS 3, 0x7a0, 0x7a0
    WRITES_NUMBERS 0, 0x7a1, 0x7a2
    WRITES_UNREAD 0x1234567890, 0xb00, 0xb00
    WRITES_UNREAD 0x1234567890, 0xb02, 0xb1f
    WRITES_UNREAD -1, 0x320, 0x320
    WRITES_UNREAD 3, 0x323, 0x33f
    WRITES_UNREAD 0, 0x7a0, 0x7a4
    WRITES_UNREAD 5, 0x7a8, 0x7a8
    WRITES_UNREAD 5, 0x5a8, 0x5a8
    WRITES_UNREAD 5, 0x6a8, 0x6a8
    csrsi mip, 2
    csrsi sip, 2
    csrci sip, 2
    csrsi hvip, 4
    csrsi hip, 4
    csrwi mip, 0
    csrwi hvip, 0
    // Immediate and register forms that write nothing.
    csrsi mscratch, 0
    csrrs t0, mscratch, zero
    csrrc t0, mscratch, zero

    // HS
    CHECK 2
    RETURNS 1, 0, in_hs
    .balign 4
in_hs:
    WRITES 0x5555555555555555, sscratch, sepc, stval, vsscratch, vsepc, vstval, htval, htinst
    WRITES 2, sie, hie, vsie, hip, vsip, hideleg, scause, vscause, scounteren, hcounteren
    WRITES MSTATUS_MXR | MSTATUS_SUM, sstatus, vsstatus
    WRITES HSTATUS_VTVM, hstatus
    WRITES 0x80001000, stvec, vstvec
    WRITES 1, htimedelta, hedeleg
    // to U, and back
    CHECK 3
    li t1, MSTATUS_SPP
    csrc sstatus, t1
    la t1, in_u
    csrw sepc, t1
    RESUME_AT hs_again
    sret
    .balign 4
in_u:
    li t0, 1
    ecall
    .balign 4
hs_again:
    CHECK 4
    RETURNS 1, 0, in_hs2
    .balign 4
in_hs2:
    // to VS
    li t1, HSTATUS_SPV
    csrs hstatus, t1
    li t1, MSTATUS_SPP | MSTATUS_SPIE
    csrs sstatus, t1
    la t1, in_vs
    csrw sepc, t1
    sret
    .balign 4
in_vs:
    WRITES 0x5555555555555555, sscratch, sepc, stval
    WRITES 2, sie, sip, scause, scounteren
    WRITES MSTATUS_MXR | MSTATUS_SUM, sstatus
    WRITES 0x80001000, stvec
    // to VU
    li t1, MSTATUS_SPP
    csrc sstatus, t1
    la t1, in_vu
    csrw sepc, t1
    RESUME_AT m_again
    sret
    .balign 4
in_vu:
    ecall
    .balign 4
m_again:
    CHECK 5
    RETURNS 1, 0, in_hs3
    .balign 4
in_hs3:
    // from HS to VU
    li t1, HSTATUS_SPV
    csrs hstatus, t1
    li t1, MSTATUS_SPP
    csrc sstatus, t1
    la t1, in_vu2
    csrw sepc, t1
    RESUME_AT m_vs
    sret
    .balign 4
in_vu2:
    ecall
    .balign 4
m_vs:
    RESUME_AT m_vu
    RETURNS 1, 1, in_vu2
m_vu:
    RESUME_AT m_u
    RETURNS 0, 1, in_vu2
m_u:
    RESUME_AT m_m
    RETURNS 0, 0, in_vu2
m_m:
    RETURNS 3, 0, done
done:
    TEST_PASS
