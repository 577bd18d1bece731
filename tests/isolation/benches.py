# SPDX-License-Identifier: Apache-2.0
"""Calls of the Verilated benches of this folder (freeze.cpp, scrub.cpp)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEED = int(os.environ.get("SEED", "1"))
QUICK = os.environ.get("TEST_TIER", "full") == "quick"


def run_bench(name: str, *args: object) -> str:
    """Output of one call of the bench; a failure says how to see it again."""
    bench = f"build/isolation/{name}"
    if not (ROOT / bench).exists():
        pytest.fail("no bench; reproduce: make isolation-build")
    command = [bench, *map(str, args)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400)
    if done.returncode != 0:
        pytest.fail(f"{done.stdout}{done.stderr}reproduce: {' '.join(command)}", pytrace=False)
    return done.stdout


def image(program: str) -> str:
    return f"build/isolation/{program}.bin"
