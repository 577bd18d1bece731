# SPDX-License-Identifier: Apache-2.0
"""Shows that the random programs can fail: every bug of lockstep.toml against the tests' seeds.

usage: lockstep.py [NAME...]      0: each is found by one of the seeds 1 to 200, and the programs
                                  that found them pass without a bug
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent))

from mutants import Mutant, of_table  # noqa: E402
from run_random import Program, run_image, settings  # noqa: E402

SEEDS = range(1, 201)  # test_random.py's
JOBS = 2


@lru_cache(maxsize=64)
def image(seed: int) -> bytes:
    return bytes(Program(seed, settings(seed).captive).image)


def failure(seed: int, number: int) -> str:
    """How the program fails with a bug, 0 being none; empty when it passes."""
    how = settings(seed, number)
    again = f"RTL_MUTANT={number} {' '.join(how.command())} IMAGE"
    return run_image(image(seed), how, again, coverage=False).failure


def seeds(mutant: Mutant) -> Iterator[int]:
    """All of the tests' seeds, or the captive core's."""
    for seed in SEEDS:
        if settings(seed).captive or not mutant.entry.get("captive", False):
            yield seed


def find(mutant: Mutant) -> tuple[int, str]:
    """The first seed whose program finds the bug, and how; 0 for none."""
    for seed in seeds(mutant):
        why = failure(seed, mutant.number)
        if why:
            return seed, why.split(": ", 1)[-1].split("; reproduce")[0]
    return 0, ""


def main() -> int:
    listed = of_table("lockstep", sys.argv[1:])
    failed = 0
    used: set[int] = set()
    with ThreadPoolExecutor(JOBS) as pool:
        for mutant, (seed, why) in zip(listed, pool.map(find, listed), strict=True):
            again = f"make lockstep-mutants ONLY={mutant.name}"
            if seed:
                print(f"found {mutant.name} by seed {seed}: {why}", flush=True)
                used.add(seed)
            else:
                print(f"FAIL {mutant.name} is not found; reproduce: {again}", flush=True)
                failed += 1
        clean = pool.map(lambda s: failure(s, 0), sorted(used))
        for seed, why in zip(sorted(used), clean, strict=True):
            if why:
                print(f"FAIL seed {seed} fails without a bug: {why}")
                failed += 1
    print(f"{len(listed) - failed} of {len(listed)} bugs found, by {len(used)} programs")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
