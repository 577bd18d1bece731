#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Synthesises one module of the core for ECP5 with Yosys, in this process.

It is a program of its own because Yosys prints to the standard output, leaves the process on an
error and keeps its memory: fmax.py starts it with the output in a log.

usage: synth.py TOP NETLIST.json [PARAMETER=VALUE ...]
"""

from __future__ import annotations

import sys
from pathlib import Path

from pyosys import libyosys as ys

ROOT = Path(__file__).resolve().parent.parent
# The mapper recovers area wherever a path is shorter than this (picoseconds); its idea of a wire is
# better than a placed one, so the figure lies well below the 20 ns that are wanted.
DELAY_TARGET = 8000
# Maps four times over, from other structures each time: a tenth fewer LUT4s for the same delay than
# with the mapper's usual script (docs/results/fpga.md).
MAPPING = "flow2"


def sources() -> list[str]:
    """The core's own file list, and the wrapper."""
    lines = (ROOT / "rtl/core/core.f").read_text(encoding="utf-8").splitlines()
    names = [line.strip() for line in lines]
    return [name for name in names if name and not name.startswith(("#", "//"))] + [
        "fpga/core_ooc.sv"
    ]


def main() -> int:
    top, netlist, *parameters = sys.argv[1:]
    design = ys.Design()
    given = " ".join(f"-G {parameter}" for parameter in parameters)
    for command in (
        f"read_slang --top {top} {given} {' '.join(sources())}",
        "chformal -remove",
        # Checking the mapping takes longer than the mapping.
        "scratchpad -set abc9.verify false",
        f"scratchpad -set abc9.D {DELAY_TARGET}",
        f"scratchpad -copy abc9.script.{MAPPING} abc9.script",
        f"synth_lattice -family ecp5 -top {top}",
        f"write_json {netlist}",
    ):
        ys.run_pass(command, design)
    return 0


if __name__ == "__main__":
    sys.exit(main())
