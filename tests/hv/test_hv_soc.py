# SPDX-License-Identifier: Apache-2.0
"""Boot ROM and hypervisor on the simulated SoC: they start a guest, and when they break, they
break on the safe side. Builds with injected failures come from `make hv-inject`.
"""

from __future__ import annotations

import os
import queue
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIM = ROOT / "build/guillotine-sim"
HV = ROOT / "build/hv/hv.elf"
GUEST = ROOT / "build/guests/phrase.elf"
SEED = os.environ.get("SEED") or "1"
EXIT_OK, EXIT_FAIL, EXIT_PANIC, EXIT_OFFLINE = 0, 1, 101, 103
SECONDS = 240


class Run:
    """One simulation, driven over the hypervisor's UART."""

    def __init__(self, hv: Path, *args: str) -> None:
        self.command = [str(SIM), "--hv", str(hv), "--quiet", "--seed", SEED, *args]
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.lines: list[str] = []
        self.queue: queue.Queue[str | None] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.queue.put(line.decode("utf-8", "replace").rstrip())
        self.queue.put(None)

    def send(self, line: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def wait(self, pattern: str) -> str:
        """The next line that matches."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                line = self.queue.get(timeout=1)
            except queue.Empty:
                continue
            if line is None:
                break
            self.lines.append(line)
            if re.search(pattern, line):
                return line
        raise AssertionError(self.explain(f"never said {pattern!r}"))

    def finish(self) -> int:
        """Read to the end; the exit status."""
        while (line := self.queue.get(timeout=SECONDS)) is not None:
            self.lines.append(line)
        return self.process.wait()

    def explain(self, what: str) -> str:
        tail = "\n".join(self.lines[-25:])
        return f"{what}\n{tail}\nreproduce: {' '.join(self.command)}"

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


Start = Callable[..., Run]


@pytest.fixture
def start() -> Iterator[Start]:
    runs: list[Run] = []

    def make(hv: Path, *args: str) -> Run:
        runs.append(Run(hv, *args))
        return runs[-1]

    yield make
    for run in runs:
        run.close()


def test_flipped_bit_is_refused(start: Start, tmp_path: Path) -> None:
    image = bytearray((ROOT / "build/hv/hv.img").read_bytes())
    image[20_000] ^= 0x10
    bad = tmp_path / "flipped.img"
    bad.write_bytes(image)
    run = start(bad, "--max-cycles", "3000000")
    status = run.finish()
    text = "\n".join(run.lines)
    assert "hypervisor image refused: digest mismatch" in text, run.explain("not refused")
    assert "@ready" not in text
    assert status == EXIT_FAIL, run.explain(f"status {status}")


def test_guest_runs_and_operator_commands(start: Start) -> None:
    run = start(HV, "--guest", str(GUEST), "--max-cycles", "20000000")
    boot = run.wait("@event boot")
    assert "level=standard" in boot
    load = run.wait("@event load ")
    assert re.search(r"digest=[0-9a-f]{64} ", load)
    started = run.wait("@event start")
    cycle = re.search(r"hv_cycle=(\d+)", started)
    assert cycle and int(cycle.group(1)) <= 10_000_000
    run.wait("@event idle")
    for command, reply in [
        (b"/status", "@model model=0 guest=0 state=idle"),
        (b"/regs", "@reg pc 0x"),
        (b"/mem 0x80000000 32", "@mem 0x80000000 [0-9a-f]{64}$"),
        (b"/log 1", "@log [0-9]+ [0-9a-f]{64} [0-9a-f]+"),
        (b"/freeze", "@ok"),
        (b"/thaw", "@ok"),
        (b"/level 0", "@ok"),
        (b"/mem 0 8", "@err not memory of the model"),
        (b"/what", "@err unknown command"),
        (b"bad \xff", "@err prompt is not valid UTF-8"),
        (b"x" * 1500, "@err prompt is too long"),
    ]:
        run.send(command)
        run.wait(reply)
    run.send(b"/level 1")
    run.wait("@event level from=standard to=probation why=operator")
    run.send(b"/level 0")
    run.wait("@err the interlock only tightens")
    run.send(b"/finish")
    assert run.finish() == EXIT_OK, run.explain("did not finish cleanly")


def test_bad_guests_are_refused_and_life_goes_on(start: Start, tmp_path: Path) -> None:
    bad = tmp_path / "bad.elf"
    bad.write_bytes(GUEST.read_bytes()[:3000])
    run = start(HV, "--guest", str(bad), "--guest", str(GUEST), "--max-cycles", "20000000")
    run.wait('@event load-failed model=0 guest=0 why="ELF')
    run.send(b"/guest 7")
    run.wait("@err no such guest")
    run.send(b"/guest 1")
    run.wait("@event start model=0 guest=1")
    run.wait("@event idle")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("illegal", "illegal-instruction"),
        ("store", "bad-store"),
        ("stack", "stack-overflow"),
        ("loop", "watchdog"),
    ],
)
def test_broken_hypervisor_fails_closed(start: Start, name: str, why: str) -> None:
    hv = ROOT / f"build/hv-{name}/hv.elf"
    run = start(hv, "--guest", str(GUEST), "--max-cycles", "20000000")
    line = run.wait(f"@panic why={why}")
    assert "level=offline" in line, run.explain("not offline")
    status = run.finish()
    text = "\n".join(run.lines)
    assert "@panic-trap cause=" in text and "@reg x2 " in text and "@log " in text
    assert status == EXIT_PANIC, run.explain(f"status {status}")


def test_deaf_hypervisor_misses_its_heartbeat(start: Start) -> None:
    run = start(ROOT / "build/hv-deaf/hv.elf", "--guest", str(GUEST), "--max-cycles", "40000000")
    status = run.finish()
    assert status == EXIT_OFFLINE, run.explain(f"status {status}")


def test_wild_store_in_a_parser_loses_that_port_alone(start: Start) -> None:
    run = start(ROOT / "build/hv-parser/hv.elf", "--guest", str(GUEST), "--max-cycles", "20000000")
    run.wait("@event port-lost model=0 guest=0 port=console why=parser_crash")
    run.send(b"/status")
    assert "level=severed" in run.wait("@status")
    run.wait("@ok")
    run.send(b"/finish")
    assert run.finish() == EXIT_OK, run.explain("the hypervisor did not go on")
