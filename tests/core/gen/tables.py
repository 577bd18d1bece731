# SPDX-License-Identifier: Apache-2.0
"""Memory map and page tables of a random program.

All address spaces share one shape, so that one base address means something in each of them: an
identity gigapage for handlers and tables, windows of code, and data windows whose pages differ in
size, rights and kind of defect.
"""

from __future__ import annotations

import random
import struct
from dataclasses import dataclass, field

RAM = 0x80000000
RAM_SIZE = 0x400000
TABLES = RAM + 0x4000
HANDLERS = RAM + 0x4C000  # M, then HS, then VS; the captive core's fence begins here
CODE = RAM + 0x50000
CODE_END = RAM + 0x80000
DATA = RAM + 0x80000
DATA_PAGES = 28
EDGE_PAGE = 27  # its last halfword is the first half of an instruction
LANDING = RAM + 0x9C000  # a nop, and then nothing legal
CONTEXT = RAM + 0x9D000  # M, HS, VS: one page each
IMAGE_END = RAM + 0xA0000
BIG = RAM + 0x200000  # what superpages map
NOWHERE = 0x70000000  # neither memory nor device, here and in the SoC
ZERO = RAM + 0x300000  # never stored to but a nop by the boot code: else illegal instructions

# Windows, as virtual addresses of S and VS spaces.
S_CODE = 0x40000000
U_CODE = 0x50000000
WINDOW = 0x30000000  # 32 4 KiB pages
SUPER = 0x28000000  # eight 2 MiB pages
USER_GIGA = 0xC0000000
BAD_GIGA = 0x100000000
GPA_WINDOW = 0x100000000  # guest physical, 32 4 KiB pages
GIGA_KINDS = 0x200000000  # gigapages of every kind, from root entry 8
SUPER_KINDS = 0x22000000  # 2 MiB entries of every kind, from entry 0x110

V, R, W, X, U, G, A, D = (1 << n for n in range(8))
RWX = V | R | W | X | A | D
RW = V | R | W | A | D
POINTER = V

# Global mappings must be the same in every space, so only the identity gigapage is one.
# Rights and defects of small pages; the weights favour pages that work.
_KINDS: tuple[tuple[int, int], ...] = (
    (8, RW), (8, RW | U), (2, V | R | A | D), (2, V | R | U | A | D),
    (1, V | X | A | D), (1, V | X | U | A | D), (2, V | R | X | U | A | D),
    (2, RW & ~A & ~D), (2, RW & ~D), (1, (RW | U) & ~D), (2, 0), (1, V | W | A | D),
    (1, V | W | X | A | D), (1, RW | 1 << 54), (1, RW | 1 << 60), (1, RW | 1 << 61),
    (1, RW | 1 << 62), (1, RW | 1 << 63), (1, POINTER), (1, POINTER | U), (1, RW | 3 << 8),
)  # fmt: skip

# The same at the higher levels, and for pointers: each defect once.
_LARGE: tuple[int, ...] = (
    RW, RW | U, V | R | A | D, V | X | A | D, V | X | U | A | D, RWX & ~A, (RWX | U) & ~D, RWX & ~D,
    0, V | W | A | D, V | W | X | A | D, RW | 1 << 54, RW | 1 << 63, POINTER | A, POINTER | D,
    POINTER | U,
)  # fmt: skip

# What stands, in the second stage, between the walker and a table of the first: entries for pages,
# megapages and gigapages over the first 2 MiB of RAM. Odd targets: misaligned, and no memory.
_ALIAS: tuple[tuple[int, int], ...] = (
    (RAM, RWX | U), (RAM, V | R | A | U), (RAM, V | X | A | D | U), (RAM, RWX), (RAM, RWX & ~A | U),
    (RAM, RWX & ~D | U), (RAM, 0), (RAM, V | W | A | D | U), (RAM, RWX | U | 1 << 54),
    (RAM, RWX | U | 1 << 61), (RAM, POINTER | A), (RAM + 0x1000, RWX | U), (0xC0000000, RWX | U),
    (NOWHERE, POINTER),
)  # fmt: skip
KINDS = len(_ALIAS)
ALIASES = 3 * KINDS
ALIAS_GIGA = 16  # second-stage root entries
ALIAS_SUPER = 16  # second-stage megapage entries of GPA_WINDOW's table
ALIAS_PAGE = 64  # second-stage page entries of GPA_WINDOW
ALIAS_ROOT = 32  # first-stage root entries: level-1 table behind alias n
ALIAS_LOW = 0x1A0  # first-stage level-1 entries: level-0 table behind alias n

