# SPDX-License-Identifier: Apache-2.0
"""Random programs on the core in lockstep with Spike.

One seed fixes program, configuration, memory timing, interrupts and initial values; every fourth
is a captive program. Images and coverage pass through pipes: nothing is written unless a program
fails. A failing program is shrunk and kept with its seed (shrink.py).
`make lockstep PROGRAMS=1 SEED=n` repeats one, with the twenty instructions before the difference.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "lockstep"
sys.path.insert(0, str(ROOT / "tests" / "core" / "gen"))
sys.path.insert(0, str(ROOT / "tests" / "core"))

from coverage_list import Point, unreached  # noqa: E402
from program import Program  # noqa: E402

MAX_CYCLES = 2_000_000
INTERRUPTS = (40, 150, 600, 4000)  # mean instructions between rises of one line


@dataclass(frozen=True)
class Settings:
    """How a program runs."""

    captive: bool
    fast: bool
    irq: int
    seed: int
    mutant: int | None = None  # on the bench with tests/core/mutants: this bug, 0 for none

    def command(self) -> list[str]:
        name = "bench-captive" if self.captive else "bench-hv"
        bench = BUILD / (name if self.mutant is None else name + "-mutants")
        words = [str(bench), "--seed", str(self.seed), "--x-seed", str(self.seed)]
        words += ["--max-cycles", str(MAX_CYCLES)]
        if self.irq:
            words += ["--irq", str(self.irq)]
        if self.fast:
            words.append("--fast")
        return words

    def environment(self) -> dict[str, str]:
        return {**os.environ, "RTL_MUTANT": str(self.mutant or 0)}


def settings(seed: int, mutant: int | None = None) -> Settings:
    """Every fourth program is captive, two of five run with the fastest memory."""
    captive = seed % 4 == 3
    irq = 0 if captive else INTERRUPTS[seed // 4 % len(INTERRUPTS)]
    return Settings(captive, seed % 5 in (0, 2), irq, seed, mutant)


@dataclass
class Outcome:
    """What one program did; `failure` is the line that says what differed."""

    settings: Settings
    failure: str = ""
    output: str = ""
    instructions: int = 0
    cycles: int = 0
    exits: int = 0
    hits: Counter[Point] = field(default_factory=Counter)


@dataclass
class Summary:
    """What a set of programs did."""

    programs: int = 0
    captive: int = 0
    instructions: int = 0
    cycles: int = 0
    exits: int = 0
    failures: list[str] = field(default_factory=list)
    hits: Counter[Point] = field(default_factory=Counter)

    def add(self, one: Outcome) -> None:
        self.programs += 1
        self.captive += one.settings.captive
        self.instructions += one.instructions
        self.cycles += one.cycles
        self.exits += one.exits
        self.hits.update(one.hits)
        if one.failure:
            self.failures.append(one.failure)


def parse_coverage(lines: Iterable[str]) -> Counter[Point]:
    """Lines "kind words... count" as the bench prints them."""
    hits: Counter[Point] = Counter()
    for line in lines:
        *words, count = line.split()
        hits[tuple(words)] += int(count)
    return hits


def run_image(image: bytes, how: Settings, reproduce: str, coverage: bool = True) -> Outcome:
    """One image on the bench that its settings name."""
    command = [*how.command(), "--reproduce", reproduce]
    if coverage:
        command += ["--coverage", "-"]
    done = subprocess.run(
        [*command, "-"], input=image, capture_output=True, check=False, env=how.environment()
    )
    output = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
    one = Outcome(how, output=output)
    lines = output.splitlines()
    results = [n for n, line in enumerate(lines) if line.startswith(("pass ", "FAIL "))]
    if done.returncode == 0 and results:
        words = lines[results[0]].split()
        one.instructions = int(words[words.index("instructions") + 1])
        one.cycles = int(words[words.index("cycles") + 1])
        one.exits = int(words[words.index("exits") + 1]) if how.captive else 0
        one.hits = parse_coverage(lines[results[0] + 1 :])
    elif results:
        one.failure = lines[results[0]]
        one.output = "\n".join(lines[: results[0] + 1])
    else:
        one.failure = f"FAIL seed {how.seed}: the bench died ({done.returncode}); {reproduce}"
    return one


def run_seed(seed: int, coverage: bool = True) -> Outcome:
    """Generate and run one program."""
    how = settings(seed)
    image = bytes(Program(seed, how.captive).image)
    return run_image(image, how, f"make lockstep PROGRAMS=1 SEED={seed}", coverage)


def run_seeds(seeds: Iterable[int], jobs: int, coverage: bool = True) -> Iterator[Outcome]:
    """In order of the seeds, `jobs` at a time and not many more held in memory."""
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        waiting = []
        for seed in seeds:
            waiting.append(pool.submit(run_seed, seed, coverage))
            if len(waiting) > 2 * jobs:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--no-shrink", action="store_true", help="only report failures")
    args = parser.parse_args()
    summary = Summary()
    for one in run_seeds(range(args.seed, args.seed + args.programs), args.jobs):
        summary.add(one)
        if one.failure:
            print(one.output if args.programs == 1 else one.failure, flush=True)
            if not args.no_shrink and len(summary.failures) <= 3:
                from shrink import keep_failure

                print(keep_failure(one.settings), flush=True)
    print(
        f"{summary.programs} programs ({summary.captive} captive), {summary.instructions} "
        f"instructions, {summary.cycles} cycles, {len(summary.failures)} failed, "
        f"{len(unreached(summary.hits))} coverage points not reached"
    )
    return 1 if summary.failures else 0


if __name__ == "__main__":
    sys.exit(main())
