# SPDX-License-Identifier: Apache-2.0
"""The elaborated SoC as a graph of bits: who drives what, through which cell, from which line.

Elaboration runs in a process of its own, since Yosys ends the process on an error. The netlist is
the synthesised configuration: no simulation, memory as an array, the clock gate as a cell, and the
simulation-only inputs tied to zero (constants.py takes out what that switches off). Yosys optimises
nothing here, so that what two domains share in this graph, they share in the RTL, and each port of
a module is a net of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyosys_job import JobError, run_job

ROOT = Path(__file__).resolve().parents[2]
SOC = "guillotine_soc"
DEFINES = ("MEM_BACKEND_ARRAY", "TARGET_ECP5")

ELABORATE = r"""
import re
run("read_verilog -lib +/lattice/cells_bb_ecp5.v")
flags = "".join(" -D " + x for x in job["defines"])
flags += "".join(" -G " + k + "=" + v for k, v in job["parameters"].items())
flags += "".join(" --blackboxed-module " + x for x in job["boxes"])
flags += " --ignore-assertions --top " + job["top"] + " "
run("read_slang" + flags + " ".join(job["files"]))
run("hierarchy -check -top " + job["top"])
for name in job["tied"]:
    run("delete -input w:" + name, "connect -set " + name + " 0")
for name in job["open"]:
    run("delete -output w:" + name)
run("proc -noopt", "memory_collect", "tee -o " + job["out"] + ".mems dump t:$mem_v2")
# An array that is only addressed by constants is so many registers, each with its own owner.
words = []
constant = re.compile(r"\d+'[01]+|\d+|\{ *\}")
dump = open(job["out"] + ".mems").read()
for cell in re.findall(r"^\s*cell \$mem_v2 .*?^\s*end$", dump, re.M | re.S):
    ports = dict(re.findall(r"^\s*connect \\(\w+) (.+)$", cell, re.M))
    if all(constant.fullmatch(ports[p].strip()) for p in ("RD_ADDR", "WR_ADDR")):
        words.append("c:" + re.match(r"\s*cell \$mem_v2 \\?(\S+)", cell)[1])
if words:
    run("memory_map " + " ".join(words))
run("write_json " + job["out"])
"""

Node = int  # a bit of the netlist, or below zero a whole memory


class AuditError(Exception):
    """Nothing can be said: the user gets this line and status 2."""


@dataclass(frozen=True)
class Cell:
    name: str
    kind: str
    src: str
    inputs: Mapping[str, list[int | str]]
    outputs: Mapping[str, list[int | str]]


def elaborate(
    top: str,
    files: Iterable[str],
    models: int,
    tied: Iterable[str],
    unconnected: Iterable[str],
    folder: Path,
    boxes: Iterable[str] = (),
) -> Path:
    """The flat netlist as Yosys JSON. Whatever goes into a module of `boxes` may come out of it."""
    out = folder / "netlist.json"
    job = {
        "top": top,
        "defines": DEFINES,
        "parameters": {"NumModels": str(models)} if top == SOC else {},
        "files": list(files),
        "tied": list(tied),
        "open": list(unconnected),
        "boxes": list(boxes),
        "out": str(out),
    }
    try:
        run_job(ELABORATE, job, folder)
    except JobError as error:
        raise AuditError(f"{top} does not elaborate: {error}") from error
    return out


def is_flop(kind: str) -> bool:
    return "ff" in kind and kind.startswith("$") or kind in ("$dlatch", "$sr", "$adlatch")


@dataclass
class Netlist:
    """Bits are numbers; a bit's driver is a cell, or nothing when it is an input of the chip."""

    cells: list[Cell]
    driver: dict[int, tuple[int, str, int]]  # bit: cell, port, position
    wires: dict[str, list[int | str]]  # public names
    sources: dict[str, str]  # of public names: file:line
    inputs: dict[str, list[int | str]]  # ports of the chip
    outputs: dict[str, list[int | str]]
    memories: dict[int, int] = field(default_factory=dict)  # node below zero: cell
    names: dict[int, str] = field(default_factory=dict)
    constant: dict[int, int] = field(default_factory=dict)  # constants.py
    _fanin: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def is_state(self, node: Node) -> bool:
        if node < 0:
            return True
        at = self.driver.get(node)
        return at is not None and is_flop(self.cells[at[0]].kind)

    def cell_of(self, node: Node) -> Cell | None:
        if node < 0:
            return self.cells[self.memories[node]]
        at = self.driver.get(node)
        return self.cells[at[0]] if at else None

    def state_name(self, node: Node) -> str:
        """Hierarchical name of the register or memory."""
        cell = self.cell_of(node)
        assert cell is not None
        if node < 0:
            return cell.name
        if cell.name.startswith("$driver$"):
            return re.sub(r"\$\d+$", "", cell.name[len("$driver$") :])
        if cell.name.startswith("$memory"):
            return _memory_word(cell.name)
        return re.sub(r"\[\d+\]$", "", self.names.get(node, cell.name))

    def states(self) -> Iterator[Node]:
        for cell in self.cells:
            if is_flop(cell.kind):
                for bits in cell.outputs.values():
                    yield from (b for b in bits if isinstance(b, int))
        yield from self.memories  # a table that nobody writes is none

    def source(self, node: Node) -> str:
        """Where a node comes from, file:line, as near as the netlist knows."""
        cell = self.cell_of(node)
        if cell is not None and cell.src:
            return cell.src
        return self.sources.get(re.sub(r"\[\d+\]$", "", self.names.get(node, "")), "")

    def fanin(self, node: Node) -> tuple[Node, ...]:
        """What a node depends on within one cell."""
        found = self._fanin.get(node)
        if found is None:
            bits = () if node in self.constant else self._inputs(node)
            found = tuple(
                dict.fromkeys(b for b in bits if isinstance(b, int) and b not in self.constant)
            )
            self._fanin[node] = found
        return found

    def _inputs(self, node: Node) -> Iterator[int | str]:
        at = self.driver.get(node)
        if node < 0:
            yield from self._written(self.cells[self.memories[node]])
        elif at is None:
            return
        elif self.cells[at[0]].kind == "$mem_v2":
            if -1 - at[0] in self.memories:
                yield -1 - at[0]
            yield from _read_port(self.cells[at[0]], at[2])
        else:
            yield from _bits(self.cells[at[0]], at[2], self.constant)

    def _written(self, cell: Cell) -> Iterator[int | str]:
        for port in ("WR_ADDR", "WR_DATA", "WR_EN", "WR_CLK"):
            yield from cell.inputs[port]


