# SPDX-License-Identifier: Apache-2.0
"""The long differential campaign: case after case, until enough cycles were compared.

Nothing but its state is on disk (build/campaign/differential.json, written after every case), so
that it can be stopped and started again at any time. A difference is noted and does not end it. Its
result goes to docs/results/.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pairs import LEVELS_OFF, ROOT, Case, run
from provenance import git, origin

STATE = ROOT / "build/campaign/differential.json"
RESULT = ROOT / "docs/results/differential.json"
FIRST_SEED = 1_000_001  # none of the tests' seeds

CASES = [
    *(Case("hv", m, 6, 200_000, log2=19 + m) for m in (1, 2, 3)),
    *(Case("hv", m, 3, 200_000, sample=1) for m in (1, 2, 3)),
    *(Case("model", m, 2, 60_000, spin=spin) for m in (1, 2, 3) for spin in (False, True)),
    *(Case("neighbour", m, 6, 60_000, weaken=w) for m in (2, 3) for w in (0, LEVELS_OFF)),
]


def load(seed: int) -> dict[str, Any]:
    """The state of a campaign of this commit, or a new one."""
    commit = git("rev-parse", "HEAD")
    if STATE.exists():
        state = json.loads(STATE.read_text(encoding="utf-8"))
        if state["commit"] == commit and state["first_seed"] == seed:
            return state
        print(f"{STATE} is of commit {state['commit'][:12]}: starting anew")
    return {
        **origin(),
        "first_seed": seed,
        "runs": 0,
        "pairs": {"hv": 0, "model": 0, "neighbour": 0},
        "cycles": 0,
        "model_events": 0,
        "processor_seconds": 0.0,
        "differences": [],
    }


def one_run(state: dict[str, Any], case: Case, seed: int) -> None:
    before = sum(os.times()[:4])
    result = run(case, seed)
    state["runs"] += 1
    state["pairs"][case.mode] += len(result.pairs)
    state["cycles"] += result.cycles
    state["model_events"] += sum(pair["model_events"] for pair in result.pairs)
    state["processor_seconds"] += round(sum(os.times()[:4]) - before, 1)
    if result.status != 0 or len(result.pairs) != case.pairs:
        state["differences"].append(result.text)
        print(result.text)


def write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=10**9, help="of both machines, in all")
    parser.add_argument("--seed", type=int, default=FIRST_SEED)
    parser.add_argument("--report", action="store_true", help="only write what was reached so far")
    args = parser.parse_args()
    state = load(args.seed)
    for number in itertools.count(state["runs"]):
        if args.report or state["cycles"] >= args.cycles:
            break
        one_run(state, CASES[number % len(CASES)], args.seed + number // len(CASES))
        write(STATE, state)
        print(f"{state['cycles']} cycles, {len(state['differences'])} differences", flush=True)
    complete = state["cycles"] >= args.cycles
    command = f"make campaign-differential CYCLES={args.cycles} SEED={args.seed}"
    write(RESULT, state | {"complete": complete, "command": command})
    return 1 if state["differences"] else 0


if __name__ == "__main__":
    sys.exit(main())
