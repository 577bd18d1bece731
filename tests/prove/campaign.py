#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make campaign-prove: every property and every mutant, one after the other, resumable.

What ended as it should is kept in build/campaign/prove.json and not run again for the same commit,
so the campaign can be stopped and started at will. Each property that has ended is written to
docs/results/prove.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
sys.path.insert(0, str(ROOT / "tests"))

import prove  # noqa: E402
from provenance import git, origin  # noqa: E402

STATE = ROOT / "build/campaign/prove.json"
RESULT = ROOT / "docs/results/prove.json"
STEP_S = 3600  # for one engine run; the slowest takes a minute on a quiet machine


def load_state() -> dict[str, Any]:
    """The state of a campaign of this commit, or a new one."""
    if STATE.exists():
        state: dict[str, Any] = json.loads(STATE.read_text(encoding="utf-8"))
        if state["origin"]["commit"] == git("rev-parse", "HEAD"):
            return state
        print(f"{STATE} is of commit {state['origin']['commit'][:12]}: starting anew")
    return {"origin": origin(), "outcomes": {}}


def write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def outcome(state: dict[str, Any], name: str) -> prove.Outcome | None:
    known = state["outcomes"].get(name)
    return prove.Outcome(**known) if known else None


def step(state: dict[str, Any], proof: prove.Proof, mutant: prove.Mutant | None) -> prove.Outcome:
    """One property or mutant, unless it is known to end as it should."""
    name = f"{proof.name}/{mutant.name}" if mutant else proof.name
    known = outcome(state, name)
    if known and known.verdict == (prove.REFUTED if mutant else prove.PROVED):
        return known
    job = mutant or proof
    found = prove.check(proof, job.engine, job.depth, mutant, STEP_S)
    state["outcomes"][name] = vars(found)
    write(STATE, state)
    return found


def results(state: dict[str, Any], proofs: list[prove.Proof]) -> list[prove.Result]:
    """Of the properties that have ended, mutants and all."""
    found = []
    for p in proofs:
        main = outcome(state, p.name)
        killed = {m.name: outcome(state, f"{p.name}/{m.name}") for m in p.mutants}
        if main and all(killed.values()):
            found.append(prove.Result(p, main, {n: o for n, o in killed.items() if o}))
    return found


def write_result(state: dict[str, Any], proofs: list[prove.Proof]) -> None:
    done = results(state, proofs)
    content = {
        **state["origin"],
        "command": "make campaign-prove",
        "complete": len(done) == len(proofs),
        "properties": len(proofs),
        "proved": sum(r.outcome.verdict == prove.PROVED for r in done),
        "unbounded": sum(r.outcome.verdict == prove.PROVED and r.proof.unbounded for r in done),
        "mutants": sum(len(p.mutants) for p in proofs),
        "mutants_killed": sum(m.verdict == prove.REFUTED for r in done for m in r.mutants.values()),
        "failures": [f"{r.proof.name}: {line}" for r in done for line in r.failures],
        "results": [prove.report_entry(r) for r in done],
    }
    write(RESULT, content)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--report", action="store_true", help="write what is known and end")
    options = parser.parse_args(arguments)
    proofs = prove.load(prove.TABLE)
    state = load_state()
    prove.generate()
    for p in [] if options.report else proofs:
        main_outcome = step(state, p, None)
        result = prove.Result(p, main_outcome, {m.name: step(state, p, m) for m in p.mutants})
        prove.show(result)
        write_result(state, proofs)
    write_result(state, proofs)
    done = results(state, proofs)
    wrong = sum(bool(r.failures) for r in done)
    print(f"campaign-prove: {len(done)} of {len(proofs)} properties, {wrong} failed; {RESULT}")
    return 1 if wrong or (len(done) < len(proofs) and not options.report) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except prove.ProveError as error:
        print(f"campaign-prove: {error}", file=sys.stderr)
        sys.exit(2)
