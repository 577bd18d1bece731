# SPDX-License-Identifier: Apache-2.0
"""The hypervisor's portable parts on the C model of the machine, and the fuzzers of its parsers.

Both are C programs under ASan and UBSan (tests/hv/*.c, built by hv/hv.mk). Fuzzers run 30 seconds
each in the full tests, 3 in the quick ones, from SEED, a few of them side by side.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/tests/hv"
SEED = os.environ.get("SEED") or "1"
SECONDS = "3" if os.environ.get("TEST_TIER", "quick") == "quick" else "30"

SIDE_BY_SIDE = 4


def names(program: str) -> list[str]:
    path = BUILD / program
    if not path.exists():
        return []
    return subprocess.run(
        [path, "--list"], capture_output=True, text=True, check=True
    ).stdout.split()


def run(*command: str) -> None:
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    tail = "\n".join(done.stdout.splitlines()[-40:])
    assert done.returncode == 0, f"{tail}\nreproduce: {' '.join(command)}"


def test_programs_are_built() -> None:
    assert names("test_hv") and names("fuzz_hv"), "reproduce: make hv-test hv-fuzz"


@pytest.mark.parametrize("name", names("test_hv"))
def test_unit(name: str) -> None:
    run("build/tests/hv/test_hv", name)


@pytest.fixture(scope="module")
def fuzzers() -> Iterator[dict[str, Future[None]]]:
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        yield {
            target: pool.submit(run, "build/tests/hv/fuzz_hv", target, SEED, SECONDS)
            for target in names("fuzz_hv")
        }


@pytest.mark.parametrize("target", names("fuzz_hv"))
def test_fuzz(target: str, fuzzers: dict[str, Future[None]]) -> None:
    fuzzers[target].result()


def test_runner_can_fail() -> None:
    """A name that does not exist runs nothing, and that is a failure."""
    done = subprocess.run([BUILD / "test_hv", "no-such-test"], check=False)
    assert done.returncode != 0
