# SPDX-License-Identifier: Apache-2.0
"""One run of one attack, and what became of it.

The hypervisor is given bytes in slot 0 (or 1, behind the guest that was there before) and nothing
else: no name reaches it. What stopped an attack is read from the events, counters and status of
that run, by rules that do not know which attack it was; whether it succeeded, from what the harness
had hidden.
"""

from __future__ import annotations

import random
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "console"))

import walls  # noqa: E402
from machine import LEVELS, Machine, MachineError, Record, simulate  # noqa: E402

FAR_SIDE = 0x8080_0000  # middle of 16 MiB of hypervisor memory: sim/secrets.c
FRAME = 28  # cycles, with one model
LIMIT = 2_000_000  # model cycles that `running` is given
MAX_CYCLES = 60_000_000
STATUS_VIOLATION = 100
STATUS_CYCLES = 124
HEX = "0123456789abcdef"


@dataclass(frozen=True)
class Attack:
    name: str
    goal: str
    judge: str
    walls: dict[str, tuple[str, ...]]
    phrase: str = ""
    before: str = ""
    level: int = 0

    def off(self, but: str = "") -> int:
        """Mask with every wall against it off, except one; reactions are off too, so that what
        stops it then is that wall and nothing that follows from having been seen."""
        names = [bit for wall, bits in self.walls.items() if wall != but for bit in bits]
        kept = set(self.walls.get(but, ()))
        return walls.mask([n for n in [*names, "software.levels"] if n not in kept])


def load_attacks(path: Path = ROOT / "tests/containment/attacks.toml") -> list[Attack]:
    table = tomllib.loads(path.read_text())["attack"]
    return [
        Attack(**{**entry, "walls": {k: tuple(v) for k, v in entry["walls"].items()}})
        for entry in table
    ]


@dataclass
class Secrets:
    """Drawn for each run."""

    secret: str
    mark: str
    previous: str

    @staticmethod
    def draw(seed: int) -> Secrets:
        r = random.Random(seed)
        text = ["".join(r.choice(HEX) for _ in range(n)) for n in (32, 16, 32)]
        return Secrets(*text)

    def orders(self) -> str:
        return f"mark={self.mark} at={FAR_SIDE:x}"


@dataclass
class Outcome:
    """What one run showed."""

    succeeded: bool = False
    attempted: bool = False
    stopped_by: str = ""
    level: str = "standard"
    digest: str = ""
    why: str = ""  # not empty: the run itself went wrong
    output: str = ""
    command: str = ""
    events: list[str] = field(default_factory=list)


def forbidden(text: str) -> bool:
    """Characters that may not reach a terminal: control, invisible, turning text round."""
    return any(
        (ord(c) < 0x20 and c not in "\n\t")
        or 0x7F <= ord(c) <= 0x9F
        or 0x200B <= ord(c) <= 0x200F
        or 0x202A <= ord(c) <= 0x202E
        for c in text
    )


def detections(records: Iterable[Record]) -> list[Record]:
    return [r for r in records if r.kind == "event" and r.name == "detect"]


def level_events(records: Iterable[Record]) -> list[tuple[int, int]]:
    """Changes of level as (from, to)."""
    return [
        (LEVELS.index(r.fields["from"]), LEVELS.index(r.fields["to"]))
        for r in records
        if r.kind == "event" and r.name == "level"
    ]


def exits_allowed(cycles: int) -> int:
    limits = tomllib.loads((ROOT / "policy/limits.toml").read_text())
    period = int(limits["throttle_period"]) * FRAME
    return int(limits["throttle_burst"]) + cycles // period + 1


