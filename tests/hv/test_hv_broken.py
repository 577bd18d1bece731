# SPDX-License-Identifier: Apache-2.0
"""A hypervisor that fails, fails closed: builds with injected failures (`make hv-inject`)."""

from __future__ import annotations

import signal

import pytest
from soc_run import EXIT_OFFLINE, EXIT_OK, EXIT_PANIC, GUEST, ROOT, Start


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("illegal", "illegal-instruction"),
        ("store", "bad-store"),
        ("stack", "stack-overflow"),
        ("loop", "watchdog"),
    ],
)
def test_broken_hypervisor_fails_closed(start: Start, name: str, why: str) -> None:
    hv = ROOT / f"build/hv-{name}/hv.elf"
    run = start(hv, "--guest", str(GUEST), "--max-cycles", "20000000")
    line = run.wait(f"@panic why={why}")
    assert "level=offline" in line, run.explain("not offline")
    status = run.finish()
    text = "\n".join(run.lines)
    assert "@panic-trap cause=" in text and "@reg x2 " in text and "@log " in text
    assert status == EXIT_PANIC, run.explain(f"status {status}")


def test_trap_to_machine_mode_fails_closed(start: Start) -> None:
    run = start(ROOT / "build/hv-mtrap/hv.elf", "--guest", str(GUEST), "--max-cycles", "20000000")
    run.wait("@panic why=m-mode-trap")
    run.wait("@panic-trap cause=0x9 ")
    run.wait("@reg x31 ")
    status = run.finish()
    assert "level 0 -> 3" in "\n".join(run.lines), run.explain("not offline")
    assert status == EXIT_PANIC, run.explain(f"status {status}")


def test_deaf_hypervisor_misses_its_heartbeat(start: Start) -> None:
    """Not even the watchdog can speak: the interlock acts alone."""
    run = start(ROOT / "build/hv-deaf/hv.elf", "--guest", str(GUEST), "--max-cycles", "20000000")
    run.wait("plant: .*level 0 -> 3")
    run.process.send_signal(signal.SIGINT)
    status = run.finish()
    assert "@panic" not in "\n".join(run.lines)
    assert status == EXIT_OFFLINE, run.explain(f"status {status}")


def test_wild_store_in_a_parser_loses_that_port_alone(start: Start) -> None:
    run = start(ROOT / "build/hv-parser/hv.elf", "--guest", str(GUEST), "--max-cycles", "20000000")
    run.wait("@event port-lost model=0 guest=0 port=console why=parser_crash")
    run.send(b"/status")
    assert "level=severed" in run.wait("@status")
    run.wait("@ok")
    run.send(b"/finish")
    assert run.finish() == EXIT_OK, run.explain("the hypervisor did not go on")
