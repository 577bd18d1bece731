# SPDX-License-Identifier: Apache-2.0
"""make new-block in a copy of the tree: the block passes lint, audit, proof and its test as it is.

Then a leak is put into it, which the audit names and the proof refutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAME = "postbox"
LEAK = ("status.pending.next = pending_q;", "status.pending.next = pending_q && !valid_o;")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git knows or would add, with the tools of this checkout."""
    copy = tmp_path_factory.mktemp("tree")
    listed = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    (copy / ".venv").symlink_to((ROOT / ".venv").resolve())
    subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
    done = make(copy, "new-block", f"NAME={NAME}")
    assert done.returncode == 0, done.stdout + done.stderr
    return copy


def make(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "TEST_TIER"))}
    env.pop("JUNIT_XML", None)
    command = ["make", "JOBS=1", *words]
    return subprocess.run(
        command, cwd=tree, env=env, capture_output=True, text=True, check=False, timeout=450
    )


def passes(tree: Path, *words: str) -> str:
    done = make(tree, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "usage: make new-block NAME=x"),
        ("Big", "a name is 2 to 24 of a-z, 0-9 and _"),
        ("../x", "a name is 2 to 24 of a-z, 0-9 and _"),
        ("mgmt", "rtl/mgmt exists"),
        ("core_csr", "there is a module core_csr"),
        ("frame", "there is a proof or a test group of that name"),
        ("module", "the word is kept by a language"),
        ("addrmap", "the word is kept by a language"),
        (NAME, f"rtl/{NAME} exists"),
    ],
)
def test_a_bad_name_is_refused_in_one_line(tree: Path, name: str, why: str) -> None:
    done = make(tree, "new-block", f"NAME={name}")
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 1, done.stderr
    assert why in lines[0]


def test_it_passes_lint(tree: Path) -> None:
    checks = f"licence ruff ruff-format verilator-{NAME} verilator-{NAME}_props"
    assert "5 passed, 0 failed" in passes(tree, "lint-build") + passes(
        tree, "lint", f"ONLY={checks}"
    )


def test_it_passes_the_audit(tree: Path) -> None:
    assert f"audit: {NAME}: 8 registers" in passes(tree, "audit", f"ONLY={NAME}")


def test_it_is_proved(tree: Path) -> None:
    out = passes(tree, "prove", f"ONLY={NAME}")
    assert "proved   unbounded" in out
    assert "mutants 2 of 2" in out


def test_its_test_passes(tree: Path) -> None:
    step = [".venv/bin/python", "-m", "pytest", "-q", f"tests/{NAME}"]
    done = subprocess.run(step, cwd=tree, capture_output=True, text=True, check=False, timeout=450)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_a_leak_in_it_is_named_and_refuted(tree: Path) -> None:
    """Whether the receiver took the word shows in hv's status: a way back."""
    source = tree / f"rtl/{NAME}/{NAME}.sv"
    text = source.read_text(encoding="utf-8")
    line = text[: text.index(LEAK[0])].count("\n") + 1
    source.write_text(text.replace(*LEAK), encoding="utf-8")
    try:
        audit = make(tree, "audit", f"ONLY={NAME}")
        proof = make(tree, "prove", f"ONLY={NAME}", "MUTANTS=0")
    finally:
        source.write_text(text, encoding="utf-8")
    assert audit.returncode != 0
    assert f"crossing {NAME}-status carries model0 to hv, undeclared" in audit.stdout
    assert f"rtl/{NAME}/{NAME}.sv:{line} " in audit.stdout
    assert proof.returncode != 0
    assert "refuted" in proof.stdout
