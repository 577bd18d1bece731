# SPDX-License-Identifier: Apache-2.0
"""Random programs on the core in lockstep with Spike, and the report of what they reached.

One seed fixes program, memory timing and initial values; every fourth seed is a captive program.
`make lockstep PROGRAMS=1 SEED=n` repeats one, with the twenty instructions before the difference.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "lockstep"
sys.path.insert(0, str(ROOT / "tests" / "core" / "gen"))

from coverage_list import Point, points  # noqa: E402
from program import Program  # noqa: E402


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


def is_captive(seed: int) -> bool:
    return seed % 4 == 3


def read_coverage(path: Path, hits: Counter[Point]) -> None:
    for line in path.read_text().splitlines():
        name, mode, outcome, count = line.split()
        hits[(name, mode, outcome)] += int(count)


def run_one(seed: int, summary: Summary, extra: tuple[str, ...] = ()) -> str:
    """Generate and run one program; the output."""
    captive = is_captive(seed)
    where = BUILD / "random"
    where.mkdir(parents=True, exist_ok=True)
    image, coverage = where / f"{seed}.bin", where / f"{seed}.cov"
    image.write_bytes(Program(seed, captive).image)
    bench = BUILD / ("bench-captive" if captive else "bench-hv")
    command = [bench, "--seed", str(seed), "--x-seed", str(seed), "--coverage", coverage]
    command += ["--max-cycles", "2000000", "--reproduce", f"make lockstep PROGRAMS=1 SEED={seed}"]
    if seed % 3 == 0:
        command.append("--fast")
    done = subprocess.run([*command, *extra, image], capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    words = output.split()
    summary.programs += 1
    summary.captive += captive
    if done.returncode == 0:
        summary.instructions += int(words[words.index("instructions") + 1])
        summary.cycles += int(words[words.index("cycles") + 1])
        if captive:
            summary.exits += int(words[words.index("exits") + 1])
        image.unlink()
    else:
        line = [part for part in output.splitlines() if part.startswith("FAIL")]
        repro = f"make lockstep PROGRAMS=1 SEED={seed}"
        summary.failures.append(line[0] if line else f"seed {seed}: bench died; reproduce: {repro}")
    if coverage.exists():
        read_coverage(coverage, summary.hits)
        coverage.unlink()
    return output


def report(summary: Summary) -> list[str]:
    """Write build/reports/core_coverage.json; the points of the list that were not reached."""
    stated = points()
    unreached = [" ".join(p) for p in stated if p not in summary.hits]
    reports = ROOT / "build" / "reports"
    reports.mkdir(parents=True, exist_ok=True)
    data = {
        "programs": summary.programs,
        "captive_programs": summary.captive,
        "instructions": summary.instructions,
        "cycles": summary.cycles,
        "exits": summary.exits,
        "points": len(stated),
        "hit": len(stated) - len(unreached),
        "unreached": unreached,
        "list": {" ".join(p): summary.hits.get(p, 0) for p in stated},
        "also_reached": {
            " ".join(p): n for p, n in sorted(summary.hits.items()) if p not in set(stated)
        },
    }
    (reports / "core_coverage.json").write_text(json.dumps(data, indent=1) + "\n")
    return unreached


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    summary = Summary()
    for seed in range(args.seed, args.seed + args.programs):
        before = len(summary.failures)
        output = run_one(seed, summary)
        if len(summary.failures) > before:
            print(output if args.programs == 1 else summary.failures[-1], flush=True)
    unreached = report(summary) if args.programs > 1 else []
    print(
        f"{summary.programs} programs ({summary.captive} captive), {summary.instructions} "
        f"instructions, {summary.cycles} cycles, {len(summary.failures)} failed, "
        f"{len(unreached)} of {len(points())} coverage points not reached"
    )
    return 1 if summary.failures else 0


if __name__ == "__main__":
    sys.exit(main())
