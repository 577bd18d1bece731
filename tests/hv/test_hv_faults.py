# SPDX-License-Identifier: Apache-2.0
"""What breaks is noticed: each fault that the simulator can make (`--fault`), and what the
interlock and the hypervisor did about it. Faults come while the guest waits for input."""

from __future__ import annotations

import re

import pytest
from soc_run import EXIT_OFFLINE, EXIT_OK, GUEST, HV, Run, Start

AFTER_LOAD = 1_000_000  # the guest of this test idles from cycle 900,000 on
LIMIT = ("--model-mem", "1M", "--max-cycles", "6000000")
TRIPWIRE, CONTACT = 3, 4
EXIT_CYCLES = 124


def broken(start: Start, fault: str, at: int = AFTER_LOAD) -> Run:
    return start(HV, "--guest", str(GUEST), "--fault", f"{fault}@{at}", *LIMIT)


def reach_fault(run: Run) -> None:
    """The guest waits for input, and the time of the fault is over."""
    run.wait("@event idle")
    now = 0
    while now <= AFTER_LOAD:
        run.send(b"/status")
        run.wait("@ok")
        cycles = re.findall(r" hv_cycle=(\d+) ", "\n".join(run.lines))
        now = int(cycles[-1]) if cycles else 0


def said(run: Run, pattern: str) -> None:
    """It says so now, or has done: what a fault does may be told in the middle of an answer."""
    if not any(re.search(pattern, line) for line in run.lines):
        run.wait(pattern)


@pytest.mark.parametrize(
    ("fault", "work"),
    [
        ("l2-tag", b"hello"),  # the model runs
        ("l2-data", b"/log"),  # the hypervisor reads what its first-level cache has lost
    ],
)
def test_a_parity_error_ends_in_offline(start: Start, fault: str, work: bytes) -> None:
    run = broken(start, fault)
    reach_fault(run)
    run.send(work)
    said(run, f"@event level from=standard to=offline why=interlock trip={TRIPWIRE} ")
    run.send(b"/finish")
    assert run.finish() == EXIT_OFFLINE, run.explain("status")
    assert "relay model power B opened" in "\n".join(run.lines), run.explain("still closed")


def test_a_slot_outside_the_region_ends_in_offline(start: Start) -> None:
    """An evicted line of the hypervisor goes astray; loading a guest evicts some. It may panic over
    what it was doing for that guest, but not before the interlock has acted."""
    run = broken(start, "address")
    reach_fault(run)
    run.send(b"/guest 0")
    said(run, "plant: cycle [0-9]+: level 0 -> 3")
    said(run, f"@event level from=standard to=offline why=interlock trip={TRIPWIRE} |@panic why=")


def test_a_contact_that_opens_ends_in_offline(start: Start) -> None:
    run = broken(start, "contact")
    said(run, "plant: cycle [0-9]+: relay network A opened, contact reads open")
    said(run, "plant: cycle [0-9]+: level 0 -> 3")
    said(run, f"@event level from=standard to=offline why=interlock trip={CONTACT} ")
    run.send(b"/finish")
    assert run.finish() == EXIT_OFFLINE, run.explain("status")


def test_a_welded_relay_is_reported_and_the_other_one_opens(start: Start) -> None:
    run = broken(start, "weld", at=5000)
    run.wait("@event idle")
    run.send(b"/level 3")
    said(run, "plant: cycle [0-9]+: relay network B opened, contact reads open")
    run.send(b"/status")
    status = run.wait("@status level=offline")
    assert "contacts=0x1 " in status and "contact_fault=1 " in status, run.explain(status)
    run.send(b"/finish")
    assert run.finish() == EXIT_OFFLINE, run.explain("status")
    assert "relay network A opened" not in "\n".join(run.lines), run.explain("it opened")


def test_a_dead_system_clock_is_offline(start: Start) -> None:
    run = broken(start, "clock")
    said(run, "plant: cycle [0-9]+: level 0 -> 3")
    said(run, "plant: cycle [0-9]+: relay model power B opened")
    assert run.finish() == EXIT_CYCLES, run.explain("the run does not end by itself")


def test_a_dead_interlock_clock_stops_the_model(start: Start) -> None:
    """The interlock is helpless; the hypervisor's side of it takes the run gate away."""
    run = broken(start, "lock-clock")
    reach_fault(run)
    said(run, "plant: cycle [0-9]+: relay model power B opened")  # no permit without that clock
    run.send(b"hello")
    cycles = []
    for _ in range(2):
        run.send(b"/status")
        cycles.append(run.wait("@model model=0 ").split(" cycle=")[1].split()[0])
        run.wait("@ok")
    assert cycles[0] == cycles[1], run.explain("the model ran on")
    run.send(b"/finish")
    assert run.finish() == EXIT_OK, run.explain("status")


def test_the_pin_is_a_tripwire(start: Start) -> None:
    run = start(HV, "--guest", str(GUEST), "--tripwire", str(AFTER_LOAD), *LIMIT)
    said(run, "plant: cycle [0-9]+: level 0 -> 3")
    said(run, f"@event level from=standard to=offline why=interlock trip={TRIPWIRE} ")
    run.send(b"/finish")
    assert run.finish() == EXIT_OFFLINE, run.explain("status")
