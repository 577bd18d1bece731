#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Figures of time, beside their targets: `make bench`.

Cycles come from inside the simulated machine and are exact; seconds come from the host and depend
on what else it does, so they are given as wall time and as processor time. Writes
build/reports/bench.json and prints a table. Targets inform, they do not judge: the exit status is 0
when everything was measured, 1 when something could not be.

What is measured, and how:

- one program (tests/bench/kernels) runs bare on the hypervisor core and as a guest on the captive
  core, the same binary at the same addresses with four L2 ways each: `captive_overhead` of the
  language model, `captive_overhead_chase` of a pointer chase over 256 KiB (second-stage pages are
  4 KiB; the worse of without and with 4 KiB pages of the guest's own), `cpi`, `cycles_per_token`,
  latencies of single things (tests/bench/kernels/latency.c), and where the cycles of each kernel
  went, by the core's own counters;
- a guest that calls again and again runs under a hypervisor that answers calls with nothing:
  `exit_round`, from the retirement that parks the model core to its next one, the median;
- the chat of `make run` answers a prompt: `boot_cycles`, `exit_cycles` (from the retirement that
  parks the model core to the first instruction of the hypervisor core behind its WFI),
  `characters_per_second`, then level offline: `trip_cycles` of the register write, counted in clock
  edges from the first with the write strobe on the device bus to the one that clears the drives of
  the relays; likewise from the first that sees a tripwire pin; `sim_cycles_per_second_chat`, which
  includes the console's part and what the simulator waits for it;
- the chat with a hypervisor that works instead of sleeping: `sim_cycles_per_second`, since the
  first instruction of the guest;
- the same hypervisor with a model that `/freeze` froze, with one that level severed left parked at
  its exit, and without a guest, by turns: `frozen_domain_cost` and `parked_domain_cost` are what a
  cycle costs the host more than in the third, in processor time, each at its cheapest;
- the same run with a flight recording and without: `recording_overhead` in busy cycles of the
  hypervisor core; the recorded chat replayed: `replay_speed` against the run itself, in wall time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_rows import (
    Row,
    chat_rows,
    check,
    core_rows,
    latency_rows,
    recording_rows,
    speed_rows,
    standing_rows,
)
from bench_runs import ROOT, TINY, Bench, BenchError, Program, Size
from machine import MachineError

STALLS = {
    "fetch": "stall_fetch",
    "mispredict": "mispredict",
    "load use": "stall_load_use",
    "D-cache": "stall_dcache",
    "TLB": "stall_tlb",
    "divide": "stall_divide",
    "store buf": "stall_store_buffer",
}


def print_cycles(program: Program) -> None:
    """Where cycles go; instructions may be more than cycles, since branches go beside others."""
    heads = ["instr", "cycles", "CPI", *STALLS]
    print("\nper 1000 cycles, hypervisor core")
    print(f"{'kernel':<12}" + "".join(f"{head:>11}" for head in heads))
    for name, f in program.kernels.items():
        shares = [1000 * f.events.get(event, 0) / f.cycles for event in STALLS.values()]
        cpi = f.cycles / f.instructions if f.instructions else 0.0
        line = f"{name:<12}{f.instructions:>11,}{f.cycles:>11,}{cpi:>11.3f}"
        print(line + "".join(f"{share:>11.1f}" for share in shares))


def measure(bench: Bench) -> tuple[list[Row], dict[str, object]]:
    bare = bench.bare()
    captive, chat, speech = bench.captive()
    round_trip = bench.null_calls()
    check(bare, captive)
    pin = bench.tripwire()
    busy = chat
    if bench.size.tokens > 0:
        chat, speech = bench.chat()
        replay = bench.replayed()
        original = chat
        busy = bench.busy()
    if pin == 0 or chat["trip_write_cycles"] == 0 or chat["exit_latency"]["count"] == 0:
        raise BenchError("no trip, or no exit, was seen")
    without, recorded = bench.loaded("none"), bench.loaded(str(bench.recording))
    if bench.size.tokens == 0:
        replay, original = bench.replayed(), recorded
    rows = [*speed_rows(busy, chat), *standing_rows(*bench.standing_by_turns())]
    rows += recording_rows(without, recorded, replay, original)
    rows += [*core_rows(bare, captive), *latency_rows(bare, captive)]
    rows += chat_rows(chat, round_trip, speech, pin)
    detail: dict[str, object] = {
        "bare": {name: vars(f) for name, f in bare.kernels.items()},
        "captive": {name: vars(f) for name, f in captive.kernels.items()},
        "exit_latency": chat["exit_latency"],
        "latencies": {"bare": bare.latencies, "captive": captive.latencies},
    }
    print_cycles(bare)
    print()
    return rows, detail


def shown(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if abs(value) < 10 and value != int(value) else f"{value:,.0f}"


def print_table(rows: list[Row]) -> None:
    print(f"{'figure':<29} {'measured':>12} {'target':>14} {'':<5} note")
    for row in rows:
        sign = {"most": "<=", "least": ">="}[row.best] if row.target is not None else ""
        target = f"{sign} {shown(row.target)}".strip()
        line = f"{row.name:<29} {shown(row.value):>12} {target:>14} {row.verdict():<5} {row.note}"
        print(line.rstrip())


def write_report(path: Path, rows: list[Row], detail: dict[str, object], seed: int) -> None:
    report: dict[str, object] = {"seed": seed}
    cpi: dict[str, float] = {}
    for row in rows:
        if row.name.startswith("cpi."):
            cpi[row.name.removeprefix("cpi.")] = round(row.value, 3)
        else:
            report[row.name] = round(row.value, 4)
    report["cpi"] = cpi
    report["targets"] = {
        row.name: {row.best: row.target, "met": row.verdict() == "met"}
        for row in rows
        if row.target is not None
    }
    report["detail"] = detail
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=2) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure speed and latencies.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tiny", action="store_true", help="next to nothing, to test this driver")
    parser.add_argument("--report", type=Path, default=ROOT / "build/reports/bench.json")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(TINY if arguments.tiny else Size(), arguments.seed, Path(scratch))
        try:
            rows, detail = measure(bench)
        except (BenchError, MachineError) as error:
            print(f"error: {error}; make bench SEED={arguments.seed}", file=sys.stderr)
            return 1
    print_table(rows)
    write_report(arguments.report, rows, detail, arguments.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
