# SPDX-License-Identifier: Apache-2.0
"""Random instructions of one block.

Registers with a job: x2, x3, x8 and x9 are bases of memory accesses, x4 counts loops, x31 is zero
until the block ends. The rest is random data. Branches go forward, loops count down, so a block
always ends; what a trap does to it is the handlers' business.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import tables as t
from asm import Asm, encode
from csrs import ANY_HS, ANY_M, ANY_VS, IMPLEMENTED, KEEP_HS, KEEP_M, KEEP_VS, READ, REWRITE
from handlers import MAGIC
from opcodes import ALL, BASE, BITS, BY_NAME, COMPRESSED, MUL, Op

M, HS, U, VS, VU = "M", "HS", "U", "VS", "VU"

FREE = [1, 5, 6, 7, *range(10, 31)]
FREE_C = [10, 11, 12, 13, 14, 15]
BASES = [2, 3, 8, 9]
LOOP = 4
DEVICE = 0x02004000  # the bench's mtimecmp
OWN = 0x7C0  # mtiming, which Spike does not have
COMPARATORS = (0x14D, 0x24D, 0x605)  # stimecmp, vstimecmp, and what shifts the guest's time

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


@dataclass
class Context:
    """How a block runs, as far as its instructions care. A space is None where it is off."""

    mode: str
    captive: bool
    tables: t.Tables
    s: t.Space | None = None
    vs: t.Space | None = None
    g: t.Space | None = None
    asid: int = 0  # of the space that the mode's own accesses use
    vs_asid: int = 0
    vmid: int = 0
    delta: int = 0  # from physical to virtual address of the code
    fences: bool = True  # sfence.vma and hfence.gvma do not trap
    data_trigger: bool = False
    wfi_traps: bool = False  # mstatus.TW
    dirty: bool = False  # the block changed page tables: the next one starts with all fences


class Block:
    """Emits one block into an assembler."""

    def __init__(
        self,
        rng: random.Random,
        asm: Asm,
        context: Context,
        number: int,
        timeless: bool = False,
    ) -> None:
        self.rng = rng
        self.a = asm
        self.c = context
        self.mode = mode = context.mode
        self.captive = context.captive
        self.space = context.vs if mode in (VS, VU) else context.s if mode != M else None
        # Emitters with weights; what a mode may not do traps, and is wanted now and then.
        virtual = mode in (VS, VU)
        user = mode in (U, VU)
        self.number = number
        self.timeless = timeless
        self.lowered = False  # an xRET may have left the mode that the block began in
        self._menu = [
            (self._alu, 30), (self._mul, 5), (self._c_alu, 14), (self._load, 9), (self._store, 8),
            (self._c_mem, 5), (self._amo, 3), (self._lr_sc, 2), (self._base, 4), (self._value, 2),
            (self._branch, 7), (self._jump, 2), (self._loop, 1.5), (self._fence, 0.8),
            (self._csr_read, 2 if user else 2.5), (self._csr_write, 1.5 if user else 4),
            (self._csr_keep, 0.2 if user else 1), (self._csr_status, 0.3 if user else 1.5),
            (self._hypervisor_access, 0.6 if virtual else 3), (self._vm_fence, 0.5),
            (self._system, 0.6), (self._illegal, 0.6), (self._xret, 0.15 if user else 0.5),
            (self._cross, 2), (self._reload, 2), (self._patch, 0.8),
            (self._timer, 0.1 if user else 0.5), (self._mprv, 1 if mode == M else 0),
            (self._csr_any, 1), (self._csr_rewrite, 0.1 if user else 0.8),
            (self._change_page, 0 if user else 1.5), (self._alias_access, 0 if mode == M else 0.8),
        ]  # fmt: skip
        if timeless:
            self._menu = [m for m in self._menu if m[0] != self._timer]
        if context.data_trigger:  # Spike lets an atomic's faults win over its breakpoint
            self._menu = [m for m in self._menu if m[0] not in (self._amo, self._lr_sc)]

    def emit(self, count: int) -> None:
        """`count` steps of the menu, then the end of the block."""
        work, weights = [m for m, _ in self._menu], [w for _, w in self._menu]
        for reg in BASES:
            self.a.unit()
            self._base(reg)
        for reg in self.rng.sample(FREE, 10):
            self.a.unit()
            self.a.li(reg, interesting(self.rng))
        trigger = self.rng.randrange(count)
        for index, step in enumerate(self.rng.choices(work, weights, k=count)):
            if index == trigger:
                self.a.label(f"trigger{self.number}")
            if self.a.pc & 0xFFF > 0xFA0:
                self.a.unit()
                self._page_end()
            self.a.unit()
            if index == trigger and step == self._jump:
                self._alu()  # a breakpoint on half of an address could lead back for ever
            step()
        self.a.unit()
        if self.rng.random() < 0.7:
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
        data = t.DATA + 4096 * rng.randrange(t.DATA_PAGES - 1)
        bare = self.space is None
        if rng.random() < (0.85 if bare and self.mode == M else 0.4 if bare else 0):
            table = ((data, 6), (t.BIG, 3), (t.NOWHERE, 0.3), (1 << 40, 0.2), (DEVICE, 0.3))
        elif not bare and rng.random() < 0.45:
            return self._good_page() + edge
        else:
            table = (
                (t.WINDOW + 4096 * rng.randrange(30), 9), (t.SUPER + (rng.randrange(8) << 21), 3),
                (t.SUPER + (rng.randrange(1, 8) << 21) - 4096, 1), (data, 3), (t.BIG, 2),
                (t.SUPER_KINDS + (rng.randrange(18) << 21), 2),
                (t.Tables.nested(rng, self.mode in (U, VU), False), 2),
                (t.GIGA_KINDS + (rng.randrange(16) << 30) + 0x200000, 2),
                (t.USER_GIGA + 0x200000, 2), (t.BAD_GIGA, 0.3),
                (t.GPA_WINDOW + 4096 * rng.randrange(30), 2),
                (t.GPA_WINDOW + (rng.randrange(1, 9) << 21), 1), (t.GPA_WINDOW + (0x40 << 21), 0.3),
                (t.ALIAS_GIGA + rng.randrange(t.KINDS) << 30 | 0x200000, 1),
                ((1027 << 30) + 0x200000, 0.5), ((2 << 30) + (1024 << 30), 0.1),
                (0x140000000, 0.3), (0x180000000, 0.3), (0x1C0000000, 0.3), (1 << 38, 0.3),
                (1 << 63, 0.2), (-(1 << 38), 0.3), (1 << 41, 0.3), (0x10000000000, 0.2),
            )  # fmt: skip
        window = rng.choices([w for w, _ in table], [n for _, n in table])[0]
        if window == DEVICE:
            edge = 0
            window = t.NOWHERE if self.timeless else window
        return window + edge

    def _good_page(self) -> int:
        """A page that this mode may read, as far as its own tables say."""
        assert self.space is not None
        user = self.mode in (U, VU)
        return self.rng.choice([a for a, flags in self.space.good if bool(flags & t.U) == user])

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

    def _cross(self) -> None:
        """A misaligned access over a doubleword, a line, or from a page into its neighbour."""
        rng = self.rng
        op = rng.choice(_LOADS + _STORES + (_HLV + _HSV if rng.random() < 0.3 else []))
        name = op.name[op.name.index(".") + 1 :] if "." in op.name else op.name[1:]
        size = _SIZE[name[0]]
        base = rng.choice(BASES)
        end = rng.choice((4096, 4096, rng.randrange(1, 129) * 32, rng.randrange(1, 513) * 8))
        page = self._address() & -4096
        if self.space is not None and rng.random() < 0.4:
            page = t.WINDOW + 4096 * rng.randrange(29)
        self.a.li(base, page + end - rng.randrange(size))
        self.a.w32(encode(op, self._rd() if op.fmt in ("load", "hlv") else 0, base, self._rs()))

    def _reload(self) -> None:
        """A store and, at once, loads of its bytes: from pipeline, store buffer or a refill."""
        rng, base, offset = self.rng, self.rng.choice(BASES), self.rng.randrange(-256, 256)
        if rng.random() < 0.5:
            self._base(base)
        for _ in range(rng.randrange(1, 3)):
            at = offset + rng.choice((0, 0, 0, 4, 7))
            self.a.w32(encode(rng.choice(_STORES), rs1=base, rs2=self._rs(), imm=at))
        for _ in range(rng.randrange(1, 4)):
            op = rng.choice(_LOADS)
            self.a.w32(encode(op, self._rd(), base, imm=offset + rng.randrange(-7, 9)))

    def _mprv(self) -> None:
        """From M as a lower mode, mostly a guest's: one access, or two."""
        rng = self.rng
        page = t.GPA_WINDOW if rng.random() < 0.5 else t.WINDOW
        self._quiet()
        self.a.li(5, 1 << 39 | 3 << 11)
        self.a.op("csrrc", 0, 5, imm=0x300)
        guest = t.Tables.nested(rng, rng.random() < 0.5, False)
        self.a.li(8, rng.choice((guest, page + 4096 * rng.randrange(30))))
        self.a.li(5, rng.choice((0, 1 << 39, 1 << 39)) | rng.getrandbits(1) << 11 | 1 << 17)
        self.a.op("csrrs", 0, 5, imm=0x300)
        for _ in range(2):
            op = rng.choice((*_LOADS, *_STORES, *_AMO, *_AMO, BY_NAME["lr.d"], BY_NAME["sc.w"]))
            if rng.random() < 0.2:
                short = BY_NAME[rng.choice(("c.lw", "c.ld", "c.sw", "c.sd"))]
                self.a.w16(short.match | rng.choice(FREE_C) - 8 << 2)
            else:
                self.a.w32(encode(op, 0 if op.fmt == "store" else self._rd(), 8, self._rs()))
        self.a.li(5, 1 << 17)
        self.a.op("csrrc", 0, 5, imm=0x300)

    def _alias_access(self) -> None:
        """Through a first-stage table that the second stage maps by an entry of any kind."""
        rng = self.rng
        alias = rng.randrange(t.ALIASES)
        address = t.WINDOW + 4096 * rng.randrange(30)
        if rng.random() < 0.5:
            address += t.ALIAS_ROOT + alias << 30
        else:
            address = (t.ALIAS_LOW + alias << 21) + (address & 0x1FFFFF)
        self.a.li(8, address + 8 * rng.randrange(512))
        if self.mode in (HS, U) or rng.random() < 0.1:
            self.a.w32(encode(rng.choice(_HLV), self._rd(), 8))
        else:
            self.a.w32(encode(rng.choice(_LOADS + _STORES), self._rd(), 8, self._rs()) & ~0xF80)

    def _change_page(self) -> None:
        """Use a page, change its entry, fence by some form that covers it, use it again."""
        c, rng = self.c, self.rng
        kinds: list[tuple[str, t.Space, int]] = []
        if self.lowered:  # the fence would trap
            return
        if self.mode in (VS, HS) and self.space is not None and c.fences:
            kinds.append(("sfence.vma", self.space, c.asid))
        if self.mode in (M, HS) and c.vs is not None:
            kinds.append(("hfence.vvma", c.vs, c.vs_asid))
        if self.mode in (M, HS) and c.g is not None and c.fences:
            kinds.append(("hfence.gvma", c.g, c.vmid))
        if not kinds:
            return
        fence, space, tag = rng.choice(kinds)
        entry = rng.choice(sorted(space.entries))
        address = entry
        if fence == "hfence.gvma" and c.vs is not None:
            if not c.vs.guest:
                return
            address, entry = rng.choice(c.vs.guest)
        c.dirty = True
        offset = 8 * rng.randrange(512)
        self.a.li(8, address + offset)
        use = (
            rng.sample(_LOADS + _STORES, 2) if fence == "sfence.vma" else rng.sample(_HLV + _HSV, 2)
        )
        self._use(use[0])
        user = t.U if fence == "hfence.gvma" else 0
        guest = self.mode == VS or fence == "hfence.vvma"
        page = self.c.tables.target(rng.randrange(t.DATA_PAGES - 1), guest and rng.random() < 0.3)
        if entry & 0x1FFFFF == 0 and entry not in (t.WINDOW, t.GPA_WINDOW) and rng.random() < 0.8:
            page = t.BIG
        self.a.li(5, space.entries[entry])  # no base: nothing else may store near it
        self.a.li(6, t.pte(page, self.c.tables.kind() | user))
        self.a.op("sd", rs1=5, rs2=6)
        form = rng.randrange(4)
        if form & 1:
            where = entry + offset if fence == "hfence.gvma" else address + offset
            self.a.li(7, where >> 2 if fence == "hfence.gvma" else where)
        if form & 2:
            self.a.li(10, tag)
        self.a.op(fence, rs1=7 * (form & 1), rs2=10 * (form >> 1))
        self._use(use[1])

    def _use(self, op: Op) -> None:
        rd = self._rd() if op.fmt in ("load", "hlv") else 0
        self.a.w32(encode(op, rd, 8, self._rs() if op.fmt in ("store", "hsv") else 0))

    def _hypervisor_access(self) -> None:
        rng = self.rng
        if rng.random() < 0.6:
            self.a.w32(encode(rng.choice(_HLV), self._rd(), rng.choice(BASES)))
        else:
            self.a.w32(encode(rng.choice(_HSV), rs1=rng.choice(BASES), rs2=self._rs()))

    def _fence(self) -> None:
        op = self.rng.choice(("fence", "fence", "fence.i"))
        self.a.op(op, imm=0 if op == "fence.i" else self.rng.choice((0xFF, 0x33, 0x12, 0x21)))

    def _patch(self) -> None:
        """Store a new instruction ahead, fence.i, then run into it; sometimes twice."""
        rng, label = self.rng, self._label()
        short = rng.random() < 0.4
        store_at = 0  # from physical address: where stores reach code
        if self.space is not None and self.mode in (U, VU):
            store_at = t.USER_GIGA - t.RAM
        count = rng.randrange(1, 3)
        if count > 1:
            self.a.op("addi", LOOP, 0, imm=count)
            self.a.label(label + "again")
        self.a.la(10, label)
        self.a.li(6, store_at - self.c.delta)
        self.a.op("add", 10, 10, 6)
        op = rng.choice([o for o in _ALU if o.fmt in ("r", "i")])
        # rd is of x12 to x15, so that the second time it can be another of them.
        rd = rng.randrange(12, 16)
        word = encode(op, rd, self._rs(), self._rs(), rng.getrandbits(12))
        if short:
            word = 0x0001 | rng.choice(FREE) << 7 | rng.randrange(1, 32) << 2
        self.a.li(7, word)
        if count > 1 and not short:
            self.a.op("slli", 5, LOOP, imm=7)
            self.a.op("xor", 7, 7, 5)
        self.a.op("sh" if short else "sw", rs1=10, rs2=7)
        self.a.op("fence.i")
        self._filler(rng.randrange(3))
        self.a.label(label)
        if short:
            self.a.w16(0x0001)
        else:
            self.a.op("addi")
        if count > 1:
            self.a.op("addi", LOOP, LOOP, imm=-1)
            self.a.branch("blt", label + "again", rs1=0, rs2=LOOP)

    def _page_end(self) -> None:
        """Fill up to the end of the page: the last halfword is an instruction or half of one."""
        rng, label = self.rng, self._label()
        self.a.branch("jal", label)
        while self.a.pc & 0xFFF < 0xFF0:
            self.a.w16(0x0001)
        self.a.label(label)
        while self.a.pc & 0xFFF < 0xFFE:
            self.a.w16(0x0001)
        kind = rng.randrange(4)
        if kind == 0:
            self._c_alu() if rng.random() < 0.5 else self._c_mem()
        elif kind == 1:
            self._load()
        elif kind == 2:
            self._store()
        else:
            self._alu()

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
        self.a.branch(
            "blt", label, rs1=0, rs2=LOOP
        )  # ends too where a breakpoint skipped the start

    def _wild_jump(self) -> None:
        """To where nothing can be fetched, or only half an instruction."""
        rng = self.rng
        table = [t.SUPER + (5 << 21), 0x140000000, 0x180000000, 0x1C0000000, 1 << 38,
                 1 << 63, 0, 0x02000000, 1 << 40, 0xFFFFFFFFFFFFFFFE, 1 << 41]  # fmt: skip
        table += [t.WINDOW + 30 * 4096 + 0xFFE] * 4
        zero = t.ZERO - t.BIG
        table += [t.WINDOW + 4096 * rng.randrange(30), t.SUPER + (rng.randrange(8) << 21) + zero]
        table += [t.SUPER_KINDS + (rng.randrange(18) << 21) + zero] * 3
        table += [t.GIGA_KINDS + (rng.randrange(16) << 30) + 0x300000] * 3
        if self.mode in (VS, VU):
            table += [(t.ALIAS_ROOT + rng.randrange(t.ALIASES) << 30) + t.WINDOW] * 4
            table += [t.ALIAS_LOW + rng.randrange(t.ALIASES) << 21] * 4
            table += [t.Tables.nested(rng, self.mode == VU, True)] * 12
            table += [t.GPA_WINDOW + 4096 * rng.randrange(30)] * 2
            table += [t.GPA_WINDOW + (rng.randrange(1, 12) << 21) + zero] * 2
            table += [(t.ALIAS_GIGA + rng.randrange(t.KINDS) << 30) + 0x300000] * 2
        if not self.captive:
            table += [t.BAD_GIGA, t.ZERO, t.USER_GIGA + 0x300000, t.GPA_WINDOW + 4096]
            table += [t.SUPER + 0x100000, t.SUPER + 0x300000]
        self.a.li(5, rng.choice(table))
        self.a.op("jalr", rng.choice((0, 1)), 5)

    # ---------------------------------------------------------------- CSRs and system
    def _any_csr(self) -> int:
        csr = self.rng.getrandbits(12)
        return csr if csr != OWN else 0

    def _csr_read(self) -> None:
        rng = self.rng
        csr = rng.choice(READ) if rng.random() < 0.9 else self._any_csr()
        if self.mode in (U, VU) and rng.random() < 0.4:
            csr = rng.choice((0xC00, 0xC01, 0xC02, 0xC03))
        name = rng.choice(("csrrs", "csrrc", "csrrsi", "csrrci"))
        self.a.op(name, self._rd(), 0, imm=csr)

    def _csr_any(self) -> None:
        """Any register at all: a read, or a write from a mode that it traps in."""
        rng = self.rng
        csr = rng.choice(IMPLEMENTED) if rng.random() < 0.93 else self._any_csr()
        owner = csr >> 8 & 3
        # A captive program's VU block runs in VS where VTSR refuses the sret into it.
        mine = {M: 3, HS: 2, VS: 1, U: 0, VU: int(self.captive)}[self.mode]
        reads = owner <= mine or rng.random() < 0.4
        if csr >> 10 == 3 and rng.random() < 0.5:
            reads = False  # read-only: writes trap everywhere
        if reads:
            self.a.op(rng.choice(("csrrs", "csrrc", "csrrsi", "csrrci")), self._rd(), 0, imm=csr)
        else:
            op = rng.choice(_CSR_OPS)
            self.a.w32(encode(op, self._rd(), rng.randrange(1, 32), imm=csr))

    def _csr_write(self) -> None:
        rng = self.rng
        own = {M: ANY_M + ANY_HS, HS: ANY_HS, VS: ANY_VS}.get(self.mode, ANY_HS + ANY_M)
        csr = rng.choice(own if rng.random() < 0.9 else ANY_M + ANY_HS)
        if csr in (0x106, 0x10A) and self.mode in (U, VU) and self.captive:
            csr = 0x141
        if self.timeless and csr in COMPARATORS:
            csr = 0x143
        op = rng.choice(_CSR_OPS)
        reg = rng.choice(FREE)
        if not op.name.endswith("i") and rng.random() < 0.7:
            self.a.li(reg, interesting(rng))
        source = rng.randrange(32) if op.name.endswith("i") else reg
        self.a.w32(encode(op, self._rd(), source, imm=csr))
        if rng.random() < 0.7:
            self.a.op("csrrs", self._rd(), 0, imm=csr)

    def _quiet(self) -> None:
        """Interrupts off: a trap would use what is being tried."""
        if self.mode == M:
            self.a.op("csrrci", 0, 8, imm=0x300)
        elif self.mode in (HS, VS) or self.captive:
            self.a.op("csrrci", 0, 2, imm=0x100)

    def _csr_keep(self) -> None:
        rng = self.rng
        csr = rng.choice({M: KEEP_M, HS: KEEP_HS, VS: KEEP_VS}.get(self.mode, KEEP_HS))
        save, value = rng.sample(FREE, 2)
        number = interesting(rng)
        if csr == 0x3A0:  # a locked entry could not be put back
            number &= 0x7F7F7F7F7F7F7F7F
        self.a.li(value, number)
        self._quiet()
        self.a.op("csrrw", save, value, imm=csr)
        self.a.op("csrrw", value, save, imm=csr)

    def _csr_rewrite(self) -> None:
        """The value that a register holds, or for satp one that must not change it."""
        rng = self.rng
        csr = rng.choice(REWRITE.get(self.mode, KEEP_HS))
        reg = rng.choice(FREE)
        if csr == 0x180 and rng.random() < 0.5:
            self.a.li(reg, rng.choice((1, 5, 9, 10, 15)) << 60 | rng.getrandbits(44))
        else:
            self._quiet()
            self.a.op("csrrs", reg, 0, imm=csr)
        self.a.op("csrrw", self._rd(), reg, imm=csr)
        self.a.op("csrrs", self._rd(), 0, imm=csr)

    def _timer(self) -> None:
        """A comparator a little ahead of time, so that it fires in the middle of things."""
        rng = self.rng
        compare = rng.choice((0x14D, 0x24D, 0x14D) if self.mode in (M, HS) else (0x14D,))
        reg = rng.choice(FREE)
        self.a.op("csrrs", reg, 0, imm=0xC01)
        self.a.op("addi", reg, reg, imm=rng.choice((0, 1, 5, rng.randrange(60))))
        self.a.op("csrrw", self._rd(), reg, imm=compare)
        if self.mode in (M, HS, VS) and rng.random() < 0.6:
            self.a.li(reg, 0x222 if self.mode == VS else 0x666)
            self.a.op("csrrs", 0, reg, imm=0x304 if self.mode == M else 0x104)
            if self.mode != M and rng.random() < 0.5:
                self.a.op("csrrsi", 0, 2, imm=0x100)

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
        if self.mode in (U, VU) or self.captive or self.c.wfi_traps:
            choices.append("wfi")
        if self.mode != M:
            choices.append("mret")
        name = rng.choice(choices)
        if self.mode == M and rng.random() < 0.1 and not (self.timeless or self.lowered):
            # Woken by a line that the bench raises when nothing retires. Not taken: a handler would
            # mask it and come back.
            self._quiet()
            self.a.li(5, 0xA8A)
            self.a.op("csrrs", 0, 5, imm=0x304)
            name = "wfi"
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
        self._quiet()
        self.a.la(5, label)
        self.lowered = self.lowered or self.mode != M
        if self.mode == M and rng.random() < 0.9:
            self.a.op("csrrw", 0, 5, imm=0x341)
            self.a.li(6, 3 << 11)
            self.a.op("csrrs", 0, 6, imm=0x300)
            self.a.op("mret")
        elif self.mode == M:  # into HS
            self.lowered = True
            self.a.op("csrrw", 0, 5, imm=0x141)
            self.a.li(6, 0x100)
            self.a.op("csrrs", 0, 6, imm=0x100)
            self.a.li(6, 0x80)
            self.a.op("csrrc", 0, 6, imm=0x600)
            self.a.op("sret")
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
        self.a.unit()
        self.a.op("lui", 31, imm=MAGIC)
        self.a.op("ecall")
        self.a.branch("jal", passes)
