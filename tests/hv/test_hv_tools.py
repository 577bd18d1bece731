# SPDX-License-Identifier: Apache-2.0
"""scripts/mkpolicy.py and scripts/mkimage.py: what they make, and how they name mistakes."""

from __future__ import annotations

import hashlib
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def mkpolicy(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts/mkpolicy.py"), "--policy", str(folder), *args]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "policy", tmp_path / "policy"))


def test_blob_is_the_struct(policy: Path, tmp_path: Path) -> None:
    blob = tmp_path / "policy.bin"
    source = tmp_path / "policy.c"
    done = mkpolicy(policy, "--blob", str(blob), "--source", str(source))
    assert done.returncode == 0, done.stderr
    data = blob.read_bytes()
    magic, version, size, patterns, rules, _ = struct.unpack_from("<6I", data)
    assert (magic, version, size) == (0x594C4F50, 2, len(data))
    assert patterns == (ROOT / "policy/patterns.toml").read_text().count("[[pattern]]")
    assert rules == (ROOT / "policy/levels.toml").read_text().count("[[rule]]")
    assert hashlib.sha256(data).hexdigest() in source.read_text()


def test_every_detector_has_a_rule() -> None:
    header = (ROOT / "hv/hv.h").read_text()
    names = set(re.findall(r"^ *X\([A-Z_]+, (\w+), \w+\)", header, re.MULTILINE))
    rules = set(re.findall(r'^detector = "(\w+)"', (ROOT / "policy/levels.toml").read_text(), re.M))
    assert names and rules == names


def test_limits_are_those_of_the_header() -> None:
    """mkpolicy.py packs by position: the names must stand in the order of the structs."""
    order = []
    for name in ("policy_machine", "policy_limits"):
        body = (ROOT / "hv/policy.h").read_text().split(f"struct {name} {{")[1].split("};")[0]
        order += re.findall(r"uint64_t (\w+);", body)
    script = (ROOT / "scripts/mkpolicy.py").read_text()
    assert re.findall(r'^    \("(\w+)", ', script, re.MULTILINE) == order


def test_a_model_can_have_limits_of_its_own(policy: Path, tmp_path: Path) -> None:
    blob = tmp_path / "policy.bin"
    limits = policy / "limits.toml"
    limits.write_text(limits.read_text() + "\n[[model]]\nnumber = 2\nbudget_cycles = 777\n")
    done = mkpolicy(policy, "--blob", str(blob))
    assert done.returncode == 0, done.stderr
    values = struct.unpack_from("<42Q", blob.read_bytes(), 24)
    models = [values[2 + 10 * m : 12 + 10 * m] for m in range(4)]
    assert models[2] == (777, *models[0][1:])
    assert models[0] == models[1] == models[3] and models[0][0] != 777


@pytest.mark.parametrize(
    "table", ["number = 4", "number = 1\nparser_cycles = 20000", "prompt_bytes = 9"]
)
def test_tables_of_models_are_checked(policy: Path, table: str) -> None:
    limits = policy / "limits.toml"
    before = limits.read_text()
    limits.write_text(f"{before}\n[[model]]\n{table}\n")
    done = mkpolicy(policy)
    assert done.returncode == 1
    assert re.search(rf"{limits}:(\d+): ", done.stderr), done.stderr
    assert int(done.stderr.split(":")[2]) > before.count("\n"), done.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("limits.toml", "prompt_bytes = 1024", "prompt_bytes = 0", "not within 1 to 2048"),
        ("limits.toml", "prompt_bytes = 1024", 'prompt_bytes = "x"', "not an integer"),
        ("limits.toml", "prompt_bytes = 1024", "promt_bytes = 1024", "unknown key 'promt_bytes'"),
        ("limits.toml", "prompt_bytes = 1024", "prompt_bytes = ", "Invalid value"),
        ("patterns.toml", '"open the relays"', '"öffne die Relais"', "printable ASCII"),
        ("patterns.toml", 'where = "input"', 'where = "inside"', "not one of input, output, both"),
        ("levels.toml", '"outside_access"', '"outside"', "not one of"),
        ("levels.toml", 'level = "offline"', 'level = "immolation"', "not one of none, probation"),
        ("levels.toml", "reports = 16", "reports = 0", "not within 1"),
    ],
)
def test_mistakes_name_file_and_line(
    policy: Path, file: str, old: str, new: str, says: str
) -> None:
    path = policy / file
    text = path.read_text()
    if old not in text:
        text += f'\n[[pattern]]\ntext = "x"\n{old}\n'
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1))
    done = mkpolicy(policy)
    assert done.returncode == 1
    assert f"{path}:{line}:" in done.stderr, done.stderr
    assert says in done.stderr


def test_image_digest() -> None:
    """The header that mkimage.py writes is the one that firmware/lib/image.h describes."""
    image = (ROOT / "build/hv/hv.img").read_bytes()
    magic, version, kind, load, length, entry, end = struct.unpack_from("<8sIIQQQQ", image)
    assert (magic, version, kind, load) == (b"GLLOTIMG", 1, 1, 0x8000_0000)
    assert length == len(image) - 4096 and entry == load + 4096 and end > load + len(image)
    measured = image[:64] + bytes(32) + image[96:]
    assert image[64:96] == hashlib.sha256(measured).digest()
    assert not any(image[96:4096])


def test_boot_rom_fits() -> None:
    words = (ROOT / "build/boot/boot.hex").read_text().split()
    assert 0 < len(words) <= 60 * 1024 // 8


def test_mkimage_refuses(tmp_path: Path) -> None:
    bad = tmp_path / "bad.elf"
    bad.write_bytes(b"\x7fELF")
    command = [sys.executable, str(ROOT / "scripts/mkimage.py"), str(bad), "--image", "/dev/null"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "not a 64-bit little-endian ELF" in done.stderr


def test_parsers_call_nothing_outside() -> None:
    command = ["riscv64-unknown-elf-nm", str(ROOT / "build/hv/parsers.o")]
    symbols = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    kinds = {line.split()[-2] for line in symbols.splitlines()}
    assert "U" not in kinds, symbols
    assert not kinds & set("DBdbCSs"), symbols  # no writable data
    assert [s.split()[-1] for s in symbols.splitlines() if s.split()[-2] == "T"] == ["parser_entry"]
