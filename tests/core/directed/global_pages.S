// SPDX-License-Identifier: Apache-2.0
// A page that one address space calls global and another does not, same translation: legal, and two entries hit.
#include "stale.inc"
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    STALE_DATA
    SET_PTE root2, 2, _start, PTE_RWX
    SET_PTE root2, 1, mid2, PTE_V
    SET_PTE mid2, 0, small2, PTE_V
    SET_PTE small2, 0, page0, PTE_RWX | PTE_G
    SET_PTE small2, 1, page0, PTE_RWX
    SET_PTE small, 1, page0, PTE_RWX | PTE_G
    li s1, MSTATUS_MPRV | MSTATUS_MPP_S
    li t0, MSTATUS_MPP
    csrc mstatus, t0
    li s2, VA0
    li s3, VA1
    sfence.vma
    li s7, 6
1:  CHECK 1
    ATP satp, root, 5
    HOST_LD a0, s2
    EXPECT a0, OLD
    HOST_LD a0, s3
    EXPECT a0, OLD
    CHECK 2
    ATP satp, root2, 6
    HOST_LD a0, s2
    EXPECT a0, OLD
    HOST_LD a0, s3
    EXPECT a0, OLD
    addi s7, s7, -1
    bnez s7, 1b
    TEST_PASS

    .section .tables, "aw"
    .balign 4096
root2:
    .fill 512, 8, 0
mid2:
    .fill 512, 8, 0
small2:
    .fill 512, 8, 0
    .balign 4096
