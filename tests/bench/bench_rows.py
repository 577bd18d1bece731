# SPDX-License-Identifier: Apache-2.0
"""The figures of `make bench`: what runs reported, made into rows with their targets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_runs import FRAME, BenchError, Program, Speech, cost_of_a_cycle


@dataclass
class Row:
    """A figure; `best` says whether its target is the most or the least it may be."""

    name: str
    value: float
    target: float | None = None
    best: str = "most"
    note: str = ""

    def verdict(self) -> str:
        if self.target is None:
            return ""
        met = self.value <= self.target if self.best == "most" else self.value >= self.target
        return "met" if met else "miss"


def overhead(bare: Program, captive: Program, *names: str) -> float:
    return max(captive.kernels[n].cycles / bare.kernels[n].cycles - 1 for n in names)


def check(bare: Program, captive: Program) -> None:
    for name, figures in bare.kernels.items():
        other = captive.kernels.get(name)
        if other is None or other.result != figures.result:
            raise BenchError(f"{name}: bare and captive computed different things")


def core_rows(bare: Program, captive: Program) -> Iterator[Row]:
    lm = captive.kernels["lm"]
    yield Row("captive_overhead", overhead(bare, captive, "lm"), 0.03)
    yield Row(
        "captive_overhead_chase",
        overhead(bare, captive, "chase", "chase_paged"),
        0.10,
        note="{:.3f} second stage alone".format(overhead(bare, captive, "chase")),
    )
    yield Row(
        "cycles_per_token", lm.cycles / captive.tokens, 300_000, note=f"context {captive.context}"
    )
    for name, f in bare.kernels.items():
        if f.instructions:
            yield Row(f"cpi.{name}", f.cycles / f.instructions)


# What is measured, what of it is the work itself (in cycles), and the most that may remain. A row
# of adds shows what reading the counter twice costs; a tenth of a cycle is as fine as a row tells.
LATENCIES = (
    ("load_use_penalty", "load", 1.0, 1),
    ("load_to_store_penalty", "load_store", 1.0, 0),
    ("jump_bubbles", "jump", 1.0, 1),
    ("jump_to_odd_halfword_bubbles", "jump_odd", 1.0, 1),
    ("mispredict_penalty", "mispredict", 5.0, 5),
    ("l2_hit_load_to_use", "l2_hit", 1.0, 8),
    ("multiply", "mul", 0.0, 3),
    ("multiply_word", "mulw", 0.0, 3),
    ("multiply_independent", "mul_rate", 0.0, 1),
    ("divide", "div", 0.0, 36),
    ("divide_small", "div_small", 0.0, None),
    ("divide_word", "divw", 0.0, None),
    ("trap_and_back", "trap", 0.0, 20),
)


def latency_rows(bare: Program, captive: Program) -> Iterator[Row]:
    def figure(program: Program, key: str, work: float) -> float:
        reading = 0.0 if key == "l2_hit" else program.latencies["add"] - 1
        return round(program.latencies[key] - work - reading, 1)

    for name, key, work, target in LATENCIES:
        note = f"hypervisor core {figure(bare, key, work):.1f}"
        yield Row(name, figure(captive, key, work), target, note=note)
    walk = captive.latencies["walk"] - captive.latencies["walk_off"]
    yield Row("tlb_miss", walk, 30, note="two stages, tables in L1D")


def chat_rows(stats: dict, round_trip: dict, speech: Speech, pin: int) -> Iterator[Row]:
    latency = stats["exit_latency"]
    write = stats["trip_write_cycles"]
    yield Row("boot_cycles", stats["first_guest_cycle"], 10_000_000, note="to a guest's first")
    yield Row(
        "exit_cycles",
        latency["max"],
        150 + FRAME,
        note="{count} exits, min {min}, mean {mean}".format(**latency),
    )
    yield Row(
        "exit_round",
        round_trip["median"],
        250 + 2 * FRAME,
        note="of {count} with a null handler, two waits for a frame included".format(**round_trip),
    )
    yield Row("trip_cycles", max(pin, write), 4, note=f"pin {pin}, register write {write}")
    seconds = max(speech.seconds, 1e-9)
    yield Row(
        "tokens_per_second",
        speech.tokens / seconds,
        1.0,
        "least",
        f"wall; {speech.cycles_per_token:,.0f} model cycles a token, console included",
    )
    yield Row("characters_per_second", speech.characters / seconds, note="wall")


def shares(since: dict) -> str:
    busy = [since["model_cycles"], since["cycles"] - since["hv_sleep_cycles"]]
    return "model busy {:.0%}, hv busy {:.0%}".format(*(b / since["cycles"] for b in busy))


def speed_rows(busy: dict, chat: dict) -> Iterator[Row]:
    since = busy["since"]
    yield Row(
        "sim_cycles_per_second",
        since["cycles"] / since["seconds"],
        600_000,
        "least",
        shares(since),
    )
    yield Row(
        "sim_cycles_per_second_chat",
        chat["since"]["cycles"] / chat["since"]["seconds"],
        note=shares(chat["since"]),
    )
    yield Row(
        "sim_cycles_per_cpu_second",
        since["cycles"] / since["cpu_seconds"],
        note="{:.1f} s wall, {:.1f} s processor".format(since["seconds"], since["cpu_seconds"]),
    )


def recording_rows(without: dict, recorded: dict, replay: dict, original: dict) -> Iterator[Row]:
    busy = [stats["cycles"] - stats["hv_sleep_cycles"] for stats in (without, recorded)]
    cost = recorded["cpu_seconds"] / without["cpu_seconds"] - 1
    note = f"hypervisor core's busy cycles {busy[0]:,} and {busy[1]:,}; processor time {cost:+.1%}"
    yield Row("recording_overhead", busy[1] / busy[0] - 1, 0.02, note=note)
    note = "{:.1f} s, of {:,} model cycles".format(replay["seconds"], replay["model_cycles"])
    yield Row("replay_speed", original["seconds"] / replay["seconds"], 1.0, "least", note)


def standing_rows(alone: dict, frozen: dict, parked: dict) -> Iterator[Row]:
    for name, stats in (("frozen_domain_cost", frozen), ("parked_domain_cost", parked)):
        cost = cost_of_a_cycle(stats) / cost_of_a_cycle(alone) - 1
        note = "processor time; the model ran in {:.1%} of the cycles".format(
            stats["model_cycles"] / stats["cycles"]
        )
        yield Row(name, cost, 0.05, note=note)
