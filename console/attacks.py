# SPDX-License-Identifier: Apache-2.0
"""The course of one attack on a machine, and what became of it; for demo and containment tests.

The hypervisor is given bytes in a slot of the table of guests and nothing else: no name reaches it.
What stopped an attack is read from the events, counters and status of that run, by rules that do
not know which attack it was; whether it succeeded, from what the harness had hidden.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import walls
from machine import LEVELS, ROOT, Machine, MachineError, Record

FAR_SIDE = 0x8080_0000  # middle of 16 MiB of hypervisor memory: sim/secrets.c
FRAME = 28  # cycles, with one model
LIMIT = 2_000_000  # model cycles that `running` is given
STATUS_VIOLATION = 100
STATUS_OFFLINE = 103
STATUS_CYCLES = 124
HEX = "0123456789abcdef"
REQUEST = re.compile(r"^send (.*)\n", re.MULTILINE)  # a guest asks people to type something


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
    slot: int = 0  # of the table of guests
    closed: bool = False  # hardware refused the hypervisor a write, and it failed closed over that
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


def window_refused(records: Iterable[Record]) -> bool:
    """The panicking hypervisor found the window's refusal in the management's status."""
    return any(r.kind == "panic-window" and r.fields.get("refused") == "1" for r in records)


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


class Course:
    """Leads a machine through one attack. `slots` says where each guest lies in the table, `loaded`
    which of them was started already."""

    def __init__(
        self,
        machine: Machine,
        attack: Attack,
        secrets: Secrets,
        slots: dict[str, int],
        loaded: str = "",
    ) -> None:
        self.machine = machine
        self.attack = attack
        self.secrets = secrets
        self.slots = slots
        self.loaded = loaded
        self.begun = len(machine.seen)  # index of the first record of the course
        self.mine = self.begun  # and of the first that is the attack's
        self.said = len(machine.output)  # likewise in the output
        self.started = 0  # hypervisor cycle when it got its orders
        self.exits = 0  # and exits up to then

    # ------------------------------------------------------------------ the course
    def load(self, guest: str) -> None:
        if self.loaded != guest:
            _, records = self.machine.ask(f"/guest {self.slots[guest]}")
            loads = [i for i, r in enumerate(records) if r.kind == "event" and r.name == "load"]
            since = records[loads[-1] :] if loads else []
            self.machine.forget_output(sum(len(r.text) for r in since if r.kind == "out"))
        self.loaded = guest

    def prepare(self, noise: int = 0, late: int = 0) -> None:
        """Up to the load of the attack; `late` loads it that many times before, `noise` keeps the
        hypervisor busy while it runs."""
        m = self.machine
        if self.attack.before:
            self.load(self.attack.before)
            m.wait_output("ready\n")
            m.ask(self.secrets.previous)
            m.wait_output("kept\n")
        for _ in range(late):
            self.load(self.attack.name)
            m.wait_output("ready\n")
            self.loaded = ""
        if not self.loaded or self.loaded != self.attack.name:
            self.mine = len(m.seen)
            self.said = len(m.output)
        self.load(self.attack.name)
        for _ in range(noise):
            m.ask("/status")

    def over(self, record: Record) -> bool:
        """The guest is done, one way or another."""
        if record.kind == "event" and record.name in ("ended", "held", "load-failed"):
            return True
        return (
            record.kind == "event" and record.name == "level" and record.fields["to"] == "offline"
        )

    def act(self) -> None:
        """Gives the attack its orders and waits until it is over."""
        m = self.machine
        if m.wait_any_output("ready\n", self.over) is not None:
            return
        if self.attack.level:
            m.ask(f"/level {self.attack.level}")
        if self.attack.judge == "running":
            m.ask(f"/limit {LIMIT}")
        state = m.state()
        self.started, self.exits = int(state.get("hv_cycle", "0")), int(state.get("exits", "0"))
        said = len(m.output)
        if self.tell(self.secrets.orders()):
            return
        if self.attack.judge == "running":
            self.watch_it_run()
        else:
            self.attend(said)

    def tell(self, line: str) -> bool:
        """Types a line for the guest; true when the guest is done by then."""
        before = len(self.machine.seen)
        self.machine.ask(line)
        return any(self.over(r) for r in self.machine.seen[before:])

    def attend(self, said: int) -> None:
        """Until the guest is done; whatever it asks people to type, from `said` on, is typed."""
        m = self.machine
        done = False
        while not done:
            request = REQUEST.search(m.output, said)
            if request is not None:
                said = request.end()
                done = self.tell(request[1])
            else:
                done = self.over(m.wait(lambda r: r.kind == "out" or self.over(r)))

    def watch_it_run(self) -> None:
        """Until it has ended or has run far past its budget."""
        m = self.machine
        state = m.state()
        while (
            state.get("state") in ("running", "idle") and int(state.get("cycle", "0")) < 3 * LIMIT
        ):
            m.poll(2.0)
            state = m.state()

    def conduct(self, noise: int = 0, late: int = 0) -> tuple[str, dict[str, str]]:
        """The whole course: what went wrong with the run itself, and its last state."""
        try:
            self.prepare(noise, late)
            self.act()
            return "", self.machine.state()
        except MachineError as error:
            return str(error), {}

    # ------------------------------------------------------------------ what it showed
    def outcome(self, why: str, state: dict[str, str]) -> Outcome:
        """A machine that has ended is judged by its exit status too."""
        m = self.machine
        outcome = Outcome(command=m.shown(), why=why)
        records = m.seen[self.mine :]
        outcome.output = m.output[self.said :]
        outcome.attempted = "attempt " in outcome.output or bool(detections(records))
        outcome.succeeded = self.reached(outcome.output, records, state)
        outcome.level = state.get("level", "standard")
        outcome.stopped_by = stopped_by(m.seen[self.begun :], records, state)
        outcome.events = [r.text for r in records if r.kind in ("event", "plant")]
        panics = [r for r in records if r.kind == "panic"]
        if panics:
            outcome.level = panics[0].fields.get("level", outcome.level)
            outcome.closed = outcome.level == "offline" and window_refused(records)
        for line in outcome.output.splitlines():
            if line.startswith("digest "):
                outcome.digest = line
        if not outcome.succeeded and m.status == STATUS_VIOLATION:
            outcome.succeeded = True  # the simulator saw what the rule for this attack did not
        return outcome

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
            return int(state.get("exits", "0")) - self.exits > exits_allowed(took)
        return False  # differs: of several runs together


def stopped_by(
    all_records: Sequence[Record], records: Sequence[Record], state: dict[str, str]
) -> str:
    """From the run's own records: which walls reported, else which mechanism shows its traces."""
    seen: list[str] = []
    for record in detections(records):
        wall = record.fields.get("wall", "")
        if wall and wall not in seen:
            seen.append(wall)
    if window_refused(records):
        seen.append("window_fence")
    if state.get("lower_refused", "0") not in ("0", ""):
        seen.append("interlock")
    if seen:
        return "+".join(seen)
    if sum(r.kind == "event" and r.name == "load" for r in all_records) > 1:
        return "reset_scrub"  # a domain reset with its scrub stood between two guests
    return "determinism"  # it ran to its end, and nothing that it read told it anything


def run_status(outcome: Outcome, attack: Attack, status: int) -> None:
    """What the simulator's exit status says about the run itself."""
    if status == STATUS_CYCLES and attack.judge in ("exits", "running"):
        outcome.why = ""  # it was still at it
    elif status not in (0, STATUS_OFFLINE, STATUS_VIOLATION) and not outcome.why:
        outcome.why = f"exit status {status}"
