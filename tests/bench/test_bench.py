# SPDX-License-Identifier: Apache-2.0
"""`make bench` measures everything that it promises. Figures themselves are not judged here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_rows import Row, check, overhead
from bench_runs import ROOT, BenchError, Figures, Program, parse_program

AGAIN = "make test ONLY=bench"
KERNELS = {"matmul", "crc", "sort", "list", "search", "state", "chase", "lm", "attention"}
LINES = """\
bench crc cycles=300 instructions=200 result=ab
events crc mispredict=1 l1d_miss=2
bench tokens tokens=2 context=64
"""


def program(cycles: int, result: str = "ab") -> Program:
    return Program({"crc": Figures(cycles, 200, result)}, {}, 2, 64)


def test_lines() -> None:
    parsed = parse_program(LINES, "")
    figures = parsed.kernels["crc"]
    assert (figures.cycles, figures.instructions, figures.result) == (300, 200, "ab"), AGAIN
    assert figures.events == {"mispredict": 1, "l1d_miss": 2}, AGAIN
    assert (parsed.tokens, parsed.context) == (2, 64), AGAIN


def test_a_program_that_did_not_end_is_no_result() -> None:
    with pytest.raises(BenchError):
        parse_program(LINES.rsplit("bench", 1)[0], "")


def test_different_results_are_no_result() -> None:
    check(program(300), program(310))
    with pytest.raises(BenchError):
        check(program(300), program(310, "ac"))


def test_overhead_and_verdicts() -> None:
    assert overhead(program(100), program(103), "crc") == pytest.approx(0.03), AGAIN
    assert Row("a", 4, 4).verdict() == "met" and Row("a", 5, 4).verdict() == "miss", AGAIN
    assert Row("a", 4, 5, "least").verdict() == "miss", AGAIN


def test_tiny_run_has_every_figure(tmp_path: Path) -> None:
    report = tmp_path / "bench.json"
    command = [sys.executable, str(ROOT / "tests/bench/bench.py"), "--tiny", "--report"]
    run = subprocess.run([*command, str(report)], capture_output=True, text=True)
    assert run.returncode == 0, f"{run.stdout}{run.stderr}\n{' '.join(command)} /dev/stdout"
    figures = json.loads(report.read_text())
    named = {
        "sim_cycles_per_second",
        "frozen_domain_cost",
        "parked_domain_cost",
        "recording_overhead",
        "replay_speed",
        "captive_overhead",
        "captive_overhead_chase",
        "exit_cycles",
        "trip_cycles",
        "cycles_per_token",
        "tokens_per_second",
        "characters_per_second",
        "boot_cycles",
        "exit_round",
        "tlb_miss",
        "trap_and_back",
        "l2_hit_load_to_use",
    }
    missing = sorted(n for n in named if not isinstance(figures.get(n), int | float))
    assert not missing, f"no figure for {missing}; {AGAIN}"
    assert figures["trip_cycles"] > 0 and figures["exit_cycles"] > 0, AGAIN
    assert figures["cpi"].keys() >= KERNELS, f"{figures['cpi']}; {AGAIN}"
    assert all(cpi >= 0.5 for cpi in figures["cpi"].values()), f"{figures['cpi']}; {AGAIN}"
