# SPDX-License-Identifier: Apache-2.0
"""The simulator as a user meets it: modes, exit statuses, outputs, and bad input."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIM = ROOT / "build/guillotine-sim"
HV = ROOT / "build/hv/hv.elf"
PROGRAMS = ROOT / "build/tests/sim"
SEED = os.environ.get("SEED") or "1"
PT_LOAD = 1
PASS, FAIL, USAGE, OFFLINE, CYCLES = 0, 1, 2, 103, 124
SECONDS = 240


def sim(*args: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SIM, *map(str, args)], input=stdin, capture_output=True, text=True, timeout=SECONDS
    )


def bare(name: str, *args: str | Path) -> subprocess.CompletedProcess[str]:
    return sim("--bare", PROGRAMS / f"{name}.elf", "--seed", SEED, "--max-cycles", "2000000", *args)


def test_bare_program_prints_and_passes() -> None:
    run = bare("hello")
    assert (run.returncode, run.stdout) == (PASS, "hello\n")


def test_bare_program_starts_as_documented() -> None:
    """M mode at 0x80000000, a0 the hart id, a1 zero, whatever the reset values were."""
    for seed in ("1", "77"):
        assert bare("start", "--seed", seed).returncode == PASS


@pytest.mark.parametrize(
    ("name", "status", "line"),
    [("fail7", 7, "fail: code 7"), ("fail1", FAIL, "fail: code 1"), ("fail200", FAIL, "code 200")],
)
def test_codes_of_bare_programs(name: str, status: int, line: str) -> None:
    run = bare(name)
    assert run.returncode == status and line in run.stderr


def test_tohost_passes_and_fails() -> None:
    assert bare("tohost0").returncode == PASS
    assert bare("tohost5").returncode == 5


def test_cycle_limit() -> None:
    run = bare("spin", "--max-cycles", "20000")
    assert run.returncode == CYCLES and "cycle limit" in run.stderr


def test_stats_and_commit_log(tmp_path: Path) -> None:
    stats, log, uart = tmp_path / "s.json", tmp_path / "c.log", tmp_path / "u.txt"
    assert bare("hello", "--stats", stats, "--commit-log", log, "--uart", uart).returncode == PASS
    assert uart.read_text() == "hello\n"
    figures = json.loads(stats.read_text())
    assert figures["status"] == PASS and figures["cycles"] > 0
    assert (
        "\ncore   0: 3 0x0000000080000000 (0x100002b7) x5  0x0000000010000000\n" in log.read_text()
    )


def test_reset_values_do_not_reach_the_program(tmp_path: Path) -> None:
    """Random reset values from two seeds give the same instructions from the first one on."""
    logs = []
    for seed in ("3", "4"):
        log = tmp_path / f"{seed}.log"
        assert bare("hello", "--seed", seed, "--commit-log", log).returncode == PASS
        text = log.read_text()
        logs.append(text[text.index("core   0: 3 0x0000000080000000") :])
    assert logs[0] == logs[1]


def not_elf(tmp_path: Path) -> Path:
    path = tmp_path / "not.elf"
    path.write_text("not an ELF file, but long enough to hold a header of one" * 4)
    return path


def patched(tmp_path: Path, offset: int, value: int) -> Path:
    """The hello program with one byte changed."""
    data = bytearray((PROGRAMS / "hello.elf").read_bytes())
    data[offset] = value
    path = tmp_path / f"patched-{offset}.elf"
    path.write_bytes(data)
    return path


def segment_address_high(tmp_path: Path) -> Path:
    """Physical addresses of the loaded segments moved outside memory."""
    data = bytearray((PROGRAMS / "hello.elf").read_bytes())
    table = int.from_bytes(data[32:40], "little")
    for at in range(table, table + 56 * int.from_bytes(data[56:58], "little"), 56):
        if int.from_bytes(data[at : at + 4], "little") == PT_LOAD:
            data[at + 24 : at + 32] = (0x4000_0000).to_bytes(8, "little")
    path = tmp_path / "outside.elf"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ([], "nothing to run"),
        (["--bare", "/nonexistent.elf"], "No such file"),
        (["--hv", "a", "--bare", "b"], "two modes"),
        (["--bare", "x", "--guest", "y"], "--guest needs --hv"),
        (["--bare", "x", "--max-cycles", "many"], "bad number"),
        (["--bare", "x", "--max-cycles", "-1"], "bad number"),
        (["--bare", "x", "--hv-mem", "3M"], "power of two"),
        (["--bare", "x", "--fault", "l2-tag"], "no NAME@CYCLE"),
        (["--bare", "x", "--fault", "fire@100"], "no NAME@CYCLE"),
        (["--hv", "x", "--model-mem", "256M"], "power of two"),
        (["--bare", "x", "y"], "belongs to no option"),
        (["--hv", "x", "--guest", "7:x"], "no model 7"),
        (["--hv", "x", "--guest", "0:x", "--guest", "0:y"], "a second guest for model 0"),
        (["--hv", "x", "--models", "1", "--guest", "1:x"], "a guest for model 1, but --models 1"),
        (["--hv", "x", "--models", "5"], "5 is not 1 to 4"),
        (["--hv", "x", "--models", "two"], "bad number"),
        (["--hv", "x", *["--guest=x"] * 33], "more than 32 guests"),
        (["--restore", "/nonexistent.sock"], "No such file"),
        (["--restore", "x", "--hv", "y"], "what its holder booted"),
    ],
)
def test_usage_mistakes_are_one_line(args: list[str], why: str) -> None:
    run = sim(*args)
    assert run.returncode == USAGE and why in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_bad_elf_files_are_one_line(tmp_path: Path) -> None:
    e_class, e_machine = 4, 18
    for path, why in (
        (not_elf(tmp_path), "not an ELF file"),
        (patched(tmp_path, e_class, 1), "not a 64-bit"),
        (patched(tmp_path, e_machine, 62), "not for RISC-V"),
        (segment_address_high(tmp_path), "outside memory"),
    ):
        run = sim("--bare", path)
        assert run.returncode == USAGE and why in run.stderr, run.stderr
        assert len(run.stderr.splitlines()) == 1


def test_help_names_every_exit_status() -> None:
    run = sim("--help")
    assert run.returncode == PASS
    for status in ("100", "101", "102", "103", "124"):
        assert status in run.stdout


def test_many_runs_from_one_booted_state(tmp_path: Path) -> None:
    socket = tmp_path / "c.sock"
    with subprocess.Popen(
        [SIM, "--hv", HV, "--quiet", "--checkpoint", socket],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as holder:
        try:
            assert holder.stderr and "checkpoint:" in holder.stderr.readline()
            runs = [
                sim("--restore", socket, "--max-cycles", "1500000", "--stats", tmp_path / f"{i}")
                for i in range(2)
            ]
        finally:
            holder.terminate()
    assert [run.returncode for run in runs] == [CYCLES, CYCLES]
    cycles = [json.loads((tmp_path / f"{i}").read_text())["cycles"] for i in range(2)]
    assert cycles == [1500000, 1500000]
    deadline = time.monotonic() + 10
    while socket.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not socket.exists()


def test_a_flipped_bit_in_the_image_is_refused(tmp_path: Path) -> None:
    """The container goes in byte for byte; refusing it is the boot ROM's work."""
    image = bytearray((ROOT / "build/hv/hv.img").read_bytes())
    image[-1] ^= 1
    path = tmp_path / "bad.img"
    path.write_bytes(image)
    run = sim("--hv", path, "--quiet", "--max-cycles", "5000000")
    assert run.returncode == FAIL and "digest" in run.stdout
