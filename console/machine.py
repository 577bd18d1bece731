# SPDX-License-Identifier: Apache-2.0
"""A running simulator as the people's console sees it.

Demo, chat and containment tests drive `build/guillotine-sim` over its hypervisor UART, which speaks
lines (docs/operator-protocol.md). This is the one place that knows the shape of those lines: it
turns them into records, joins what a guest said, and pairs each line sent with its answer.
"""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIMULATOR = Path(os.environ.get("GUILLOTINE_SIM") or ROOT / "build/guillotine-sim")
HYPERVISOR = Path(os.environ.get("GUILLOTINE_HV") or ROOT / "build/hv/hv.elf")
GUESTS = ROOT / "build/guests"
LEVELS = ("standard", "probation", "severed", "offline", "decapitation", "immolation")

# Host seconds without a single line, after which the simulator counts as hung. It is a safety net
# only: every run is bounded in simulated cycles.
SILENCE_SECONDS = 420.0


class MachineError(Exception):
    """The simulator ended or hung when more was expected of it."""


@dataclass(frozen=True)
class Record:
    """One line: `kind` is event, out, status, ..., `plant` (standard error), `text` or `end`."""

    kind: str
    text: str
    name: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def number(self, key: str) -> int:
        return int(self.fields.get(key, "0"), 0)


FIELD = re.compile(r'(\w+)=("[^"]*"|\S*)')


def parse_line(line: str) -> Record:
    """A line of the hypervisor's UART."""
    if not line.startswith("@"):
        return Record("text", line)
    kind, _, rest = line[1:].partition(" ")
    if kind == "out":
        model, _, quoted = rest.partition(" ")
        try:
            return Record("out", json.loads(quoted), fields={"model": model})
        except ValueError:
            return Record("text", line)
    name = rest.split(" ", 1)[0] if rest else ""
    fields = {key: value.strip('"') for key, value in FIELD.findall(rest)}
    return Record(kind, rest, "" if "=" in name else name, fields)


