# SPDX-License-Identifier: Apache-2.0
"""The long lockstep campaign: programs one after the other until enough instructions were compared.

Nothing but its state is on disk (build/campaign/lockstep.json, written every few programs), so that
it can be stopped and started again at any time. A failing seed is noted and does not end it. Its
result goes to docs/results/.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent / "gen"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coverage_list import unreached as stated_unreached
from coverage_space import excuse, space, unreached
from provenance import git, origin
from run_random import ROOT, run_seeds

STATE = ROOT / "build" / "campaign" / "lockstep.json"
RESULT = ROOT / "docs" / "results" / "lockstep.json"
FIRST_SEED = 1_000_001  # none of the tests' seeds
EVERY = 20


def fresh(first: int) -> dict[str, Any]:
    return {
        **origin(),
        "first_seed": first,
        "next_seed": first,
        "programs": 0,
        "captive_programs": 0,
        "instructions": 0,
        "cycles": 0,
        "exits": 0,
        "processor_seconds": 0.0,
        "failures": [],
        "hits": {},
    }


def load(first: int) -> dict[str, Any]:
    """The state of a campaign of this commit, or a new one."""
    if STATE.exists():
        state = json.loads(STATE.read_text(encoding="utf-8"))
        if state["commit"] == git("rev-parse", "HEAD") and state["first_seed"] == first:
            return state
        print(f"{STATE} is of commit {state['commit'][:12]}: starting anew")
    return fresh(first)


def save(state: dict[str, Any]) -> None:
    STATE.parent.mkdir(parents=True, exist_ok=True)
    part = STATE.with_suffix(".part")
    part.write_text(json.dumps(state), encoding="utf-8")
    part.replace(STATE)


def write_result(state: dict[str, Any], target: int, command: str) -> None:
    hits = Counter({tuple(name.split()): n for name, n in state["hits"].items()})
    result = {name: value for name, value in state.items() if name not in ("hits", "next_seed")}
    result["last_seed"] = state["next_seed"] - 1
    result["instructions_wanted"] = target
    result["complete"] = state["instructions"] >= target
    result["command"] = command
    gaps = unreached(hits)
    result["coverage"] = {
        "points": len(space()),
        "reached": len(space()) - len(gaps),
        "not_reached": {" ".join(point): excuse(point) or "open" for point in gaps},
        "stated_not_reached": [" ".join(point) for point in stated_unreached(hits)],
    }
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"{RESULT}: {result['instructions']} instructions, {len(result['failures'])} failures")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instructions", type=int, default=100_000_000)
    parser.add_argument("--seed", type=int, default=FIRST_SEED)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--report", action="store_true", help="only write what was reached so far")
    args = parser.parse_args()
    command = f"make campaign-lockstep INSTRUCTIONS={args.instructions} SEED={args.seed}"
    state = load(args.seed)
    hits = Counter(state["hits"])
    begin = sum(os.times()[:4])
    spent = state["processor_seconds"]
    shown = time.monotonic()
    limit = 0 if args.report else args.instructions
    if state["instructions"] < limit:
        seeds = range(state["next_seed"], state["next_seed"] + 10**9)
        for one in run_seeds(seeds, args.jobs):
            state["next_seed"] = one.settings.seed + 1
            state["programs"] += 1
            state["captive_programs"] += one.settings.captive
            for name in ("instructions", "cycles", "exits"):
                state[name] += getattr(one, name)
            hits.update({" ".join(point): n for point, n in one.hits.items()})
            if one.failure:
                state["failures"].append(one.failure)
                print(one.failure, flush=True)
            done = state["instructions"] >= limit
            if done or state["programs"] % EVERY == 0:
                state["processor_seconds"] = round(spent + sum(os.times()[:4]) - begin, 1)
                state["hits"] = dict(hits)
                save(state)
            if time.monotonic() - shown > 60:
                shown = time.monotonic()
                print(
                    f"{state['programs']} programs, {state['instructions']} instructions",
                    flush=True,
                )
            if done:
                break
    write_result(state, args.instructions, command)
    return 1 if state["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
