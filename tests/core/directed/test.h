// SPDX-License-Identifier: Apache-2.0
//
// Frame of a directed program. It starts in M mode, sets all registers, opens memory by PMP, installs
// a trap handler that records what it saw and resumes where the test says, and ends by PASS or by
// the number of the failed check. Every instruction is compared with Spike on top of that.
//
// Registers kept by the frame: s11 number of the running check, s10 and s9 inside macros.
#define FINISHER 0x00100000
#define CLINT 0x02000000

#define MSTATUS_MPP 0x1800
#define MSTATUS_MPP_S 0x0800
#define MSTATUS_MPP_M 0x1800
#define MSTATUS_MPIE 0x80
#define MSTATUS_MIE 0x8
#define MSTATUS_SIE 0x2
#define MSTATUS_SPIE 0x20
#define MSTATUS_SPP 0x100
#define MSTATUS_MPRV 0x20000
#define MSTATUS_SUM 0x40000
#define MSTATUS_MXR 0x80000
#define MSTATUS_TVM 0x100000
#define MSTATUS_TW 0x200000
#define MSTATUS_TSR 0x400000
#define MSTATUS_GVA (1 << 38)
#define MSTATUS_MPV (1 << 39)
#define HSTATUS_GVA 0x40
#define HSTATUS_SPV 0x80
#define HSTATUS_SPVP 0x100
#define HSTATUS_HU 0x200
#define HSTATUS_VTVM 0x100000
#define HSTATUS_VTW 0x200000
#define HSTATUS_VTSR 0x400000

#define PTE_V 0x01
#define PTE_R 0x02
#define PTE_W 0x04
#define PTE_X 0x08
#define PTE_U 0x10
#define PTE_G 0x20
#define PTE_A 0x40
#define PTE_D 0x80
#define PTE_RWX 0xcf /* V R W X A D */

    .option norelax
    .option arch, +h

// The record that the handlers leave: see `trap_record`.
#define REC_COUNT 0
#define REC_CAUSE 8
#define REC_EPC 16
#define REC_TVAL 24
#define REC_TVAL2 32
#define REC_TINST 40
#define REC_STATUS 48
#define REC_HSTATUS 56
#define REC_MODE 64 /* 3 M, 1 HS, 5 VS */

.macro TEST_BEGIN
    .section .text.init, "ax"
    .globl _start
    .balign 4
_start:
    .irp r, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li x\r, 0
    .endr
    li t0, -1
    csrw pmpaddr0, t0
    li t0, 0x1f
    csrw pmpcfg0, t0
    csrw satp, zero
    csrw medeleg, zero
    csrw mideleg, zero
    csrw mie, zero
    la t0, m_handler
    csrw mtvec, t0
    la t0, s_handler
    csrw stvec, t0
    la t0, vs_handler
    csrw vstvec, t0
    la t0, trap_record
    csrw mscratch, t0
    csrw sscratch, t0
    csrw vsscratch, t0
    li t0, -1
    csrw mcounteren, t0
    li t0, 0
    la sp, stack_top
    j test_body

    // Record, then go on in M mode at the address that RESUME_AT set. The ecall with which the other
    // two handlers come here leaves their record as it is.
    .balign 4
m_handler:
    csrrw s10, mscratch, s10
    sd s9, 72(s10)
    sd s8, 96(s10)
    csrr s9, mepc
    la s8, s_tail_ecall
    beq s8, s9, 2f
    csrr s9, mcause
    sd s9, REC_CAUSE(s10)
    csrr s9, mepc
    sd s9, REC_EPC(s10)
    csrr s9, mtval
    sd s9, REC_TVAL(s10)
    csrr s9, mtval2
    sd s9, REC_TVAL2(s10)
    csrr s9, mtinst
    sd s9, REC_TINST(s10)
    csrr s9, mstatus
    sd s9, REC_STATUS(s10)
    csrr s9, hstatus
    sd s9, REC_HSTATUS(s10)
    li s9, 3
    sd s9, REC_MODE(s10)
    ld s9, REC_COUNT(s10)
    addi s9, s9, 1
    sd s9, REC_COUNT(s10)
2:  ld s9, 80(s10)
    beqz s9, 1f
    csrw mepc, s9
    li s9, MSTATUS_MPP
    csrs mstatus, s9
    li s9, MSTATUS_MPV | MSTATUS_MPIE
    csrc mstatus, s9
1:  ld s8, 96(s10)
    ld s9, 72(s10)
    csrrw s10, mscratch, s10
    mret

    .balign 4
s_handler:
    csrrw s10, sscratch, s10
    sd s9, 72(s10)
    csrr s9, scause
    sd s9, REC_CAUSE(s10)
    csrr s9, sepc
    sd s9, REC_EPC(s10)
    csrr s9, stval
    sd s9, REC_TVAL(s10)
    csrr s9, htval
    sd s9, REC_TVAL2(s10)
    csrr s9, htinst
    sd s9, REC_TINST(s10)
    csrr s9, sstatus
    sd s9, REC_STATUS(s10)
    csrr s9, hstatus
    sd s9, REC_HSTATUS(s10)
    li s9, 1
    sd s9, REC_MODE(s10)
    j s_tail

    .balign 4
