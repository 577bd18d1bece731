# SPDX-License-Identifier: Apache-2.0
"""--commit-log is Spike's --log-commits: every directed program, random ones, and the comparer.

commit_compare.py holds the list of what may differ. The random programs are timeless ones of the
generator: what lines and devices do is compared in lockstep (tests/core/test_random.py).
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import commit_compare
import pytest
from commit_compare import CSR, check, compare, core_log, spike_log

ROOT = Path(__file__).resolve().parents[2]
DIRECTED = sorted(
    path.stem
    for path in (ROOT / "tests/core/directed").glob("*.S")
    if not path.stem.startswith(("captive_", "alone_"))  # alone_: what Spike cannot judge
)
CSR_PROGRAM = "build/tests/sim/commit_log.elf"
RANDOM_SEEDS = tuple(str(seed) for seed in range(1, 9))
ENCODING = ROOT / ".venv/lib/python3.11/site-packages/riscv/data/include/riscv/encoding.h"


@pytest.fixture(scope="session", autouse=True)
def _programs() -> None:
    """Everything built, from here too when pytest runs alone."""
    subprocess.run(
        ["make", "-s", "build/guillotine-sim", "build/lockstep/solo", "core-directed", CSR_PROGRAM],
        cwd=ROOT,
        check=True,
    )


@pytest.fixture(autouse=True)
def _from_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def must_agree(*arguments: str) -> int:
    text, lines = check(list(arguments))
    assert not text, text
    return lines


@pytest.mark.parametrize("name", DIRECTED)
def test_directed(name: str) -> None:
    must_agree(f"build/lockstep/directed/{name}.elf")


def test_every_csr() -> None:
    """Every CSR from every mode that may write it, and every return."""
    assert must_agree(CSR_PROGRAM) > 1000


@pytest.mark.parametrize("seed", RANDOM_SEEDS)
def test_random(seed: str) -> None:
    assert must_agree("--random", seed) > 5000


def test_names_are_spikes() -> None:
    """The table comes from the core's list of CSRs, the oracle from Spike's header."""
    header = ENCODING.read_text()
    numbers = {n: int(v, 16) for n, v in re.findall(r"#define CSR_(\w+) (0x[0-9a-f]+)", header)}
    spike = {numbers[c]: n for n, c in re.findall(r"DECLARE_CSR\((\w+), CSR_(\w+)\)", header)}
    table = re.findall(r'\{0x(\w+), "(\w+)"\}', (ROOT / "build/gen/csr_names.h").read_text())
    assert len(table) > 100
    own = {("7c0", "mtiming")}  # a custom register, which Spike does not have
    assert {(n, name) for n, name in table if spike.get(int(n, 16)) != name} == own


def lose_csr(log: list[str], at: int) -> list[str]:
    return [*log[:at], CSR.sub("", log[at]), *log[at + 1 :]]


def change_value(log: list[str], at: int) -> list[str]:
    last = "1" if log[at][-1] == "0" else "0"
    return [*log[:at], log[at][:-1] + last, *log[at + 1 :]]


def lose_line(log: list[str], at: int) -> list[str]:
    return log[:at] + log[at + 1 :]


def repeat_line(log: list[str], at: int) -> list[str]:
    return log[: at + 1] + log[at:]


def rename_csr(log: list[str], at: int) -> list[str]:
    return [*log[:at], log[at].replace("mscratch", "sscratch"), *log[at + 1 :]]


@pytest.mark.parametrize(
    "damage", [lose_csr, change_value, lose_line, repeat_line, rename_csr], ids=lambda d: d.__name__
)
def test_a_broken_log_is_found(
    damage: Callable[[list[str], int], list[str]], tmp_path: Path
) -> None:
    """Canary of the comparer: one change, named with its line."""
    elf = ROOT / "build/lockstep/directed/xret.elf"
    log = core_log(elf, tmp_path / "core.log")
    spike = spike_log(elf, len(log) + 2)
    assert compare(log, spike) is None
    at = next(i for i, line in enumerate(log) if "_mscratch" in line)
    difference = compare(damage(log, at), spike)
    assert difference and at <= difference.line <= at + 1
    text = commit_compare.report(difference, log, "the command")
    assert f"line {difference.line + 1}; reproduce: the command" in text


def test_a_log_that_goes_on_is_found(tmp_path: Path) -> None:
    elf = ROOT / "build/lockstep/directed/xret.elf"
    log = core_log(elf, tmp_path / "core.log")
    assert compare(log, spike_log(elf, len(log))[:-1]) is not None
