# SPDX-License-Identifier: Apache-2.0
"""The guests on QEMU's virt machine behind OpenSBI, where nothing protects anything: there the
attacks get what they want, so that a contained run elsewhere is the walls' doing."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUESTS = ROOT / "build/guests/qemu"
QEMU = shutil.which("qemu-system-riscv64")
MARK = "0123456789abcdef"
SECONDS = 60.0

pytestmark = pytest.mark.skipif(QEMU is None, reason="no qemu-system-riscv64")


def run(guest: str, *lines: str, until: str) -> str:
    """Sends a line whenever the guest is ready for one, and what it asks for; everything said up to
    `until`."""
    process = subprocess.Popen(
        [
            str(QEMU), "-M", "virt", "-m", "16", "-display", "none", "-monitor", "none",
            "-serial", "none", "-bios", "default", "-global", "virtio-mmio.force-legacy=false",
            "-device", "virtio-serial-device", "-chardev", "stdio,id=c",
            "-device", "virtconsole,chardev=c", "-kernel", str(GUESTS / f"{guest}.elf"),
        ],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    timer = threading.Timer(SECONDS, process.kill)
    timer.start()
    said, waiting = "", list(lines)
    while until not in said:
        byte = process.stdout.read(1)
        if not byte:
            break
        said += byte.decode("latin-1")
        request = re.search(r"^send (.*)\n\Z", said, re.MULTILINE)
        if request or (waiting and said.endswith(("ready\n", "ready]\n"))):
            line = request[1] if request else waiting.pop(0)
            process.stdin.write(line.encode() + b"\n")
            process.stdin.flush()
    timer.cancel()
    process.kill()
    process.wait()
    return said


def attack(guest: str, until: str) -> str:
    return run(guest, f"mark={MARK} at=80400000", until=until)


def test_injected_code_runs() -> None:
    assert f"loot {MARK}" in attack("inject", "attempt call-stack")


def test_changed_code_runs() -> None:
    assert f"loot {MARK}" in attack("selfmod", "attempt amo-own-code")


def test_received_code_runs() -> None:
    assert f"loot {MARK}" in attack("rxcode", "attempt receive-ring-in-code")


def test_receiving_lands() -> None:
    assert "attempt receive-into-target 1\n" in attack("rxtarget", "attempt receive-ring-in-target")


def test_stores_land() -> None:
    assert "attempt store-target 0\n" in attack("outside", "attempt load-target")


def test_forged_tables_read() -> None:
    said = attack("pagetables", "attempt table-in-target")
    assert "attempt pte-to-target 0\n" in said
    assert "loot " + "00" * 32 in said


def test_rings_leak() -> None:
    said = attack("rings", "attempt buffer-at-target")
    assert "\0" * 32 in said


def test_escapes_and_phrase_come_out() -> None:
    assert "\x1b[2J" in attack("escape", "attempt forms")
    assert said_lines(attack("phrase", "attempt split-phrase")).count("the launch code is") == 3


def said_lines(said: str) -> list[str]:
    return said.splitlines()


def test_walks_end() -> None:
    assert "attempt csr-readable" in attack("privileges", "attempt csr-refused")
    assert "attempt flood-done" in attack("flood", "attempt flood-done")


def test_chat_says_what_the_host_build_says() -> None:
    host = ROOT / "build/lm/lm-host"
    said = run("chat", "seed=5 tokens=20 Once upon a time", until="[end ")
    answer = said.split("[ready]\n")[1].split("\n[end ")[0]
    tokens = ["--tokens", "44", "--seed", "5", "--prompt", "Once upon a time"]
    wanted = subprocess.run([str(host), *tokens], capture_output=True, text=True, check=True).stdout
    assert len(answer) > 20
    assert wanted.startswith(answer)
