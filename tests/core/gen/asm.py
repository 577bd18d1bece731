# SPDX-License-Identifier: Apache-2.0
"""A small assembler: encodes rows of `opcodes` and patches forward branches.

Fast enough to write two hundred programs of five thousand instructions in a few seconds, which one
gcc call for each would not be.
"""

from __future__ import annotations

import struct

from opcodes import BY_NAME, Op


def encode(op: Op, rd: int = 0, rs1: int = 0, rs2: int = 0, imm: int = 0) -> int:
    """One instruction word. `imm` is the immediate, CSR number, shift amount or aq/rl bits."""
    fmt, w = op.fmt, op.match
    if fmt == "r":
        return w | rd << 7 | rs1 << 15 | rs2 << 20
    if fmt in ("i", "load", "jalr", "csr"):
        return w | rd << 7 | rs1 << 15 | (imm & 0xFFF) << 20
    if fmt in ("sh6", "sh5"):
        return w | rd << 7 | rs1 << 15 | (imm & (0x3F if fmt == "sh6" else 0x1F)) << 20
    if fmt in ("un", "hlv"):
        return w | rd << 7 | rs1 << 15
    if fmt == "store":
        return w | (imm & 0x1F) << 7 | rs1 << 15 | rs2 << 20 | (imm >> 5 & 0x7F) << 25
    if fmt == "u":
        return w | rd << 7 | (imm & 0xFFFFF) << 12
    if fmt == "b":
        return w | rs1 << 15 | rs2 << 20 | _b_imm(imm)
    if fmt == "j":
        return w | rd << 7 | _j_imm(imm)
    if fmt in ("amo", "sc"):
        return w | rd << 7 | rs1 << 15 | rs2 << 20 | (imm & 3) << 25
    if fmt == "lr":
        return w | rd << 7 | rs1 << 15 | (imm & 3) << 25
    if fmt in ("hsv", "fence2"):
        return w | rs1 << 15 | rs2 << 20
    if fmt == "fence":
        return w | (imm & 0xFF) << 20
    if fmt == "none":
        return w
    raise ValueError(fmt)


def _b_imm(imm: int) -> int:
    high = (imm >> 12 & 1) << 31 | (imm >> 5 & 0x3F) << 25
    return high | (imm >> 1 & 0xF) << 8 | (imm >> 11 & 1) << 7


def _j_imm(imm: int) -> int:
    return (
        (imm >> 20 & 1) << 31
        | (imm >> 1 & 0x3FF) << 21
        | (imm >> 11 & 1) << 20
        | (imm >> 12 & 0xFF) << 12
    )


def _cj_imm(imm: int) -> int:
    pick = (
        (11, 12), (4, 11), (9, 10), (8, 9), (10, 8), (6, 7), (7, 6), (3, 5), (2, 4), (1, 3), (5, 2),
    )  # fmt: skip
    return sum((imm >> src & 1) << dst for src, dst in pick)


def _cb_imm(imm: int) -> int:
    pick = ((8, 12), (4, 11), (3, 10), (7, 6), (6, 5), (2, 4), (1, 3), (5, 2))
    return sum((imm >> src & 1) << dst for src, dst in pick)


class Asm:
    """Code at a physical address, with labels."""

    def __init__(self, base: int) -> None:
        self.base = base
        self.buf = bytearray()
        self.count = 0
        self.units: list[tuple[int, bool]] = []
        self._labels: dict[str, int] = {}
        self._fixups: list[tuple[int, str, str]] = []

    @property
    def pc(self) -> int:
        return self.base + len(self.buf)

    def w32(self, word: int) -> None:
        self.buf += struct.pack("<I", word & 0xFFFFFFFF)
        self.count += 1

    def w16(self, half: int) -> None:
        self.buf += struct.pack("<H", half & 0xFFFF)
        self.count += 1

    def op(self, name: str, rd: int = 0, rs1: int = 0, rs2: int = 0, imm: int = 0) -> None:
        self.w32(encode(BY_NAME[name], rd, rs1, rs2, imm))

    def unit(self, fixed: bool = False) -> None:
        """What follows belongs together: the shrinker takes all of it away; if fixed, nothing."""
        self.units.append((len(self.buf), fixed))

    def label(self, name: str) -> None:
        self._labels[name] = self.pc

    def address(self, name: str) -> int:
        return self._labels[name]

    def branch(self, name: str, label: str, rd: int = 0, rs1: int = 0, rs2: int = 0) -> None:
        """A branch, jal, c.j, c.beqz or c.bnez to a label on either side."""
        op = BY_NAME[name]
        self._fixups.append((len(self.buf), op.fmt, label))
        if op.fmt == "c.j":
            self.w16(op.match)
        elif op.fmt == "c.b":
            self.w16(op.match | (rs1 - 8) << 7)
        else:
            self.w32(encode(op, rd, rs1, rs2))

    def la(self, rd: int, label: str) -> None:
        """auipc and addi: the address of a label as the running mode sees it."""
        self._fixups.append((len(self.buf), "la", label))
        self.op("auipc", rd)
        self.op("addi", rd, rd)

    def li(self, rd: int, value: int) -> None:
        """Any 64-bit constant, without memory and in few instructions."""
        value &= (1 << 64) - 1
        signed = value - (1 << 64) if value >> 63 else value
        if -2048 <= signed < 2048:
            self.op("addi", rd, 0, imm=signed)
            return
        if -(1 << 31) <= signed < (1 << 31):
            low = ((signed & 0xFFF) ^ 0x800) - 0x800
            self.op("lui", rd, imm=(signed - low) >> 12)
            if low:
                self.op("addiw", rd, rd, imm=low)
            return
        low = ((signed & 0xFFF) ^ 0x800) - 0x800
        high = (signed - low) >> 12
        shift = 12
        while high & 1 == 0:
            high >>= 1
            shift += 1
        self.li(rd, high)
        self.op("slli", rd, rd, imm=shift)
        if low:
            self.op("addi", rd, rd, imm=low)

    def finish(self) -> bytes:
        """Patch all branches; the labels must exist."""
        for at, fmt, label in self._fixups:
            offset = self._labels[label] - (self.base + at)
            if fmt == "la":
                low = ((offset & 0xFFF) ^ 0x800) - 0x800
                self._or(at, 4, ((offset - low) >> 12 & 0xFFFFF) << 12)
                self._or(at + 4, 4, (low & 0xFFF) << 20)
            elif fmt == "b":
                assert -4096 <= offset < 4096, label
                self._or(at, 4, _b_imm(offset))
            elif fmt == "j":
                self._or(at, 4, _j_imm(offset))
            elif fmt == "c.j":
                assert -2048 <= offset < 2048, label
                self._or(at, 2, _cj_imm(offset))
            else:
                assert -256 <= offset < 256, label
                self._or(at, 2, _cb_imm(offset))
        self._fixups.clear()
        return bytes(self.buf)

    def _or(self, at: int, size: int, bits: int) -> None:
        word = int.from_bytes(self.buf[at : at + size], "little") | bits
        self.buf[at : at + size] = word.to_bytes(size, "little")
