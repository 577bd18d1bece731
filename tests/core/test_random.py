# SPDX-License-Identifier: Apache-2.0
"""Random programs on the core in lockstep with Spike.

Quick: ten programs. Full: two hundred with fixed seeds, which must reach every point of the stated
list (tests/core/gen/coverage_list.py), and twenty more when SEED is given.
"""

from __future__ import annotations

import os
import subprocess

import pytest
from core.run_random import ROOT, Summary, report, run_one

FULL = os.environ.get("TEST_TIER", "full") == "full"
FIXED = range(1, 201)
EXTRA = int(os.environ.get("SEED") or 0) * 1000
SEEDS = [*(FIXED if FULL else range(1, 11)), *(range(EXTRA, EXTRA + 20) if FULL and EXTRA else ())]


@pytest.fixture(scope="module")
def summary() -> Summary:
    """Collects what all programs of this run reached."""
    subprocess.run(["make", "-s", "-f", "tests/core/core.mk", "core-bench"], cwd=ROOT, check=True)
    return Summary()


@pytest.mark.parametrize("seed", SEEDS)
def test_program(seed: int, summary: Summary) -> None:
    before = len(summary.failures)
    output = run_one(seed, summary)
    assert len(summary.failures) == before, f"{output[-6000:]}\n{summary.failures[-1]}"


def test_coverage(summary: Summary) -> None:
    """Every stated point is reached; the report names any that is not."""
    unreached = report(summary)
    if summary.programs < len(FIXED):
        pytest.skip(f"needs {len(FIXED)} programs, had {summary.programs}")
    assert not unreached, f"not reached: {unreached}; reproduce: make lockstep PROGRAMS=200 SEED=1"
