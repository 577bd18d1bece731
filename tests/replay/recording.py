# SPDX-License-Identifier: Apache-2.0
"""Recordings for the tests: made by the simulator, taken apart, changed, and chained again.

The chain protects against damage; who can write the file can also compute it anew, so a test that
changes a record has to do that to get past it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hv.cbor import decode

ROOT = Path(__file__).resolve().parents[2]
SIM = ROOT / "build/guillotine-sim"
REPLAY = ROOT / "build/guillotine-replay"
HV = ROOT / "build/hv/hv.elf"
GUESTS = ROOT / "build/guests"
SEED = int(os.environ.get("SEED") or "1")
SECONDS = 240 * int(os.environ.get("TEST_TIME_SCALE") or "1")
SAME, DIVERGED, REFUSED = 0, 1, 2
TYPE, DETAIL = 5, 6  # places in a record


def head(major: int, value: int) -> bytes:
    if value < 24:
        return bytes([major << 5 | value])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 1 << 8 * size:
            return bytes([major << 5 | info]) + value.to_bytes(size, "big")
    raise ValueError(value)


def encode(item: Any) -> bytes:
    """Deterministic CBOR of what a record is made of."""
    if item is None:
        return b"\xf6"
    if isinstance(item, int):
        return head(0, item)
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, str):
        return head(3, len(item.encode())) + item.encode()
    if isinstance(item, list):
        return head(4, len(item)) + b"".join(map(encode, item))
    pairs = sorted((encode(key), encode(value)) for key, value in item.items())
    return head(5, len(pairs)) + b"".join(key + value for key, value in pairs)


def pairs(data: bytes) -> list[tuple[bytes, bytes]]:
    """The [hash, bytes] of a file."""
    found = []
    while data:
        for size in range(1, 10):  # the head of the second string
            try:
                total = 3 + 32 + size
                prefix = data[3 + 32 : total]
                length = int.from_bytes(prefix[1:], "big") if size > 1 else prefix[0] & 31
                if head(2, length) == prefix:
                    break
            except (IndexError, ValueError):
                continue
        item = decode(data[: total + length])
        found.append((item[0], item[1]))
        data = data[total + length :]
    return found


def records(log: Path) -> list[list[Any]]:
    return [decode(record) for _, record in pairs(log.read_bytes())]


def write(log: Path, changed: list[list[Any]], blobs: Path) -> Path:
    """A recording of these records, numbered and chained anew, beside a copy of the side file."""
    chain, data = bytes(32), b""
    for number, record in enumerate(changed):
        record[1] = number
        encoded = encode(record)
        chain = hashlib.sha256(chain + encoded).digest()
        data += encode([chain, encoded])
    log.write_bytes(data)
    Path(f"{log}.blobs").write_bytes(blobs.read_bytes())
    return log


@dataclass
class Run:
    status: int
    out: str
    err: str


def replay(log: Path, *options: str | Path, program: Path = REPLAY) -> Run:
    command = [program, log, *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    return Run(done.returncode, done.stdout, done.stderr)


def shown(log: Path, *options: str | Path) -> str:
    return f"reproduce: build/guillotine-replay {log} {' '.join(map(str, options))}"


def command_of(log: Path, guest: Path | str, cycles: int, *options: str | Path) -> list[str]:
    command = [SIM, "--hv", HV, "--guest", guest, "--seed", SEED, "--model-mem", "1M"]
    command += ["--max-cycles", cycles, "--record", log, "--quiet", *options]
    return list(map(str, command))


def record(log: Path, guest: Path, cycles: int, *options: str | Path) -> None:
    """A run of this guest until the cycle limit."""
    command = command_of(log, guest, cycles, *options)
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 124, f"{done.stderr}reproduce: {' '.join(command)}"
