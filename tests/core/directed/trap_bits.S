// SPDX-License-Identifier: Apache-2.0
// TVM, TW and TSR of mstatus, VTVM, VTW and VTSR of hstatus.
#include "test.inc"
TEST_BEGIN
    RUNS_IN 1, 1, 0, csrr a0, satp
    RUNS_IN 2, 1, 0, sfence.vma
    RUNS_IN 3, 1, 0, csrr a0, hgatp
    li t0, MSTATUS_TVM
    csrs mstatus, t0
    TRAPS_IN 4, 1, 0, 2, csrr a0, satp
    TRAPS_IN 5, 1, 0, 2, sfence.vma
    TRAPS_IN 6, 1, 0, 2, csrr a0, hgatp
    TRAPS_IN 7, 1, 0, 2, hfence.gvma
    RUNS_IN 8, 1, 0, hfence.vvma
    RUNS_IN 9, 1, 1, csrr a0, satp
    li t0, MSTATUS_TVM
    csrc mstatus, t0
    li t0, HSTATUS_VTVM
    csrs hstatus, t0
    TRAPS_IN 10, 1, 1, 22, csrr a0, satp
    TRAPS_IN 11, 1, 1, 22, sfence.vma
    RUNS_IN 12, 1, 0, csrr a0, satp
    li t0, MSTATUS_TW
    csrs mstatus, t0
    TRAPS_IN 13, 1, 0, 2, wfi
    TRAPS_IN 14, 1, 1, 2, wfi
    TRAPS_IN 15, 0, 0, 2, wfi
    li t0, MSTATUS_TW
    csrc mstatus, t0
    li t0, HSTATUS_VTW
    csrs hstatus, t0
    TRAPS_IN 16, 1, 1, 22, wfi
    li t0, MSTATUS_TSR
    csrs mstatus, t0
    TRAPS_IN 17, 1, 0, 2, sret
    csrc mstatus, t0
    li t0, MSTATUS_TSR
    csrc mstatus, t0
    li t0, HSTATUS_VTSR
    csrs hstatus, t0
    TRAPS_IN 18, 1, 1, 22, sret
    TEST_PASS
