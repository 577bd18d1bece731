// SPDX-License-Identifier: Apache-2.0
//
// Page tables of directed programs, written by the program itself. One VS- or S-stage tree and one
// G-stage tree: identity gigapage at RAM, and a window of three pages for the test at WINDOW.
#define WINDOW 0x40000000

.macro PAGE_TABLES
    .section .tables, "aw"
    .balign 16384
groot:
    .fill 2048, 8, 0
gmid:
    .fill 512, 8, 0
gsmall:
    .fill 512, 8, 0
root:
    .fill 512, 8, 0
mid:
    .fill 512, 8, 0
small:
    .fill 512, 8, 0
page0:
    .fill 512, 8, 0
page1:
    .fill 512, 8, 0
page2:
    .fill 512, 8, 0
    .text
.endm

// table[index] := entry for symbol `pa` with `flags`; clobbers t0, t1.
.macro SET_PTE table, index, pa, flags
    la t0, \pa
    srli t0, t0, 12
    slli t0, t0, 10
    li t1, \flags
    or t0, t0, t1
    la t1, \table
    .if (\index) * 8 < 2048
    sd t0, (\index) * 8(t1)
    .else
    li s9, (\index) * 8
    add t1, t1, s9
    sd t0, 0(t1)
    .endif
.endm

// The common trees: identity for RAM, WINDOW through three levels.
.macro MAP_S flags
    SET_PTE root, 2, _start, PTE_RWX
    SET_PTE root, 1, mid, PTE_V
    SET_PTE mid, 0, small, PTE_V
    SET_PTE small, 0, page0, \flags
.endm

.macro MAP_G flags
    SET_PTE groot, 2, _start, PTE_RWX | PTE_U
    SET_PTE groot, 1, gmid, PTE_V
    SET_PTE gmid, 0, gsmall, PTE_V
    SET_PTE gsmall, 0, page1, \flags
.endm

.macro SATP csr, table
    la t0, \table
    srli t0, t0, 12
    li t1, 8 << 60
    or t0, t0, t1
    csrw \csr, t0
.endm
