# SPDX-License-Identifier: Apache-2.0
"""Runs the CSR bench (hypervisor core against Spike, captive core) and its canary under pytest."""

import os
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).with_name("run.sh")
SEED = os.environ.get("SEED", "1")


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(RUN), *args], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("bench", ["hv", "captive"])
def test_bench(bench: str) -> None:
    result = run(bench, SEED)
    output = (result.stdout + result.stderr)[-4000:]
    assert result.returncode == 0, f"{output}\nreproduce: {RUN} {bench} {SEED}"
    assert ", 0 failed" in result.stdout


@pytest.mark.parametrize("bench", ["hv", "captive"])
def test_canary_must_fail(bench: str) -> None:
    result = run(bench, SEED, "canary")
    assert result.returncode != 0, f"the bench cannot fail; reproduce: {RUN} {bench} {SEED} canary"
    assert "FAIL " in result.stdout
