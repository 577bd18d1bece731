# SPDX-License-Identifier: Apache-2.0
"""Every compressed encoding and sweeps of the 32-bit table, in lockstep with Spike.

Quick runs take one part in eight, another with each SEED; full runs take all of them.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import instructions
import pytest

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
OUT = ROOT / "build/core-pipe"
BENCH = "build/lockstep/bench-hv"
PARTS = 8
SEED = int(os.environ.get("SEED", "1"))
QUICK = os.environ.get("TEST_TIER", "quick") == "quick"
GCC = [
    "riscv64-unknown-elf-gcc",
    "-march=rv64imac_zicsr_zifencei",
    "-mabi=lp64",
    "-nostdlib",
    "-static",
    "-Wl,--build-id=none,-N,--no-warn-rwx-segments",
]


@pytest.fixture(scope="session")
def bench() -> Path:
    make = ["make", "-s", "-f", "tests/core/core.mk", BENCH]
    subprocess.run(make, cwd=ROOT, check=True, capture_output=True, text=True)
    return ROOT / BENCH


def build(part: int, words: list[int]) -> Path:
    work = OUT / str(part)
    work.mkdir(parents=True, exist_ok=True)
    lines = [".align 3", "list_begin:", *(f".word {w:#x}" for w in words), "list_end:", ""]
    (work / "list.S").write_text("\n".join(lines))
    elf = work / "program.elf"
    script = HERE / "link.ld"
    command = [*GCC, f"-Wa,-I{work}", "-T", str(script), "-o", str(elf), str(HERE / "harness.S")]
    subprocess.run(command, check=True)
    return elf


def run(bench: Path, elf: Path) -> None:
    command = [str(bench), "--fast", "--quiet", "--max-cycles", "60000000", str(elf)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = done.stdout[-2000:] + done.stderr[-500:]
    assert done.returncode == 0, f"{said}again: {' '.join(command)}"


@pytest.mark.parametrize("part", [SEED % PARTS] if QUICK else range(PARTS))
def test_encodings(bench: Path, part: int) -> None:
    words = list(instructions.everything())[part::PARTS]
    assert len(words) > 5000
    run(bench, build(part, words))
