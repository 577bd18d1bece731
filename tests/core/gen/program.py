# SPDX-License-Identifier: Apache-2.0
"""Random programs: a seed gives an image of about 5,000 instructions.

A program is a chain of blocks, each in one mode (M, HS, U, VS, VU) under its own random
translation, delegation and status. A block's traps are skipped by handlers in M, HS or VS,
whichever the delegation names; a fetch that cannot be skipped, and the end of a block, go to the
next one. The controller between blocks runs in M, or in VS for the captive core, whose image
carries the table from which management starts it (tests/core/bench/manager.h).

A timeless program is for a platform whose time, lines and devices the reference does not share:
interrupts come from software's bits alone, and nothing compares with time or waits for a line.
"""

from __future__ import annotations

import argparse
import random
import struct
from pathlib import Path

import handlers
import tables as t
from asm import Asm
from blocks import HS, VS, VU, Block, Context, M, U

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
# The captive core's execute fence: handlers and code. Page tables and data are outside.
FENCE_FIRST = (t.HANDLERS - t.RAM) >> 12
FENCE_LAST = 0x7D  # the last page of code; data bases reach a little below the first data page


def satp(root: int, number: int) -> int:
    """satp, vsatp or hgatp."""
    return SV39 | number << 44 | root >> 12


class Program:
    """Everything of one image."""

    def __init__(self, seed: int, captive: bool = False, timeless: bool = False) -> None:
        self.rng = random.Random(seed * 2 + captive)
        self.captive = captive
        self.timeless = timeless
        self.tables = t.Tables(self.rng)
        self.a = Asm(t.CODE)
        self.number = 0
        self.blocks: list[int] = []  # first unit of each
        self.dirty = False  # the block before changed page tables
        self.armed: int | None = None  # trigger that the block before set
        self.hstatus = self._hstatus() | 0x180
        self.vtvm = captive and bool(self.hstatus >> 20 & 1)
        self.image = bytearray(t.IMAGE_END - t.RAM)
        self._build()

    def _put(self, address: int, data: bytes) -> None:
        self.image[address - t.RAM : address - t.RAM + len(data)] = data

    def _csr(self, csr: int, value: int) -> None:
        self.a.unit()
        self.a.li(5, value)
        self.a.op("csrrw", 0, 5, imm=csr)

    def _choose(self, spaces: list[t.Space], weight: int = 5) -> tuple[t.Space | None, int]:
        """Bare, or a space with its number from 1."""
        index = self.rng.randrange(len(spaces))
        return (spaces[index], index + 1) if self.rng.randrange(weight + 1) else (None, 0)

    def _vsatp(self, vs: t.Space | None, number: int) -> tuple[int, int]:
        """vsatp and its ASID; now and then the root lies behind some second-stage entry."""
        if vs is None:
            return 0, 0
        if self.tables.global_vs or self.rng.random() < 0.85:
            return satp(vs.root, number), number
        alias = self.rng.randrange(t.ALIASES + 1)
        number += 16 + 2 * alias
        return satp(self.tables.alias_root(alias, vs), number), number

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
        a.unit()
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

    def _vectored(self) -> int:
        return int(self.rng.random() < 0.3)

    def _rarely(self, chance: float, mask: int) -> int:
        return self.rng.getrandbits(16) & mask if self.rng.random() < chance else 0

    def _fence_everything(self) -> None:
        """What is needed after any page-table change, in whichever space: M mode."""
        self.a.unit(fixed=True)
        for space, number in ((None, 0), *zip(self.tables.g_spaces, (1, 2, 3), strict=True)):
            self.a.li(5, satp(space.root, number) if space else 0)
            self.a.op("csrrw", 0, 5, imm=0x680)
            self.a.op("hfence.vvma")
        self.a.op("hfence.gvma")
        self.a.op("sfence.vma")

    def _arm_trigger(self, mode: str, delta: int) -> bool:
        """A breakpoint in the block, or on data that handlers do not touch; whether the latter."""
        rng, a = self.rng, self.a
        if self.armed is not None:
            self._csr(0x7A0, self.armed)
            self._csr(0x7A1, 6 << 60)
            self.armed = None
        if rng.random() > 0.25 or mode == M:
            return False
        self.armed = rng.randrange(4)
        self._csr(0x7A0, self.armed)
        match, access = 0, 4
        if rng.random() < 0.4:
            a.la(5, f"trigger{self.number}")
            a.li(6, delta)
            a.op("add", 5, 5, 6)
            a.op("csrrw", 0, 5, imm=0x7A2)
        else:
            access = rng.randrange(1, 4)
            # Never the first byte of a page: Spike compares both halves of an access that crosses.
            address = t.WINDOW + 4096 * rng.randrange(30) + 0x800
            match = rng.choice((0, 1, 1, 2, 3) if mode in (U, VU) else (1,))
            address |= (1 << rng.randrange(2, 11)) - 1 if match == 1 else 8 * rng.randrange(256)
            self._csr(0x7A2, address)
        modes = {HS: 1 << 4, U: 1 << 3, VS: 1 << 24, VU: 1 << 23}[mode]
        self._csr(0x7A1, 6 << 60 | match << 7 | access | modes)
        return access != 4

    def _prologue_m(self, mode: str) -> Context:
        """In M mode: all that decides how the block runs, then mret into it."""
        rng, a = self.rng, self.a
        s, asid = self._choose(self.tables.s_spaces)
        vs, vs_asid = self._choose(self.tables.vs_spaces)
        g, vmid = self._choose(self.tables.g_spaces, 7)
        hgatp = satp(g.root, vmid) if g else 0
        delta = self._delta(mode, (vs if mode in (VS, VU) else s) is not None)
        status, hstatus = self._status(mode), self._hstatus()
        vsatp, vs_asid = self._vsatp(vs, vs_asid)
        if self.dirty:
            self._fence_everything()
        medeleg, mideleg, hedeleg, hideleg = self._delegation()
        if vs_asid > 2:  # no handler in VS can be fetched
            hedeleg &= ~(1 << 1 | 1 << 12)
        counters = [rng.choice((0, 0xFFFFFFFF, rng.getrandbits(32))) for _ in range(3)]
        for csr, value in (
            (0x302, medeleg), (0x303, mideleg), (0x602, hedeleg), (0x603, hideleg),
            (0x306, counters[0]), (0x606, counters[1]), (0x106, counters[2]),
            (0x30A, rng.choice((0, 1 << 63))), (0x60A, rng.choice((0, 1 << 63))),
            (0x14D, -1), (0x24D, -1), (0x605, 0),
            (0x600, hstatus), (0x180, satp(s.root, asid) if s else 0),
            (0x280, vsatp), (0x680, hgatp),
            (0x105, t.HANDLERS + 0x1000 + self._vectored()),
            (0x205, t.HANDLERS + 0x2000 + self._vectored()), (0x305, t.HANDLERS + self._vectored()),
            (0x140, t.CONTEXT + 4096), (0x240, t.CONTEXT + 8192),
            (0x200, rng.getrandbits(20) & 0xC0122),
            (0x304, self._rarely(0.6, 0xFFFF)), (0x344, self._rarely(0.3, 0x226)),
            (0x645, self._rarely(0.2, 0xFFFF)), (0x204, self._rarely(0.3, 0x222)),
            (0x300, status),
        ):  # fmt: skip
            self._csr(csr, value)
        data_trigger = self._arm_trigger(mode, delta)
        if rng.random() < 0.5:
            a.unit(fixed=True)
            for name in ("sfence.vma", "hfence.gvma", "hfence.vvma"):
                a.op(name)
        self._context(delta, 0x341, (0, 1, 2))
        a.op("addi", 31, 0)
        if mode != M and status >> 5 & 1:  # MPRV: the mret clears it
            a.li(5, 1 << 17)
            a.op("csrrs", 0, 5, imm=0x300)
        a.op("mret")
        tvm = status >> 20 & 1 if mode == HS else hstatus >> 20 & 1 if mode == VS else 0
        own = vs_asid if mode in (VS, VU) else asid
        return Context(
            mode, False, self.tables, s, vs, g, own, vs_asid, vmid, delta, not tvm, data_trigger,
            wfi_traps=mode != M and bool(status >> 21 & 1),
        )  # fmt: skip

    def _prologue_vs(self, mode: str) -> Context:
        """The same for a captive core: what VS mode may decide, then sret."""
        rng, a = self.rng, self.a
        self._csr(0x100, 0)
        vs, asid = self._choose(self.tables.vs_spaces[:1])
        delta = self._delta(mode, vs is not None)
        status = rng.getrandbits(20) & 0xC0022 | (mode == VS) << 8
        self._csr(0x180, satp(vs.root, asid) if vs else 0)
        if self.dirty or rng.random() < 0.5:
            a.unit(fixed=True)
            a.op("sfence.vma")
        for csr, value in (
            (0x105, t.HANDLERS + 0x2000 + self._vectored()), (0x140, t.CONTEXT + 8192),
            (0x106, rng.getrandbits(32)), (0x104, self._rarely(0.4, 0x222)), (0x14D, -1),
        ):  # fmt: skip
            self._csr(csr, value)
        self._context(delta, 0x141, (2,))
        a.op("addi", 31, 0)
        self._csr(0x100, status & ~2)
        a.op("sret")
        return Context(mode, True, self.tables, None, vs, None, asid, asid, 0, delta, not self.vtvm)

    # ---------------------------------------------------------------- the whole
    def _block(self, mode: str) -> None:
        n = self.number
        self.blocks.append(len(self.a.units))
        self.a.label(f"prologue{n}")
        context = self._prologue_vs(mode) if self.captive else self._prologue_m(mode)
        self.a.label(f"lo{n}")
        block = Block(self.rng, self.a, context, n, self.timeless)
        block.emit(STEPS)
        self.dirty = context.dirty
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
        self.a.unit()
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
        a.li(5, 0x00000013)  # what lands there has been fetched
        a.li(6, t.ZERO)
        a.op("sw", rs1=6, rs2=5)
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
        a.unit(fixed=True)
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
        hgatp = satp(rng.choice(self.tables.g_spaces).root, 5)
        pairs = (
            (0x602, hedeleg), (0x603, 0x444), (0x606, rng.choice((0, 0xFFFFFFFF, 0x55555555))),
            (0x60A, rng.choice((0, 1 << 63))), (0x605, 0), (0x600, self.hstatus),
            (0x680, hgatp), (0x205, t.HANDLERS + 0x2000), (0x240, t.CONTEXT + 8192),
            (0x280, 0), (0x200, 0), (0x204, 0), (0x645, 0), (0x24D, (1 << 64) - 1),
            (0x106, 0), (0xF000, FENCE_FIRST), (0xF001, FENCE_LAST), (0x7B0, 5 | 0x20),
            (0x7B1, t.CODE),
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
        self._put(t.LANDING, struct.pack("<I", 0x00000013))
        self._put(t.DATA + 4096 * t.EDGE_PAGE, bytes(4094) + struct.pack("<H", 0x0013))
        self.instructions = self.a.count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--captive", action="store_true")
    parser.add_argument("--timeless", action="store_true", help="nothing depends on time or lines")
    parser.add_argument("--out", type=Path, required=True, help="directory")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for seed in range(args.seed, args.seed + args.count):
        program = Program(seed, args.captive, args.timeless)
        (args.out / f"{seed}.bin").write_bytes(program.image)
        print(seed, program.instructions)


if __name__ == "__main__":
    main()
