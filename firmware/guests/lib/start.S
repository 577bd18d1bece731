/* SPDX-License-Identifier: Apache-2.0 */
/*
 * First instructions of every guest (RISC-V Linux boot protocol: VS mode, a0 hart id, a1 device
 * tree), the trap vector, and guest_try. What the registers hold on entry is kept, since one guest's
 * business is to look at it.
 */
    .option arch, +zicsr

    .section .text.start, "ax"
    .globl _start
_start:
    csrw sscratch, t0
    .option push
    .option norelax
    la t0, guest_entry_registers
    .irp n, 1, 2, 3, 4
    sd x\n, \n * 8(t0)
    .endr
    la gp, __global_pointer$
    .option pop
    .irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    sd x\n, \n * 8(t0)
    .endr
    csrr t1, sscratch
    sd t1, 5 * 8(t0)
    csrci sstatus, 2
    csrw sie, zero
    la t0, trap_vector
    csrw stvec, t0
    la sp, guest_stack_top
    la t0, guest_bss_start
    la t1, guest_bss_end
1:  bgeu t0, t1, 2f
    sd zero, 0(t0)
    addi t0, t0, 8
    j 1b
2:  call guest_start
3:  wfi
    j 3b

    .text
/* bool guest_try(uint64_t (*f)(uint64_t, uint64_t), uint64_t a, uint64_t b, struct guest_fault *out)
 * calls f(a, b); a trap on the way ends it there. Not to be nested. */
    .globl guest_try
guest_try:
    la t0, try_frame
    sd ra, 0(t0)
    sd sp, 8(t0)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    sd s\n, 16 + \n * 8(t0)
    .endr
    sd a3, 112(t0)
    li t1, 1
    sd t1, 120(t0)
    mv t1, a0
    mv a0, a1
    mv a1, a2
    jalr t1
    la t0, try_frame
    ld t1, 112(t0)
    sd zero, 0(t1)
    sd zero, 8(t1)
    sd zero, 16(t1)
    sd a0, 24(t1)
    li a0, 1
    j try_leave

    .balign 4
trap_vector:
    la t0, try_frame
    ld t1, 120(t0)
    beqz t1, unexpected
    ld t1, 112(t0)
    csrr t2, scause
    sd t2, 0(t1)
    csrr t2, sepc
    sd t2, 8(t1)
    csrr t2, stval
    sd t2, 16(t1)
    sd zero, 24(t1)
    /* Back in VS mode, whatever mode trapped. */
    li t2, 0x100
    csrs sstatus, t2
    li a0, 0
try_leave:
    sd zero, 120(t0)
    ld ra, 0(t0)
    ld sp, 8(t0)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ld s\n, 16 + \n * 8(t0)
    .endr
    ret

unexpected:
    csrr a0, scause
    csrr a1, sepc
    csrr a2, stval
    la sp, guest_stack_top
    call guest_unexpected
4:  wfi
    j 4b

    .data
    .balign 8
    .globl guest_entry_registers
guest_entry_registers:
    .zero 32 * 8
try_frame:
    .zero 16 * 8
