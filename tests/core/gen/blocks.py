# SPDX-License-Identifier: Apache-2.0
"""Random instructions of one block.

Registers with a job: x2, x3, x8 and x9 are bases of memory accesses, x4 counts loops, x31 is zero
until the block ends. The rest is random data. Branches go forward, loops count down, so a block
always ends; what a trap does to it is the handlers' business.
"""

from __future__ import annotations

import random

import tables as t
from asm import Asm, encode
from handlers import MAGIC
from opcodes import ALL, BASE, BITS, BY_NAME, COMPRESSED, MUL

M, HS, U, VS, VU = "M", "HS", "U", "VS", "VU"

FREE = [1, 5, 6, 7, *range(10, 31)]
FREE_C = [10, 11, 12, 13, 14, 15]
BASES = [2, 3, 8, 9]
LOOP = 4

_ALU = [op for op in BASE + BITS if op.fmt in ("r", "i", "sh6", "sh5", "un", "u")]
_MUL = MUL
_LOADS = [op for op in BASE if op.fmt == "load"]
_STORES = [op for op in BASE if op.fmt == "store"]
_BRANCH = [op for op in BASE if op.fmt == "b"]
_AMO = [op for op in ALL if op.fmt == "amo"]
_HLV = [op for op in ALL if op.fmt == "hlv"]
_HSV = [op for op in ALL if op.fmt == "hsv"]
_FENCE2 = [op for op in ALL if op.fmt == "fence2"]
_CSR_OPS = [op for op in ALL if op.fmt == "csr"]
_C_ALU = [
    op for op in COMPRESSED
    if op.fmt in ("c.i", "c.sh", "c.andi", "c.a", "c.slli", "c.mv", "c.addi4spn", "c.addi16sp")
    or op.name == "c.nop"
]  # fmt: skip
_C_MEM = [
    BY_NAME[n] for n in ("c.lw", "c.ld", "c.sw", "c.sd", "c.lwsp", "c.ldsp", "c.swsp", "c.sdsp")
]

_SIZE = {"b": 1, "h": 2, "w": 4, "d": 8}

# CSRs that any value may go to (the rest of a block does not depend on them), by the lowest mode
# that owns them. Writes from elsewhere trap.
_ANY_M = (0x304, 0x306, 0x30A, 0x320, 0x341, 0x342, 0x343, 0x344, 0x34A, 0x34B, 0xB00, 0xB02, 0xB03)
_ANY_HS = (0x104, 0x106, 0x10A, 0x141, 0x142, 0x143, 0x144, 0x14D, 0x600, 0x602, 0x603, 0x604,
           0x605, 0x606, 0x60A, 0x643, 0x644, 0x645, 0x64A, 0x200, 0x204, 0x241, 0x242, 0x243,
           0x244, 0x24D, 0x607, 0xE12)  # fmt: skip
_ANY_VS = (0x104, 0x106, 0x10A, 0x141, 0x142, 0x143, 0x144, 0x14D)
# Written, read and put back by the three instructions that follow each other.
_KEEP_M = (0x302, 0x303, 0x305, 0x340, 0x180, 0x280, 0x680, 0x105, 0x205, 0x140, 0x240)
_KEEP_HS = (0x105, 0x140, 0x205, 0x240, 0x280, 0x680)
_KEEP_VS = (0x105, 0x140)
_READ = (*_ANY_M, *_ANY_HS, *_KEEP_M, 0x300, 0x100, 0x301, 0xF11, 0xF14, 0x3A0, 0x3A2, 0x3B0, 0x3B7,
         0xC00, 0xC01, 0xC02, 0xC03, 0xC04, 0xC1F, 0x323, 0xB03, 0x7A0, 0x7A1, 0x7B0, 0x001, 0x008,
         0x180, 0x5A8, 0x3A1, 0x310, 0xC80)  # fmt: skip
# Bits of mstatus and sstatus that a block may change under its own feet.
_MSTATUS = 0x2 | 0x20 | 0x80 | 0x100 | 0x1800 | 0x6000 | 3 << 18 | 3 << 38
_SSTATUS = 0x2 | 0x20 | 0x100 | 0x6000 | 3 << 18

