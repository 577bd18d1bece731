// SPDX-License-Identifier: Apache-2.0
// What must not outlive or precede its instruction: an hlv's mode, a fetch walk beside it, a refused CSR write.
#include "test.inc"
#include "paging.inc"
// A refused write leaves the register (read in M under the number `phys`) and rd alone.
.macro NO_WRITE n, mpp, cause, csr, phys
    csrr s4, \phys
    not s5, s4
    li s6, 0x5a5a
    TRAPS_IN \n, \mpp, 1, \cause, csrrw s6, \csr, s5
    csrr s5, \phys
    EXPECT_REG s4, s5
    EXPECT s6, 0x5a5a
.endm
TEST_BEGIN
    PAGE_TABLES
    MAP_S PTE_RWX
    MAP_G PTE_RWX | PTE_U
    // The same addresses: host WINDOW is page0 and code_b, guest WINDOW is page1 and code_c.
    SET_PTE small, 1, code_a, PTE_RWX
    SET_PTE small, 2, code_b, PTE_RWX
    SET_PTE gsmall, 1, code_c, PTE_RWX | PTE_U
    SET_PTE gsmall, 2, code_c, PTE_RWX | PTE_U
    la t0, page0
    li t1, 100
    sd t1, 0(t0)
    la t0, page1
    li t1, 200
    sd t1, 0(t0)
    SATP satp, root
    csrw vsatp, zero
    SATP hgatp, groot
    sfence.vma
    hfence.gvma
    li t0, HSTATUS_SPVP
    csrs hstatus, t0
    fence.i

    // 1: the access behind an hlv is the host's, cold and warm, whatever its kind.
    CHECK 1
    RESUME_AT 9f
    ENTER_S 1f
1:  li s0, WINDOW
    li s7, 3
2:  hlv.d a0, (s0)
    ld a1, 0(s0)
    ld a2, 0(s0)
    hlv.d a3, (s0)
    sd a1, 8(s0)
    hlv.d a4, (s0)
    amoadd.d a5, zero, (s0)
    li t0, 300
    hsv.d t0, (s0)
    ld a6, 0(s0)
    hlv.d a7, (s0)
    hsv.d a3, (s0)
    addi s7, s7, -1
    bnez s7, 2b
    ecall
    .balign 4
9:  EXPECT_CAUSE 9
    EXPECT a0, 200
    EXPECT a1, 100
    EXPECT a2, 100
    EXPECT a3, 200
    EXPECT a4, 200
    EXPECT a5, 100
    EXPECT a6, 100
    EXPECT a7, 300
    CHECK 2
    // In M, without translation; and an hlv that faults leaves nothing either.
    la s1, page0
    hlv.d a0, (s0)
    ld a1, 0(s1)
    EXPECT a1, 100
    li s2, WINDOW + 0x3000
    TRAPS 3, 21, hlv.d a0, (s2)
    ld a1, 0(s1)
    EXPECT a1, 100

    // 2: fetch misses the TLB beside an hlv that does; hlvx translates for execution, not for fetch.
    CHECK 4
    li s7, 4
3:  sfence.vma
    hfence.gvma
    RESUME_AT 9f
    ENTER_S 1f
1:  li s0, WINDOW
    li s1, WINDOW + 0x2000 - 12
    li a2, 0
    jalr s1                 // code_a's end runs on into code_b
    ecall
    .balign 4
9:  EXPECT_CAUSE 9
    EXPECT a2, 1
    addi s7, s7, -1
    bnez s7, 3b
    CHECK 5
    sfence.vma
    hfence.gvma
    RESUME_AT 9f
    ENTER_S 1f
1:  li s1, WINDOW + 0x2000
    hlvx.wu a3, (s1)
    li a2, 0
    jalr s1
    ecall
    .balign 4
9:  EXPECT_CAUSE 9
    EXPECT a2, 1

    // 3: what a virtual-instruction fault refuses is not written.
    NO_WRITE 10, 1, 22, htimedelta, htimedelta
    NO_WRITE 11, 1, 22, hgatp, hgatp
    NO_WRITE 12, 1, 22, hstatus, hstatus
    NO_WRITE 13, 1, 22, hvip, hvip
    NO_WRITE 14, 1, 22, hedeleg, hedeleg
    NO_WRITE 15, 1, 22, vsatp, vsatp
    NO_WRITE 16, 1, 22, vsstatus, vsstatus
    NO_WRITE 17, 1, 22, vstvec, vstvec
    NO_WRITE 18, 0, 22, sscratch, vsscratch
    NO_WRITE 19, 0, 22, sstatus, vsstatus
    NO_WRITE 20, 0, 22, satp, vsatp
    NO_WRITE 21, 0, 22, hcounteren, hcounteren
    li t0, HSTATUS_VTVM
    csrs hstatus, t0
    NO_WRITE 22, 1, 22, satp, vsatp
    csrc hstatus, t0
    li t0, 1 << 63
    csrw menvcfg, t0
    csrw henvcfg, zero
    NO_WRITE 23, 1, 22, stimecmp, vstimecmp
    NO_WRITE 24, 1, 2, mscratch, mscratch
    NO_WRITE 25, 1, 2, mideleg, mideleg

    // 4: an unsupported mode in hgatp leaves its mode and keeps the rest legal; satp ignores all of it.
    CHECK 30
    csrw hgatp, zero
    li t0, (1 << 60) | (0x1555 << 44) | 0x80007
    csrw hgatp, t0
    csrr a0, hgatp
    EXPECT a0, (0x1555 << 44) | 0x80004
    CHECK 31
    li t0, (8 << 60) | (0x3fff << 44) | 0x80104
    csrw hgatp, t0
    li t0, (15 << 60) | (0x0aaa << 44) | 0x80008
    csrw hgatp, t0
    csrr a0, hgatp
    EXPECT a0, (8 << 60) | (0x0aaa << 44) | 0x80008
    CHECK 32
    csrw hgatp, zero
    csrw satp, zero
    li t0, (10 << 60) | 0x80007
    csrw satp, t0
    csrr a0, satp
    EXPECT a0, 0
    CHECK 33
    SATP vsatp, root
    csrr s4, vsatp
    li s5, 9 << 60
    RUNS_IN 33, 1, 1, csrw satp, s5
    csrr a0, vsatp
    EXPECT_REG a0, s4
    TEST_PASS

    .section .tables, "aw"
    .balign 4096
    .option norvc
code_a:
    .fill 1021, 4, 0x13
    hlv.d a0, (s0)
    nop
    nop
    .balign 4096
code_b:
    li a2, 1
    ret
    .balign 4096
code_c:
    li a2, 2
    ret
    .balign 4096