class Run:
    """Drives one machine through one attack."""

    def __init__(self, attack: Attack, seed: int, weaken: int, hypervisor: Path | None) -> None:
        self.attack = attack
        self.secrets = Secrets.draw(seed)
        guests = [attack.before, attack.name] if attack.before else [attack.name]
        options: dict[str, Path] = {} if hypervisor is None else {"hypervisor": hypervisor}
        self.machine: Machine = simulate(
            guests,
            seed=seed,
            weaken=weaken,
            max_cycles=MAX_CYCLES,
            extra=["--secret", self.secrets.secret, "--mark", self.secrets.mark],
            **options,
        )
        self.mine = 0  # index of the first record that is the attack's
        self.said = 0  # likewise in the output
        self.started = 0  # hypervisor cycle

    # ------------------------------------------------------------------ the course of a run
    def prepare(self, noise: int, late: int) -> None:
        m = self.machine
        if self.attack.before:
            m.wait_output("ready\n")
            m.ask(self.secrets.previous)
            m.wait_output("kept\n")
        for _ in range(late):  # lets time pass: the same guest once more
            m.wait_output("ready\n")
            m.ask("/reset")
        self.mine = len(m.seen)
        self.said = len(m.output)
        if self.attack.before:
            m.ask("/guest 1")
        for _ in range(noise):
            m.ask("/status")

    def over(self, record: Record) -> bool:
        """The guest is done, one way or another."""
        if record.kind == "event" and record.name in ("ended", "held", "load-failed", "panic"):
            return True
        return record.kind == "event" and record.name == "level" and record.text.find("offline") > 0

    def attack_now(self) -> None:
        m = self.machine
        stopped = m.wait_any_output("ready\n", self.over)
        if stopped is not None:
            return
        if self.attack.level:
            m.ask(f"/level {self.attack.level}")
        if self.attack.judge == "running":
            m.ask(f"/limit {LIMIT}")
        self.started = int(m.state().get("hv_cycle", "0"), 0)
        before = len(m.seen)
        m.ask(self.secrets.orders())
        if any(self.over(r) for r in m.seen[before:]):
            return
        if self.attack.judge == "running":
            self.watch_it_run()
        else:
            m.wait(self.over)

    def watch_it_run(self) -> None:
        m = self.machine
        while int(m.state().get("cycle", "0"), 0) < 3 * LIMIT:
            for _ in range(4):
                record = m.poll(0.5)
                if record is not None and self.over(record):
                    return

    def conduct(self, noise: int = 0, late: int = 0) -> Outcome:
        m = self.machine
        outcome = Outcome(command=m.shown())
        state: dict[str, str] = {}
        try:
            self.prepare(noise, late)
            self.attack_now()
            state = m.state()
        except MachineError as error:
            outcome.why = str(error)
        status = m.close(60.0)
        if status not in (0, 103, STATUS_VIOLATION, STATUS_CYCLES) and not outcome.why:
            outcome.why = f"status {status}"
        if status == STATUS_CYCLES and self.attack.judge in ("exits", "running"):
            outcome.why = ""  # it was still at it
        self.judge(outcome, state)
        return outcome

    # ------------------------------------------------------------------ what it showed
    def judge(self, outcome: Outcome, state: dict[str, str]) -> None:
        m = self.machine
        records = m.seen[self.mine :]
        outcome.output = m.output[self.said :]
        outcome.attempted = "attempt " in outcome.output or bool(detections(records))
        outcome.succeeded = self.reached(outcome.output, records, state)
        outcome.level = state.get("level", "standard")
        outcome.stopped_by = stopped_by(records, state)
        outcome.events = [r.text for r in records if r.kind in ("event", "plant")]
        for line in outcome.output.splitlines():
            if line.startswith("digest "):
                outcome.digest = line
        if not outcome.succeeded and m.status == STATUS_VIOLATION:
            outcome.succeeded = True  # the simulator saw what the rule for this attack did not

    def reached(self, output: str, records: Sequence[Record], state: dict[str, str]) -> bool:
        judge = self.attack.judge
        if judge == "secret":
            return self.secrets.secret in output.replace("\n", "")
        if judge == "target":
            return self.machine.status == STATUS_VIOLATION
        if judge == "returned":
            return f"loot {self.secrets.mark}" in output
        if judge == "previous":
            pieces = [self.secrets.previous[i : i + 8] for i in range(0, 32, 8)]
            return any(piece in output for piece in pieces)
        if judge == "output":
            return self.attack.phrase in output.lower()
        if judge == "control":
            return forbidden(output)
        if judge == "lowered":
            return any(after < before for before, after in level_events(records))
        if judge == "running":
            return state.get("state") == "running" and int(state.get("cycle", "0")) > 2 * LIMIT
        if judge == "exits":
            took = int(state.get("hv_cycle", "0")) - self.started
            return int(state.get("exits", "0")) > exits_allowed(took)
        return False  # differs: of several runs together


def stopped_by(records: Sequence[Record], state: dict[str, str]) -> str:
    """From the run's own records: which walls reported, else which mechanism shows its traces."""
    seen: list[str] = []
    for record in detections(records):
        wall = record.fields.get("wall", "")
        if wall and wall not in seen:
            seen.append(wall)
    if state.get("lower_refused", "0") not in ("0", ""):
        seen.append("interlock")
    if seen:
        return "+".join(seen)
    if any(r.kind == "event" and r.name == "load" for r in records):
        return "reset_scrub"  # a domain reset with its scrub stood between two guests
    return "determinism"  # it ran to its end, and nothing that it read told it anything


def run_attack(
    attack: Attack,
    seed: int,
    weaken: int = 0,
    hypervisor: Path | None = None,
    noise: int = 0,
    late: int = 0,
) -> Outcome:
    return Run(attack, seed, weaken, hypervisor).conduct(noise, late)
