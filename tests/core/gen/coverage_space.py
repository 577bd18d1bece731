# SPDX-License-Identifier: Apache-2.0
"""Every coverage point there can be, in the words of the bench (lockstep/coverage.cc).

Five lists: opcode x mode x outcome, trap cause x source x target, page-table outcome x level x
stage x access, CSR x access x mode, forms (alignment, fences, places of instructions). What the
specification rules out is not in them; a point that only the programs or the bench rule out is, and
EXCUSES says why. So an unreached point without an excuse is a hole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coverage_list import MODES, VIRTUAL, Point
from csrs import HYPERVISOR, MACHINE, SUPERVISOR, USER
from csrs import VIRTUAL as VIRTUAL_CSRS
from opcodes import ATOMIC, BASE, BITS, COMPRESSED, CSR, MUL, SYSTEM, Op

LISTS = ("insn", "trap", "walk", "csr", "form")


# -------------------------------------------------------------------- opcode x mode x outcome
def _faults(access: int, page: int, guest: int, mode: str) -> tuple[str, ...]:
    """Of a data access; guest-page faults below M need V=1, M has MPRV and MPV."""
    found = ("ok", f"e{access}", f"e{page}")
    return (*found, f"e{guest}") if mode in ("M", *VIRTUAL) else found


def _hypervisor(name: str, mode: str) -> tuple[str, ...]:
    store = name.startswith("hsv")
    faults = ("e7", "e15", "e23") if store else ("e5", "e13", "e21")
    if mode in VIRTUAL:
        return ("e22",)
    return ("ok", *faults, "e2") if mode == "U" else ("ok", *faults)


_SYSTEM: dict[str, dict[str, tuple[str, ...]]] = {
    "ecall": {"M": ("e11",), "S": ("e9",), "U": ("e8",), "VS": ("e10",), "VU": ("e8",)},
    "mret": {"M": ("ok",), "S": ("e2",), "U": ("e2",), "VS": ("e2",), "VU": ("e2",)},
    "sret": {"M": ("ok",), "S": ("ok", "e2"), "U": ("e2",), "VS": ("ok", "e22"), "VU": ("e22",)},
    "wfi": {
        "M": ("ok",), "S": ("ok", "e2"), "U": ("e2",), "VS": ("ok", "e2", "e22"),
        "VU": ("e2", "e22"),
    },
    "sfence.vma": {
        "M": ("ok",), "S": ("ok", "e2"), "U": ("e2",), "VS": ("ok", "e22"), "VU": ("e22",),
    },
    "hfence.vvma": {"M": ("ok",), "S": ("ok",), "U": ("e2",), "VS": ("e22",), "VU": ("e22",)},
    "hfence.gvma": {
        "M": ("ok",), "S": ("ok", "e2"), "U": ("e2",), "VS": ("e22",), "VU": ("e22",),
    },
}  # fmt: skip


def _outcomes(op: Op, mode: str) -> tuple[str, ...]:
    name = op.name
    if name in _SYSTEM:
        return _SYSTEM[name][mode]
    if op.fmt in ("hlv", "hsv"):
        return _hypervisor(name, mode)
    if op.fmt in ("load", "lr") or name in ("c.lw", "c.ld", "c.lwsp", "c.ldsp"):
        return _faults(5, 13, 21, mode)
    if op.fmt in ("store", "amo", "sc") or name in ("c.sw", "c.sd", "c.swsp", "c.sdsp"):
        return _faults(7, 15, 23, mode)
    if op.fmt == "csr":
        traps = ("e2", "e22") if mode in VIRTUAL else ("e2",)
        writes = name in ("csrrw", "csrrwi")  # what U and VU may see is read-only
        return traps if writes and mode in ("U", "VU") else ("ok", *traps)
    if name in ("ebreak", "c.ebreak"):
        return ("e3",)
    return ("e2",) if name == "c.illegal" else ("ok",)


def _insn() -> Iterator[Point]:
    for op in (*BASE, *BITS, *MUL, *ATOMIC, *CSR, *SYSTEM, *COMPRESSED):
        for mode in MODES:
            for outcome in _outcomes(op, mode):
                yield "insn", op.name, mode, outcome
    for mode in MODES:
        yield "insn", "?", mode, "e2"


# -------------------------------------------------------------------- cause x source x target
# Where M's, and then HS's, delegation may send it; the masks of medeleg, hedeleg, mideleg, hideleg.
_TO_VS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 15}
_CAUSES: dict[int, tuple[str, ...]] = {
    1: MODES, 2: MODES, 3: MODES, 5: MODES, 7: MODES, 8: ("U", "VU"), 9: ("S",), 10: ("VS",),
    11: ("M",), 12: MODES[1:], 13: MODES, 15: MODES, 20: VIRTUAL, 21: MODES, 22: VIRTUAL,
    23: MODES,
}  # fmt: skip
_LOCAL = (3, 7, 11)  # interrupts of M alone
_SUPERVISOR = (1, 5, 9)
_GUEST = (2, 6, 10)


def _targets(source: str, to_vs: bool) -> Iterator[str]:
    yield "M"
    if source != "M":
        yield "S"
    if source in VIRTUAL:
        yield "park"
        if to_vs:
            yield "VS"


def _trap() -> Iterator[Point]:
    for cause, sources in _CAUSES.items():
        for source in sources:
            for target in _targets(source, cause in _TO_VS):
                if target != "M" and cause == 11:
                    continue
                if cause == 9 and target == "S":
                    continue  # medeleg's bit 9 is the controller's, see below
                yield "trap", f"e{cause}", source, target
    for cause in _LOCAL:
        for source in MODES:
            yield "trap", f"i{cause}", source, "M"
    for cause in _SUPERVISOR:
        for source in MODES:
            yield "trap", f"i{cause}", source, "M"
            if source != "M":
                yield "trap", f"i{cause}", source, "S"
            if source in VIRTUAL:  # the guest's own, under the supervisor's number
                yield "trap", f"i{cause}", source, "VS"
    for cause in _GUEST:
        for source in MODES[1:]:
            yield "trap", f"i{cause}", source, "S"
        for source in VIRTUAL:
            yield "trap", f"i{cause}", source, "park"


# -------------------------------------------------------------------- page tables
def _reasons(access: str, level: int, implicit: bool) -> Iterator[str]:
    yield from ("invalid", "reserved", "pointer", "user", "right", "accessed", "table")
    if not implicit:
        yield "ok"
    if level == 2:
        yield "address"
    if level > 0:
        yield "misaligned"
    if access == "store" and not implicit:
        yield "dirty"


def _walk() -> Iterator[Point]:
    for access in ("fetch", "load", "store"):
        for level in range(3):
            for stage in ("S", "VS", "G"):
                for reason in _reasons(access, level, False):
                    yield "walk", access, f"{stage}{level}", reason
            for inner in range(3):
                for reason in _reasons(access, level, True):
                    yield "walk", access, f"implicit{level}-VS{inner}", reason
                for reason in _reasons(access, level, False):
                    yield "walk", access, f"G{level}-VS{inner}", reason


# -------------------------------------------------------------------- CSRs
def _csr() -> Iterator[Point]:
    for csr in sorted({*MACHINE, *SUPERVISOR, *HYPERVISOR, *VIRTUAL_CSRS, *USER}):
        for access in ("read", "write"):
            for mode in MODES:
                yield "csr", f"{csr:03x}", access, mode


# -------------------------------------------------------------------- forms
_SHAPES = ("aligned", "inside8", "cross8", "crossline", "crosspage")


def _form() -> Iterator[Point]:
    for kind in ("load", "store", "hlv", "hlvx", "hsv"):
        for mode in MODES if kind in ("load", "store") else ("M", "S", "U"):
            for shape in _SHAPES:
                yield "form", kind, shape, "ok", mode
                yield "form", kind, shape, "first", mode
            yield "form", kind, "crosspage", "second", mode
    for kind in ("atomic", "lr", "sc"):
        for mode in MODES:
            yield "form", kind, "aligned", "ok", mode
            for shape in _SHAPES:
                yield "form", kind, shape, "first", mode
    for mode in MODES:
        for place in ("c-line-end", "c-page-end", "straddle-line", "straddle-page"):
            yield "form", "fetch", place, "ok", mode
        yield "form", "fetch", "straddle-page", "second", mode
        yield "form", "fetch", "modified", "ok", mode
        for size in "wd":
            yield "form", f"sc.{size}", "succeeds", "ok", mode
            yield "form", f"sc.{size}", "fails", "ok", mode
    for name in ("sfence.vma", "hfence.vvma", "hfence.gvma"):
        for operands in ("x0,x0", "rs1,x0", "x0,rs2", "rs1,rs2"):
            for mode in ("M", "S", "VS") if name == "sfence.vma" else ("M", "S"):
                yield "form", name, operands, "ok", mode


# -------------------------------------------------------------------- what cannot be reached
@dataclass(frozen=True)
class Excuse:
    """Why no program here reaches some points: each of `pattern` is a word or `*`."""

    pattern: str
    why: str

    def fits(self, point: Point) -> bool:
        words = self.pattern.split()
        return len(words) == len(point) and all(
            any(
                option == "*"
                or option == word
                or (option[-1] == "*" and word.startswith(option[:-1]))
                for option in wanted.split("|")
            )
            for wanted, word in zip(words, point, strict=True)
        )


EXCUSES = (
    Excuse("walk * S2|G2|G2-VS*|implicit2-VS* table", "roots always lie in memory: satp and hgatp"),
    Excuse("insn wfi S ok", "an HS block cannot know which lines are enabled: directed/wfi.S"),
    Excuse("trap e8 VU park", "a captive program's VU block ends by an ecall to its VS handler"),
    Excuse("trap i2|i6|i10 VS|VU park", "captive guests have all of hideleg, as hv sets it"),
)


def space() -> set[Point]:
    """All points of all lists."""
    return {*_insn(), *_trap(), *_walk(), *_csr(), *_form()}


def normal(point: Point) -> Point:
    """A point as the bench prints it, as a point of the lists."""
    return point[:4] if point[0] == "csr" else point  # any outcome of an access is one point


def excuse(point: Point) -> str:
    """Why the point is not reached; empty for a hole."""
    return next((e.why for e in EXCUSES if e.fits(point)), "")


def unreached(hits: Iterable[Point]) -> list[Point]:
    reached = {normal(point) for point in hits}
    return sorted(point for point in space() if point not in reached)
