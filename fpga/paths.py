# SPDX-License-Identifier: Apache-2.0
"""Longest paths of a synthesised netlist, before place and route.

nextpnr names one path for each clock and needs many minutes for it; whoever shortens paths needs to
see the next ones too, and soon. Cells have the delays of speed grade 6, rounded; a net has a guess
that grows with its fan-out. Absolute figures are optimistic, their order is what they are for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

Cells = dict[str, Any]

FLOPS = {"TRELLIS_FF": 0.5, "DP16KD": 5.6}  # clock to output
MUXES = ("PFUMX", "L6MUX21")
CLOCKS = ("CLK", "WCK", "CLKA", "CLKB")
# Nanoseconds of a net, and what each of these fan-outs adds.
NET = 0.65
FAN_OUT = ((2, 0.12), (6, 0.2), (20, 0.25), (60, 0.3), (200, 0.3))


@dataclass
class Path:
    """An end point with the nets that lead to it, first to last, and when each is there."""

    end: str
    ns: float
    nets: list[tuple[float, str]] = field(default_factory=list)

    def through(self) -> list[str]:
        """Names of the nets, without repetitions side by side."""
        names: list[str] = []
        for _, name in self.nets:
            if not names or names[-1] != name:
                names.append(name)
        return names


def cell_delay(kind: str, source: str, sink: str) -> float | None:
    """From an input to an output; None where no path leads through."""
    if kind == "CCU2C":
        if source == "CIN":
            return 0.07 if sink == "COUT" else 0.44
        return 0.45 if sink == "COUT" else 0.6
    if kind == "TRELLIS_DPR16X4":
        return 0.3 if source == "RAD" else None
    return {"LUT4": 0.24, "MULT18X18D": 3.6, **dict.fromkeys(MUXES, 0.2)}.get(kind, 0.3)


def is_wired(kind: str, port: str) -> bool:
    """Inputs that are reached without routing: carries, and multiplexers behind their LUTs."""
    return (kind == "CCU2C" and port == "CIN") or (kind in MUXES and port not in ("C0", "SD"))


def shown(name: str) -> str:
    """A net's name in the source, without bit numbers and what the tools appended."""
    name = re.sub(r"_(LUT4|PFUMX|L6MUX21|CCU2C|TRELLIS_FF|TRELLIS_DPR16X4|DP16KD)_.*", "", name)
    return re.sub(r"\.\d+\.\d+_(D|R|W).*|\[\d+\]|\$.*", "", name).removeprefix("u_core.")


class Netlist:
    """Arrival times of every net, from flops and RAMs on."""

    def __init__(self, module: dict[str, Any]) -> None:
        self.cells: Cells = module["cells"]
        self.names = self.net_names(module["netnames"])
        self.fan_out: Counter[int] = Counter()
        self.driver: dict[int, str] = {}
        for name, cell in self.cells.items():
            for _, bit in self.pins(cell, "input"):
                self.fan_out[bit] += 1
            for _, bit in self.pins(cell, "output"):
                self.driver[bit] = name
        self.when: dict[int, float] = {}
        self.before: dict[int, int | None] = {}
        self.propagate()

    @staticmethod
    def net_names(nets: dict[str, Any]) -> dict[int, str]:
        """For each net the shortest name that the source gave it."""
        names: dict[int, str] = {}
        for name, net in nets.items():
            for bit in net["bits"]:
                old = names.get(bit)
                if old is None or ("$" in name, len(name)) < ("$" in old, len(old)):
                    names[bit] = name
        return names

    @staticmethod
    def pins(cell: dict[str, Any], direction: str) -> list[tuple[str, int]]:
        return [
            (port, bit)
            for port, bits in cell["connections"].items()
            if cell["port_directions"][port] == direction
            for bit in bits
            if isinstance(bit, int)
        ]

    def net(self, bit: int) -> float:
        return NET + sum(ns for least, ns in FAN_OUT if self.fan_out[bit] > least)

    def inputs_that_matter(self, cell: dict[str, Any]) -> list[tuple[str, int]]:
        """Inputs of a cell from which a path leads through it."""
        if cell["type"] == "TRELLIS_DPR16X4":
            return [pin for pin in self.pins(cell, "input") if pin[0] == "RAD"]
        return self.pins(cell, "input")

    def propagate(self) -> None:
        waits: dict[str, int] = {}
        users: dict[int, list[str]] = defaultdict(list)
        for name, cell in self.cells.items():
            if cell["type"] in FLOPS:
                for _, bit in self.pins(cell, "output"):
                    self.when[bit] = FLOPS[cell["type"]]
                    self.before[bit] = None
                continue
            sources = {bit for _, bit in self.inputs_that_matter(cell) if self.is_logic(bit)}
            waits[name] = len(sources)
            for bit in sources:
                users[bit].append(name)
        ready = [name for name, count in waits.items() if count == 0]
        while ready:
            cell = self.cells[ready.pop()]
            for port, bit in self.pins(cell, "output"):
                self.arrive(cell, port, bit)
                for user in users[bit]:
                    waits[user] -= 1
                    if waits[user] == 0:
                        ready.append(user)

    def is_logic(self, bit: int) -> bool:
        return bit in self.driver and self.cells[self.driver[bit]]["type"] not in FLOPS

    def arrive(self, cell: dict[str, Any], port: str, bit: int) -> None:
        kind = cell["type"]
        self.when[bit], self.before[bit] = 0.0, None
        for source, net in self.inputs_that_matter(cell):
            delay = cell_delay(kind, source, port)
            if delay is None:
                continue
            wire = 0.0 if is_wired(kind, source) else self.net(net)
            at = self.when.get(net, 0.0) + wire + delay
            if at > self.when[bit]:
                self.when[bit], self.before[bit] = at, net

    def longest(self, count: int) -> list[Path]:
        """The longest paths that end in different registers or RAMs."""
        ends: dict[str, tuple[float, int]] = {}
        for cell in self.cells.values():
            if cell["type"] not in FLOPS and cell["type"] != "TRELLIS_DPR16X4":
                continue
            outputs = self.pins(cell, "output")
            end = shown(self.names[outputs[0][1]]) if outputs else "?"
            for port, bit in self.pins(cell, "input"):
                if port in CLOCKS or port == "RAD" or bit not in self.when:
                    continue
                at = self.when[bit] + self.net(bit)
                if at > ends.get(end, (0.0, 0))[0]:
                    ends[end] = (at, bit)
        ranked = sorted(ends.items(), key=lambda item: -item[1][0])
        return [self.trace(end, at, bit) for end, (at, bit) in ranked[:count]]

    def trace(self, end: str, at: float, bit: int) -> Path:
        path = Path(end, round(at, 1))
        step: int | None = bit
        while step is not None:
            path.nets.insert(0, (round(self.when[step], 1), shown(self.names[step])))
            step = self.before[step]
        return path
