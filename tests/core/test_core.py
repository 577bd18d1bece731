# SPDX-License-Identifier: Apache-2.0
"""Directed programs on the core in lockstep with Spike, in both configurations.

Each program states its own expectation, so it is first run on Spike alone; then every instruction
of the core is compared. The canary shows that a wrong record is found, and two runs with different
initial values must have the same trace, cycle for cycle.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "lockstep"
DIRECTED = sorted(p.stem for p in (ROOT / "tests" / "core" / "directed").glob("*.S"))
ALONE = [n for n in DIRECTED if n.startswith("alone_")]
HV = [n for n in DIRECTED if not n.startswith(("captive_", "alone_"))]
CAPTIVE = [n for n in DIRECTED if n.startswith("captive_")]
FULL = os.environ.get("TEST_TIER", "full") == "full"


@pytest.fixture(scope="session", autouse=True)
def _benches() -> None:
    """Everything built, from here too when pytest runs alone."""
    subprocess.run(["make", "-s", "-f", "tests/core/core.mk", "core-bench"], cwd=ROOT, check=True)


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def elf(name: str) -> str:
    return f"build/lockstep/directed/{name}.elf"


def must_pass(*command: str | Path) -> str:
    done = run(*command)
    reproduce = " ".join(str(word) for word in command)
    output = done.stdout[-6000:] + done.stderr[-2000:]
    assert done.returncode == 0, f"{output}\nreproduce: {reproduce}"
    return done.stdout


@pytest.mark.parametrize("name", HV)
def test_program_on_spike(name: str) -> None:
    """The expectation in the program is Spike's behaviour."""
    must_pass("build/lockstep/solo", "--quiet", elf(name))


@pytest.mark.parametrize("name", HV)
def test_directed(name: str) -> None:
    """Instruction by instruction, with random and with fastest memory."""
    must_pass("build/lockstep/bench-hv", "--seed", "1", elf(name))
    must_pass("build/lockstep/bench-hv", "--seed", "2", "--fast", elf(name))


@pytest.mark.parametrize("name", CAPTIVE)
def test_captive(name: str) -> None:
    """Guests on the captive core; exits are answered by the bench's management."""
    for seed in ("1", "2") if not FULL else ("1", "2", "3", "4", "5", "6"):
        must_pass("build/lockstep/bench-captive", "--seed", seed, elf(name))


@pytest.mark.parametrize("name", ALONE)
def test_alone(name: str) -> None:
    """What Spike cannot judge: the program's own checks of the core without it."""
    bench = "bench-captive" if "captive" in name else "bench-hv"
    must_pass(f"build/lockstep/{bench}", "--alone", "--seed", "1", elf(name))
    must_pass(f"build/lockstep/{bench}", "--alone", "--seed", "2", "--fast", elf(name))


@pytest.mark.parametrize(
    ("bench", "name"),
    [("bench-hv", n) for n in ("i_loadstore", "two_stage", "interrupts", "counters")]
    + [("bench-captive", n) for n in CAPTIVE],
)
def test_initial_values(bench: str, name: str) -> None:
    """The trace after reset does not depend on what flops and memories held before it."""
    outputs = {
        must_pass(f"build/lockstep/{bench}", "--digest", "--x-seed", x_seed, elf(name))
        for x_seed in ("1", "2", "77")
    }
    again = f"build/lockstep/{bench} --digest --x-seed 1 {elf(name)}"
    assert len(outputs) == 1, f"{outputs}\nreproduce: {again}"


def test_canary() -> None:
    """One wrong bit in one record is found, and the line says how to see it again."""
    done = run("build/lockstep/bench-hv", "--mutant", "300", elf("i_branch"))
    assert done.returncode == 1
    last = done.stdout.splitlines()[-1]
    assert last.startswith("FAIL") and "register value" in last
    assert last.endswith(f"build/lockstep/bench-hv --mutant 300 {elf('i_branch')}")
    assert "last 20 instructions, spike:" in done.stdout


def test_canary_self_check() -> None:
    """A program that fails its own check fails, though core and Spike agree."""
    source = BUILD / "directed" / "canary.S"
    source.write_text('#include "test.inc"\nTEST_BEGIN\n    OP2 7, add, 3, 1, 1\n    TEST_PASS\n')
    target = BUILD / "directed" / "canary_self.elf"
    flags = ["-march=rv64imac_zicsr", "-mabi=lp64", "-mcmodel=medany", "-nostdlib", "-static"]
    flags += ["-Wl,--build-id=none", "-Wl,-N", "-Wl,--no-warn-rwx-segments"]
    flags += ["-Itests/core/directed"]
    linker = ["-T", "tests/core/directed/link.ld", "-o", str(target), str(source)]
    subprocess.run(["riscv64-unknown-elf-gcc", *flags, *linker], cwd=ROOT, check=True)
    done = run("build/lockstep/bench-hv", target)
    assert done.returncode == 1
    assert "failed its own check 7" in done.stdout


@pytest.mark.parametrize("words", [[], ["--bad", "x"], ["no-such-file"]])
def test_usage(words: list[str]) -> None:
    """Wrong use says so in one line and ends with 2."""
    assert run("build/lockstep/bench-hv", *words).returncode == 2
