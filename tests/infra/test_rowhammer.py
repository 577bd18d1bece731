# SPDX-License-Identifier: Apache-2.0
"""The RowHammer figures of docs/isolation.md are the slot schedule's (scripts/rowhammer.py)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts/rowhammer.py"
sys.path.insert(0, str(SCRIPT.parent))

import rowhammer  # noqa: E402

TWO_MODELS = """
  parameter int unsigned MaxModels = 2;
  parameter int unsigned SlotCycles = 10;
  parameter int unsigned GapCycles  = 2;
"""


def check(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), "--check", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_document_has_the_figures() -> None:
    done = check(ROOT / "docs/isolation.md")
    assert done.returncode == 0, done.stdout + done.stderr


def test_another_figure_is_found(tmp_path: Path) -> None:
    text = (ROOT / "docs/isolation.md").read_text(encoding="utf-8")
    copy = tmp_path / "isolation.md"
    copy.write_text(text.replace("| 1 | 28 | 114,2", "| 1 | 28 | 14,2"), encoding="utf-8")
    done = check(copy)
    assert done.returncode == 1
    assert "FAIL" in done.stdout


def test_frames_of_a_refresh_period() -> None:
    rows = rowhammer.table(TWO_MODELS).splitlines()[2:]
    assert [row.split(" | ")[:2] for row in rows] == [["| 1", "22"], ["| 2", "32"]]
    # 3.2 million cycles of 32: whole frames, and one that has begun.
    assert rowhammer.activations(32) == 100_001
