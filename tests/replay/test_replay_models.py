# SPDX-License-Identifier: Apache-2.0
"""Several models at once: a recording of each, and each replayed by itself, without the others.

Of three models the last is replayed, whose program differs most from those of two: each costs the
tests 40 seconds of compiling, and the other two are the same text with another number."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from replay.recording import GUESTS, REFUSED, ROOT, SAME, SECONDS, command_of, replay

PLAYED = ("escape", "phrase", "outside")  # the guests, in the order of their models
CYCLES = {2: 1_900_000, 3: 2_900_000}  # boots, loads and starts all; the first is at work
Logs = Callable[[int], list[Path]]


def program(models: int, model: int) -> Path:
    return ROOT / f"build/guillotine-replay-{models}-{model}"


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Logs:
    @cache
    def record(models: int) -> list[Path]:
        path = tmp_path_factory.mktemp("replay-models") / f"{models}.flight"
        first, *others = [f"{n}:{GUESTS / name}.elf" for n, name in enumerate(PLAYED[:models])]
        more = [word for guest in others for word in ("--guest", guest)]
        sim, *options = command_of(path, first, CYCLES[models], *more)
        done = subprocess.run(
            [f"{sim}-{models}", *options],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        again = f"reproduce: {sim}-{models} {' '.join(options)}"
        assert done.returncode == 124, f"{done.stderr}{again}"
        return [path, *(Path(f"{path}.{n}") for n in range(1, models))]

    return record


@pytest.mark.parametrize(("models", "model"), [(2, 0), (2, 1), (3, 2)])
def test_each_is_the_same_run(logs: Logs, models: int, model: int) -> None:
    log = logs(models)[model]
    run = replay(log, "--seed", "9", program=program(models, model))
    again = f"reproduce: {program(models, model)} {log}"
    assert run.status == SAME, f"{run.out}{run.err}{again}"
    found = re.search(r"replayed (\d+) model cycles, (\d+) exits", run.out)
    assert found and int(found[1]) > 10_000 and int(found[2]) > 20, f"{run.out}{again}"
    assert "without a final digest" not in run.out, again


@pytest.mark.parametrize("models", [2, 3])
def test_not_by_the_program_of_another(logs: Logs, models: int) -> None:
    last = models - 1
    run = replay(logs(models)[last], program=program(2, 0))
    assert run.status == REFUSED and f"of model {last} of {models}" in run.err
    assert f"make build/guillotine-replay-{models}-{last}" in run.err


@pytest.mark.parametrize("models", [2, 3])
def test_each_recording_is_of_its_own_model(logs: Logs, models: int) -> None:
    """The guests start alike, so their exits are the same; what their memory ends with is not."""
    lists = [replay(log, "--list", program=program(2, 0)).out for log in logs(models)]
    for model, text in enumerate(lists):
        assert text.startswith(f"flight recording, format 1, of model {model} of {models}")
    memory = [tuple(re.findall(r"^memory \w{64}$", text, re.M)) for text in lists]
    assert all(len(found) == 1 for found in memory) and len(set(memory)) == models
