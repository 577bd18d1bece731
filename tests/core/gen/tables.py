# SPDX-License-Identifier: Apache-2.0
"""Memory map and page tables of a random program.

All address spaces share one shape, so that one base address means something in each of them: an
identity gigapage for handlers and tables, windows of code, and data windows whose pages differ in
size, rights and kind of defect.
"""

from __future__ import annotations

import random
import struct

RAM = 0x80000000
RAM_SIZE = 0x400000
HANDLERS = RAM + 0x1000  # M, then HS, then VS
TABLES = RAM + 0x10000
CODE = RAM + 0x50000
CODE_END = RAM + 0x80000
DATA = RAM + 0x80000
DATA_PAGES = 28
EDGE_PAGE = 27  # its last halfword is the first half of an instruction
CONTEXT = RAM + 0x9D000  # M, HS, VS: one page each
IMAGE_END = RAM + 0xA0000
BIG = RAM + 0x200000  # what superpages map
ZERO = RAM + 0x300000  # never stored to: reads as illegal instructions

# Windows, as virtual addresses of S and VS spaces.
S_CODE = 0x40000000
U_CODE = 0x50000000
WINDOW = 0x30000000  # 32 4 KiB pages
SUPER = 0x20000000  # eight 2 MiB pages
USER_GIGA = 0xC0000000
BAD_GIGA = 0x100000000
GPA_WINDOW = 0x100000000  # guest physical, 32 4 KiB pages

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


def pte(pa: int, flags: int) -> int:
    return (pa >> 12) << 10 | flags


class Tables:
    """A pool of page-table pages, and the roots built in it."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.pages = bytearray()
        self.s_roots = [self._space() for _ in range(2)]
        self.vs_roots = [self._space(), self._space(holes=True)]
        self.g_roots = [self._guest(n) for n in range(3)]
        assert TABLES + len(self.pages) <= CODE

    def _page(self, count: int = 1) -> int:
        if count > 1:  # a root of 16 KiB is aligned to its size
            while (TABLES + len(self.pages)) % (count << 12):
                self.pages += bytes(4096)
        at = TABLES + len(self.pages)
        self.pages += bytes(4096 * count)
        return at

    def _set(self, table: int, index: int, value: int) -> None:
        struct.pack_into("<Q", self.pages, table - TABLES + 8 * index, value & (1 << 64) - 1)

    def _kind(self) -> int:
        return self.rng.choices([k for _, k in _KINDS], [w for w, _ in _KINDS])[0]

    def _target(self, page: int) -> int:
        """Physical page of a small mapping: mostly data, now and then nothing at all."""
        n = self.rng.random()
        if n < 0.03:
            return 0x40000000  # no memory
        if n < 0.06:
            return 1 << 45  # beyond the implemented bits
        return DATA + 4096 * page

    def _window(self, table: int, user: int = 0) -> None:
        order = list(range(DATA_PAGES - 1)) + [self.rng.randrange(DATA_PAGES - 1) for _ in range(3)]
        self.rng.shuffle(order)
        for index, page in enumerate(order):
            self._set(table, index, pte(self._target(page), self._kind() | user))
        # The edge: executable page, then a page that is not.
        edge = V | X | R | A | user | self.rng.choice((0, U))
        self._set(table, 30, pte(DATA + 4096 * EDGE_PAGE, edge))
        self._set(table, 31, self.rng.choice((0, pte(DATA, RW | user))))

    def _super(self, table: int, first: int, user: int = 0) -> None:
        kinds = [RW, RW | U, V | R | A | D, RW & ~A, RW & ~D, 0, RW | 1 << 58]
        for index, kind in enumerate(kinds):
            self._set(table, first + index, pte(BIG, kind | user))
        self._set(table, first + 7, pte(BIG + 0x1000, RW | user))  # misaligned superpage

    def _code(self, table: int, flags: int) -> None:
        for page in range(48):
            self._set(table, page, pte(CODE + 4096 * page, flags))

    def _space(self, holes: bool = False) -> int:
        """A root for satp or vsatp. With `holes` some table pointers leave the guest's memory."""
        root, low, mid = self._page(), self._page(), self._page()
        window, s_code, u_code = self._page(), self._page(), self._page()
        self._set(root, 0, pte(low, POINTER))
        self._set(root, 1, pte(mid, POINTER))
        self._set(root, 2, pte(RAM, RWX | self.rng.choice((0, G))))
        self._set(root, 3, pte(RAM, RWX | U))
        self._set(root, 4, pte(RAM + 0x200000, RWX))  # misaligned gigapage
        self._set(root, 5, pte(RAM, POINTER | A))  # pointer with a reserved bit
        self._set(root, 6, pte(0x20000000, POINTER))  # table outside memory
        self._set(root, 7, pte(0x3_0000_0000 if holes else 1 << 50, POINTER))
        self._set(low, 0x180, pte(window, POINTER))
        self._super(low, 0x100)
        self._set(mid, 0, pte(s_code, POINTER))
        self._set(mid, 0x80, pte(u_code, POINTER))
        self._window(window)
        self._code(s_code, V | R | X | A | D)
        self._code(u_code, V | R | X | U | A | D)
        return root

    def _guest(self, kind: int) -> int:
        """A root for hgatp: identity by gigapage, by superpages, or by small pages."""
        root = self._page(4)
        low, window = self._page(), self._page()
        self._set(root, 4, pte(low, POINTER))
        self._set(low, 0, pte(window, POINTER))
        self._window(window, U)
        self._super(low, 1, U)
        self._set(root, 3, pte(RAM, RWX))  # not a user page: a guest-page fault
        self._set(root, 5, pte(RAM + 0x200000, RWX | U))  # misaligned
        if kind == 0:
            self._set(root, 2, pte(RAM, RWX | U))
            return root
        mid = self._page()
        self._set(root, 2, pte(mid, POINTER))
        self._set(mid, 1, pte(BIG, RW | U))
        if kind == 1:
            self._set(mid, 0, pte(RAM, RWX | U))
            return root
        small = self._page()
        self._set(mid, 0, pte(small, POINTER))
        for page in range(512):
            pa = RAM + 4096 * page
            flags = RWX | U
            if TABLES <= pa < CODE:
                flags = V | R | A | U
            elif DATA <= pa < DATA + 4096 * (DATA_PAGES - 1):
                flags = self._kind() | U
            self._set(small, page, pte(pa, flags))
        return root
