# SPDX-License-Identifier: Apache-2.0
"""Law 10: a recording and the model domain alone give the same run again.

And what is no such recording is refused, or seen to be another run: damaged files, files of another
machine or guest, and single records that are missing or altered behind an intact chain.
"""

from __future__ import annotations

import copy
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from replay.recording import (
    DETAIL,
    DIVERGED,
    GUESTS,
    HV,
    REFUSED,
    ROOT,
    SAME,
    SEED,
    SIM,
    TYPE,
    Run,
    command_of,
    pairs,
    record,
    records,
    replay,
    shown,
    write,
)

CYCLES = 1_200_000  # boots, loads, starts; then the guest has asked for its console and waits
GUEST = GUESTS / "escape.elf"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("replay") / "escape.flight"
    record(path, GUEST, CYCLES)
    return path


def blobs(log: Path) -> Path:
    return Path(f"{log}.blobs")


def refused(run: Run, command: str) -> None:
    assert run.status == REFUSED, f"status {run.status}: {run.out}{run.err}{command}"
    assert run.err.startswith("error: ") and run.err.count("\n") == 1, f"{run.err}{command}"
    assert run.out == "", command


# ---------------------------------------------------------------- the same run


@pytest.mark.parametrize("seed", [1, 77])
def test_replay_is_the_same_run(log: Path, seed: int) -> None:
    """Whatever was in the flops at power-on; exits, cycles, and all state at the end."""
    run = replay(log, "--guest", GUEST, "--seed", str(seed))
    assert run.status == SAME, f"{run.out}{run.err}{shown(log)}"
    found = re.search(r"replayed (\d+) model cycles, (\d+) exits, (\d+) records", run.out)
    assert found and int(found[1]) > 10_000 and int(found[2]) > 20, run.out
    assert "without a final digest" not in run.out
    assert len(records(log)[-1][DETAIL]["state"]) == 32


def test_a_run_that_ends_in_mid_frame(log: Path, tmp_path: Path) -> None:
    """The guest runs when the recording ends, wherever that is in its frame."""
    start = next(r[2] for r in records(log) if r[TYPE] == "resume")
    ends = []
    for cycles in (start + 3000, start + 3011):
        path = tmp_path / f"{cycles}.flight"
        record(path, GUEST, cycles)
        run = replay(path)
        assert run.status == SAME and "digest" not in run.out, f"{run.out}{run.err}{shown(path)}"
        ends.append(records(path)[-1][DETAIL])
    assert all(end["run"] == 1 and len(end["state"]) == 32 for end in ends)
    assert ends[0]["phase"] != ends[1]["phase"] and ends[0]["state"] != ends[1]["state"]


def test_list_in_words(log: Path) -> None:
    run = replay(log, "--list")
    assert run.status == SAME and run.out.startswith("flight recording, format 1, of model 0 of 1")
    for words in (
        "reset ends, parked",
        "(side file)",
        "fence locked",
        "pc := 0x80000000",
        "resume",
        "exit: load guest-page fault at pc 0x",
        "exit: wfi at pc",
        "end of the recording",
    ):
        assert words in run.out, f"no '{words}'; {shown(log, '--list')}"
    assert len(re.findall(r"^ *\d+ frame ", run.out, re.M)) == len(records(log)) - 1


def test_dump_at_a_cycle(log: Path) -> None:
    """Registers and memory as they were there: pc of the last exit, code that was loaded."""
    exits = [r for r in records(log) if r[TYPE] == "exit"]
    at = exits[5][4]
    run = replay(log, "--until", str(at), "--regs", "--mem", "0x80000000:4", "--mem", "0:4")
    assert run.status == SAME, f"{run.out}{run.err}{shown(log)}"
    assert f"model cycle {at}, " in run.out
    assert re.search(rf"pc +{exits[5][DETAIL]['pc']:#018x}", run.out), run.out
    start = next(r for r in records(log) if r[TYPE] in ("memory", "blob"))[DETAIL]
    assert start["at"] == 0
    code = dict(pairs(blobs(log).read_bytes()))[start["sha256"]]
    assert run.out.count("00000000: " + code[:4].hex(" ")) == 2, run.out