# Large first-stage pages over second-stage entries of every kind, for the supervisor and for the
# user: kind n, then the small pages of GPA_WINDOW, then an address beyond all.
NESTED = 2 * (KINDS + 2)
NESTED_GIGA = 80  # root entries
NESTED_SUPER = 0x1D0  # level-1 entries
NESTED_PAGE = 0x80  # entries of WINDOW's table: for data, then for execution
GUEST_SUPERS = 11  # second-stage megapages from GPA_WINDOW + 2 MiB on
NESTED_PAGES = 2 * (2 * KINDS + 30 + GUEST_SUPERS)


def pte(pa: int, flags: int) -> int:
    return (pa >> 12) << 10 | flags


@dataclass
class Space:
    """One root, and the page entries that a program may change: address to place of the entry."""

    root: int
    low: int = 0
    window: int = 0
    number: int = 0
    entries: dict[int, int] = field(default_factory=dict)
    good: list[tuple[int, int]] = field(default_factory=list)  # address and flags of what works
    guest: list[tuple[int, int]] = field(default_factory=list)  # address that maps to a GPA page


class Tables:
    """A pool of page-table pages, and the roots built in it."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.pages = bytearray()
        # A root behind an entry that faults is a space without the global page: one or the other.
        self.global_vs = rng.random() < 0.3
        self.s_spaces = [self._space() for _ in range(2)]
        self.vs_spaces = [self._space(guest=n + 1) for n in range(2)]
        self.g_spaces = [self._guest(n) for n in range(3)]
        for space in self.vs_spaces:
            self._alias_pointers(space)
        assert TABLES + len(self.pages) <= HANDLERS

    def _page(self, count: int = 1) -> int:
        if count > 1:  # a root of 16 KiB is aligned to its size
            while (TABLES + len(self.pages)) % (count << 12):
                self.pages += bytes(4096)
        at = TABLES + len(self.pages)
        self.pages += bytes(4096 * count)
        return at

    def _set(self, table: int, index: int, value: int) -> None:
        struct.pack_into("<Q", self.pages, table - TABLES + 8 * index, value & (1 << 64) - 1)

    def kind(self) -> int:
        """Rights of a small page: a listed kind, or any bits but G."""
        if self.rng.random() < 0.12:
            return self.rng.getrandbits(8) & ~G | V
        return self.rng.choices([k for _, k in _KINDS], [w for w, _ in _KINDS])[0]

    def target(self, page: int, guest: bool = False) -> int:
        """Physical page of a small mapping: mostly data, now and then nothing at all."""
        n = self.rng.random()
        if n < 0.03:
            return NOWHERE
        if n < 0.06:
            return 1 << 45  # beyond the implemented bits
        if guest and n < 0.4:
            return self._guest_page()
        return DATA + 4096 * page

    def _guest_page(self) -> int:
        """A guest-physical page that the second stage maps by an entry of some level and kind."""
        rng = self.rng
        kind = rng.randrange(4)
        if kind < 2:
            return GPA_WINDOW + 4096 * rng.randrange(30)
        if kind == 2:
            return GPA_WINDOW + (rng.randrange(1, 9) << 21) + 4096 * rng.randrange(256)
        alias = rng.randrange(len(_ALIAS))
        page = DATA - RAM + 4096 * rng.randrange(DATA_PAGES - 1)
        return (ALIAS_GIGA + alias << 30) + page

    def _note(self, space: Space, address: int, at: int, target: int, flags: int) -> None:
        space.entries[address] = at
        memory = DATA <= target < DATA + 4096 * DATA_PAGES or target >> 21 == BIG >> 21
        if memory and flags & (V | R | A) == V | R | A and flags >> 8 == 0:
            space.good.append((address, flags))
        if GPA_WINDOW <= target < GPA_WINDOW + 30 * 4096:
            space.guest.append((address, target))
        elif GPA_WINDOW + (1 << 21) <= target < GPA_WINDOW + (9 << 21):
            space.guest.append((address, target & -(1 << 21)))

    def _window(self, space: Space, table: int, base: int, user: int, guest: bool) -> None:
        order = list(range(DATA_PAGES - 1)) + [self.rng.randrange(DATA_PAGES - 1) for _ in range(3)]
        self.rng.shuffle(order)
        for index, page in enumerate(order):
            target, flags = self.target(page, guest), self.kind() | user
            self._set(table, index, pte(target, flags))
            self._note(space, base + 4096 * index, table + 8 * index, target, flags)
        # The edge: executable page, then a page that is not.
        edge = V | X | R | A | user | self.rng.choice((0, U))
        self._set(table, 30, pte(DATA + 4096 * EDGE_PAGE, edge))
        self._set(table, 31, self.rng.choice((0, pte(DATA, RW | user))))

    def _super(self, table: int, first: int, user: int = 0) -> None:
        kinds = [RW, RW | U, V | R | A | D, RW & ~A, RW & ~D, 0, RW | 1 << 58]
        for index, kind in enumerate(kinds):
            self._set(table, first + index, pte(BIG, kind | user))
        self._set(table, first + 7, pte(BIG + 0x1000, RWX | user))  # misaligned superpage

    def _code(self, table: int, flags: int) -> None:
        bad = self.rng.randrange(1, 10)
        for page in range(48):
            wrong = (
                self.rng.choice((0, V | R | A | D, flags & ~A, flags ^ U)) if page == bad else -1
            )
            self._set(table, page, pte(CODE + 4096 * page, flags if wrong < 0 else wrong))

    def _space(self, guest: int = 0) -> Space:
        """A root for satp or vsatp (`guest` is 1 or 2)."""
        root, low, mid = self._page(), self._page(), self._page()
        window, s_code, u_code = self._page(), self._page(), self._page()
        space = Space(root, low, window)
        self._set(root, 0, pte(low, POINTER))
        self._set(root, 1, pte(mid, POINTER))
        may_be_global = guest == 0 or self.global_vs
        self._set(root, 2, pte(RAM, RWX | (self.rng.choice((0, G)) if may_be_global else 0)))
        self._set(root, 3, pte(RAM, RWX | U))
        self._set(root, 4, pte(RAM + 0x200000, RWX))  # misaligned gigapage
        self._set(root, 5, pte(RAM, POINTER | A))  # pointer with a reserved bit
        self._set(root, 6, pte(NOWHERE, POINTER))  # table outside memory
        self._set(root, 7, pte(0x3_0000_0000 if guest == 2 else 1 << 50, POINTER))
        for index, kind in enumerate(_LARGE):
            pointer = kind & (R | W | X) == 0
            self._set(root, 8 + index, pte(low if pointer else RAM, kind))
            self._set(low, 0x110 + index, pte(window if pointer else BIG, kind))
            space.entries[SUPER_KINDS + (index << 21)] = low + 8 * (0x110 + index)
        self._set(low, 0x120, pte(NOWHERE, POINTER))
        self._set(low, 0x121, pte(1 << 50, POINTER))
        self._set(low, 0x180, pte(window, POINTER))
        self._super(low, 0x140)
        space.good += [(SUPER, RW), (SUPER + (1 << 21), RW | U), (SUPER_KINDS + (1 << 21), RW | U),
                       (USER_GIGA + 0x200000, RW | U), (BIG, RW)]  # fmt: skip
        self._set(mid, 0, pte(s_code, POINTER))
        self._set(mid, 0x80, pte(u_code, POINTER))
        if guest:
            self._nested(root, low, window)
        self._window(space, window, WINDOW, 0, guest != 0)
        self._code(s_code, V | R | X | A | D)
        self._code(u_code, V | R | X | U | A | D)
        return space

    def _nested(self, root: int, low: int, window: int) -> None:
        for n in range(NESTED):
            user, kind = n & 1, n >> 1
            giga, mega = ALIAS_GIGA + kind << 30, GPA_WINDOW + (ALIAS_SUPER + kind << 21)
            if kind == KINDS:
                giga = mega = GPA_WINDOW
            elif kind == KINDS + 1:
                giga = mega = 1 << 45
            self._set(root, NESTED_GIGA + n, pte(giga, RWX | U * user))
            # The user's small enough for a second-stage megapage, the supervisor's for a gigapage.
            self._set(low, NESTED_SUPER + n, pte(mega if user else giga, RWX | U * user))
        for fetch in (0, 1):
            giga, mega = (LANDING - RAM,) * 2 if fetch else (BIG - RAM, DATA - RAM)
            pages = [(ALIAS_GIGA + kind << 30) + giga for kind in range(KINDS)]
            pages += [GPA_WINDOW + (ALIAS_SUPER + kind << 21) + mega for kind in range(KINDS)]
            pages += [GPA_WINDOW + 4096 * n for n in range(30)]
            pages += [GPA_WINDOW + (n << 21) + fetch * 0x100000 for n in range(1, GUEST_SUPERS + 1)]
            for n, page in enumerate(pages):
                for user in (0, 1):
                    at = NESTED_PAGE + fetch * NESTED_PAGES + 2 * n + user
                    self._set(window, at, pte(page, RWX | U * user))

    @staticmethod
    def nested(rng: random.Random, user: bool, fetch: bool) -> int:
        """An address in some page of _nested, of LANDING where it is executed."""
        if rng.random() < 0.4:
            n = NESTED_PAGES * fetch + 2 * rng.randrange(NESTED_PAGES // 2) + user
            return WINDOW + 4096 * (NESTED_PAGE + n)
        kind = rng.randrange(KINDS + 2)
        giga = rng.random() < 0.5
        n = 2 * kind + user
        base = (NESTED_GIGA + n) << 30 if giga else (NESTED_SUPER + n) << 21
        if kind == KINDS:
            if giga and rng.random() < 0.6:
                return (
                    base
                    + (rng.choice((*range(1, GUEST_SUPERS + 1), 0x40)) << 21)
                    + 0x100000 * fetch
                )
            return base + 4096 * rng.randrange(30)
        if fetch:
            return base + LANDING - RAM
        return (
            base + (BIG if giga and rng.random() < 0.5 else DATA) - RAM + 4096 * rng.randrange(20)
        )

    @staticmethod
    def alias(number: int, pa: int, page: int) -> int:
        """Guest-physical address of `pa` behind alias `number`; `page`: which small entries."""
        level, kind = divmod(number, len(_ALIAS))
        if level == 2:
            return (ALIAS_GIGA + kind << 30) + pa - RAM
        if level == 1:
            return GPA_WINDOW + (ALIAS_SUPER + kind << 21) + pa - RAM
        return GPA_WINDOW + (ALIAS_PAGE + page * len(_ALIAS) + kind << 12) + (pa & 0xFFF)

    def _alias_pages(self) -> list[int]:
        """The tables that have small alias entries of their own, in order."""
        return [table for s in self.vs_spaces for table in (s.window, s.low, s.root)]

    def _alias_pointers(self, space: Space) -> None:
        pages = self._alias_pages()
        for n in range(ALIASES):
            low = self.alias(n, space.low, pages.index(space.low))
            window = self.alias(n, space.window, pages.index(space.window))
            self._set(space.root, ALIAS_ROOT + n, pte(low, POINTER))
            self._set(space.low, ALIAS_LOW + n, pte(window, POINTER))

    def alias_root(self, number: int, space: Space) -> int:
        """Of `space` behind alias `number`; beyond all addresses for the number after the last."""
        if number == ALIASES:
            return 1 << 45
        return self.alias(number, space.root, self._alias_pages().index(space.root))

    def _guest(self, kind: int) -> Space:
        """A root for hgatp: identity by gigapage, by superpages, or by small pages."""
        root = self._page(4)
        low, window = self._page(), self._page()
        space = Space(root, low, window)
        self._set(root, 4, pte(low, POINTER))
        self._set(low, 0, pte(window, POINTER))
        self._window(space, window, GPA_WINDOW, U, False)
        self._set(window, 28, pte(LANDING, RWX))  # not a user page
        self._super(low, 1, U)
        for index, kind in ((9, RWX), (10, POINTER | D), (11, V | R | X | U | D)):
            self._set(low, index, pte(BIG, kind))
        for index in range(1, 9):
            space.entries[GPA_WINDOW + (index << 21)] = low + 8 * index
        for n, (pa, flags) in enumerate(_ALIAS):
            self._set(root, ALIAS_GIGA + n, pte(pa, flags))
            self._set(low, ALIAS_SUPER + n, pte(pa, flags))
            for index, table in enumerate(self._alias_pages()):
                small = table if pa == RAM else pa
                self._set(window, ALIAS_PAGE + index * len(_ALIAS) + n, pte(small, flags))
        self._set(root, 3, pte(RAM, RWX))  # not a user page: a guest-page fault
        self._set(root, 5, pte(RAM + 0x200000, RWX | U))  # misaligned
        self._set(root, 6, pte(NOWHERE, POINTER))  # table outside memory
        self._set(root, 7, pte(RAM, POINTER | D))
        self._set(root, 1027, pte(RAM, RWX | U))  # beyond what 9 bits of index reach
        self._set(low, 0x40, pte(NOWHERE, POINTER))
        self._set(low, 0x41, pte(window, POINTER | U))
        if kind == 0:
            self._set(root, 2, pte(RAM, RWX | U))
            return space
        mid = self._page()
        self._set(root, 2, pte(mid, POINTER))
        self._set(mid, 1, pte(BIG, RW | U))
        if kind == 1:
            self._set(mid, 0, pte(RAM, RWX | U))
            return space
        small = self._page()
        self._set(mid, 0, pte(small, POINTER))
        for page in range(512):
            pa = RAM + 4096 * page
            flags = RWX | U
            if TABLES <= pa < HANDLERS:
                flags = V | R | A | U
            elif DATA <= pa < DATA + 4096 * (DATA_PAGES - 1):
                flags = self.kind() | U
            self._set(small, page, pte(pa, flags))
        return space
