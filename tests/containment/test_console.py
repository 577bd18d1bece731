# SPDX-License-Identifier: Apache-2.0
"""The drivers of containment, demo and chat on a fake simulator: they find what they must find, and
each kind of lie is noticed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "console"), str(ROOT / "tests/containment")]

import walls  # noqa: E402
from attacks import forbidden, load_attacks  # noqa: E402
from contain import FIRST, guest_table  # noqa: E402
from machine import parse_line  # noqa: E402

FAKE = ROOT / "tests/containment/fake_sim.py"


def drive(script: str, *arguments: str, lies: str = "", stdin: str = "") -> tuple[int, str]:
    # The fake starts with this Python, which has no need of the environment's PATH.
    environment = {**os.environ, "GUILLOTINE_SIM": str(FAKE), "FAKE": lies}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment.get('PATH', '')}"
    done = subprocess.run(
        [sys.executable, script, *arguments],
        cwd=ROOT,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def contain(tmp_path: Path, lies: str = "") -> tuple[int, str, list[dict[str, object]]]:
    report = tmp_path / "contain.json"
    code, text = drive("tests/containment/contain.py", "--report", str(report), lies=lies)
    return code, text, json.loads(report.read_text())["attacks"]


def test_contain_passes_when_walls_hold(tmp_path: Path) -> None:
    code, text, attacks = contain(tmp_path)
    assert code == 0, text
    assert len(attacks) == len(load_attacks())
    assert all(a["contained"] and a["weakened_succeeds"] for a in attacks)


@pytest.mark.parametrize(
    ("lies", "complaint"),
    [
        ("leaky", "strong: it succeeded"),
        ("tight", "weakened: it did not succeed"),
        ("silent", "nothing shows that it tried"),
        ("dead", "ended with status 101"),
    ],
)
def test_contain_notices(tmp_path: Path, lies: str, complaint: str) -> None:
    code, text, _ = contain(tmp_path, lies)
    assert code == 1
    assert complaint in text
    assert "make contain ONLY=" in text


def test_demo_passes_and_fails() -> None:
    code, text = drive("console/demo.py")
    assert code == 0, text
    assert "and so on." in text
    assert "power cycle" in text or "offline" in text
    code, text = drive("console/demo.py", lies="leaky")
    assert code == 1
    assert "NOT CONTAINED" in text


def test_chat_answers_and_ends() -> None:
    code, text = drive("console/run.py", stdin="hello\n/help\n/nonsense\n/quit\n")
    assert code == 0, text
    assert "/power-cycle" in text
    assert "unknown command" in text
    assert text.endswith("bye\n")


def test_chat_runs_an_attack_and_power_cycles() -> None:
    lines = "/attack\n/power-cycle\n/load /no/such.elf\n/status\n"
    code, text = drive("console/run.py", stdin=lines)
    assert code == 0, text
    assert "no such file" in text
    assert "escape" in text
    assert "level=standard" in text


def test_every_wall_is_known_and_used_masks_differ() -> None:
    bits = walls.all_bits()
    assert bits["captive_park"] == 0 and bits["region_bound"] == 3
    assert bits["software.gstage_wx"] == 16
    for attack in load_attacks():
        assert attack.walls, attack.name
        for wall in attack.walls:
            assert attack.off(but=wall) != attack.off(), attack.name
    with pytest.raises(KeyError):
        walls.mask(["no_such_wall"])


def test_no_slot_tells_which_attack_runs() -> None:
    """All attacks lie in every table, anywhere but where a harmless guest starts."""
    attacks = load_attacks()
    slots: dict[str, set[int]] = {a.name: set() for a in attacks}
    for seed in range(60):
        for attack in attacks:
            table = guest_table(attack, seed, 0)
            assert sorted(table) == sorted({FIRST, *slots})
            assert table[0] == FIRST
            slots[attack.name].add(table.index(attack.name))
    assert all(len(s) > len(attacks) // 2 for s in slots.values()), slots
    assert guest_table(attacks[0], 1, 0) == guest_table(attacks[0], 1, 0)


def test_attack_guests_exist() -> None:
    for attack in load_attacks():
        for name in filter(None, (attack.name, attack.before)):
            assert (ROOT / f"firmware/guests/attacks/{name}.c").is_file()


def test_lines_become_records() -> None:
    record = parse_line('@event load-failed model=0 guest=2 why="not an ELF file"')
    assert (record.kind, record.name) == ("event", "load-failed")
    assert record.fields["why"] == "not an ELF file"
    assert parse_line('@out 0 "a\\u00e9\\n"').text == "aé\n"
    assert parse_line('@out 1 "x"').fields["model"] == "1"
    assert parse_line("@out 0 broken").kind == "text"
    assert parse_line("boot: hello").kind == "text"
    assert parse_line("@err no such guest").text == "no such guest"


def test_forbidden_characters() -> None:
    assert not forbidden("plain text\n\tétude \u4e2d")
    for bad in ("\x1b[2J", "\r", "\x7f", "\u009b", "\u202e", "\u200b"):
        assert forbidden(bad)