def test_usual_place(tmp_path: Path) -> None:
    """Without a name the recording of the run that ended last lies beside the program."""
    usual = ROOT / "build/run/model0.flight"
    named = tmp_path / "named"
    record(named, GUEST, 300_000)
    command = [SIM, "--hv", HV, "--guest", GUEST, "--max-cycles", "300000", "--quiet"]
    command += ["--seed", str(SEED), "--model-mem", "1M"]
    subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True)
    assert usual.read_bytes() == named.read_bytes() and blobs(usual).exists()
    none = subprocess.run(
        [*map(str, command), "--record", "none"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=tmp_path,
    )
    assert none.returncode == 124 and sorted(p.name for p in tmp_path.iterdir()) == [
        "named",
        "named.blobs",
    ]


# ---------------------------------------------------------------- what is no recording


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(side=st.booleans(), where=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_no_changed_byte_is_accepted(
    log: Path, tmp_path: Path, side: bool, where: float, flip: int
) -> None:
    copy_of = tmp_path / "changed.flight"
    for source, to in ((log, copy_of), (blobs(log), blobs(copy_of))):
        data = bytearray(source.read_bytes())
        if (source != log) == side:
            data[int(where * len(data))] ^= flip
        to.write_bytes(data)
    refused(replay(copy_of, "--list"), f"flip {flip:#x} of byte {where} of {'blobs' * side}")


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(part=st.floats(0, 1, exclude_max=True), side=st.booleans())
def test_no_truncated_file_is_accepted(log: Path, tmp_path: Path, part: float, side: bool) -> None:
    copy_of = tmp_path / "short.flight"
    for source, to in ((log, copy_of), (blobs(log), blobs(copy_of))):
        data = source.read_bytes()
        to.write_bytes(data[: int(part * len(data))] if (source != log) == side else data)
    refused(replay(copy_of, "--list"), f"{part} of the {'side file' if side else 'log'}")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.binary(max_size=400))
def test_anything_else_is_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "any.flight"
    path.write_bytes(data)
    blobs(path).write_bytes(b"")
    refused(replay(path, "--list"), data.hex())


Change = Callable[[list[list[Any]]], None]


def header(key: str, value: object) -> Change:
    def change(found: list[list[Any]]) -> None:
        found[0][DETAIL][key] = value

    return change


def version(found: list[list[Any]]) -> None:
    found[3][0] = 2


def unknown(found: list[list[Any]]) -> None:
    found[3][TYPE] = "teleport"


def more_fields(found: list[list[Any]]) -> None:
    found[3][DETAIL]["zzzz"] = 1


def other_model(found: list[list[Any]]) -> None:
    found[3][3] = 1


def wide(found: list[list[Any]]) -> None:
    next(r for r in found if r[TYPE] == "exit")[DETAIL]["cause"] = 64


def no_header(found: list[list[Any]]) -> None:
    del found[0]


def no_end(found: list[list[Any]]) -> None:
    del found[-1]


def behind_end(found: list[list[Any]]) -> None:
    found.append(copy.deepcopy(found[-2]))


def lost_blob(found: list[list[Any]]) -> None:
    next(r for r in found if r[TYPE] == "blob")[DETAIL]["sha256"] = bytes(32)


def outside(found: list[list[Any]]) -> None:
    next(r for r in found if r[TYPE] == "memory")[DETAIL]["at"] = 2**28 - 16


MISMATCHES: list[tuple[Change, str]] = [
    (header("format", 2), "another version of the format"),
    (header("config", bytes(32)), "another configuration of the RTL"),
    (header("weaken", 4), "another configuration of the RTL"),
    (header("memory", 24), "another configuration of the RTL"),
    (header("memory", 31), "no machine is like that"),
    (header("models", 2), "make build/guillotine-replay-2-0"),
    (version, "another version of the log"),
    (unknown, "unknown record"),
    (more_fields, "wrong fields"),
    (wide, "wrong fields"),
    (other_model, "of another model"),
    (no_header, "no header"),
    (no_end, "truncated"),
    (behind_end, "something behind the end"),
    (lost_blob, "not in the side file"),
    (outside, "no lines of a region"),
]


@pytest.mark.parametrize(("change", "why"), MISMATCHES, ids=[w for _, w in MISMATCHES])
def test_another_recording_is_refused(log: Path, tmp_path: Path, change: Change, why: str) -> None:
    """With a chain that is right, so that it is the reader who sees it."""
    found = records(log)
    change(found)
    run = replay(write(tmp_path / "other.flight", found, blobs(log)))
    refused(run, why)
    assert why in run.err


def test_another_guest_is_refused(log: Path) -> None:
    run = replay(log, "--guest", GUESTS / "phrase.elf")
    refused(run, "--guest")
    assert "another guest" in run.err


def test_without_its_side_file(log: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.flight"
    alone.write_bytes(log.read_bytes())
    refused(replay(alone), "no side file")


# ---------------------------------------------------------------- a run that was killed


def test_a_killed_run(tmp_path: Path) -> None:
    """Refused with a hint; on request replayed up to its last complete record."""
    path = tmp_path / "killed.flight"
    command = command_of(path, GUEST, 100 * CYCLES)
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as run:
        while not path.exists() or path.stat().st_size < 8192:
            assert run.poll() is None, "the run ended by itself"
            time.sleep(0.1)
        run.kill()
    whole = replay(path)
    refused(whole, shown(path))
    assert "--partial takes what is complete" in whole.err, whole.err
    part = replay(path, "--partial")
    assert part.status == SAME, f"{part.out}{part.err}{shown(path, '--partial')}"
    assert (
        "the same up to the last complete record; the end of the recording is missing" in part.out
    )


def words(listing: str) -> list[str]:
    return re.findall(r"^ *\d+ frame .*$", listing, re.M)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(part=st.floats(0.02, 1, exclude_max=True), side=st.booleans(), flip=st.integers(0, 255))
def test_a_partial_recording_holds_nothing_else(
    log: Path, tmp_path: Path, part: float, side: bool, flip: int
) -> None:
    """Cut off anywhere, the byte there changed or not: the first records, or nothing."""
    copy_of = tmp_path / "part.flight"
    for source, to in ((log, copy_of), (blobs(log), blobs(copy_of))):
        data = bytearray(source.read_bytes())
        if (source != log) == side:
            del data[int(part * len(data)) + 1 :]
            data[-1] ^= flip
        to.write_bytes(data)
    run = replay(copy_of, "--partial", "--list")
    assert run.status in (SAME, REFUSED), f"{run.out}{run.err}{shown(copy_of)}"
    found = words(run.out)
    assert found == words(replay(log, "--list").out)[: len(found)], shown(copy_of)
    assert run.status == REFUSED or "the end is missing: cut off after record" in run.out


@pytest.mark.parametrize("part", [0.5, 0.8, 0.97])
def test_a_part_is_the_same_run(log: Path, tmp_path: Path, part: float) -> None:
    copy_of = tmp_path / "part.flight"
    data = log.read_bytes()
    copy_of.write_bytes(data[: int(part * len(data))])
    blobs(copy_of).write_bytes(blobs(log).read_bytes())
    run = replay(copy_of, "--partial")
    assert run.status == SAME and "up to the last complete record" in run.out, (
        f"{run.out}{run.err}{shown(copy_of, '--partial')}"
    )


# ---------------------------------------------------------------- another run


def first(found: list[list[Any]], kind: str, number: int = 0) -> int:
    return [i for i, r in enumerate(found) if r[TYPE] == kind][number]


def dropped(kind: str, number: int = 0) -> Change:
    def change(found: list[list[Any]]) -> None:
        del found[first(found, kind, number)]

    return change


def altered(kind: str, key: str, by: int, number: int = 0) -> Change:
    def change(found: list[list[Any]]) -> None:
        found[first(found, kind, number)][DETAIL][key] ^= by

    return change


def earlier(kind: str, number: int) -> Change:
    def change(found: list[list[Any]]) -> None:
        found[first(found, kind, number)][4] -= 1

    return change


def memory_byte(found: list[list[Any]]) -> None:
    detail = found[first(found, "memory", -1)][DETAIL]
    detail["data"] = bytes([detail["data"][0] ^ 1]) + detail["data"][1:]


def digest(key: str) -> Change:
    def change(found: list[list[Any]]) -> None:
        found[-1][DETAIL][key] = bytes(32)

    return change


MUTANTS: dict[str, Change] = {
    "register write dropped": dropped("write", 20),
    "register write altered": altered("write", "value", 2, 20),
    "start address altered": altered("write", "value", 4, 15),
    "memory dropped": dropped("memory"),
    "memory altered": memory_byte,
    "code dropped": dropped("blob"),
    "resume dropped": dropped("resume", 3),
    "first resume dropped": dropped("resume"),
    "fence dropped": dropped("config", -1),
    "ways altered": altered("config", "ways", 0x80, -1),
    "region altered": altered("config", "region", 1, -1),
    "release from reset dropped": dropped("reset"),
    "exit dropped": dropped("exit", 4),
    "exit's pc altered": altered("exit", "pc", 2, 4),
    "exit's frame altered": altered("exit", "frame", 1, 4),
    "exit's phase altered": altered("exit", "phase", 1, 4),
    "exit's value altered": altered("exit", "tval", 8, 4),
    "exit's cycle altered": earlier("exit", 4),
    "end's frame altered": altered("end", "frame", 1),
    "end's cycle altered": earlier("end", 0),
    "final state altered": digest("state"),
    "final memory altered": digest("dram"),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_changed_record_is_seen(log: Path, tmp_path: Path, mutant: str) -> None:
    found = records(log)
    MUTANTS[mutant](found)
    path = write(tmp_path / "mutant.flight", found, blobs(log))
    run = replay(path)
    assert run.status in (DIVERGED, REFUSED), f"accepted: {mutant}; {shown(path)}"
    if run.status == DIVERGED:
        assert re.match(r"diverged in model cycle \d+ after \d+ exits: record \d+: ", run.out)


def test_the_tests_own_encoder(log: Path, tmp_path: Path) -> None:
    """Written again without a change, a recording is the same file."""
    again = write(tmp_path / "again.flight", records(log), blobs(log))
    assert again.read_bytes() == log.read_bytes()


# ---------------------------------------------------------------- the list of the state


def test_every_state_element_is_in_the_digest() -> None:
    """sim/model_state.svh is what the elaborated netlist says."""
    command = [sys.executable, "scripts/gen_model_state.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, f"{done.stdout}reproduce: scripts/gen_model_state.py --check"
