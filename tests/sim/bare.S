/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bare programs for the simulator's tests, one object per -D: HELLO prints a line, START checks the
 * state in which a bare program begins, FAIL=n ends by the finisher, TOHOST=n by a store to
 * `tohost`, SPIN never ends.
 */
#define FINISHER 0x00100000
#define UART     0x10000000
#define PASS     0x5555
#define FAILED   0x3333

  .option norelax
  .section .text.start, "ax"
  .globl _start
_start:
#if defined(HELLO)
  li t0, UART
  la t1, message
1:
  lbu t2, (t1)
  beqz t2, pass
2:
  lbu t3, 5(t0)
  andi t3, t3, 0x20
  beqz t3, 2b
  sb t2, (t0)
  addi t1, t1, 1
  j 1b
message:
  .asciz "hello\n"
  .balign 4
#elif defined(START)
  csrr t0, mhartid
  bne t0, a0, failed
  bnez a1, failed
  csrr t0, mstatus /* readable in M mode only */
  auipc t0, 0
  li t1, 0x80000000
  sub t0, t0, t1
  li t1, 64
  bgeu t0, t1, failed
  j pass
#elif defined(FAIL)
  li t0, FINISHER
  li t1, FAILED | (FAIL << 16)
  sw t1, (t0)
1:
  j 1b
#elif defined(TOHOST)
  la t0, tohost
  li t1, (TOHOST << 1) | 1
  sd t1, (t0)
1:
  j 1b
  .balign 8
  .globl tohost
tohost:
  .dword 0
#elif defined(SPIN)
1:
  j 1b
#endif

pass:
  li t0, FINISHER
  li t1, PASS
  sw t1, (t0)
1:
  j 1b
failed:
  li t0, FINISHER
  li t1, FAILED | (3 << 16)
  sw t1, (t0)
1:
  j 1b
