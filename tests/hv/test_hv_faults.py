# SPDX-License-Identifier: Apache-2.0
"""What breaks is noticed: each fault that the simulator can make (`--fault`), and what the
interlock and the hypervisor did about it. Faults come while the guest waits for input."""

from __future__ import annotations

import pytest
from soc_run import EXIT_OFFLINE, EXIT_OK, GUEST, HV, Run, Start

AFTER_LOAD = 1_000_000  # the guest of this test idles from cycle 900,000 on
LIMIT = ("--model-mem", "1M", "--max-cycles", "6000000")
TRIPWIRE, CONTACT = 3, 4
EXIT_CYCLES = 124


def broken(start: Start, fault: str, at: int = AFTER_LOAD) -> Run:
    return start(HV, "--guest", str(GUEST), "--fault", f"{fault}@{at}", *LIMIT)


def load_again(run: Run) -> None:
    """Work for every memory."""
    run.wait("@event idle")
    run.send(b"/guest 0")


@pytest.mark.parametrize(
    ("fault", "trip"),
    [
        ("l2-tag", TRIPWIRE),
        ("l2-data", TRIPWIRE),
        ("address", TRIPWIRE),
        ("contact", CONTACT),
    ],
)
def test_a_fault_ends_in_offline(start: Start, fault: str, trip: int) -> None:
    run = broken(start, fault)
    load_again(run)
    run.wait("plant: cycle [0-9]+: level 0 -> 3")
    run.wait("plant: cycle [0-9]+: relay model power B opened, contact reads open")
    run.wait(f"@event level from=standard to=offline why=interlock trip={trip} |@panic why=")
    run.process.stdin.close()
    run.finish()
    text = "\n".join(run.lines)
    assert "@out 0" not in text.split("level 0 -> 3")[1], run.explain("the guest went on")


def test_a_welded_relay_is_reported_and_the_other_one_opens(start: Start) -> None:
    run = broken(start, "weld", at=5000)
    run.wait("@event idle")
    run.send(b"/level 3")
    run.wait("plant: cycle [0-9]+: relay network B opened, contact reads open")
    run.send(b"/status")
    status = run.wait("@status level=offline")
    assert "contacts=0x1 " in status and "contact_fault=1 " in status, run.explain(status)
    run.send(b"/finish")
    assert run.finish() == EXIT_OFFLINE, run.explain("status")
    assert "relay network A opened" not in "\n".join(run.lines), run.explain("it opened")


def test_a_dead_system_clock_is_offline(start: Start) -> None:
    run = broken(start, "clock")
    run.wait("plant: cycle [0-9]+: level 0 -> 3")
    run.wait("plant: cycle [0-9]+: relay model power B opened")
    assert run.finish() == EXIT_CYCLES, run.explain("the run does not end by itself")


def test_a_dead_interlock_clock_stops_the_model(start: Start) -> None:
    """The interlock is helpless; the hypervisor's side of it takes the run gate away."""
    run = broken(start, "lock-clock")
    run.wait("@event idle")
    cycles = []
    for _ in range(2):
        run.send(b"hello")
        run.wait("@ok")
        run.send(b"/status")
        cycles.append(run.wait("@model model=0 ").split(" cycle=")[1].split()[0])
        run.wait("@ok")
    assert cycles[0] == cycles[1], run.explain("the model ran on")
    run.send(b"/finish")
    assert run.finish() == EXIT_OK, run.explain("status")


def test_the_pin_is_a_tripwire(start: Start) -> None:
    run = start(HV, "--guest", str(GUEST), "--tripwire", str(AFTER_LOAD), *LIMIT)
    run.wait("plant: cycle [0-9]+: level 0 -> 3")
    run.wait(f"@event level from=standard to=offline why=interlock trip={TRIPWIRE} ")
    run.send(b"/finish")
    assert run.finish() == EXIT_OFFLINE, run.explain("status")