def _memory_word(name: str) -> str:
    found = re.match(r"\$memory\\?(.+?)(?:\$\d+)?$", name)
    return found[1] if found else name


BITWISE = {"$and", "$or", "$xor", "$xnor", "$not", "$buf", "$pos"}


def _at(bits: list[int | str], i: int) -> list[int | str]:
    """Bit i of an operand that is extended where it is too short."""
    return [bits[min(i, len(bits) - 1)]] if bits else []


def _read_port(cell: Cell, i: int) -> Iterator[int | str]:
    ports = len(cell.inputs["RD_EN"])
    port = i // (len(cell.outputs["RD_DATA"]) // ports)
    width = len(cell.inputs["RD_ADDR"]) // ports
    yield from cell.inputs["RD_ADDR"][port * width : (port + 1) * width]
    for name in ("RD_EN", "RD_CLK", "RD_ARST", "RD_SRST"):
        yield cell.inputs[name][port]


def _known(bit: int | str, constant: Mapping[int, int]) -> int | None:
    if isinstance(bit, str):
        return {"0": 0, "1": 1}.get(bit)
    return constant.get(bit)


def _mux(
    select: int | str, low: int | str, high: int | str, constant: Mapping[int, int]
) -> Iterator[int | str]:
    known = _known(select, constant)
    if known != 1:
        yield low
    if known != 0:
        yield high
    yield select


def _bits(cell: Cell, i: int, constant: Mapping[int, int]) -> Iterator[int | str]:
    """The inputs on which output bit i of a cell depends; all of them where that is not known."""
    ins = cell.inputs
    if cell.kind in BITWISE:
        for bits in ins.values():
            yield from _at(bits, i)
    elif cell.kind == "$mux":
        yield from _mux(ins["S"][0], ins["A"][i], ins["B"][i], constant)
    elif cell.kind == "$bwmux":
        yield from _mux(ins["S"][i], ins["A"][i], ins["B"][i], constant)
    elif cell.kind == "$pmux":
        yield ins["A"][i]
        for k, select in enumerate(ins["S"]):
            if _known(select, constant) != 0:
                yield from (ins["B"][k * len(ins["A"]) + i], select)
    elif cell.kind == "$bmux":
        yield from ins["A"][i :: len(cell.outputs["Y"])]
        yield from ins["S"]
    elif cell.kind == "$demux":
        yield ins["A"][i % len(ins["A"])]
        yield from ins["S"]
    elif is_flop(cell.kind):
        for port, bits in ins.items():
            yield from [bits[i]] if port in ("D", "AD", "SET", "CLR") and len(bits) > 1 else bits
    else:
        for bits in ins.values():
            yield from bits


def read(path: Path, top: str) -> Netlist:
    design = json.loads(path.read_text(encoding="utf-8"))
    module = design["modules"][top]
    cells: list[Cell] = []
    driver: dict[int, tuple[int, str, int]] = {}
    memories: dict[int, int] = {}
    for name, entry in module["cells"].items():
        directions = entry["port_directions"]
        ports = entry["connections"]
        cell = Cell(
            name,
            entry["type"],
            _line(entry["attributes"].get("src", "")),
            {p: b for p, b in ports.items() if directions[p] != "output"},
            {p: b for p, b in ports.items() if directions[p] == "output"},
        )
        index = len(cells)
        cells.append(cell)
        if cell.kind == "$mem_v2" and cell.inputs["WR_EN"]:  # else it is a table
            memories[-1 - index] = index
        for port, bits in cell.outputs.items():
            for i, bit in enumerate(bits):
                if isinstance(bit, int):
                    driver[bit] = (index, port, i)
    wires: dict[str, list[int | str]] = {}
    sources: dict[str, str] = {}
    names: dict[int, str] = {}
    for name, entry in module["netnames"].items():
        if entry.get("hide_name"):
            continue
        wires[name] = entry["bits"]
        sources[name] = _line(entry["attributes"].get("src", ""))
        for i, bit in enumerate(entry["bits"]):
            if isinstance(bit, int):
                label = f"{name}[{i}]" if len(entry["bits"]) > 1 else name
                if bit not in names or label.count(".") > names[bit].count("."):
                    names[bit] = label
    inputs = {p: e["bits"] for p, e in module["ports"].items() if e["direction"] != "output"}
    outputs = {p: e["bits"] for p, e in module["ports"].items() if e["direction"] == "output"}
    return Netlist(cells, driver, wires, sources, inputs, outputs, memories, names)


def _line(src: str) -> str:
    """file:line of the first place of a src attribute (file:line.column-line.column|...)."""
    first = src.split("|", maxsplit=1)[0]
    found = re.match(r"(.+?:\d+)", first)
    return found[1] if found else first
