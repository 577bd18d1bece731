# SPDX-License-Identifier: Apache-2.0
"""Boot ROM and hypervisor on the simulated SoC: what they start and what they refuse."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import cbor
import pytest
from soc_run import EXIT_FAIL, EXIT_OK, GUEST, HV, ROOT, Start


def log_types() -> dict[str, set[str]]:
    """Record types of docs/log.cddl with the keys of their details."""
    text = re.sub(r";.*", "", (ROOT / "docs/log.cddl").read_text())
    names = re.findall(r'"([a-z-]+)"', text.split("type = ")[1].split("\n\n")[0])
    types = {}
    for name in names:
        body = re.search(rf"^{name} = \{{(.*)\}}$", text, re.MULTILINE)
        assert body, f"log.cddl does not say what {name} holds"
        types[name] = {field.split(":")[0].strip() for field in body.group(1).split(",")}
    return types


def check_log(lines: list[str]) -> None:
    """The hash chain from its beginning, deterministic encoding, and the schema."""
    types = log_types()
    previous = bytes(32)
    for number, line in enumerate(lines):
        _, sequence, digest, data = line.split()
        raw = bytes.fromhex(data)
        assert int(sequence) == number
        previous = hashlib.sha256(previous + raw).digest()
        assert previous.hex() == digest, f"chain broken at {line}"
        record = cbor.decode(raw)
        version, seq, hv_cycle, model, model_cycle, kind, detail = record
        assert (version, seq) == (1, number) and isinstance(hv_cycle, int)
        assert (model is None) == (model_cycle is None)
        assert set(detail) == types[kind], line


def test_flipped_bit_is_refused(start: Start, tmp_path: Path) -> None:
    image = bytearray((ROOT / "build/hv/hv.img").read_bytes())
    image[20_000] ^= 0x10
    bad = tmp_path / "flipped.img"
    bad.write_bytes(image)
    run = start(bad, "--max-cycles", "3000000")
    status = run.finish()
    text = "\n".join(run.lines)
    assert "hypervisor image refused: digest mismatch" in text, run.explain("not refused")
    assert "@ready" not in text
    assert status == EXIT_FAIL, run.explain(f"status {status}")


def test_guest_runs_and_operator_commands(start: Start) -> None:
    run = start(HV, "--guest", str(GUEST), "--max-cycles", "20000000")
    boot = run.wait("@event boot")
    assert "level=standard" in boot
    load = run.wait("@event load ")
    assert re.search(r"digest=[0-9a-f]{64} ", load)
    started = run.wait("@event start")
    cycle = re.search(r"hv_cycle=(\d+)", started)
    assert cycle and int(cycle.group(1)) <= 10_000_000
    run.wait("@event idle")
    for command, reply in [
        (b"/status", "@model model=0 guest=0 state=idle"),
        (b"/regs", "@reg pc 0x"),
        (b"/mem 0x80000000 32", "@mem 0x80000000 [0-9a-f]{64}$"),
        (b"/freeze", "@ok"),
        (b"/thaw", "@ok"),
        (b"/level 0", "@ok"),
        (b"/mem 0 8", "@err not memory of the model"),
        (b"/what", "@err unknown command"),
        (b"bad \xff", "@err prompt is not valid UTF-8"),
        (b"x" * 1500, "@err prompt is too long"),
    ]:
        run.send(command)
        run.wait(reply)
    run.send(b"/level 1")
    run.wait("@event level from=standard to=probation why=operator")
    run.send(b"/level 0")
    run.wait("@err the interlock only tightens")
    run.send(b"/log")
    run.wait("@log 0 ")
    run.wait("@ok")
    check_log([line for line in run.lines if line.startswith("@log ")])
    run.send(b"/finish")
    assert run.finish() == EXIT_OK, run.explain("did not finish cleanly")


@pytest.mark.parametrize(("hv_memory", "model_memory"), [("16M", "16M"), ("256M", "128M")])
def test_memory_of_both_sizes(start: Start, hv_memory: str, model_memory: str) -> None:
    """What fits a ULX3S, and the most that the simulator gives."""
    sizes = ("--hv-mem", hv_memory, "--model-mem", model_memory)
    run = start(HV, "--guest", str(GUEST), *sizes, "--max-cycles", "20000000")
    run.wait("@event start model=0 guest=0")
    run.wait("@event idle")
    run.send(b"/finish")
    assert run.finish() == EXIT_OK, run.explain("did not finish cleanly")


def test_bad_guests_are_refused_and_life_goes_on(start: Start, tmp_path: Path) -> None:
    bad = tmp_path / "bad.elf"
    bad.write_bytes(GUEST.read_bytes()[:3000])
    run = start(HV, "--guest", str(bad), "--guest", str(GUEST), "--max-cycles", "20000000")
    run.wait('@event load-failed model=0 guest=0 why="ELF')
    run.send(b"/guest 7")
    run.wait("@err no such guest")
    run.send(b"/guest 1")
    run.wait("@event start model=0 guest=1")
    run.wait("@event idle")
