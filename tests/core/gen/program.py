# SPDX-License-Identifier: Apache-2.0
"""Random programs: a seed gives an image of about 5,000 instructions.

A program is a chain of blocks, each in one mode (M, HS, U, VS, VU) under its own random
translation, delegation and status. A block's traps are skipped by handlers in M, HS or VS,
whichever the delegation names; a fetch that cannot be skipped, and the end of a block, go to the
next one. The controller between blocks runs in M, or in VS for the captive core, whose image
carries the table from which management starts it (tests/core/bench/manager.h).
"""

from __future__ import annotations

import argparse
import random
import struct
from pathlib import Path

import handlers
import tables as t
from asm import Asm
from blocks import HS, VS, VU, Block, M, U

FINISHER = 0x00100000
END_CALL = 0x5AFE
GUEST_MAGIC = 0x4C42415453455547
BLOCKS = 22
STEPS = 95  # per block; a step is 1 to 15 instructions

# Registers of all modes, read at the end so that a silent difference cannot get away.
FINAL_M = (
    0x300, 0x302, 0x303, 0x304, 0x305, 0x306, 0x30A, 0x340, 0x341, 0x342, 0x343, 0x34A, 0x34B,
    0x3A0, 0x3B0, 0x3B1, 0x3B2, 0x3B3, 0x3B7, 0x100, 0x104, 0x105, 0x106, 0x10A, 0x140, 0x141,
    0x142, 0x143, 0x180, 0x600, 0x602, 0x603, 0x604, 0x605, 0x606, 0x607, 0x60A, 0x643, 0x645,
    0x64A, 0x680, 0x14D, 0x24D, 0x200, 0x204, 0x205, 0x240, 0x241, 0x242, 0x243, 0x280,
)  # fmt: skip
FINAL_VS = (0x100, 0x104, 0x105, 0x106, 0x10A, 0x140, 0x141, 0x142, 0x143, 0x180)

SV39 = 8 << 60
FENCE_LAST = 0x7D  # the last page of code; data bases reach a little below the first data page


