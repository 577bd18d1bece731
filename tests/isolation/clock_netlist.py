#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every flop and memory of a model domain hangs on its gated clock: looked up in the netlist.

So while the gate is shut, which is proved of management for a frozen domain (mgmt-inwards), nothing
in the domain can change: law 4 inside the domain needs no proof engine.

usage: clock_netlist.py [FILE=COPY]   0: nothing else is clocked; a copy stands in for a source
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from reset_netlist import TOP, JobError, cells, field, run_job, sources

GATE = "prim_clkgate"
ELABORATE = r"""
run("read_slang -D FORMAL --blackboxed-module " + job["gate"] + " --top " + job["top"] + " "
    + " ".join(job["files"]))
run("hierarchy -top " + job["top"], "proc", "flatten", "chformal -remove")
run("setattr -set keep 1 t:$*ff* t:$*latch* t:$mem*", "opt_clean")
run("tee -o " + job["out"] + " dump t:$*ff* t:$*latch* t:$sr t:$mem* t:" + job["gate"])
"""


def netlist(instead: dict[str, str]) -> list[str]:
    """Every cell that holds a bit, and the clock gate."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(f"{folder}/netlist")
        job = {"top": TOP, "gate": GATE, "files": sources(instead), "out": str(out)}
        try:
            run_job(ELABORATE, job, Path(folder))
        except JobError as error:
            sys.exit(f"clock_netlist.py: {TOP} does not elaborate: {error}")
        return cells(out)


def kind(cell: str) -> str:
    return cell.split()[1].lstrip("\\")


def name(cell: str) -> str:
    """Of what it holds: a flop's output, a memory's name."""
    found = field(cell, r"connect \\Q") or field(cell, r"parameter \\MEMID")
    return found or cell.split()[2]


def ungated(found: list[str]) -> list[str]:
    """What holds a bit and is not clocked by the gate alone. Reads of a memory may be unclocked."""
    gates = [cell for cell in found if kind(cell) == GATE]
    if len(gates) != 1:
        sys.exit(f"clock_netlist.py: {TOP} has {len(gates)} clock gates; it must have one")
    clock = field(gates[0], r"connect \\clk_o")
    wrong = []
    for cell in found:
        if kind(cell) == GATE or (
            kind(cell).startswith("$memrd") and field(cell, r"parameter \\CLK_ENABLE") == "0"
        ):
            continue
        if field(cell, r"connect \\CLK") != clock or "latch" in kind(cell):
            wrong.append(name(cell))
    return sorted(set(wrong))


def main() -> int:
    found = netlist(dict(word.split("=", 1) for word in sys.argv[1:]))
    wrong = ungated(found)
    for what in wrong:
        print(f"FAIL {what} runs without the gate; reproduce: tests/isolation/clock_netlist.py")
    print(json.dumps({"cells": len(found) - 1, "ungated": len(wrong)}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
