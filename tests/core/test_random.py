# SPDX-License-Identifier: Apache-2.0
"""Random programs on the core in lockstep with Spike, and the programs that once failed.

Quick: fifty programs, more than a million instructions. Full: two hundred with fixed seeds, which
must reach every point of the stated list (tests/core/gen/coverage_list.py), and twenty more when
SEED is given.
"""

from __future__ import annotations

import os
import subprocess

import pytest
from core.coverage_report import missing
from core.regress import REGRESSIONS, run_regression
from core.run_random import ROOT, Outcome, Summary, run_seeds, unreached
from coverage_space import excuse, normal, space

FULL = os.environ.get("TEST_TIER", "full") == "full"
FIXED = range(1, 201)
EXTRA = int(os.environ.get("SEED") or 0) * 1000
SEEDS = [*(FIXED if FULL else range(1, 51)), *(range(EXTRA, EXTRA + 20) if FULL and EXTRA else ())]


@pytest.fixture(scope="module")
def outcomes() -> dict[int, Outcome]:
    """All programs, two at a time."""
    subprocess.run(["make", "-s", "-f", "tests/core/core.mk", "core-bench"], cwd=ROOT, check=True)
    return {one.settings.seed: one for one in run_seeds(SEEDS, 2)}


@pytest.mark.parametrize("seed", SEEDS)
def test_program(seed: int, outcomes: dict[int, Outcome]) -> None:
    one = outcomes[seed]
    assert not one.failure, f"{one.output[-6000:]}\n{one.failure}"


@pytest.fixture(scope="module")
def summary(outcomes: dict[int, Outcome]) -> Summary:
    """What all programs of this run reached."""
    total = Summary()
    for one in outcomes.values():
        total.add(one)
    return total


def test_instructions(summary: Summary) -> None:
    """The programs do what they are for: at least a million instructions and many exits."""
    assert summary.instructions >= 1_000_000
    assert summary.exits >= 20 * summary.captive


if FULL:

    def test_coverage(summary: Summary) -> None:
        """Every stated point is reached; the message names any that is not."""
        missing = unreached(summary.hits)
        assert not missing, f"not reached: {missing}; reproduce: make lockstep PROGRAMS=200 SEED=1"

    def test_coverage_space(summary: Summary) -> None:
        """Few points of the whole space are open, and an excuse is none that a program reached."""
        again = "reproduce: make coverage"
        found = missing(summary.hits)
        assert len(found["open"]) < 200, f"open: {found['open']}; {again}"
        wrong = [point for point in {normal(p) for p in summary.hits} if excuse(point)]
        assert not wrong, f"reached, though excused: {wrong}; {again}"


def test_coverage_names_what_is_missing() -> None:
    """Without hits every point is open or excused; with all but one that one is named."""
    points = sorted(space())
    assert sum(len(named) for named in missing({}).values()) == len(points)
    lost = ("walk", "fetch", "G1-VS2", "misaligned")
    assert missing(point for point in points if point != lost) == {"open": [" ".join(lost)]}


if REGRESSIONS:

    @pytest.mark.parametrize("name", REGRESSIONS)
    def test_regression(name: str) -> None:
        """A program that once failed, shrunk."""
        one = run_regression(name)
        assert not one.failure, f"{one.output[-6000:]}\n{one.failure}"
