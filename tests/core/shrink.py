# SPDX-License-Identifier: Apache-2.0
"""Makes a failing program small, and keeps it with its seed.

The generator says which instructions belong together (Asm.unit); the shrinker overwrites units with
nops, whole blocks first, as long as the same kind of difference remains. Nothing moves, so labels,
lines and pages stay what they were. Fences of changed page tables are never taken away, nor parts
of a unit: what is left is still a program that Spike can judge. Last, data pages become zero.
`.venv/bin/python tests/core/shrink.py SEED` shrinks one by hand.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import tables as t
from regress import FOLDER
from run_random import ROOT, Program, Settings, run_image, settings

NOP, C_NOP = 0x00000013, 0x0001
BUDGET = 150.0  # seconds
CODE = t.CODE - t.RAM


def kind(failure: str) -> str:
    """What differed, without its values; empty when the program only failed to end."""
    match = re.search(r"seed \d+: ([a-z ]+)", failure)
    word = match.group(1).strip() if match else ""
    return "" if word in ("cycle limit", "the program failed its own check") else word


@dataclass
class Shrunk:
    """A small program, and how it fails."""

    image: bytes
    how: Settings
    failure: str
    units: int  # left
    of: int
    listing: list[str]


class Shrinker:
    """Takes away what the failure does not need."""

    def __init__(self, how: Settings, budget: float = BUDGET) -> None:
        self.how = how
        self.program = Program(how.seed, how.captive)
        self.image = bytearray(self.program.image)
        self.end = time.monotonic() + budget
        self.failure = self._run(self.image)
        self.kind = kind(self.failure)
        starts = [at for at, _ in self.program.a.units]
        self.spans = list(zip(starts, [*starts[1:], len(self.program.a.buf)], strict=True))
        self.alive = {n for n, (_, fixed) in enumerate(self.program.a.units) if not fixed}
        self.total = len(starts)

    def _run(self, image: bytes | bytearray) -> str:
        return run_image(bytes(image), self.how, "shrinking", coverage=False).failure

    def _without(self, units: set[int]) -> bytearray:
        image = bytearray(self.image)
        for unit in units:
            at, end = (CODE + offset for offset in self.spans[unit])
            while at < end:
                size = 4 if image[at] & 3 == 3 else 2
                struct.pack_into(
                    "<I" if size == 4 else "<H", image, at, NOP if size == 4 else C_NOP
                )
                at += size
        return image

    def _try(self, image: bytearray) -> bool:
        if time.monotonic() > self.end:
            return False
        failure = self._run(image)
        if not failure or kind(failure) != self.kind:
            return False
        self.image, self.failure = image, failure
        return True

    def _reduce(self, groups: list[set[int]], apply: Callable[[set[int]], bytearray]) -> None:
        """Try to do without half of the groups, then quarters, down to each alone."""
        size = max(1, len(groups) // 2)
        while True:
            at = 0
            while at < len(groups):
                chunk = set().union(*groups[at : at + size])
                if chunk and self._try(apply(chunk)):
                    del groups[at : at + size]
                    self.alive -= chunk
                else:
                    at += size
            if size == 1 or time.monotonic() > self.end:
                return
            size //= 2

    def _clear_pages(self, pages: set[int]) -> bytearray:
        image = bytearray(self.image)
        for page in pages:
            image[page : page + 4096] = bytes(4096)
        return image

    def shrink(self) -> Shrunk:
        blocks = [*self.program.blocks, self.total]
        groups = [set(range(a, b)) & self.alive for a, b in zip(blocks, blocks[1:], strict=False)]
        self._reduce(groups, self._without)
        self._reduce([{n} for n in sorted(self.alive)], self._without)
        kept = set(self.alive)
        pages = [*range(t.TABLES - t.RAM, t.HANDLERS - t.RAM, 4096)]
        pages += range(t.DATA - t.RAM, t.IMAGE_END - t.RAM, 4096)
        self._reduce([{page} for page in pages], self._clear_pages)
        return Shrunk(
            bytes(self.image), self.how, self.failure, len(kept), self.total, self._listing(kept)
        )

    def _listing(self, kept: set[int]) -> list[str]:
        lines = []
        for unit in sorted(kept):
            at, end = self.spans[unit]
            words = []
            while at < end:
                size = 4 if self.image[CODE + at] & 3 == 3 else 2
                word = int.from_bytes(self.image[CODE + at : CODE + at + size], "little")
                words.append(f"{word:0{2 * size}x}")
                at += size
            lines.append(f"{t.CODE + self.spans[unit][0]:x}: {' '.join(words)}")
        return lines


def save(shrunk: Shrunk, folder: Path = FOLDER) -> Path:
    """The program as a regression: NAME.toml says all, NAME.bin.xz is the image."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"seed{shrunk.how.seed}.toml"
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    how = shrunk.how
    lines = [
        "# SPDX-License-Identifier: Apache-2.0",
        f"seed = {how.seed}",
        f"captive = {str(how.captive).lower()}",
        f"fast = {str(how.fast).lower()}",
        f"irq = {how.irq}",
        f'commit = "{head.stdout.strip()}"',
        f"failure = {json.dumps(shrunk.failure.split('; reproduce')[0])}",
        f"units = {shrunk.units} # of {shrunk.of}",
        "listing = [",
        *(f'  "{line}",' for line in shrunk.listing),
        "]",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.with_suffix(".bin.xz").write_bytes(lzma.compress(shrunk.image, preset=9))
    return path


def keep_failure(how: Settings, folder: Path = FOLDER, budget: float = BUDGET) -> str:
    """Shrink and save; one line about it."""
    shrinker = Shrinker(how, budget)
    if not shrinker.kind:
        return f"seed {how.seed}: nothing to shrink: {shrinker.failure or 'it passes'}"
    shrunk = shrinker.shrink()
    path = save(shrunk, folder)
    return f"seed {how.seed}: shrunk to {shrunk.units} of {shrunk.of} units, kept as {path}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--mutant", type=int, help="number of a bug (tests/core/mutants)")
    parser.add_argument("--budget", type=float, default=BUDGET, help="seconds")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    args = parser.parse_args()
    print(keep_failure(settings(args.seed, args.mutant), args.folder, args.budget))
    return 0


if __name__ == "__main__":
    sys.exit(main())
