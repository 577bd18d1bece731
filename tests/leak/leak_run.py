# SPDX-License-Identifier: Apache-2.0
"""One run of a channel: a simulated SoC, an attack in it, what was sent and what was observed.

A run has a seed of its own, which sets the symbols and every reset value of the SoC. Kinds of
channels: in `victim` the hypervisor draws a symbol for each observation; in `residue` a sender and
a receiver take turns in one domain, some bits each time; in `neighbour` a sender runs in another
domain, and what the receiver sees is aligned by a known preamble.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "console"))

import walls  # noqa: E402

CHANNELS = Path(__file__).resolve().parent / "channels.toml"
BUILD = ROOT / "build"
CONFIGS = ("ours", "shared")
MAX_CYCLES = 400_000_000
SHARED_INPUT = (32_768, 1, 128)  # cycles between deliveries, inputs and naps in that time
QUANTUM_INPUT = (32, 32)  # on ours, in a quantum
MASK = (1 << 64) - 1
MAGIC = b"leak-parameters\0"


class RunError(Exception):
    """A run that did not end as it must; the text ends with the command that shows it."""


@dataclass(frozen=True)
class Channel:
    """A row of channels.toml."""

    name: str
    law: int
    kind: str
    guest: str
    symbols: int
    least: float  # bits per symbol that the shared machine must show
    per_run: int
    bits: int = 1
    bounded: bool = False  # not silent on ours either: a symbol for each delivery of input


@dataclass(frozen=True)
class Run:
    """What to simulate."""

    channel: Channel
    config: str
    seed: int
    count: int  # observations


@dataclass
class Trace:
    """What came out: the symbols sent, what the attacker saw for each, and the cycles it took."""

    channel: str
    config: str
    seed: int
    symbols: list[int]
    observations: list[int]
    cycles: int


def load_channels() -> dict[str, Channel]:
    rows = tomllib.loads(CHANNELS.read_text(encoding="utf-8"))["channel"]
    return {row["name"]: Channel(**row) for row in rows}


# ---------------------------------------------------------------- symbols


def draw(seed: int, number: int, symbols: int) -> int:
    """The symbol with this number, from 1: splitmix64, as hv/victim.c and the guests have it."""
    z = (seed + number * 0x9E3779B97F4A7C15) & MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return (z ^ (z >> 31)) & (symbols - 1)


def sent(run: Run) -> list[int]:
    """The symbols of a run, in the order of the observations."""
    channel = run.channel
    if channel.kind != "residue":
        return [draw(run.seed, i + 1, channel.symbols) for i in range(run.count)]
    words = [draw(run.seed, r + 1, 1 << channel.bits) for r in range(run.count)]
    return [word >> bit & 1 for word in words for bit in range(channel.bits)][: run.count]


# ---------------------------------------------------------------- guests


def quantum() -> int:
    """Model cycles from one delivery of input to the next, on ours."""
    policy = tomllib.loads((ROOT / "policy/limits.toml").read_text(encoding="utf-8"))
    return int(policy["quantum_cycles"])


def patch(elf: Path, out: Path, *parameters: int) -> Path:
    """A copy of a guest with its parameters (struct leak_parameters of guest/leak.h)."""
    data = bytearray(elf.read_bytes())
    at = data.find(MAGIC)
    if at < 0 or data.find(MAGIC, at + 1) >= 0:
        raise RunError(f"{elf} holds no parameters; again: make leak-build")
    struct.pack_into("<7Q", data, at + len(MAGIC), *parameters)
    out.write_bytes(data)
    return out


def command(run: Run, directory: Path) -> list[str]:
    """The simulator's command line, with guests that know their part."""
    channel = run.channel
    elf = BUILD / f"leak/{channel.guest}.elf"
    models = 2 if channel.kind == "neighbour" else 1
    shared = run.config == "shared"
    machine = (8, *SHARED_INPUT) if shared else (4 // models, quantum(), *QUANTUM_INPUT)
    program = "guillotine-sim" + ("-shared" if shared else "")
    if models > 1:
        program += f"-{models}"
    count = channel.bits if channel.kind == "residue" else run.count
    receiver = patch(elf, directory / "receiver.elf", count, 0, 0, *machine)
    guests = [str(receiver)]
    if channel.kind != "victim":
        sender = str(patch(elf, directory / "sender.elf", count, run.seed, 1, *machine))
        guests = [sender, *guests] if channel.kind == "residue" else [*guests, sender]
    line = [str(BUILD / program), "--hv", str(BUILD / "hv-victim/hv.elf")]
    for number, guest in enumerate(guests):
        line += ["--guest", f"{number}:{guest}" if models > 1 else guest]
    line += ["--model-mem", "1M", "--seed", str(run.seed), "--quiet"]
    if shared:  # input comes when it comes
        line += ["--weaken", str(walls.mask(["software.quantum"]))]
    return [*line, "--max-cycles", str(MAX_CYCLES)]


# ---------------------------------------------------------------- simulation


def observe(run: Run, process: subprocess.Popen[str]) -> tuple[list[int], int]:
    """What the receiver hands over, and the cycles since the first call of the victim; ends the
    wait when it cannot come any more."""
    seen: list[int] = []
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("@leak 0 "):
            _, _, cycles, *numbers = line.split()
            seen += [int(number, 16) for number in numbers]
            if len(seen) >= run.count:
                return seen[: run.count], int(cycles)
        if line.startswith(("@event ended", "@event held")) and "reason=shutdown" not in line:
            raise RunError(line.strip())
    raise RunError(f"{len(seen)} of {run.count} observations")


def simulate(run: Run) -> Trace:
    with tempfile.TemporaryDirectory(prefix="leak-") as name:
        directory = Path(name)
        line = command(run, directory)
        with subprocess.Popen(
            line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace",
        ) as process:  # fmt: skip
            try:
                seen, cycles = observe(run, process)
            except RunError as error:
                raise RunError(f"{again(run)}: {error}") from error
            finally:
                process.terminate()
                process.wait()
    return Trace(run.channel.name, run.config, run.seed, sent(run), seen, cycles)


def again(run: Run) -> str:
    return f"make leak ONLY={run.channel.name} CONFIG={run.config} SEED={run.seed}"


# ---------------------------------------------------------------- results of earlier calls


def kept(run: Run, keep: Path | None) -> Trace:
    """A run, or what an earlier call kept of it: campaigns go on where they were stopped."""
    if keep is None:
        return simulate(run)
    path = keep / f"{run.channel.name}-{run.config}-{run.seed}-{run.count}.json"
    if path.exists():
        return Trace(**json.loads(path.read_text(encoding="utf-8")))
    trace = simulate(run)
    keep.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(trace)), encoding="utf-8")
    part.rename(path)
    return trace


def plan(channel: Channel, config: str, symbols: int, seed: int) -> list[Run]:
    """Runs of equal length, at least two: traces with different secrets are compared."""
    runs = max(2, -(-symbols // channel.per_run))
    count = -(-symbols // runs)
    return [Run(channel, config, 1000 * seed + i, count) for i in range(runs)]
