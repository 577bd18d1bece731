# SPDX-License-Identifier: Apache-2.0
"""L2, memory controller and management together, with traffic generators in place of the cores."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEED = int(os.environ.get("SEED", "1"))
SCENARIOS = ["isolation", "freeze", "refusals", "scrub", "stop", "ownership", "weakened"]


def build(models: int) -> Path:
    command = ["make", "-s", "-f", "tests/uncore/uncore.mk", "-j2", f"MODELS={models}"]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout[-4000:] + built.stderr[-4000:]
    return ROOT / f"build/uncore/{models}/bench"


@pytest.fixture(scope="session")
def bench() -> Path:
    return build(1)


@pytest.fixture(scope="session")
def bench_of_three() -> Path:
    return build(3)


def run(bench: Path, scenario: str, seed: int) -> subprocess.CompletedProcess[str]:
    command = [str(bench), scenario, str(seed)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("offset", range(4))
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_uncore(bench: Path, scenario: str, offset: int) -> None:
    done = run(bench, scenario, SEED + 1000 * offset)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("scenario", ["isolation", "freeze", "ownership"])
def test_longer_frame(bench_of_three: Path, scenario: str) -> None:
    done = run(bench_of_three, scenario, SEED)
    assert done.returncode == 0, done.stdout + done.stderr


def test_canary_fails(bench: Path) -> None:
    done = run(bench, "canary", SEED)
    assert done.returncode == 1 and "FAIL" in done.stdout, done.stdout + done.stderr
