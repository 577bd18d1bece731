# SPDX-License-Identifier: Apache-2.0
"""One simulation of the SoC, driven over the hypervisor's UART: shared by tests of this folder."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

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
        self.command = [str(SIM), "--hv", str(hv), "--seed", SEED, *args]
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
