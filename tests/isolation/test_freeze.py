# SPDX-License-Identifier: Apache-2.0
"""Law 4, invisible observation: freezes leave a model's future as it was, cycle for cycle.

The bench (freeze.cpp) runs a program undisturbed and then again with freezes; here stand how
often, what has to be under way at the freezes, and that broken isolation would be seen.
TEST_TIER=quick runs fewer. Build with `make isolation-build`.
"""

from __future__ import annotations

import json

import pytest
from benches import QUICK, ROOT, SEED, image, run_bench

REPORT = ROOT / "build/reports/freeze.json"

# Runs of each tier: program, seed, freezes asked for.
RUNS = (
    [("mix", SEED, 60)]
    if QUICK
    else [("mix", SEED, 300), ("mix", SEED + 1, 300), ("lm", SEED, 200)]
)
NEEDED = 3 if QUICK else 20
SITUATIONS = (
    "store_buffer",
    "refill",
    "dirty_eviction",
    "page_walk",
    "divide",
    "atomic",
    "misaligned",
    "wfi",
)
MUTANTS = (
    "ram-outputs-not-restored",
    "clock-edge-while-frozen",
    "counters-run-while-frozen",
    "freeze-in-mid-frame",
    "window-read-writes",
    "replacement-advances",
    "cycle-counter-advances",
    "l1-replacement-changes",
    "dram-bit-changes",
)


@pytest.fixture(scope="module")
def results() -> list[dict]:
    """One entry for each run: what was compared and what the freezes met."""
    found = []
    for program, seed, freezes in RUNS:
        lines = run_bench("freeze", "run", image(program), seed, freezes).splitlines()
        found.append(json.loads(lines[-1]))
    total = {s: sum(run["under_way"][s] for run in found) for s in SITUATIONS}
    report = {"tier": "quick" if QUICK else "full", "under_way": total, "runs": found}
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return found


def test_undisturbed_and_frozen_runs_are_equal(results: list[dict]) -> None:
    """The bench found no difference; here: that it compared something."""
    for run, (program, _, freezes) in zip(results, RUNS, strict=True):
        assert run["freezes"] >= 0.7 * freezes, (program, run["freezes"])
        assert run["window_reads"] > run["freezes"]
        assert run["register_reads"] > run["freezes"]
        assert run["commits"] > 20_000
        assert run["idle_exits"] > 0 and run["halts"] > 0 and run["exits"] > 0
        assert run["system_cycles"][1] > run["system_cycles"][0]
        assert run["state_bytes"] > 80_000


@pytest.mark.parametrize("situation", SITUATIONS)
def test_freezes_met_it(results: list[dict], situation: str) -> None:
    """Enough freezes came while this was under way."""
    count = sum(run["under_way"][situation] for run in results)
    runs = " && ".join(f"build/isolation/freeze run {image(p)} {s} {n}" for p, s, n in RUNS)
    assert count >= NEEDED, f"{count} freezes with {situation}; reproduce: {runs}"


@pytest.mark.parametrize("mutant", MUTANTS)
def test_broken_isolation_is_seen(mutant: str) -> None:
    """Each mutant breaks the law in one place; the same comparison must find it."""
    assert "seen after" in run_bench("freeze", "mutant", mutant, image("mix"), SEED)


def test_mutants_are_all_tried() -> None:
    assert run_bench("freeze", "mutants").split() == list(MUTANTS)


@pytest.mark.parametrize("program", ["mix"] if QUICK else ["mix", "lm"])
def test_image_and_events_reproduce_the_run(program: str) -> None:
    """Law 10: other values at power-on and other timing of hv, and yet the same run."""
    assert "commits replayed" in run_bench("freeze", "replay", image(program), SEED)
