# SPDX-License-Identifier: Apache-2.0
"""The runs of `make bench`: programs and chats in the simulator, and what they report."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "console"))

from machine import HYPERVISOR, SIMULATOR, Machine, simulate  # noqa: E402

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
    rounds: int = 3  # of the runs by turns: they differ by less than one scatters


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


def cost_of_a_cycle(stats: dict) -> float:
    """Processor time, in seconds."""
    return stats["cpu_seconds"] / stats["cycles"]


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

    def standing_by_turns(self) -> list[dict]:
        """Without a guest, with a frozen one, with a parked one: each at its cheapest."""
        rounds = [
            (self.alone(), self.standing("/freeze"), self.standing("/level 2"))
            for _ in range(self.size.rounds)
        ]
        return [min(runs, key=cost_of_a_cycle) for runs in zip(*rounds, strict=True)]

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