class Program:
    """Everything of one image."""

    def __init__(self, seed: int, captive: bool = False) -> None:
        self.rng = random.Random(seed * 2 + captive)
        self.captive = captive
        self.tables = t.Tables(self.rng)
        self.a = Asm(t.CODE)
        self.number = 0
        self.image = bytearray(t.IMAGE_END - t.RAM)
        self._build()

    def _put(self, address: int, data: bytes) -> None:
        self.image[address - t.RAM : address - t.RAM + len(data)] = data

    def _csr(self, csr: int, value: int) -> None:
        self.a.li(5, value)
        self.a.op("csrrw", 0, 5, imm=csr)

    def _space(self, roots: list[int], weight: int = 5) -> int:
        """satp or vsatp: bare, or a root with an ASID of its own."""
        index = self.rng.randrange(len(roots))
        value = SV39 | (index + 1) << 44 | roots[index] >> 12
        return value if self.rng.randrange(weight + 1) else 0

    def _delta(self, mode: str, translated: bool) -> int:
        """From physical to virtual address of the code."""
        if mode == M or not translated:
            return 0
        if mode in (HS, VS) and self.rng.random() < 0.3:
            return 0
        return (t.U_CODE if mode in (U, VU) else t.S_CODE) - t.CODE

    def _context(self, delta: int, epc: int, pages: tuple[int, ...]) -> None:
        """Tell the handlers where the block is; its start goes to epc."""
        a, n = self.a, self.number
        a.li(7, delta)
        a.la(28, f"prologue{n + 1}")
        a.la(29, f"lo{n}")
        a.op("add", 29, 29, 7)
        a.la(30, f"hi{n}")
        a.op("add", 30, 30, 7)
        for page in pages:
            a.li(6, t.CONTEXT + 4096 * page)
            for reg, offset in (
                (28, handlers.NEXT), (29, handlers.LO), (30, handlers.HI), (7, handlers.DELTA),
            ):  # fmt: skip
                a.op("sd", rs1=6, rs2=reg, imm=offset)
        a.op("csrrw", 0, 29, imm=epc)

    # ---------------------------------------------------------------- prologues
    def _status(self, mode: str) -> int:
        rng = self.rng
        value = {M: 3, HS: 1, VS: 1}.get(mode, 0) << 11
        for bit in (1, 5, 7, 8, 18, 19):  # SIE, SPIE, MPIE, SPP, SUM, MXR
            value |= rng.getrandbits(1) << bit
        for bit in (20, 21, 22):  # TVM, TW, TSR
            value |= (rng.random() < 0.12) << bit
        return value | (mode in (VS, VU)) << 39

    def _hstatus(self) -> int:
        value = self.rng.getrandbits(1) << 8 | self.rng.getrandbits(1) << 9
        for bit in (20, 21, 22):  # VTVM, VTW, VTSR
            value |= (self.rng.random() < 0.12) << bit
        return value

    def _delegation(self) -> tuple[int, int, int, int]:
        rng = self.rng
        if rng.random() < 0.2:
            return 0, 0, 0, 0
        medeleg = rng.getrandbits(24) | (0xF0B1FF if rng.random() < 0.6 else 0)
        hedeleg = rng.getrandbits(24) | (0xB1FF if rng.random() < 0.6 else 0)
        return medeleg & ~(1 << 9), rng.getrandbits(16), hedeleg, rng.getrandbits(16)

    def _rarely(self, chance: float, mask: int) -> int:
        return self.rng.getrandbits(16) & mask if self.rng.random() < chance else 0

    def _prologue_m(self, mode: str) -> None:
        """In M mode: all that decides how the block runs, then mret into it."""
        rng, a = self.rng, self.a
        satp = self._space(self.tables.s_roots)
        vsatp = self._space(self.tables.vs_roots)
        hgatp = self._space(self.tables.g_roots, 7)
        delta = self._delta(mode, bool(vsatp if mode in (VS, VU) else satp))
        medeleg, mideleg, hedeleg, hideleg = self._delegation()
        counters = [rng.choice((0, 0xFFFFFFFF, rng.getrandbits(32))) for _ in range(3)]
        for csr, value in (
            (0x302, medeleg), (0x303, mideleg), (0x602, hedeleg), (0x603, hideleg),
            (0x306, counters[0]), (0x606, counters[1]), (0x106, counters[2]),
            (0x30A, rng.choice((0, 1 << 63))), (0x60A, rng.choice((0, 1 << 63))),
            (0x14D, -1), (0x24D, -1), (0x605, 0),
            (0x600, self._hstatus()), (0x180, satp), (0x280, vsatp), (0x680, hgatp),
            (0x105, t.HANDLERS + 0x1000), (0x205, t.HANDLERS + 0x2000),
            (0x140, t.CONTEXT + 4096), (0x240, t.CONTEXT + 8192),
            (0x200, rng.getrandbits(20) & 0xC0122),
            (0x304, self._rarely(0.3, 0xFFFF)), (0x344, self._rarely(0.3, 0x226)),
            (0x645, self._rarely(0.2, 0xFFFF)), (0x204, self._rarely(0.3, 0x222)),
            (0x300, self._status(mode)),
        ):  # fmt: skip
            self._csr(csr, value)
        if rng.random() < 0.5:
            for name in ("sfence.vma", "hfence.gvma", "hfence.vvma"):
                a.op(name)
        self._context(delta, 0x341, (0, 1, 2))
        a.op("addi", 31, 0)
        a.op("mret")

    def _prologue_vs(self, mode: str) -> None:
        """The same for a captive core: what VS mode may decide, then sret."""
        rng, a = self.rng, self.a
        self._csr(0x100, 0)
        vsatp = self._space(self.tables.vs_roots[:1])
        delta = self._delta(mode, bool(vsatp))
        status = rng.getrandbits(20) & 0xC0022 | (mode == VS) << 8
        self._csr(0x180, vsatp)
        if rng.random() < 0.5:
            a.op("sfence.vma")
        for csr, value in (
            (0x105, t.HANDLERS + 0x2000), (0x140, t.CONTEXT + 8192), (0x106, rng.getrandbits(32)),
            (0x104, self._rarely(0.4, 0x222)), (0x14D, -1),
        ):  # fmt: skip
            self._csr(csr, value)
        self._context(delta, 0x141, (2,))
        a.op("addi", 31, 0)
        self._csr(0x100, status & ~2)
        a.op("sret")

    # ---------------------------------------------------------------- the whole
    def _block(self, mode: str) -> None:
        n = self.number
        self.a.label(f"prologue{n}")
        if self.captive:
            self._prologue_vs(mode)
        else:
            self._prologue_m(mode)
        self.a.label(f"lo{n}")
        block = Block(self.rng, self.a, mode, self.captive)
        block.emit(STEPS)
        if self.captive:
            if mode == VU:
                block.end(f"leave{n}")
            self.a.label(f"hi{n}")
            self.a.label(f"leave{n}")
            self._leave_vs()
        else:
            block.end(f"lo{n}")
            self.a.label(f"hi{n}")
        self.number += 1

    def _leave_vs(self) -> None:
        """A VS block goes on at the next prologue's identity address, which the context holds.

        So does a VU block that runs in VS because VTSR refused the sret into it.
        """
        self.a.li(6, t.CONTEXT + 8192)
        self.a.op("ld", 5, 6, imm=handlers.NEXT)
        self.a.op("jalr", 0, 5)

    def _boot(self) -> bytes:
        a = Asm(t.RAM)
        for reg in range(1, 32):
            a.op("addi", reg, 0)
        a.branch("jal", "boot")
        while a.pc < t.RAM + 0x800:
            a.w32(0)
        a.label("boot")
        a.li(5, t.HANDLERS)
        a.op("csrrw", 0, 5, imm=0x305)
        a.li(5, t.CONTEXT)
        a.op("csrrw", 0, 5, imm=0x340)
        for entry, (address, _) in enumerate(self._pmp()):
            a.li(5, address)
            a.op("csrrw", 0, 5, imm=0x3B0 + entry)
        config = sum(value << 8 * entry for entry, (_, value) in enumerate(self._pmp()))
        a.li(5, config)
        a.op("csrrw", 0, 5, imm=0x3A0)
        a.op("sfence.vma")
        a.li(5, t.CODE)
        a.op("jalr", 0, 5)
        return a.finish()

    def _pmp(self) -> list[tuple[int, int]]:
        """Whole pages of data with fewer rights, one of them locked; all else open."""
        page = t.DATA >> 2
        return [
            ((page + 20 * 1024) | 511, 0x19), ((page + 21 * 1024) | 511, 0x18),
            ((page + 22 * 1024) | 511, 0x99), (page + 23 * 1024, 0x00), (page + 24 * 1024, 0x09),
            ((page + 24 * 1024) | 511, 0x1F), (0, 0), ((1 << 53) - 1, 0x1F),
        ]  # fmt: skip

    def _epilogue(self) -> None:
        a = self.a
        a.label(f"prologue{self.number}")
        if self.captive:
            for csr in FINAL_VS:
                a.op("csrrs", 5, 0, imm=csr)
            a.op("addi", 10, 0)
            a.li(17, END_CALL)
            a.op("ecall")
        else:
            for csr in FINAL_M:
                a.op("csrrs", 5, 0, imm=csr)
            a.li(6, FINISHER)
            a.li(5, 0x5555)
            a.op("sw", rs1=6, rs2=5)
        a.label("stop")
        a.branch("jal", "stop")

    def _guest_table(self) -> bytes:
        """Registers with which management starts a captive program."""
        rng = self.rng
        # Access faults always park a captive core; a guest cannot see that they are not delegated.
        hedeleg = (rng.getrandbits(16) | (0xB1FF if rng.random() < 0.6 else 0)) & ~0xA2 | 0x100
        hgatp = SV39 | 5 << 44 | rng.choice(self.tables.g_roots) >> 12
        pairs = (
            (0x602, hedeleg), (0x603, 0x444), (0x606, rng.choice((0, 0xFFFFFFFF, 0x55555555))),
            (0x60A, rng.choice((0, 1 << 63))), (0x605, 0), (0x600, self._hstatus() | 0x180),
            (0x680, hgatp), (0x205, t.HANDLERS + 0x2000), (0x240, t.CONTEXT + 8192),
            (0x280, 0), (0x200, 0), (0x204, 0), (0x645, 0), (0x24D, (1 << 64) - 1),
            (0x106, 0), (0xF000, 0), (0xF001, FENCE_LAST), (0x7B0, 5 | 0x20), (0x7B1, t.CODE),
        )  # fmt: skip
        return struct.pack("<QQ", GUEST_MAGIC, len(pairs)) + b"".join(
            struct.pack("<QQ", reg, value & (1 << 64) - 1) for reg, value in pairs
        )

    def _build(self) -> None:
        modes = (VS, VU) if self.captive else (M, HS, HS, U, VS, VS, VU)
        each = sorted(set(modes))
        plan = [self.rng.choice(modes) for _ in range(BLOCKS - len(each))] + each
        self.rng.shuffle(plan)
        for mode in plan:
            self._block(mode)
        self._epilogue()
        code = self.a.finish()
        assert t.CODE + len(code) <= t.RAM + 4096 * (FENCE_LAST + 1), len(code)
        self._put(t.RAM, self._boot())
        self._put(t.RAM + 0x100, self._guest_table())
        for index in range(3):
            data = handlers.build(index, index == (2 if self.captive else 0))
            self._put(t.HANDLERS + 0x1000 * index, data)
        self._put(t.TABLES, bytes(self.tables.pages))
        self._put(t.CODE, code)
        data = bytes(self.rng.getrandbits(8) for _ in range(512)) * 8 * (t.DATA_PAGES - 1)
        self._put(t.DATA, data)
        self._put(t.DATA + 4096 * t.EDGE_PAGE, bytes(4094) + struct.pack("<H", 0x0013))
        self.instructions = self.a.count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--captive", action="store_true")
    parser.add_argument("--out", type=Path, required=True, help="directory")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for seed in range(args.seed, args.seed + args.count):
        program = Program(seed, args.captive)
        (args.out / f"{seed}.bin").write_bytes(program.image)
        print(seed, program.instructions)


if __name__ == "__main__":
    main()
