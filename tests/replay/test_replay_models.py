# SPDX-License-Identifier: Apache-2.0
"""Two models at once: a recording of each, and each replayed by itself, without the other."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from replay.recording import GUESTS, REFUSED, ROOT, SAME, SECONDS, command_of, replay

CYCLES = 1_900_000  # boots, loads and starts both; the first is at work, the second waits
PROGRAMS = [ROOT / f"build/guillotine-replay-2-{model}" for model in (0, 1)]


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    path = tmp_path_factory.mktemp("replay-models") / "two.flight"
    guests = ("--guest", f"1:{GUESTS / 'phrase.elf'}")
    program, *options = command_of(path, f"0:{GUESTS / 'escape.elf'}", CYCLES, *guests)
    done = subprocess.run(
        [f"{program}-2", *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 124, f"{done.stderr}reproduce: {program}-2 {' '.join(options)}"
    return [path, Path(f"{path}.1")]


@pytest.mark.parametrize("model", [0, 1])
def test_each_is_the_same_run(logs: list[Path], model: int) -> None:
    run = replay(logs[model], "--seed", "9", program=PROGRAMS[model])
    again = f"reproduce: {PROGRAMS[model]} {logs[model]}"
    assert run.status == SAME, f"{run.out}{run.err}{again}"
    found = re.search(r"replayed (\d+) model cycles, (\d+) exits", run.out)
    assert found and int(found[1]) > 10_000 and int(found[2]) > 20, f"{run.out}{again}"
    assert "without a final digest" not in run.out, again


def test_not_by_the_other_program(logs: list[Path]) -> None:
    run = replay(logs[1], program=PROGRAMS[0])
    assert run.status == REFUSED and "of model 1 of 2" in run.err
    assert "make build/guillotine-replay-2-1" in run.err


def test_each_recording_is_of_its_own_model(logs: list[Path]) -> None:
    """The guests start alike, so their exits are the same; what their memory ends with is not."""
    lists = [replay(log, "--list", program=PROGRAMS[0]).out for log in logs]
    for model, text in enumerate(lists):
        assert text.startswith(f"flight recording, format 1, of model {model} of 2")
    memory = [re.findall(r"^memory \w{64}$", text, re.M) for text in lists]
    assert len(memory[0]) == len(memory[1]) == 1 and memory[0] != memory[1]
