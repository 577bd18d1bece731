# SPDX-License-Identifier: Apache-2.0
"""Every flop of a model domain takes a constant at reset, by the netlist (reset_netlist.py).

Flops that lose their reset, one of them read by nothing but what is cleared, are found.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUICK = os.environ.get("TEST_TIER", "full") == "quick"


def netlist(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "tests/isolation/reset_netlist.py", *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=400
    )


def test_every_flop_is_cleared() -> None:
    done = netlist()
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"cleared": ' in done.stdout


LOST = [
    ("rtl/core/core_execute.sv", "      m_pc_q     <= '0;\n", "u_core.u_execute.m_pc_q"),
    ("rtl/core/l1i.sv", "      data_q <= '0;\n", "u_core.u_mem.u_l1i.data_q"),
    ("rtl/core/ptw.sv", "      fill_q <= '0;\n", "u_core.u_mem.u_ptw.fill_q"),
]


@pytest.mark.parametrize(("source", "old", "flop"), LOST[:1] if QUICK else LOST)
def test_a_flop_without_reset_is_found(tmp_path: Path, source: str, old: str, flop: str) -> None:
    text = (ROOT / source).read_text(encoding="utf-8")
    at = text.rindex(old)  # the reset stands last, or alone
    copy = tmp_path / Path(source).name
    copy.write_text(text[:at] + text[at + len(old) :], encoding="utf-8")
    done = netlist(f"{source}={copy}")
    assert done.returncode == 1
    assert f"FAIL nothing clears {flop}" in done.stdout