class Machine:
    """The simulator as a process. `seen` keeps every record; `output` what the guests said."""

    def __init__(self, arguments: Sequence[str], program: Sequence[str] | None = None) -> None:
        self.command = [*(program or [str(SIMULATOR)]), *arguments]
        self.seen: list[Record] = []
        self.output = ""
        self.status: int | None = None
        self.listener: Callable[[Record], None] = lambda _: None  # sees each record as it comes
        self._next = 0
        self._listening = False  # before it says so, the hypervisor may lose what it is sent
        self._unsent: list[str] = []
        self._queue: queue.Queue[Record] = queue.Queue()
        self._process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C is for the console, which ends the simulator itself
        )
        self._readers = [
            threading.Thread(target=self._read_uart, daemon=True),
            threading.Thread(target=self._read_plant, daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        threading.Thread(target=self._reap, daemon=True).start()

    def _read_uart(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._queue.put(parse_line(line.rstrip("\r\n")))

    def _read_plant(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            text = line.rstrip("\n")
            self._queue.put(Record("plant", text.removeprefix("plant: ")))

    def _reap(self) -> None:
        for reader in self._readers:
            reader.join()
        code = self._process.wait()
        self._queue.put(Record("end", str(code)))

    # ------------------------------------------------------------------ receiving
    def poll(self, seconds: float) -> Record | None:
        """The next record, or None when none came in time or all is over."""
        if self.status is not None:
            return None
        try:
            record = self._queue.get(timeout=seconds)
        except queue.Empty:
            return None
        if record.kind == "end":
            self.status = int(record.text)
        if record.kind == "out":
            self.output += record.text
        if record.kind == "ready":
            self._listening = True
            self._write("".join(self._unsent))
        self.seen.append(record)
        self.listener(record)
        return record

    def records(self, seconds: float = SILENCE_SECONDS) -> Iterator[Record]:
        """Records as they come, until the end; raises when the simulator hangs."""
        while self.status is None:
            record = self.poll(seconds)
            if record is None:
                raise MachineError(f"no line for {seconds:.0f} s from: {self.shown()}")
            yield record

    def replay(self, start: int) -> Iterator[Record]:
        """As records(), but first those that were seen already, from `start` on."""
        yield from self.seen[max(0, start) :]
        yield from self.records()

    def wait(self, wanted: Callable[[Record], bool]) -> Record:
        """The next record that is wanted; raises at the end of the run."""
        for record in self.records():
            if wanted(record):
                return record
        raise MachineError(f"ended with status {self.status}: {self.shown()}")

    def wait_event(self, *names: str) -> Record:
        return self.wait(lambda r: r.kind == "event" and r.name in names)

    def wait_output(self, text: str) -> None:
        """Until the guest has said so since the last call of this."""
        self.wait_any_output(text, lambda _: False)

    def wait_any_output(self, text: str, stop: Callable[[Record], bool]) -> Record | None:
        """As wait_output; None when found, else the record that stopped it."""
        for record in self._unsaid(text):
            if record is None:
                return None
            if stop(record):
                return record
        raise MachineError(f"ended with status {self.status}: {self.shown()}")

    def forget_output(self, keep: int = 0) -> None:
        """What was said so far, but for the last `keep` characters, is not waited for any more."""
        self._next = len(self.output) - keep

    def _unsaid(self, text: str) -> Iterator[Record | None]:
        while True:
            at = self.output.find(text, self._next)
            if at >= 0:
                self._next = at + len(text)
                yield None
                return
            record = next(self.records(), None)
            if record is None:
                return
            yield record

    # ------------------------------------------------------------------ sending
    def send(self, line: str) -> None:
        if self._listening:
            self._write(line + "\n")
        else:
            self._unsent.append(line + "\n")

    def _write(self, text: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(text)
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # the end of the run is reported by the reader

    def ask(self, line: str) -> tuple[str, list[Record]]:
        """Sends a line; what it was answered (empty: ok) and the records up to there."""
        self.send(line)
        records: list[Record] = []
        for record in self.records():
            records.append(record)
            if record.kind == "ok":
                return "", records
            if record.kind == "err":
                return record.text, records
        raise MachineError(f"ended with status {self.status}: {self.shown()}")

    def state(self) -> dict[str, str]:
        """The fields of /status: levels, guest, counters, detections as `detected`."""
        _, records = self.ask("/status")
        fields: dict[str, str] = {}
        for record in records:
            if record.kind in ("status", "model"):
                fields |= record.fields
            if record.kind == "detected":
                fields["detected"] = record.text.partition(" ")[2]
        return fields

    # ------------------------------------------------------------------ ending
    def close(self, seconds: float = 20.0) -> int:
        """Ends the run in order, by force if need be; the simulator's exit status."""
        if self.status is None:
            self.send("/finish")
            limit = time.monotonic() + seconds
            while self.status is None and time.monotonic() < limit:
                self.poll(1.0)
        if self.status is None:
            self.kill()
        return self.status if self.status is not None else -1

    def kill(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(5.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
        while self.status is None:
            if self.poll(5.0) is None:
                self.status = -1

    def shown(self) -> str:
        return " ".join(self.command)

    def events(self, name: str) -> list[Record]:
        return [r for r in self.seen if r.kind == "event" and r.name == name]


def simulate(
    guests: Sequence[str],
    *,
    seed: int,
    model_mem: str = "1M",
    weaken: int = 0,
    max_cycles: int = 0,
    extra: Sequence[str] = (),
    hypervisor: Path = HYPERVISOR,
    program: Sequence[str] | None = None,
) -> Machine:
    """Starts a machine with these guests (names in build/guests, or paths) in the table."""
    arguments = ["--hv", str(hypervisor), "--seed", str(seed), "--model-mem", model_mem]
    for guest in guests:
        path = GUESTS / f"{guest}.elf" if "/" not in guest else Path(guest)
        arguments += ["--guest", str(path)]
    if weaken:
        arguments += ["--weaken", hex(weaken)]
    if max_cycles:
        arguments += ["--max-cycles", str(max_cycles)]
    return Machine([*arguments, *extra], program)
