# SPDX-License-Identifier: Apache-2.0
"""Two whole SoCs side by side: what a guest does leaves no trace in the hypervisor's domain nor in
another model, and what the hypervisor does leaves none in a model (differential/differential.cpp).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from benches import QUICK, ROOT, SEED

sys.path.insert(0, str(Path(__file__).parent / "differential"))

from pairs import LEVELS_OFF, Case, Result, run

REPORT = ROOT / "build/reports/differential.json"
DETERMINISM_OFF = 1 << 23
FEWEST_EVENTS = 1000
FEWEST_INSTRUCTIONS = 200  # of the programs, in all models

CASES = (
    [Case("hv", 1, 2, 60_000)]
    if QUICK
    else [
        Case("hv", 1, 4, 150_000),
        Case("hv", 2, 2, 100_000, log2=21),
        Case("hv", 3, 1, 100_000),
        Case("hv", 1, 2, 150_000, sample=1),
        Case("hv", 2, 1, 100_000, sample=1),
        Case("model", 1, 2, 40_000),
        Case("model", 1, 1, 40_000, spin=True),
        Case("model", 2, 1, 30_000, spin=True, log2=21),
        Case("neighbour", 2, 6, 30_000),
        Case("neighbour", 3, 6, 30_000, weaken=LEVELS_OFF),
    ]
)


def name(case: Case) -> str:
    marks = ["sampled"] * case.sample + ["spin"] * case.spin
    return "-".join([case.mode, str(case.models), str(case.log2), *marks])


@pytest.fixture(scope="module")
def report() -> list[dict]:
    """What was compared, written when all has been."""
    found: list[dict] = []
    yield found
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    cycles = sum(entry["cycles"] for entry in found)
    text = json.dumps({"seed": SEED, "cycles": cycles, "runs": found}, indent=1)
    REPORT.write_text(text + "\n", encoding="utf-8")


def check(case: Case, result: Result) -> None:
    if result.status != 0 or len(result.pairs) != case.pairs:
        pytest.fail(result.text, pytrace=False)
    for pair in result.pairs:
        assert pair["model_events"] >= FEWEST_EVENTS, result.text
        assert min(pair["programs"]) >= FEWEST_INSTRUCTIONS, result.text
        if case.sample:
            assert pair["reads"][0] > 0, result.text
        if case.mode == "model":
            assert pair["answers"][1] > pair["answers"][0], result.text


@pytest.mark.parametrize("case", CASES, ids=name)
def test_no_trace(case: Case, report: list[dict]) -> None:
    result = run(case, SEED)
    report.append({"case": name(case), "cycles": result.cycles, "pairs": result.pairs})
    check(case, result)


def test_a_flipped_bit_is_named_in_its_cycle() -> None:
    case = Case("hv", 1, 1, 20_000)
    flip = ("--flip", "u_csr__DOT__u_vs__DOT__vsstatus_q", "--flip-at", "777")
    result = run(case, SEED, *flip)
    assert result.status == 1
    assert " 777 after" in result.differences[0], result.text
    assert "u_hv.u_core.u_csr.u_vs.vsstatus_q: 0x" in result.differences[0], result.text


@pytest.mark.skipif(QUICK, reason="a quick run compares the hypervisor's side only")
def test_a_hypervisor_that_tells_its_time_is_found() -> None:
    case = Case("model", 1, 1, 20_000, weaken=DETERMINISM_OFF, spin=True)
    result = run(case, SEED)
    assert result.status == 1
    assert "in model cycle" in result.differences[0], result.text


@pytest.mark.skipif(QUICK, reason="a quick run does not build the mutant")
def test_a_slot_that_waits_for_another_domain_is_found() -> None:
    """A memory controller that does not serve hv while a model wants memory."""
    result = run(Case("hv", 1, 1, 60_000), SEED, program="build/isolation/differential-mutant")
    assert result.status == 1, result.text
    assert "after the first guest's start" in result.differences[0], result.text
