# SPDX-License-Identifier: Apache-2.0
"""The laboratory's statistics on channels whose capacity is known, and its plans and files."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import leak
import leak_run
import leak_stats
from leak_run import Run, Trace

CHANNEL = leak_run.load_channels()["exit-latency"]


def binary_symmetric(error: float, n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    symbols = rng.integers(0, 2, n)
    return symbols, symbols ^ (rng.random(n) < error)


@pytest.mark.parametrize(("error", "bits"), [(0.0, 1.0), (0.1, 0.531), (0.25, 0.189)])
def test_binary_symmetric_channel(error: float, bits: float) -> None:
    found = leak_stats.estimate(*binary_symmetric(error, 4000))
    assert found.capacity_bits == pytest.approx(bits, abs=0.03)
    assert bits - 0.02 <= found.upper_95 <= bits + 0.06
    assert found.p_value < 0.001
    assert not found.identical


def test_silent_channel() -> None:
    """A noisy observation that has nothing to do with the symbols, in more bins than are kept."""
    rng = np.random.default_rng(3)
    found = leak_stats.estimate(rng.integers(0, 4, 600), rng.integers(0, 5000, 600))
    assert found.capacity_bits < 0.02
    assert found.p_value > 0.01


def test_blahut_arimoto_of_an_asymmetric_channel() -> None:
    """The Z channel with error 1/2: log2(5/4) bits, with symbols that are not equally likely."""
    assert leak_stats.capacity(np.array([[1000, 0], [500, 500]])) == pytest.approx(0.3219, abs=1e-3)


def test_bins_hold_equally_many() -> None:
    index, names = leak_stats.binned(np.arange(1200))
    assert len(names) == leak_stats.BINS
    assert set(np.bincount(index)) == {100}
    assert leak_stats.binned(np.array([5, 9, 5]))[1] == ["5", "9"]


def trace(observations: list[int], symbols: list[int]) -> Trace:
    return Trace("exit-latency", "ours", 1, symbols, observations, 1000)


def test_equal_traces_need_no_statistics() -> None:
    """Observations that depend on their place, and on no symbol."""
    entry = leak.judge([trace([7, 9, 7], [0, 1, 2]), trace([7, 9, 7], [3, 0, 0])], CHANNEL, 1)
    assert entry["identical"] and entry["capacity_bits"] == 0 and entry["p_value"] == 1
    assert leak.problem(entry) == ""


def test_what_speaks_on_ours_is_a_problem() -> None:
    symbols = [i % 4 for i in range(100)]
    entry = leak.judge([trace(symbols, symbols), trace(symbols[::-1], symbols[::-1])], CHANNEL, 1)
    assert leak.problem(entry).endswith("make leak ONLY=exit-latency CONFIG=ours")
    assert leak.problem(entry | {"bounded": True}) == ""


def test_a_weak_attack_is_a_problem() -> None:
    rng = np.random.default_rng(5)
    traces = [
        dataclasses.replace(
            trace(rng.integers(0, 9, 100).tolist(), rng.integers(0, 4, 100).tolist()),
            config="shared",
        )
        for _ in range(2)
    ]
    assert leak.problem(leak.judge(traces, CHANNEL, 1)).endswith("CONFIG=shared")


def test_plan_compares_at_least_two_secrets() -> None:
    assert [run.count for run in leak_run.plan(CHANNEL, "ours", 300, 1)] == [150, 150]
    runs = leak_run.plan(CHANNEL, "ours", 10_000, 1)
    assert len({run.seed for run in runs}) == len(runs) == 25


def test_symbols_of_a_residue_channel_are_the_bits_of_a_word() -> None:
    channel = leak_run.load_channels()["tlb-residue"]
    bits = channel.bits
    symbols = leak_run.sent(Run(channel, "ours", 9, 2 * bits + 5))
    word = leak_run.draw(9, 2, 1 << bits)
    assert len(symbols) == 2 * bits + 5
    assert symbols[bits : 2 * bits] == [word >> bit & 1 for bit in range(bits)]


def test_finished_runs_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(CHANNEL, "ours", 5, 2)
    made: list[Run] = []

    def simulate(run: Run) -> Trace:
        made.append(run)
        return trace([1, 2], [0, 1])

    monkeypatch.setattr(leak_run, "simulate", simulate)
    assert leak_run.kept(run, tmp_path) == leak_run.kept(run, tmp_path)
    assert made == [run]


def test_a_guest_without_parameters_is_an_error(tmp_path: Path) -> None:
    elf = tmp_path / "guest.elf"
    elf.write_bytes(b"no guest of ours")
    with pytest.raises(leak_run.RunError, match="again: make leak-build"):
        leak_run.patch(elf, tmp_path / "out.elf", 1, 1, False, 4)
