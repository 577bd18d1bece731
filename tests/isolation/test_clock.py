# SPDX-License-Identifier: Apache-2.0
"""Law 4 inside a model domain: every flop and memory is behind the clock gate (clock_netlist.py).

A block that is clocked beside the gate is found.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = "rtl/soc/model_domain.sv"


def netlist(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "tests/isolation/clock_netlist.py", *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=400
    )


def changed(tmp_path: Path, old: str, new: str) -> str:
    text = (ROOT / DOMAIN).read_text(encoding="utf-8")
    assert text.count(old) == 1
    copy = tmp_path / Path(DOMAIN).name
    copy.write_text(text.replace(old, new), encoding="utf-8")
    return f"{DOMAIN}={copy}"


def test_everything_is_behind_the_gate() -> None:
    done = netlist()
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"ungated": 0' in done.stdout


def test_a_block_beside_the_gate_is_found(tmp_path: Path) -> None:
    done = netlist(changed(tmp_path, ".clk_i        (clk),", ".clk_i,"))
    assert done.returncode == 1
    assert "FAIL u_l2.state_q runs without the gate" in done.stdout