_ILLEGAL_OPCODES = (
    0x0B, 0x2B, 0x5B, 0x7B, 0x07, 0x27, 0x53, 0x43, 0x47, 0x4B, 0x4F, 0x57, 0x6B, 0x77,
)  # fmt: skip
_ILLEGAL_C = (0x0000, 0x2000, 0x2002, 0xA000, 0xA002, 0x8002, 0x9C41, 0x9C61, 0x6001, 0x6081,
              0x2001, 0x4002, 0x6002, 0x6101 & ~0x107C, 0x8000)  # fmt: skip


def interesting(rng: random.Random) -> int:
    """A 64-bit value of the kinds that break arithmetic and WARL rules."""
    kind = rng.randrange(6)
    if kind == 0:
        return rng.choice((0, 1, -1, 1 << 63, (1 << 63) - 1, 1 << 31, (1 << 31) - 1, 0xFFFFFFFF, 7))
    if kind == 1:
        return rng.getrandbits(64)
    if kind == 2:
        return rng.getrandbits(12) - 2048
    if kind == 3:
        return 1 << rng.randrange(64)
    if kind == 4:
        return rng.getrandbits(32) << rng.choice((0, 0, 32))
    return ~(1 << rng.randrange(64))


class Block:
    """Emits one block into an assembler."""

    def __init__(self, rng: random.Random, asm: Asm, mode: str, captive: bool) -> None:
        self.rng = rng
        self.a = asm
        self.mode = mode
        self.captive = captive
        # Emitters with weights; what a mode may not do traps, and is wanted now and then.
        virtual = mode in (VS, VU)
        user = mode in (U, VU)
        self._menu = [
            (self._alu, 30), (self._mul, 5), (self._c_alu, 14), (self._load, 9), (self._store, 8),
            (self._c_mem, 5), (self._amo, 3), (self._lr_sc, 2), (self._base, 4), (self._value, 2),
            (self._branch, 7), (self._jump, 2), (self._loop, 1.5), (self._fence, 0.8),
            (self._csr_read, 2 if user else 2.5), (self._csr_write, 1.5 if user else 4),
            (self._csr_keep, 0.2 if user else 1), (self._csr_status, 0.3 if user else 1.5),
            (self._hypervisor_access, 0.6 if virtual else 3), (self._vm_fence, 0.5),
            (self._system, 0.6), (self._illegal, 0.6), (self._xret, 0.15 if user else 0.5),
        ]  # fmt: skip

    def emit(self, count: int) -> None:
        """`count` steps of the menu, then the end of the block."""
        work, weights = [m for m, _ in self._menu], [w for _, w in self._menu]
        for reg in BASES:
            self._base(reg)
        for reg in self.rng.sample(FREE, 10):
            self.a.li(reg, interesting(self.rng))
        for step in self.rng.choices(work, weights, k=count):
            step()
        if self.rng.random() < 0.5:
            self._wild_jump()

    # ---------------------------------------------------------------- helpers
    def _label(self) -> str:
        return f"at{self.a.pc:x}_{self.a.count}_{self.rng.getrandbits(32)}"

    def _rd(self) -> int:
        return self.rng.choice(FREE) if self.rng.random() < 0.97 else 0

    def _rs(self) -> int:
        usual = self.rng.random() < 0.95
        return self.rng.choice(FREE if usual else (0, 2, 3, 4, 8))

    # ---------------------------------------------------------------- arithmetic
    def _alu(self) -> None:
        op = self.rng.choice(_ALU)
        bits = 20 if op.fmt == "u" else 12
        self.a.w32(encode(op, self._rd(), self._rs(), self._rs(), self.rng.getrandbits(bits)))

    def _mul(self) -> None:
        self.a.w32(encode(self.rng.choice(_MUL), self._rd(), self._rs(), self._rs()))

    def _value(self) -> None:
        self.a.li(self.rng.choice(FREE), interesting(self.rng))

    def _c_alu(self) -> None:
        rng = self.rng
        op = rng.choice(_C_ALU)
        imm = rng.randrange(1, 64)
        if op.fmt == "c.addi16sp":  # upwards only, and from a fresh base
            self._base(2)
            self.a.w16(op.match | rng.randrange(1, 32) << 2)
            return
        if op.name == "c.nop":
            word = op.match
        elif op.fmt == "c.addi4spn":
            word = op.match | rng.choice(FREE_C) - 8 << 2 | rng.randrange(1, 256) << 5
        elif op.fmt in ("c.i", "c.slli"):
            word = op.match | rng.choice(FREE) << 7 | (imm & 31) << 2 | (imm >> 5) << 12
        elif op.fmt in ("c.sh", "c.andi"):
            word = op.match | rng.choice(FREE_C) - 8 << 7 | (imm & 31) << 2 | (imm >> 5) << 12
        elif op.fmt == "c.a":
            word = op.match | rng.choice(FREE_C) - 8 << 7 | rng.randrange(8) << 2
        else:
            word = op.match | rng.choice(FREE) << 7 | rng.randrange(1, 31) << 2
        self.a.w16(word)

    # ---------------------------------------------------------------- memory
    def _base(self, reg: int | None = None) -> None:
        self.a.li(reg if reg is not None else self.rng.choice(BASES), self._address())

    def _address(self) -> int:
        rng = self.rng
        anywhere = rng.randrange(4096)
        edge = rng.choice((0, 8, 0x40, 0x7F8, 0xFF0, 0xFF8, 0xFFC, anywhere, 0x100, 0x800))
        if self.mode == M and rng.random() < 0.85:
            table = ((t.DATA + 4096 * rng.randrange(t.DATA_PAGES - 1), 6), (t.BIG, 3),
                     (0x40000000, 0.3), (1 << 40, 0.2), (0x02004000, 0.3))  # fmt: skip
        else:
            table = (
                (t.WINDOW + 4096 * rng.randrange(30), 9), (t.SUPER + (rng.randrange(8) << 21), 3),
                (t.SUPER + (rng.randrange(1, 8) << 21) - 4096, 1),
                (t.DATA + 4096 * rng.randrange(t.DATA_PAGES - 1), 3), (t.BIG, 2),
                (t.USER_GIGA + 0x200000, 2), (t.BAD_GIGA, 0.3),
                (t.GPA_WINDOW + 4096 * rng.randrange(30), 2),
                (0x140000000, 0.3), (0x180000000, 0.3), (0x1C0000000, 0.3), (1 << 38, 0.3),
                (1 << 63, 0.2), (-(1 << 38), 0.3), (1 << 41, 0.3), (0x10000000000, 0.2),
            )  # fmt: skip
        window = rng.choices([w for w, _ in table], [n for _, n in table])[0]
        if window == 0x02004000:
            edge = 0
        return window + edge

    def _offset(self, size: int) -> int:
        rng = self.rng
        offset = rng.randrange(-64, 64) if rng.random() < 0.8 else rng.randrange(-2048, 2040)
        return offset & -size if rng.random() < 0.75 else offset

    def _load(self) -> None:
        op = self.rng.choice(_LOADS)
        size = _SIZE[op.name[1]]
        self.a.w32(encode(op, self._rd(), self.rng.choice(BASES), imm=self._offset(size)))

    def _store(self) -> None:
        op = self.rng.choice(_STORES)
        size = _SIZE[op.name[1]]
        self.a.w32(encode(op, rs1=self.rng.choice(BASES), rs2=self._rs(), imm=self._offset(size)))

    def _c_mem(self) -> None:
        rng = self.rng
        op = rng.choice(_C_MEM)
        bits = rng.getrandbits(16)
        if op.name in ("c.lwsp", "c.ldsp"):
            word = op.match | rng.choice(FREE) << 7 | bits & 0x107C
        elif op.name in ("c.swsp", "c.sdsp"):
            word = op.match | bits & 0x1F80 | rng.choice(FREE) << 2
        else:
            word = op.match | bits & 0x1C60 | rng.choice((0, 1)) << 7 | rng.choice(FREE_C) - 8 << 2
        self.a.w16(word)

    def _amo(self) -> None:
        op = self.rng.choice(_AMO)
        order = self.rng.getrandbits(2)
        self.a.w32(encode(op, self._rd(), self.rng.choice(BASES), self._rs(), order))

    def _lr_sc(self) -> None:
        rng = self.rng
        base, size = rng.choice(BASES), rng.choice("wd")
        self.a.op(f"lr.{size}", self._rd(), base, imm=rng.getrandbits(2))
        for _ in range(rng.randrange(3)):
            self._alu()
        other = base if rng.random() < 0.85 else rng.choice(BASES)
        self.a.op(f"sc.{size}", self._rd(), other, self._rs(), rng.getrandbits(2))
        if rng.random() < 0.3:  # without a reservation
            self.a.op(f"sc.{size}", self._rd(), base, self._rs())

    def _hypervisor_access(self) -> None:
        rng = self.rng
        if rng.random() < 0.6:
            self.a.w32(encode(rng.choice(_HLV), self._rd(), rng.choice(BASES)))
        else:
            self.a.w32(encode(rng.choice(_HSV), rs1=rng.choice(BASES), rs2=self._rs()))

    def _fence(self) -> None:
        op = self.rng.choice(("fence", "fence", "fence.i"))
        self.a.op(op, imm=0 if op == "fence.i" else self.rng.choice((0xFF, 0x33, 0x12, 0x21)))

    def _vm_fence(self) -> None:
        rng = self.rng
        rs1 = rng.choice((0, rng.choice(BASES), self._rs()))
        self.a.w32(encode(rng.choice(_FENCE2), rs1=rs1, rs2=rng.choice((0, self._rs()))))

    # ---------------------------------------------------------------- control
    def _filler(self, count: int) -> None:
        for _ in range(count):
            self.rng.choice((self._alu, self._c_alu, self._load, self._mul, self._store))()

    def _branch(self) -> None:
        rng, label = self.rng, self._label()
        if rng.random() < 0.35:
            self.a.branch(rng.choice(("c.beqz", "c.bnez")), label, rs1=rng.choice(FREE_C))
        else:
            op = rng.choice(_BRANCH)
            self.a.branch(op.name, label, rs1=self._rs(), rs2=self._rs())
        self._filler(rng.randrange(1, 5))
        self.a.label(label)

    def _jump(self) -> None:
        rng, label = self.rng, self._label()
        kind = rng.randrange(5)
        if kind == 0:
            self.a.branch("c.j", label)
        elif kind == 1:
            self.a.branch("jal", label, rd=rng.choice((0, 1, 5, 7)))
        else:
            reg = rng.choice((1, 5, 6, 10, 20))
            self.a.la(reg, label)
            if kind == 2:
                self.a.op("jalr", rng.choice((0, 1, 5, 7)), reg, imm=rng.choice((0, 1)))
            else:
                self.a.w16((0x8002 if kind == 3 else 0x9002) | reg << 7)
        self._filler(rng.randrange(1, 4))
        self.a.label(label)

    def _loop(self) -> None:
        rng, label = self.rng, self._label()
        self.a.op("addi", LOOP, 0, imm=rng.randrange(2, 7))
        self.a.label(label)
        for _ in range(rng.randrange(2, 7)):
            rng.choice((self._alu, self._c_alu, self._load, self._mul, self._branch))()
        self.a.op("addi", LOOP, LOOP, imm=-1)
        self.a.branch("bne", label, rs1=LOOP, rs2=0)

    def _wild_jump(self) -> None:
        """To where nothing can be fetched, or only half an instruction."""
        rng = self.rng
        table = [0x20000000 + (5 << 21), 0x140000000, 0x180000000, 0x1C0000000, 1 << 38,
                 1 << 63, 0, 0x02000000, 1 << 40, 0xFFFFFFFFFFFFFFFE, 1 << 41]  # fmt: skip
        if not self.captive:
            table += [t.WINDOW + 30 * 4096 + 0xFFE] * 4
            table += [t.BAD_GIGA, t.ZERO, t.USER_GIGA + 0x300000]
            table += [t.SUPER + 0x100000, t.SUPER + 0x300000]
        self.a.li(5, rng.choice(table))
        self.a.op("jalr", rng.choice((0, 1)), 5)

    # ---------------------------------------------------------------- CSRs and system
    def _csr_read(self) -> None:
        rng = self.rng
        csr = rng.choice(_READ) if rng.random() < 0.9 else rng.getrandbits(12)
        if self.mode in (U, VU) and rng.random() < 0.4:
            csr = rng.choice((0xC00, 0xC01, 0xC02, 0xC03))
        name = rng.choice(("csrrs", "csrrc", "csrrsi", "csrrci"))
        self.a.op(name, self._rd(), 0, imm=csr)

    def _csr_write(self) -> None:
        rng = self.rng
        own = {M: _ANY_M + _ANY_HS, HS: _ANY_HS, VS: _ANY_VS}.get(self.mode, _ANY_HS + _ANY_M)
        csr = rng.choice(own if rng.random() < 0.9 else _ANY_M + _ANY_HS)
        if csr in (0x106, 0x10A) and self.mode in (U, VU) and self.captive:
            csr = 0x141
        op = rng.choice(_CSR_OPS)
        reg = rng.choice(FREE)
        if not op.name.endswith("i") and rng.random() < 0.7:
            self.a.li(reg, interesting(rng))
        source = rng.randrange(32) if op.name.endswith("i") else reg
        self.a.w32(encode(op, self._rd(), source, imm=csr))
        if rng.random() < 0.7:
            self.a.op("csrrs", self._rd(), 0, imm=csr)

    def _csr_keep(self) -> None:
        rng = self.rng
        csr = rng.choice({M: _KEEP_M, HS: _KEEP_HS, VS: _KEEP_VS}.get(self.mode, _KEEP_HS))
        save, value = rng.sample(FREE, 2)
        self.a.li(value, interesting(rng))
        # Interrupts off in between: a trap would use what is being tried.
        if self.mode == M:
            self.a.op("csrrci", 0, 8, imm=0x300)
        elif self.mode in (HS, VS):
            self.a.op("csrrci", 0, 2, imm=0x100)
        self.a.op("csrrw", save, value, imm=csr)
        self.a.op("csrrw", value, save, imm=csr)

    def _csr_status(self) -> None:
        rng = self.rng
        csr, mask = (0x300, _MSTATUS) if self.mode == M else (0x100, _SSTATUS)
        if self.mode == M and rng.random() < 0.3:
            mask |= 1 << 17 | 0x8  # MPRV, MIE
        reg = rng.choice(FREE)
        self.a.li(reg, rng.getrandbits(40) & mask)
        self.a.op(rng.choice(("csrrs", "csrrc")), self._rd(), reg, imm=csr)
        if rng.random() < 0.5:
            self.a.op("csrrs", self._rd(), 0, imm=csr)

    def _system(self) -> None:
        rng = self.rng
        choices = ["ecall", "ebreak", "c.ebreak"]
        if self.mode in (U, VU) or self.captive:
            choices.append("wfi")
        if self.mode != M:
            choices.append("mret")
        name = rng.choice(choices)
        if name == "c.ebreak":
            self.a.w16(0x9002)
            return
        if name == "ecall":  # never the call that ends a captive run
            self.a.op("addi", 17, 0, imm=0)
        self.a.op(name)

    def _illegal(self) -> None:
        rng = self.rng
        kind = rng.randrange(4)
        if kind == 0:
            self.a.w16(rng.choice(_ILLEGAL_C))
        elif kind == 1:
            self.a.w32(rng.getrandbits(25) << 7 | rng.choice(_ILLEGAL_OPCODES))
        elif kind == 2:
            op = rng.choice([o for o in ALL if o.fmt == "r"])
            flip = 1 << rng.choice((25, 31, 28))
            self.a.w32(encode(op, self._rd(), self._rs(), self._rs()) ^ flip)
        else:
            f3_opcode = rng.choice((0x2063, 0x3063, 0x7003, 0x4023, 0x700F, 0x4073, 0x002F, 0x402F))
            extra = 0xFE000000 if f3_opcode == 0x4073 else rng.getrandbits(12) << 20
            self.a.w32(f3_opcode | self._rd() << 7 | self._rs() << 15 | extra)

    def _xret(self) -> None:
        """Return to the next instruction, in the same mode or, from HS and VS, in a lower one."""
        rng, label = self.rng, self._label()
        if self.mode in (U, VU):
            self.a.op("sret")
            return
        # An interrupt after the epc is written would leave its own there: a loop without end.
        self.a.op("csrrci", 0, 8 if self.mode == M else 2, imm=0x300 if self.mode == M else 0x100)
        self.a.la(5, label)
        if self.mode == M:
            self.a.op("csrrw", 0, 5, imm=0x341)
            self.a.li(6, 3 << 11)
            self.a.op("csrrs", 0, 6, imm=0x300)
            self.a.op("mret")
        else:
            self.a.op("csrrw", 0, 5, imm=0x141)
            self.a.li(6, 0x100)
            self.a.op("csrrs" if rng.random() < 0.8 else "csrrc", 0, 6, imm=0x100)
            if self.mode == HS:
                self.a.li(6, 0x80)
                self.a.op("csrrc" if rng.random() < 0.8 else "csrrs", 0, 6, imm=0x600)
            self.a.op("sret")
        self.a.label(label)

    def end(self, passes: str) -> None:
        """`ecall` with MAGIC for the controller; should it come back, jump to `passes`."""
        self.a.op("lui", 31, imm=MAGIC)
        self.a.op("ecall")
        self.a.branch("jal", passes)
