# SPDX-License-Identifier: Apache-2.0
"""Text for the simulator alone is the circuit that is synthesised (simulation_text.py).

A RAM that the simulator's text writes wrongly is found.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from simulation_text import DIFFER, ROOT, modules


def compare(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "tests/prove/simulation_text.py", *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=400
    )


@pytest.mark.parametrize("module", sorted(modules() - DIFFER.keys()))
def test_one_circuit(module: str) -> None:
    done = compare("--only", module)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == f"{module}: one circuit\n"


def test_exceptions_exist() -> None:
    assert DIFFER.keys() <= modules()


WRONG = [
    (
        "rtl/prim/prim_ram_1r1w.sv",
        "if (wr_strb_i[i]) mem[wr_addr_i][i*Lane+:Lane] = wr_data_i[i*Lane+:Lane];",
        "mem[wr_addr_i][i*Lane+:Lane] = wr_data_i[i*Lane+:Lane];",
    ),
    ("rtl/cache/l2_way.sv", "data_par_mem[data_idx_i][b]    = data_par[b];", ""),
]


@pytest.mark.parametrize(("source", "old", "new"), WRONG)
def test_another_circuit_is_found(tmp_path: Path, source: str, old: str, new: str) -> None:
    text = (ROOT / source).read_text(encoding="utf-8")
    assert text.count(old) == 1
    copy = tmp_path / Path(source).name
    copy.write_text(text.replace(old, new), encoding="utf-8")
    module = Path(source).stem
    done = compare(f"{source}={copy}", "--only", module)
    assert done.returncode == 1
    assert f"FAIL {module}: their outputs differ" in done.stdout
