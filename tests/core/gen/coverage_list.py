# SPDX-License-Identifier: Apache-2.0
"""The stated list: which opcode in which mode with which outcome the random programs must reach.

A point is (opcode, mode, outcome); outcomes are `ok`, `eN` for exception N and `iN` for interrupt N
as the cause register names it. `fetch` stands for what has no instruction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from opcodes import ATOMIC, BASE, BITS, COMPRESSED, MUL, SYSTEM

Point = tuple[str, ...]

MODES = ("M", "S", "U", "VS", "VU")
PAGED = ("S", "U", "VS", "VU")
VIRTUAL = ("VS", "VU")


def _each(names: list[str], modes: tuple[str, ...], *outcomes: str) -> Iterator[Point]:
    for name in names:
        for mode in modes:
            for outcome in outcomes:
                yield name, mode, outcome


def _memory() -> Iterator[Point]:
    loads = [o.name for o in BASE if o.fmt == "load"] + ["c.lw", "c.ld", "c.lwsp", "c.ldsp"]
    stores = [o.name for o in BASE if o.fmt == "store"] + ["c.sw", "c.sd", "c.swsp", "c.sdsp"]
    yield from _each(loads, ("M",), "e5")
    yield from _each(stores, ("M",), "e7")
    yield from _each(loads, PAGED, "e13")
    yield from _each(stores, PAGED, "e15")
    yield from _each(loads, VIRTUAL, "e21")
    yield from _each(stores, VIRTUAL, "e23")
    plain = [n for n in loads + stores if not n.startswith("c.")]
    yield from _each([n for n in plain if n in loads], ("S", "U"), "e5")
    yield from _each([n for n in plain if n in stores], ("S", "U"), "e7")
    amos = [o.name for o in ATOMIC if o.fmt == "amo"]
    yield from _each(amos, PAGED, "e15")
    yield from _each(["lr.w", "lr.d"], PAGED, "e13")
    yield from _each(["lr.w", "lr.d"], VIRTUAL, "e21")
    # Misaligned atomics are access faults, in Spike and here.
    yield from _each(["lr.d"], MODES, "e5")
    yield from _each(["amoadd.d", "amoswap.d"], MODES, "e7")
    yield from _each(["amoadd.w", "amoswap.d"], VIRTUAL, "e23")
    yield from _each(["sc.w", "sc.d"], PAGED, "e15")


def _csrs() -> Iterator[Point]:
    reads = ["csrrs", "csrrc", "csrrsi", "csrrci"]
    yield from _each(["csrrw", "csrrwi"], ("M", "S", "VS"), "ok")
    yield from _each(reads, MODES, "ok")
    yield from _each([*reads, "csrrw", "csrrwi"], MODES, "e2")
    yield from _each([*reads, "csrrw", "csrrwi"], VIRTUAL, "e22")


def _system() -> Iterator[Point]:
    hlv = [o.name for o in SYSTEM if o.fmt == "hlv"]
    hsv = [o.name for o in SYSTEM if o.fmt == "hsv"]
    yield from _each(hlv + hsv, ("M", "S", "U"), "ok")
    yield from _each(hlv + hsv, ("U",), "e2")
    yield from _each(hlv + hsv, VIRTUAL, "e22")
    yield from _each(hlv, ("S",), "e13", "e21")
    yield from _each(hsv, ("S",), "e15", "e23")
    for mode, cause in (("U", 8), ("S", 9), ("VS", 10), ("M", 11), ("VU", 8)):
        yield "ecall", mode, f"e{cause}"
    yield from _each(["ebreak", "c.ebreak"], MODES, "e3")
    yield from _each(["sfence.vma"], ("M", "S", "VS"), "ok")
    yield from _each(["hfence.vvma", "hfence.gvma"], ("M", "S"), "ok")
    yield from _each(["sfence.vma", "hfence.vvma", "hfence.gvma"], ("U",), "e2")
    yield from _each(["sfence.vma", "hfence.gvma"], ("S",), "e2")
    yield from _each(["sfence.vma", "hfence.vvma", "hfence.gvma"], VIRTUAL, "e22")
    yield from [("mret", "M", "ok"), ("sret", "S", "ok"), ("sret", "VS", "ok"), ("sret", "S", "e2")]
    yield from [("sret", "U", "e2"), ("sret", "VS", "e22"), ("sret", "VU", "e22")]
    yield from _each(["mret"], PAGED, "e2")
    yield from [("wfi", "U", "e2"), ("wfi", "VU", "e22"), ("wfi", "VS", "ok"), ("wfi", "VS", "e22")]


def _fetch() -> Iterator[Point]:
    yield from _each(["fetch"], MODES, "e1")
    yield from _each(["fetch"], PAGED, "e12")
    yield from _each(["fetch"], VIRTUAL, "e20")
    yield from _each(["fetch"], ("S", "U", "VS", "VU"), "i1", "i9")
    yield from _each(["fetch"], VIRTUAL, "i2", "i5", "i6", "i10")
    yield from _each(["?"], MODES, "e2")


def old_points() -> list[Point]:
    """The list, sorted."""
    plain = [o.name for o in (*BASE, *MUL, *BITS, *ATOMIC)]
    short = [o.name for o in COMPRESSED if o.name not in ("c.illegal", "c.ebreak")]
    found = {*_each(plain + short, MODES, "ok"), *_memory(), *_csrs(), *_system(), *_fetch()}
    return sorted(found)


def unreached(h: Counter[Point]) -> list[Point]:
    return [p for p in old_points() if ("insn", *p) not in h]
