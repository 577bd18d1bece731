/* SPDX-License-Identifier: Apache-2.0
 *
 * The one page that is mapped in both address spaces: entry to U mode, and every trap back. A trap
 * from U ends the parser's call; a trap from S is a bug of the hypervisor and ends in panic, on a
 * stack of its own.
 */
#include "trap_layout.h"

#define SATP     0x180
#define SSTATUS_SPP 0x100
#define SSTATUS_SIE 0x2
#define SSTATUS_SPIE 0x20

    .section .trampoline, "ax"

/* uint64_t sandbox_enter(parser, policy, in, out, satp, entry, stack): a0 to a3 go through. */
    .balign 4
    .globl sandbox_enter
sandbox_enter:
    csrci   sstatus, SSTATUS_SIE
    la      t0, trampoline_data
    sd      ra, SAVE_RA(t0)
    sd      sp, SAVE_SP(t0)
    sd      gp, SAVE_GP(t0)
    sd      tp, SAVE_TP(t0)
    .irp r, 0,1,2,3,4,5,6,7,8,9,10,11
    sd      s\r, (SAVE_S + 8 * \r)(t0)
    .endr
    csrr    t1, SATP
    sd      t1, SAVE_SATP(t0)
    csrw    sepc, a5
    li      t1, SSTATUS_SPP
    csrc    sstatus, t1
    mv      sp, a6
    csrw    SATP, a4
    .irp r, 1,3,4,5,6,7,8,9,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li      x\r, 0
    .endr
    sret

    .balign 4
    .globl trap_entry
trap_entry:
    csrrw   sp, sscratch, sp        /* sscratch always holds trampoline_data */
    sd      t0, SAVE_T0(sp)
    csrr    t0, sstatus
    andi    t0, t0, SSTATUS_SPP
    bnez    t0, from_s
    ld      t0, SAVE_SATP(sp)
    csrw    SATP, t0
    mv      t0, sp
    csrw    sscratch, sp
    ld      ra, SAVE_RA(t0)
    ld      sp, SAVE_SP(t0)
    ld      gp, SAVE_GP(t0)
    ld      tp, SAVE_TP(t0)
    .irp r, 0,1,2,3,4,5,6,7,8,9,10,11
    ld      s\r, (SAVE_S + 8 * \r)(t0)
    .endr
    csrr    a0, scause
    csrsi   sstatus, SSTATUS_SIE
    ret

from_s:
    .irp r, 1,3,4,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sd      x\r, (FRAME + 8 * \r)(sp)
    .endr
    ld      t0, SAVE_T0(sp)
    sd      t0, (FRAME + 8 * 5)(sp)
    csrr    t0, sscratch
    sd      t0, (FRAME + 8 * 2)(sp)
    csrr    t0, sepc
    sd      t0, FRAME(sp)
    csrr    t0, scause
    sd      t0, (FRAME + FRAME_CAUSE)(sp)
    csrr    t0, stval
    sd      t0, (FRAME + FRAME_TVAL)(sp)
    csrr    t0, sstatus
    sd      t0, (FRAME + FRAME_STATUS)(sp)
    ld      t0, SAVE_SATP(sp)
    csrw    SATP, t0
    addi    a0, sp, FRAME
    csrw    sscratch, sp
    la      sp, panic_stack_end
    la      t0, trap_panic
    jr      t0
