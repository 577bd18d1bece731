# SPDX-License-Identifier: Apache-2.0
"""What the random programs reach, of every point there is (gen/coverage_space.py).

Runs programs, or takes what a campaign has reached (--campaign), prints how much of each list and
each part of it was reached and every point that was not with its reason, and writes the same with
all counts to build/reports/coverage.json. 1: a point of the stated list (gen/coverage_list.py), or
one without a reason, was not reached; the latter only with --strict.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent / "gen"))

import coverage_list
import coverage_space as space
from campaign import STATE
from coverage_list import Point
from run_random import ROOT, run_seeds

REPORT = ROOT / "build" / "reports" / "coverage.json"
TITLES = {
    "insn": "instruction x privilege x outcome",
    "trap": "trap cause x source x target",
    "walk": "page-table outcome x level x stage",
    "csr": "CSR x access x mode",
    "form": "alignment, fences, places of instructions",
}


def group(point: Point) -> str:
    """The row of the table that a point counts in."""
    kind = point[0]
    if kind == "insn":
        return f"in {point[2]}"
    if kind == "trap":
        return f"{'interrupts' if point[1][0] == 'i' else 'exceptions'} from {point[2]}"
    if kind == "walk":
        return f"{point[1]}, walk {point[2].rstrip('012').split('-')[0].rstrip('012')}"
    return f"{point[2]} in {point[3]}" if kind == "csr" else point[1]


def table(hits: Iterable[Point]) -> list[str]:
    """How much of each list and of each row of it was reached."""
    reached = {space.normal(point) for point in hits}
    rows: dict[str, dict[str, list[int]]] = {kind: {} for kind in space.LISTS}
    for point in sorted(space.space()):
        for name in ("all", group(point)):
            row = rows[point[0]].setdefault(name, [0, 0, 0])
            row[0] += 1
            row[1] += point in reached
            row[2] += point not in reached and bool(space.excuse(point))
    lines = []
    for kind, groups in rows.items():
        points, got, excused = groups["all"]
        lines.append(f"{TITLES[kind]}: {got} of {points} points, {excused} cannot be")
        for name, (points, got, excused) in groups.items():
            if name != "all":
                missing = points - got - excused
                lines.append(
                    f"  {name:28} {got:5} of {points:5}" + f"{missing:6} open" * bool(missing)
                )
    return lines


def missing(hits: Iterable[Point]) -> dict[str, list[str]]:
    """Unreached points by reason; those without one under "open"."""
    found: dict[str, list[str]] = defaultdict(list)
    for point in space.unreached(hits):
        found[space.excuse(point) or "open"].append(" ".join(point))
    return dict(found)


def collect(args: argparse.Namespace) -> tuple[Counter[Point], dict[str, object]]:
    if args.campaign:
        state = json.loads(STATE.read_text(encoding="utf-8"))
        hits = Counter({tuple(name.split()): n for name, n in state["hits"].items()})
        return hits, {name: state[name] for name in ("commit", "programs", "instructions")}
    hits, programs, instructions = Counter(), 0, 0
    for one in run_seeds(range(args.seed, args.seed + args.programs), os.cpu_count() or 1):
        if one.failure:
            sys.exit(one.failure)
        hits.update(one.hits)
        programs += 1
        instructions += one.instructions
    return hits, {"seed": args.seed, "programs": programs, "instructions": instructions}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--campaign", action="store_true", help="of the campaign under way")
    parser.add_argument("--strict", action="store_true", help="every open point is a failure")
    args = parser.parse_args()
    hits, run = collect(args)
    open_points = missing(hits)
    stated = [" ".join(point) for point in coverage_list.unreached(hits)]
    lines = [f"{run['programs']} programs, {run['instructions']} instructions", *table(hits)]
    for reason, points in sorted(open_points.items()):
        lines.append(f"not reached ({reason}): {len(points)}")
        lines += [f"  {point}" for point in points]
    print("\n".join(lines))
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    result = {
        **run,
        "points": len(space.space()),
        "reached": len(space.space()) - sum(len(points) for points in open_points.values()),
        "not_reached": open_points,
        "stated_not_reached": stated,
        "hits": {" ".join(point): n for point, n in sorted(hits.items())},
    }
    REPORT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"{result['reached']} of {result['points']} points; {REPORT.relative_to(ROOT)}")
    return 1 if stated or (args.strict and "open" in open_points) else 0


if __name__ == "__main__":
    sys.exit(main())
