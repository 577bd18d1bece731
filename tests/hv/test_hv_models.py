# SPDX-License-Identifier: Apache-2.0
"""Several models on one SoC: each has its own guest, port, budget and records in the log."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import cbor
import pytest
from soc_run import EXIT_OK, HV, ROOT, SIM, Run, Start

GUESTS = ROOT / "build/guests"
CHAT, SPIN, SELFMOD = (GUESTS / f"{name}.elf" for name in ("chat", "spin", "selfmod"))
MODEL_MEM = ("--model-mem", "1M")


def said(run: Run, model: int) -> str:
    """What a model has said so far."""
    pieces = [line.split(" ", 2)[2] for line in run.lines if line.startswith(f"@out {model} ")]
    return "".join(json.loads(piece) for piece in pieces)


def answer(run: Run, model: int) -> None:
    """Until the model has ended its answer and stands idle."""
    while "[end tokens=" not in said(run, model):
        run.wait(f"@out {model} ")
    if not re.search(rf"@event idle model={model} .* outputs=[^1]", run.lines[-1]):
        run.wait(f"@event idle model={model} ")


def turn_to(run: Run, model: int) -> None:
    run.send(f"/guest {model}".encode())
    run.wait("@ok")


def ready(run: Run, *models: int) -> None:
    waiting = {f"model={model}" for model in models}
    while waiting:
        waiting.discard(run.wait("@event idle ").split()[2])


def test_two_guests_chat_at_once(start: Start, tmp_path: Path) -> None:
    stats = tmp_path / "stats.json"
    guests = ("--guest", f"0:{CHAT}", "--guest", f"1:{CHAT}")
    run = start(HV, *guests, *MODEL_MEM, "--max-cycles", "40000000", "--stats", str(stats))
    run.wait("@event boot .* models=2 ")
    ready(run, 0, 1)
    run.send(b"tokens=1 One day")
    run.wait("@ok")
    turn_to(run, 1)
    run.send(b"tokens=1 The cat")
    run.wait("@ok")
    answer(run, 0)
    answer(run, 1)
    assert said(run, 0) != said(run, 1), run.explain("both say the same")
    first = [i for i, line in enumerate(run.lines) if line.startswith("@out 1 ")][1]
    last = max(i for i, line in enumerate(run.lines) if line.startswith("@out 0 "))
    assert first < last, run.explain("one after the other")
    # A budget of its own: the second model ends over it, the first one answers again.
    run.send(b"/limit 1000")
    run.wait("@ok")
    run.send(b"tokens=1 Again")
    run.wait("@event ended model=1 guest=1 reason=over-budget ")
    turn_to(run, 0)
    run.send(b"/status")
    run.wait("@model model=0 guest=0 state=idle .* budget=200000000 ")
    run.wait("@ok")
    run.send(b"tokens=1 Again")
    run.wait("@out 0 ")
    run.send(b"/log")
    run.wait("@log 0 ")
    run.wait("@ok")
    records = [cbor.decode(bytes.fromhex(x.split()[3])) for x in run.lines if x[:5] == "@log "]
    assert {r[3] for r in records if r[5] == "load"} == {0, 1}
    assert {r[3] for r in records if r[5] == "ended"} == {1}
    run.send(b"/finish")
    assert run.finish() == EXIT_OK, run.explain("did not finish cleanly")
    models = json.loads(stats.read_text())["models"]
    assert len(models) == 2 and all(m["exits"] > 0 and m["model_cycles"] > 0 for m in models)


def test_guest_command_turns_or_loads(start: Start) -> None:
    """A guest that a model holds is turned to, any other is loaded into the model spoken to."""
    guests = ("--guest", f"1:{SPIN}", "--guest", f"0:{SPIN}", "--guest", str(SELFMOD))
    run = start(HV, *guests, *MODEL_MEM, "--max-cycles", "20000000")
    ready(run, 0, 1)
    run.send(b"/guest")
    for guest, place in ((0, " loaded model=0"), (1, " loaded model=1"), (2, "")):
        run.wait(f"^@guest {guest} bytes=[0-9]+{place}$")
    run.wait("@ok")
    turn_to(run, 1)
    run.send(b"/status")
    run.wait("@model model=1 guest=1 ")
    run.wait("@ok")
    run.send(b"/guest 2")
    run.wait("@event start model=1 guest=2 ")
    run.wait("@ok")
    turn_to(run, 0)
    run.send(b"/status")
    run.wait("@model model=0 guest=0 ")
    run.wait("@ok")
    loads = [line for line in run.lines if "@event load " in line]
    assert len(loads) == 3, run.explain("a guest was loaded that was there")
    run.send(b"/finish")
    assert run.finish() == EXIT_OK, run.explain("did not finish cleanly")


@pytest.mark.parametrize("models", [2, 3])
def test_every_model_has_a_log_and_a_trace_of_its_own(
    start: Start, tmp_path: Path, models: int
) -> None:
    log = tmp_path / "commit.log"
    guests = [f"--guest={SPIN}"] * models
    run = start(
        HV, *guests, "--models", str(models), *MODEL_MEM, "--max-cycles", "20000000",
        "--commit-log", str(log),
    )  # fmt: skip
    ready(run, *range(models))
    run.send(b"/finish")
    assert run.finish() == EXIT_OK, run.explain("did not finish cleanly")
    first: dict[str, str] = {}
    for line in log.read_text().splitlines():
        core, _, rest = line.partition(": ")
        first.setdefault(core, rest)
    assert set(first) == {f"core   {core}" for core in range(models + 1)}
    assert len({first[f"core   {core}"] for core in range(1, models + 1)}) == 1


def test_a_machine_that_is_not_built_is_named(tmp_path: Path) -> None:
    """One line that says what to make."""
    copy = tmp_path / "build/guillotine-sim"
    copy.parent.mkdir()
    shutil.copy(SIM, copy)
    done = subprocess.run(
        [copy, "--hv", HV, "--models", "3"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr == "error: no simulator with 3 models: make build/guillotine-sim-3\n"
