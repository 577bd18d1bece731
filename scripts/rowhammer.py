#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How often the slot schedule lets a domain open DRAM rows in one refresh period (RowHammer).

Each domain opens at most one row in a frame (OpenedOnce_A, OwnSlot_A and HvSlot_A of
mem_ctrl_props), so what it can do to one row is bounded by the frames in a refresh period, whatever
it runs. The frame's length is read from rtl/soc/soc_pkg.sv.

usage: rowhammer.py [--check FILE]   the table, or: 0 if FILE holds it
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "rtl/soc/soc_pkg.sv"
CLOCK_HZ = 50_000_000  # the FPGA flow's target (fpga/fmax.py); a slower clock opens fewer
REFRESH_S = 0.064
# Fewest activations of one row for a bit flip. Two rows around a victim: each of them this often.
THRESHOLDS = (
    ("DDR3, ISCA 2014", 139_000),
    ("DDR4, ISCA 2020", 10_000),
    ("LPDDR4, ISCA 2020", 4_800),
)


def parameter(text: str, name: str) -> int:
    found = re.findall(rf"parameter int unsigned {name}\s*=\s*(\d+);", text)
    if len(found) != 1:
        raise ValueError(f"{PACKAGE}: no single {name}")
    return int(found[0])


def frame_cycles(text: str, models: int) -> int:
    return parameter(text, "SlotCycles") * (models + 1) + parameter(text, "GapCycles")


def activations(cycles: int) -> int:
    """Frames that begin in a refresh period, wherever it begins."""
    return int(CLOCK_HZ * REFRESH_S) // cycles + 1


def table(text: str) -> str:
    lines = ["| models | frame | one row | each of two | " + " | ".join(t[0] for t in THRESHOLDS)]
    lines[0] += " |"
    lines.append("|" + "---|" * (4 + len(THRESHOLDS)))
    for models in range(1, parameter(text, "MaxModels") + 1):
        cycles = frame_cycles(text, models)
        one = activations(cycles)
        shares = " | ".join(f"{one / limit:.2f}" for _, limit in THRESHOLDS)
        lines.append(f"| {models} | {cycles} | {one:,} | {one // 2:,} | {shares} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Activations in a refresh period.")
    parser.add_argument("--check", metavar="FILE", help="fail unless this file holds the table")
    options = parser.parse_args(arguments)
    found = table((ROOT / PACKAGE).read_text(encoding="utf-8"))
    if options.check is None:
        print(found)
    elif found not in Path(options.check).read_text(encoding="utf-8"):
        print(f"FAIL {options.check} holds another table; again: scripts/rowhammer.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
