/* SPDX-License-Identifier: Apache-2.0
 *
 * First instructions after reset. Registers are cleared, so that nothing of the reset state is
 * visible later; a bare strap hands over in M mode at once; else C runs on a stack at the top of
 * DRAM. Also the way down to HS mode and the entry of traps that reach M mode, which are fatal.
 */
#include "soc_map.h"

#define SHAPE_BARE_BIT  32
#define SHAPE_HV_LOG2   8
#define FRAME_SIZE      256     /* x1 to x31, first doubleword free */

    .section .text.start, "ax"
    .globl _start
_start:
    .irp r, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li      x\r, 0
    .endr
    li      t1, SOC_SYSINFO_BASE + SOC_SYSINFO_SHAPE
    ld      t1, 0(t1)
    srli    t2, t1, SHAPE_BARE_BIT
    andi    t2, t2, 1
    bnez    t2, bare
    la      t0, m_trap
    csrw    mtvec, t0
    call    dram_end
    mv      sp, a0
    csrw    mscratch, sp
    call    boot_main
    j       halt

bare:
    li      t1, 0
    li      t2, 0
    li      t0, 1
    slli    t0, t0, 31
    csrr    a0, mhartid
    jr      t0

/* a0 = first address behind the hypervisor's DRAM; clobbers t0 to t2. */
    .globl dram_end
dram_end:
    li      t0, SOC_SYSINFO_BASE + SOC_SYSINFO_SHAPE
    ld      t0, 0(t0)
    srli    t0, t0, SHAPE_HV_LOG2
    andi    t0, t0, 31
    li      t1, 1
    sll     t1, t1, t0
    li      a0, 1
    slli    a0, a0, 31
    add     a0, a0, t1
    ret

/* void boot_enter(uint64_t entry, uint64_t boot_info): mret to HS, nothing left in registers. */
    .globl boot_enter
boot_enter:
    csrw    mepc, a0
    mv      a0, a1
    .irp r, 1,2,3,4,5,6,7,8,9,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li      x\r, 0
    .endr
    fence.i
    mret

/* Nothing may trap to M mode: during boot it is a hardware or ROM fault, afterwards the
 * hypervisor's failure. Both end the same way. */
    .balign 4
m_trap:
    csrrw   sp, mscratch, sp
    addi    sp, sp, -FRAME_SIZE
    .irp r, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sd      x\r, (8 * \r)(sp)
    .endr
    csrr    t0, mscratch
    sd      t0, (8 * 2)(sp)
    mv      a0, sp
    addi    t0, sp, FRAME_SIZE      /* a trap in here starts over on the same stack */
    csrw    mscratch, t0
    call    boot_trap

    .globl halt
halt:
    wfi
    j       halt
