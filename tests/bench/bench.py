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
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "console"))

from machine import HYPERVISOR, SIMULATOR, Machine, MachineError, simulate  # noqa: E402

SPINNING = ROOT / "build/hv-spin/hv.elf"
REPLAY = ROOT / "build/guillotine-replay"
NULL_CALLS = ROOT / "build/hv-null/hv.elf"
PROGRAMS = ROOT / "build/bench"
PROMPT = "Once upon a time"
TRIPWIRE_CYCLE = 50_000  # the self-test of the relays is over
BENCH_LINE = re.compile(r"^(bench|events|latency) (\w+)((?: \w+=\w+)+)$", re.MULTILINE)
FRAME = 28
LOADING_CYCLES = 3_000_000  # more than passes until the guest's first instruction
READY = "[ready]\n"
ANSWER_END = re.compile(
    r"\n\[end tokens=(\d+) cycles=(\d+) prompt_tokens=(\d+) prompt_cycles=(\d+)\]"
)


class BenchError(Exception):
    """Something could not be measured."""


@dataclass
class Size:
    """How much is run."""

    program: str = "bench.elf"
    tokens: int = 48  # of the chat; 0: no chat, the bench program stands for it
    model_mem: str = "16M"  # as `make run` has it
    standing: int = 3_000_000  # cycles with a model that stands still, behind those of loading
    rounds: int = 3  # of the runs that differ by less than one differs from itself


TINY = Size("bench-tiny.elf", 0, "1M", 400_000, 1)


@dataclass
class Figures:
    """Of one kernel."""

    cycles: int
    instructions: int
    result: str
    events: dict[str, int] = field(default_factory=dict)


@dataclass
class Program:
    """A run of the bench program: its kernels, latencies in cycles, tokens a run of `lm` and the
    context they see."""

    kernels: dict[str, Figures]
    latencies: dict[str, float]
    tokens: int
    context: int


def parse_program(text: str, where: str) -> Program:
    kernels: dict[str, Figures] = {}
    latencies: dict[str, float] = {}
    tokens = context = 0
    for kind, name, rest in BENCH_LINE.findall(text):
        fields = dict(pair.split("=") for pair in rest.split())
        if name == "tokens":
            tokens, context = int(fields["tokens"]), int(fields["context"])
        elif kind == "latency":
            latencies[name] = int(fields["centicycles"]) / 100
        elif kind == "bench":
            kernels[name] = Figures(
                int(fields["cycles"]), int(fields["instructions"]), fields["result"]
            )
        else:
            kernels[name].events = {key: int(value) for key, value in fields.items()}
    if tokens == 0:
        raise BenchError(f"the bench program did not end: {where}")
    return Program(kernels, latencies, tokens, context)


@dataclass
class Speech:
    """What the chat wrote behind its first piece of text."""

    tokens: int
    characters: int
    seconds: float
    cycles_per_token: float  # with its console


