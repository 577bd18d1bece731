# SPDX-License-Identifier: Apache-2.0
"""Each assertion of L2, memory controller and management fires on a bug (assertions.toml)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("TEST_TIER", "full") != "quick"


@pytest.mark.skipif(not FULL, reason="a build of its own, of minutes; make test runs it")
def test_each_assertion_fires() -> None:
    command = ["make", "-s", "-j2", "uncore-mutants"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
