# SPDX-License-Identifier: Apache-2.0
"""Draws the domains and what joins them, from what the audit found in the netlist.

Domains stand at the sides, crossing modules in the middle, an arrow for each crossing with its name
and the bits that were counted. Clocks, resets and the frame go nearly everywhere: they are words
at the foot. One model is drawn, since all are alike. The same netlist gives the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from .checks import Audit

ROW = 22
HEAD = 40
GAP = 30  # between modules
LANE = 16
X_LEFT, W_SIDE = 20, 130
X_MODULE, W_MODULE = 430, 170
X_LANES = X_MODULE + W_MODULE + 210
EVERYWHERE = ("board", "resets", "frame")
COLOURS = {"hv": "#cfe3f7", "lock": "#f7ddcf", "model": "#d9efd2"}
MODULE_COLOUR = "#eeeeee"


@dataclass(frozen=True)
class Edge:
    origin: str
    to: str
    label: str


@dataclass
class Box:
    name: str
    title: str
    left: list[Edge] = field(default_factory=list)  # with hv or lock
    lanes: list[tuple[Edge, bool]] = field(default_factory=list)  # other modules; True: leaves
    right: list[Edge] = field(default_factory=list)  # with the model
    top: int = 0

    @property
    def height(self) -> int:
        return HEAD + ROW * max(len(self.left), len(self.lanes) + len(self.right), 1)


def single(name: str) -> bool:
    """Of what exists once for each model, the first."""
    return not re.search(r"[1-9]$", name)


def edges(audit: Audit) -> list[Edge]:
    found = []
    for entry in audit.manifest.crossings:
        if entry.origin in EVERYWHERE or entry.to in EVERYWHERE:
            continue
        if single(entry.origin) and single(entry.to):
            bits = sum(audit.width((entry.origin, entry.to, r)) for r, _ in entry.signals)
            name = re.sub(r"(-hv|-model)?0?$", "", entry.name)
            found.append(Edge(entry.origin, entry.to, f"{name.replace('-', ' ')} {bits}"))
    return found


def boxes(audit: Audit) -> list[Box]:
    places = {p.name: p for p in audit.manifest.places}
    modules = {
        p.name: Box(p.name, re.sub(r" 0$", "", p.title))
        for p in audit.manifest.places
        if p.kind == "crossing" and single(p.name) and p.name not in EVERYWHERE
    }
    for edge in edges(audit):
        for end, other in ((edge.origin, edge.to), (edge.to, edge.origin)):
            if end not in modules:
                continue
            if places[other].kind == "crossing":
                modules[end].lanes.append((edge, end == edge.origin))
            elif other.startswith("model"):
                modules[end].right.append(edge)
            else:
                modules[end].left.append(edge)
    # The module that speaks with the interlock comes first, beside it.
    order = sorted(modules.values(), key=lambda b: not any("lock" in _ends(e) for e in b.left))
    top = 60
    for box in order:
        box.left.sort(key=lambda e: "lock" not in _ends(e))
        box.top = top
        top += box.height + GAP
    return order


def _ends(edge: Edge) -> tuple[str, str]:
    return edge.origin, edge.to


class Drawing:
    def __init__(self) -> None:
        self.parts: list[str] = []

    def box(self, x: int, y: int, w: int, h: int, colour: str, title: str, name: str) -> None:
        self.parts.append(
            f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="4" fill="{colour}" '
            'stroke="#444444"/>'
        )
        self.text(x + w // 2, y + 17, title, "middle", "bold")
        self.text(x + w // 2, y + 32, name, "middle")

    def text(self, x: int, y: int, words: str, anchor: str = "start", weight: str = "") -> None:
        bold = ' font-weight="bold"' if weight else ""
        self.parts.append(
            f'<text x="{x}" y="{y}" text-anchor="{anchor}"{bold}>{escape(words)}</text>'
        )

    def line(self, points: list[tuple[int, int]], arrow: bool) -> None:
        path = " ".join(f"{x},{y}" for x, y in points)
        end = ' marker-end="url(#arrow)"' if arrow else ""
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="#ffffff" stroke-width="5"/>'
            f'<polyline points="{path}" fill="none" stroke="#444444"{end}/>'
        )

    def document(self, width: int, height: int) -> str:
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" font-family="sans-serif" font-size="12">\n'
            '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" '
            'markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#444444"/></marker>'
            f'</defs>\n<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
        )
        return head + "\n".join(self.parts) + "\n</svg>\n"


def draw(audit: Audit) -> str:
    modules = boxes(audit)
    drawing = Drawing()
    lanes: dict[Edge, int] = {}
    for box in modules:
        for edge, _ in box.lanes:
            lanes.setdefault(edge, X_LANES + LANE * len(lanes))
    x_model = X_LANES + LANE * len(lanes) + 220
    bottom = max(box.top + box.height for box in modules)

    for box in modules:
        _straight(drawing, box, x_model)
    _between(drawing, modules, lanes)
    for box in modules:
        drawing.box(X_MODULE, box.top, W_MODULE, box.height, MODULE_COLOUR, box.title, box.name)
    _sides(drawing, modules, x_model, bottom)
    foot = _foot(drawing, audit, bottom + 40)
    drawing.text(
        X_LEFT, 26, "What joins the domains: name of the crossing and its bits", "start", "b"
    )
    return drawing.document(x_model + W_SIDE + 20, foot)


def _row(box: Box, index: int) -> int:
    return box.top + HEAD + ROW * index + 8


def _straight(drawing: Drawing, box: Box, x_model: int) -> None:
    """Arrows between a module and the domains at the sides."""
    for i, edge in enumerate(box.left):
        y = _row(box, i)
        ends = [(X_LEFT + W_SIDE, y), (X_MODULE, y)]
        drawing.line(ends if edge.to == box.name else ends[::-1], True)
        drawing.text((X_LEFT + W_SIDE + X_MODULE) // 2, y - 4, edge.label, "middle")
    for i, edge in enumerate(box.right):
        y = _row(box, len(box.lanes) + i)
        ends = [(X_MODULE + W_MODULE, y), (x_model, y)]
        drawing.line(ends if edge.origin == box.name else ends[::-1], True)
        drawing.text(x_model - 110, y - 4, edge.label, "middle")


def _between(drawing: Drawing, modules: list[Box], lanes: dict[Edge, int]) -> None:
    """Arrows from module to module, each in a lane of its own; the label at its end."""
    rows: dict[tuple[Edge, bool], int] = {}
    for box in modules:
        for i, lane in enumerate(box.lanes):
            rows[lane] = _row(box, i)
    side = X_MODULE + W_MODULE
    for edge, x in lanes.items():
        start, end = rows[edge, True], rows[edge, False]
        drawing.line([(side, start), (x, start), (x, end), (side, end)], True)
        drawing.text(side + 12, start - 4, edge.label)
        drawing.text(side + 12, end - 4, edge.label)


def _sides(drawing: Drawing, modules: list[Box], x_model: int, bottom: int) -> None:
    lock = [_row(b, i) for b in modules for i, e in enumerate(b.left) if "lock" in _ends(e)]
    split = max(lock, default=40) + 12
    drawing.box(X_LEFT, 60, W_SIDE, split - 60, COLOURS["lock"], "interlock", "lock")
    drawing.box(X_LEFT, split + 4, W_SIDE, bottom - split - 4, COLOURS["hv"], "hypervisor", "hv")
    drawing.box(x_model, 60, W_SIDE, bottom - 60, COLOURS["model"], "model", "one of each")


def _foot(drawing: Drawing, audit: Audit, y: int) -> int:
    for name in EVERYWHERE:
        place = audit.manifest.place(name)
        bits: dict[str, int] = {}
        for key in sorted(audit.signals):
            if key[0] == name and single(key[1]):
                bits[key[1]] = bits.get(key[1], 0) + audit.width(key)
        to = ", ".join(f"{re.sub(r'0$', '', other)} {n}" for other, n in bits.items())
        drawing.text(X_LEFT, y, f"{place.title} to: {to}")
        y += ROW
    return y
