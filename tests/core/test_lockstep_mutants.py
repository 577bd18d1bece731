# SPDX-License-Identifier: Apache-2.0
"""Random programs find bugs, and what finds one can be made small.

A few rows of mutants/lockstep.toml; `make lockstep-mutants` runs all.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MUTANTS = ROOT / "tests/core/mutants"
sys.path.insert(0, str(MUTANTS))

from core.run_random import run_image, settings  # noqa: E402
from core.shrink import Shrinker, kind, save  # noqa: E402
from mutants import of_table  # noqa: E402

SOME = 11  # one row in so many
NAMES = [mutant.name for mutant in of_table("lockstep")][::SOME]


@pytest.fixture(scope="module", autouse=True)
def _benches() -> None:
    subprocess.run(["make", "-s", "mutants-build"], cwd=ROOT, check=True)


def lockstep(*names: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(MUTANTS / "lockstep.py"), *names]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=400
    )


def test_bugs_are_found() -> None:
    assert len(of_table("lockstep")) >= 25
    done = lockstep(*NAMES)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(NAMES)} of {len(NAMES)} bugs found" in done.stdout


def test_a_bug_that_is_not_found_fails() -> None:
    """The runner itself: with seeds that cannot find the bug."""
    code = (
        "import sys, lockstep as l; l.SEEDS = range(1, 3); sys.argv = ['x', 'pin-sticks-in-seip']; "
        "sys.exit(l.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=MUTANTS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "reproduce: make lockstep-mutants ONLY=pin-sticks-in-seip" in done.stdout


def test_shrinker(tmp_path: Path) -> None:
    """A program that fails on a bug becomes small, still fails so, and passes without the bug."""
    mutant = of_table("lockstep", ["divuw-signs-the-divisor"])[0]
    shrunk = Shrinker(settings(1, mutant.number), budget=25).shrink()
    assert kind(shrunk.failure) == "register value"
    assert shrunk.units < shrunk.of // 2
    path = save(shrunk, tmp_path)
    assert path.with_suffix(".bin.xz").stat().st_size < 20_000
    clean = run_image(shrunk.image, settings(1, 0), "without the bug", coverage=False)
    assert not clean.failure, f"{clean.output}\n{clean.failure}"