vs_handler:
    csrrw s10, sscratch, s10
    sd s9, 72(s10)
    csrr s9, scause
    sd s9, REC_CAUSE(s10)
    csrr s9, sepc
    sd s9, REC_EPC(s10)
    csrr s9, stval
    sd s9, REC_TVAL(s10)
    csrr s9, sstatus
    sd s9, REC_STATUS(s10)
    li s9, 5
    sd s9, REC_MODE(s10)
s_tail:
    ld s9, REC_COUNT(s10)
    addi s9, s9, 1
    sd s9, REC_COUNT(s10)
    // To M, which resumes: an ecall from here is not delegated by any program.
    ld s9, 72(s10)
    csrrw s10, sscratch, s10
s_tail_ecall:
    ecall
    j .

pass:
    li a0, 0x5555
    j finish
fail:
    slli a0, s11, 16
    li t0, 0x3333
    or a0, a0, t0
finish:
    li t0, FINISHER
    fence
    sw a0, 0(t0)
    j .
    .balign 8
    .data
    .balign 64
trap_record:
    .fill 16, 8, 0
    .balign 16
stack:
    .fill 128, 8, 0
stack_top:
    .balign 64
scratch:
    .fill 64, 8, 0
    .text
    .balign 4
test_body:
.endm

.macro TEST_PASS
    j pass
.endm

// Check number for what follows.
.macro CHECK n
    li s11, \n
.endm

.macro EXPECT reg, value
    li s10, \value
    beq \reg, s10, 9f
    j fail
9:
.endm

.macro EXPECT_REG reg, other
    beq \reg, \other, 9f
    j fail
9:
.endm

// One computation and its result.
.macro OP2 n, op, value, a, b
    CHECK \n
    li a0, \a
    li a1, \b
    \op a2, a0, a1
    EXPECT a2, \value
.endm

.macro OP1 n, op, value, a
    CHECK \n
    li a0, \a
    \op a2, a0
    EXPECT a2, \value
.endm

.macro OPI n, op, value, a, imm
    CHECK \n
    li a0, \a
    \op a2, a0, \imm
    EXPECT a2, \value
.endm

// The next trap resumes at `label` in M mode.
.macro RESUME_AT label
    la s9, \label
    la s10, trap_record
    sd s9, 80(s10)
.endm

// In M mode after a trap: its values.
.macro EXPECT_CAUSE value
    la s10, trap_record
    ld s9, REC_CAUSE(s10)
    li s10, \value
    beq s9, s10, 9f
    j fail
9:
.endm

.macro EXPECT_REC field, value
    la s10, trap_record
    ld s9, \field(s10)
    li s10, \value
    beq s9, s10, 9f
    j fail
9:
.endm

.macro EXPECT_REC_SYM field, symbol
    la s10, trap_record
    ld s9, \field(s10)
    la s10, \symbol
    beq s9, s10, 9f
    j fail
9:
.endm

// From M: to `label` in a mode. mpp 0 U, 1 S; v 0 or 1.
.macro ENTER mpp, v, label
    li s10, MSTATUS_MPP
    csrc mstatus, s10
    li s10, \mpp << 11
    csrs mstatus, s10
    li s10, MSTATUS_MPV
    csrc mstatus, s10
    .if \v
    csrs mstatus, s10
    .endif
    la s10, \label
    csrw mepc, s10
    mret
.endm

.macro ENTER_U label
    ENTER 0, 0, \label
.endm
.macro ENTER_S label
    ENTER 1, 0, \label
.endm
.macro ENTER_VU label
    ENTER 0, 1, \label
.endm
.macro ENTER_VS label
    ENTER 1, 1, \label
.endm

// One instruction in M that must trap with a cause.
.macro TRAPS n, cause, insn:vararg
    CHECK \n
    RESUME_AT 8f
    \insn
    j fail
    .balign 4
8:
    EXPECT_CAUSE \cause
.endm

// One instruction in another mode that must trap with a cause, into whatever mode takes it.
.macro TRAPS_IN n, mpp, v, cause, insn:vararg
    CHECK \n
    RESUME_AT 8f
    ENTER \mpp, \v, 7f
    .balign 4
7:
    \insn
    li a7, 99
    ecall
    .balign 4
8:
    EXPECT_CAUSE \cause
.endm

// One instruction in another mode that must retire: the ecall behind it comes back.
.macro RUNS_IN n, mpp, v, insn:vararg
    .if \v && \mpp
    TRAPS_IN \n, \mpp, \v, 10, \insn
    .elseif \mpp
    TRAPS_IN \n, \mpp, \v, 9, \insn
    .else
    TRAPS_IN \n, \mpp, \v, 8, \insn
    .endif
.endm
