# SPDX-License-Identifier: Apache-2.0
"""Directed programs and the RTL's assertions find the bugs that they are there for.

With TEST_TIER=full all rows of the tables, as `make directed-mutants` and `make assertion-mutants`
do; else some of each.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MUTANTS = ROOT / "tests/core/mutants"
FULL = os.environ.get("TEST_TIER", "full") == "full"
SOME = 7  # one row in so many


def rows(table: str) -> list[str]:
    entries = tomllib.loads((MUTANTS / f"{table}.toml").read_text(encoding="utf-8"))["mutant"]
    return [entry["name"] for entry in entries][:: 1 if FULL else SOME]


def mutants(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(MUTANTS / "mutants.py"), *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=400
    )


@pytest.fixture(scope="module", autouse=True)
def _benches() -> None:
    subprocess.run(["make", "-s", "mutants-build"], cwd=ROOT, check=True)


@pytest.mark.parametrize("table", ["directed", "assertions"])
def test_bugs_are_found(table: str) -> None:
    names = [] if FULL else rows(table)  # without names: that none is without a row, too
    done = mutants(table, *names)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(done.stdout.splitlines()) >= len(rows(table))


def test_a_bug_that_is_not_found_fails() -> None:
    """The runner itself: a program that passes with the bug in it is a failure."""
    code = (
        "import mutants as m, sys; "
        "row = m.of_table('directed', ['asid-not-compared'])[0]; "
        "row.entry['program'] = 'i_alu'; "
        "sys.exit(m.directed(['asid-not-compared']))"
    )
    path = {**os.environ, "PYTHONPATH": str(MUTANTS)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.strip().endswith("make directed-mutants ONLY=asid-not-compared")