class Bench:
    """All runs, one after the other: two at once would disturb each other's seconds."""

    def __init__(self, size: Size, seed: int, scratch: Path) -> None:
        self.size = size
        self.seed = seed
        self.stats = scratch / "stats.json"
        self.recording = scratch / "flight"  # of the last run that kept one

    def _bare(self, *extra: str) -> str:
        program = str(PROGRAMS / self.size.program)
        command = [str(SIMULATOR), "--bare", program, "--seed", str(self.seed)]
        command += ["--stats", str(self.stats), "--quiet", *extra]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if run.returncode not in (0, 103, 124):
            raise BenchError(f"status {run.returncode}: {' '.join(command)}\n{run.stderr}")
        return run.stdout

    def _guest(self, guest: str, hypervisor: Path = HYPERVISOR) -> Machine:
        return simulate(
            [guest],
            seed=self.seed,
            model_mem=self.size.model_mem,
            hypervisor=hypervisor,
            extra=["--stats", str(self.stats), "--record", str(self.recording)],
        )

    def _end(self, machine: Machine, status: int = 0) -> dict:
        if machine.close(600.0) != status:
            raise BenchError(f"status {machine.status} instead of {status}: {machine.shown()}")
        return json.loads(self.stats.read_text())

    # ------------------------------------------------------------------ runs
    def bare(self) -> Program:
        return parse_program(self._bare(), f"--bare {self.size.program}")

    def captive(self) -> tuple[Program, dict, Speech]:
        machine = self._guest(str(PROGRAMS / self.size.program))
        machine.wait_event("ended")
        program = parse_program(machine.output, machine.shown())
        machine.ask("/level 3")
        stats = self._end(machine, 103)
        seconds = stats["since"]["seconds"]
        return program, stats, Speech(program.tokens, len(machine.output), seconds, 0.0)

    def _answer(self, machine: Machine) -> Speech:
        """Has the chat answer; from its first piece of text to its last."""
        machine.wait_output(READY)
        machine.ask(f"seed=1 tokens={self.size.tokens} {PROMPT}")
        if len(machine.output) == machine.output.index(READY) + len(READY):
            machine.wait(lambda record: record.kind == "out")
        began, first = time.monotonic(), len(machine.output)
        machine.wait_output("\n[end ")
        seconds = time.monotonic() - began
        machine.wait_event("idle")
        end = ANSWER_END.search(machine.output)
        if end is None:
            raise BenchError(f"no answer: {machine.output}")
        tokens = int(end[1])
        return Speech(tokens - 1, end.start() - first, seconds, int(end[2]) / tokens)

    def chat(self) -> tuple[dict, Speech]:
        """A chat that ends with level offline."""
        machine = self._guest("chat")
        speech = self._answer(machine)
        machine.ask("/level 3")
        return self._end(machine, 103), speech

    def busy(self) -> dict:
        machine = self._guest("chat", SPINNING)
        self._answer(machine)
        return self._end(machine)

    def null_calls(self) -> dict:
        machine = self._guest(str(PROGRAMS / "null.elf"), NULL_CALLS)
        machine.wait_event("idle")
        machine.ask("/level 3")
        return self._end(machine, 103)["exit_round"]

    def alone(self) -> dict:
        """The hypervisor works and there is no guest."""
        command = [str(SIMULATOR), "--hv", str(SPINNING), "--seed", str(self.seed), "--quiet"]
        command += ["--max-cycles", str(self.size.standing), "--stats", str(self.stats)]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
        return json.loads(self.stats.read_text())

    def standing(self, command: str) -> dict:
        """The hypervisor works, and `command` has made the model stand still."""
        machine = simulate(
            [str(PROGRAMS / TINY.program)],
            seed=self.seed,
            hypervisor=SPINNING,
            max_cycles=self.size.standing + LOADING_CYCLES,
            extra=["--stats", str(self.stats)],
        )
        machine.wait_event("start")
        machine.ask(command)
        for _ in machine.records():
            pass
        if machine.status != 124:
            raise BenchError(f"status {machine.status} instead of 124: {machine.shown()}")
        return json.loads(self.stats.read_text())["since"]

    def loaded(self, record: str) -> dict:
        """A guest is loaded and runs, without people, so that two runs are the same."""
        command = [str(SIMULATOR), "--hv", str(HYPERVISOR), "--seed", str(self.seed), "--quiet"]
        command += ["--guest", str(PROGRAMS / TINY.program), "--model-mem", TINY.model_mem]
        command += ["--max-cycles", str(self.size.standing + LOADING_CYCLES)]
        command += ["--record", record, "--stats", str(self.stats)]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
        return json.loads(self.stats.read_text())

    def replayed(self) -> dict:
        command = [str(REPLAY), str(self.recording), "--stats", str(self.stats)]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode != 0:
            raise BenchError(f"{run.stdout}{run.stderr}{' '.join(command)}")
        return json.loads(self.stats.read_text())

    def tripwire(self) -> int:
        self._bare("--tripwire", str(TRIPWIRE_CYCLE), "--max-cycles", str(TRIPWIRE_CYCLE + 1000))
        return json.loads(self.stats.read_text())["trip_pin_cycles"]


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


def cost_of_a_cycle(stats: dict) -> float:
    return stats["cpu_seconds"] / stats["cycles"]


def standing_rows(bench: Bench) -> Iterator[Row]:
    rounds = [
        (bench.alone(), bench.standing("/freeze"), bench.standing("/level 2"))
        for _ in range(bench.size.rounds)
    ]
    alone, frozen, parked = (min(runs, key=cost_of_a_cycle) for runs in zip(*rounds, strict=True))
    for name, stats in (("frozen_domain_cost", frozen), ("parked_domain_cost", parked)):
        cost = cost_of_a_cycle(stats) / cost_of_a_cycle(alone) - 1
        note = "processor time; the model ran in {:.1%} of the cycles".format(
            stats["model_cycles"] / stats["cycles"]
        )
        yield Row(name, cost, 0.05, note=note)


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
    rows = [*speed_rows(busy, chat), *standing_rows(bench)]
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
