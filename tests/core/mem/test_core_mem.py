# SPDX-License-Identifier: Apache-2.0
"""Memory subsystem against its model, both configurations; and a proof that the bench can fail."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
SEED = int(os.environ.get("SEED", "1"))


def make(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "-s", "-C", str(HERE), *words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("captive", [0, 1], ids=["hv", "captive"])
@pytest.mark.parametrize("seed", [SEED, SEED + 1])
def test_random(captive: int, seed: int) -> None:
    words = ("run", f"SEED={seed}", f"CAPTIVE={captive}")
    done = make(*words)
    again = f"again: make -C tests/core/mem {' '.join(words)}"
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\n{again}"


def test_canary() -> None:
    done = make("canary", "CAPTIVE=0")
    assert done.returncode == 0 and "FAIL" in done.stdout, (
        f"{done.stdout}{done.stderr}\nagain: make -C tests/core/mem canary"
    )
