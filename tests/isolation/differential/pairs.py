# SPDX-License-Identifier: Apache-2.0
"""Calls of build/isolation/differential-N, shared by its test and its campaign."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
LEVELS_OFF = 1 << 26  # WALL_LEVELS: what one guest does would sever the others as well


@dataclass(frozen=True)
class Case:
    """`models` model domains, `pairs` pairs of guests, each for `cycles` cycles."""

    mode: str
    models: int
    pairs: int
    cycles: int
    log2: int = 20  # memory of a model
    sample: int = 0
    weaken: int = 0
    spin: bool = False  # the second hypervisor is one that never sleeps

    def arguments(self, seed: int, *more: str) -> list[str]:
        options = {
            "seed": seed,
            "pairs": self.pairs,
            "cycles": self.cycles,
            "model-log2": self.log2,
            "sample": self.sample,
            "weaken": hex(self.weaken),
            "kinds": "random,random,random,hammer" if self.mode == "hv" else "exits",
        }
        if self.spin:
            options["other-hv"] = "build/hv-spin/hv.elf"
        words = [word for key, value in options.items() for word in (f"--{key}", str(value))]
        return [self.mode, *words, *more]


@dataclass(frozen=True)
class Result:
    status: int
    boot: dict[str, Any]
    pairs: list[dict[str, Any]]
    text: str  # for people, with the command

    @property
    def cycles(self) -> int:
        return sum(self.boot.get("boot_cycles", [])) + sum(p["cycles"] for p in self.pairs)

    @property
    def differences(self) -> list[str]:
        return [p["difference"] for p in self.pairs if p["difference"]]


def run(case: Case, seed: int, *more: str, program: str = "") -> Result:
    """No limit of time: the tests' runner has one, and a campaign may stand for hours."""
    program = program or f"build/isolation/differential-{case.models}"
    command = [program, *case.arguments(seed, *more)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    text = f"{done.stdout}{done.stderr}reproduce: {' '.join(command)}"
    return Result(done.returncode, lines[0] if lines else {}, lines[1:], text)
