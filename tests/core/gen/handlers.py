# SPDX-License-Identifier: Apache-2.0
"""Trap handlers of a random program: skip the instruction, or go on to the next block.

One for M, one for HS, one for VS, of the same shape: read every register the trap wrote (lockstep
compares what was read), mask an interrupt, skip an instruction of the running block by its length.
Whatever cannot be skipped ends the block: the handler that is not the controller passes it on by an
ecall with MAGIC in x31.
"""

from __future__ import annotations

from dataclasses import dataclass

import tables as t
from asm import Asm

MAGIC = 0x5AFEC  # upper immediate of x31
SP, T0, T1, T2, X31 = 2, 5, 6, 7, 31

# Context page: t0..t2, then the running block.
NEXT, LO, HI, DELTA = 32, 40, 48, 56


@dataclass(frozen=True)
class Level:
    """CSR numbers of one handler."""

    name: str
    scratch: int
    epc: int
    cause: int
    reads: tuple[int, ...]
    enables: tuple[int, ...]
    ret: str


LEVELS = (
    Level("m", 0x340, 0x341, 0x342, (0x343, 0x34B, 0x34A, 0x300), (0x304,), "mret"),
    Level("hs", 0x140, 0x141, 0x142, (0x143, 0x643, 0x64A, 0x600, 0x100), (0x104, 0x604), "sret"),
    Level("vs", 0x140, 0x141, 0x142, (0x143, 0x100), (0x104,), "sret"),
)


def build(index: int, controller: bool) -> bytes:
    """Code of handler 0 (M), 1 (HS) or 2 (VS)."""
    level = LEVELS[index]
    a = Asm(t.HANDLERS + 0x1000 * index)
    for _ in range(16):  # the same for direct and vectored mode
        a.branch("jal", "start")
    a.label("start")
    a.op("csrrw", SP, SP, imm=level.scratch)
    for reg, offset in ((T0, 8), (T1, 16), (T2, 24)):
        a.op("sd", rs1=SP, rs2=reg, imm=offset)
    for csr in level.reads:
        a.op("csrrs", T1, 0, imm=csr)
    a.op("csrrs", T0, 0, imm=level.cause)
    a.branch("bge", "sync", rs1=T0, rs2=0)
    a.op("addi", T1, 0, imm=1)
    a.op("sll", T1, T1, T0)
    for csr in level.enables:
        a.op("csrrc", 0, T1, imm=csr)
    a.branch("jal", "restore")
    a.label("sync")
    a.op("lui", T1, imm=MAGIC)
    a.branch("bne", "skip", rs1=X31, rs2=T1)
    a.op("addi", T2, T0, imm=-8)
    a.op("sltiu", T2, T2, imm=4)
    a.branch("beq", "skip", rs1=T2, rs2=0)
    a.label("next")
    if controller:
        a.op("ld", T1, SP, imm=NEXT)
        a.op("csrrw", SP, SP, imm=level.scratch)
        a.op("jalr", 0, T1)
    else:
        a.op("lui", X31, imm=MAGIC)
        a.op("csrrw", SP, SP, imm=level.scratch)
        a.op("ecall")
        a.branch("jal", "next")
    a.label("skip")
    for cause in (1, 12, 20):
        a.op("addi", T1, 0, imm=cause)
        a.branch("beq", "next", rs1=T0, rs2=T1)
    a.op("csrrs", T1, 0, imm=level.epc)
    a.op("ld", T2, SP, imm=LO)
    a.branch("bltu", "next", rs1=T1, rs2=T2)
    a.op("ld", T2, SP, imm=HI)
    a.branch("bgeu", "next", rs1=T1, rs2=T2)
    a.op("ld", T2, SP, imm=DELTA)
    a.op("sub", T2, T1, T2)
    a.op("lhu", T2, T2)
    a.op("andi", T2, T2, imm=3)
    a.op("addi", T2, T2, imm=-3)
    a.branch("beq", "four", rs1=T2, rs2=0)
    a.op("addi", T1, T1, imm=-2)
    a.label("four")
    a.op("addi", T1, T1, imm=4)
    a.op("csrrw", 0, T1, imm=level.epc)
    a.label("restore")
    for reg, offset in ((T0, 8), (T1, 16), (T2, 24)):
        a.op("ld", reg, SP, imm=offset)
    a.op("csrrw", SP, SP, imm=level.scratch)
    a.op(level.ret)
    # Only reached when VTSR refused the sret and management skipped it.
    a.op("csrrw", SP, SP, imm=level.scratch)
    a.branch("jal", "next")
    return a.finish()
