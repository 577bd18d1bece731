# SPDX-License-Identifier: Apache-2.0
"""Lists of encodings for harness.S: every compressed one, and sweeps through the 32-bit table.

The point is the decoder: each bit pattern must be the instruction, or the illegal instruction,
that Spike takes it for. What would never return to the harness (a jump to itself, WFI, a return
from a trap, a jump out of the code window, a CSR write) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

# rs2 field of unary operations and shift amounts worth meeting in every funct7
UNARY = (0, 1, 2, 3, 4, 5, 7, 24, 31)
RD, RS1, RS2 = 10, 11, 12


def compressed() -> Iterator[int]:
    for insn in range(1 << 16):
        itself = insn == 0xA001 or insn & 0xFC7F == 0xE001
        if insn & 3 != 3 and not itself:
            yield insn


def word(opcode: int, f3: int, f7: int, rs2: int, rd: int = RD, rs1: int = RS1) -> int:
    return f7 << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | opcode


def arithmetic() -> Iterator[int]:
    for opcode in (0x33, 0x3B):
        for f7 in range(128):
            for f3 in range(8):
                yield word(opcode, f3, f7, RS2)
                yield word(opcode, f3, f7, 0)
    for opcode in (0x13, 0x1B):
        for f3 in (0, 1, 2, 3, 5):
            for f7 in range(128):
                for rs2 in UNARY:
                    yield word(opcode, f3, f7, rs2)


def memory() -> Iterator[int]:
    for f3 in range(8):
        for f7 in (0, 1, 63, 64):
            yield word(0x03, f3, f7, 3)
            yield word(0x23, f3, f7 & 3, RS2)
            yield word(0x0F, f3, f7, 0, rd=0, rs1=0)
            yield word(0x67, f3, 0, 0)
    for f7 in range(128):
        for f3 in range(8):
            yield word(0x2F, f3, f7, RS2)
            yield word(0x2F, f3, f7, 0)


def branches() -> Iterator[int]:
    for f3 in range(8):
        for rs1, rs2 in ((RS1, RS2), (RS2, RS1), (RS1, RS1)):
            for rd in (8, 24, 9):  # short offsets, one of them backwards
                yield word(0x63, f3, 0x7F if rd == 9 else 0, rs2, rd, rs1)


def system() -> Iterator[int]:
    leave_out = {0x302, 0x102, 0x105}
    for f7 in range(128):
        for rs2 in (*UNARY, RS2):
            for rd in (0, RD):
                yield word(0x73, 4, f7, rs2, rd)
                if (f7 << 5 | rs2) not in leave_out:
                    yield word(0x73, 0, f7, rs2, rd)
                    yield word(0x73, 0, f7, rs2, rd, rs1=0)


def reserved_opcodes() -> Iterator[int]:
    for opcode in range(3, 128, 4):
        if opcode not in (0x6F, 0x73, 0x67):
            for f3 in range(8):
                yield word(opcode, f3, 0, RS2)
                yield word(opcode, f3, 0x55, RS2)


def everything() -> Iterator[int]:
    for source in (arithmetic, memory, branches, system, reserved_opcodes, compressed):
        yield from source()
