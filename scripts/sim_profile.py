#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Where a simulated cycle goes, by module and by line of the RTL: `make profile`.

Reads gprof's flat profile of a model that was verilated with --prof-cfuncs, where the name of each
C++ function ends with the module and line that it stands for. What a function costs by being one
(`eval_nba` calls them) counts as overhead: without --prof-cfuncs there are a few dozen large ones.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from collections import Counter

FLAT = re.compile(r"^ *(\d+\.\d+) +(\d+\.\d+) +(\d+\.\d+) +(?:[\d.]+ +)*([A-Za-z_].*)$")
PLACE = re.compile(r"__PROF__(\w+)__l(\d+)\b")


def flat_profile(text: str) -> Counter[str]:
    """Seconds by function."""
    seconds: Counter[str] = Counter()
    for line in text.splitlines():
        match = FLAT.match(line)
        if match:
            seconds[match[4]] += float(match[3])
    return seconds


def by_place(seconds: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """Seconds by module and by line; functions of no module count as modules of their own."""
    modules: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for function, value in seconds.items():
        place = PLACE.search(function)
        if place:
            modules[place[1]] += value
            lines[f"{place[1]}.sv:{place[2]}"] += value
        else:
            name = re.sub(r"^V\w+?___024root___|\(.*$", "", function)
            modules[f"({name})"] += value
    return modules, lines


def print_table(title: str, seconds: Counter[str], total: float, count: int) -> None:
    print(f"{title:<40} share")
    for name, value in seconds.most_common(count):
        print(f"{name:<40} {value / total:5.1%}")
    print()


def main() -> int:
    parser = argparse.ArgumentParser(description="Summarise a profile of the simulator.")
    parser.add_argument("program")
    parser.add_argument("gmon")
    parser.add_argument("--count", type=int, default=40, help="rows of each table")
    arguments = parser.parse_args()
    command = ["gprof", "--brief", "--flat-profile", arguments.program, arguments.gmon]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds = flat_profile(run.stdout)
    total = sum(seconds.values())
    if total == 0:
        print("no samples")
        return 1
    modules, lines = by_place(seconds)
    print_table("module", modules, total, arguments.count)
    print_table("line", lines, total, arguments.count)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
