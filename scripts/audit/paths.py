# SPDX-License-Identifier: Apache-2.0
"""The shortest way from one place to another, cell by cell, for a person who looks for the line."""

from __future__ import annotations

from .flow import Arrival, Flow, Instance, chain, search
from .netlist import Node

TRIES = 4  # bits of a wide signal that are tried; the first is hardly ever much longer


def lines(flow: Flow, nodes: list[Node]) -> list[str]:
    """One for each node: file and line, kind of cell, name.

    A cell without a source is a part of what comes next, or before.
    """
    sources = [flow.netlist.source(node) for node in nodes]
    for i in (*range(len(nodes) - 2, -1, -1), *range(1 - len(nodes), 0)):
        sources[i] = sources[i] or sources[i + 1 if i >= 0 else i - 1]
    steps = [step(flow, node, source) for node, source in zip(nodes, sources, strict=True)]
    return [text for i, text in enumerate(steps) if i == 0 or text != steps[i - 1]]


def step(flow: Flow, node: Node, source: str) -> str:
    netlist = flow.netlist
    cell = netlist.cell_of(node)
    kind = "input" if cell is None else "memory" if node < 0 else cell.kind.lstrip("$")
    name = flow.describe(node)
    name = "" if name.startswith("bit ") else name
    if cell is not None and netlist.is_state(node) and node >= 0:
        kind = "register"
    return f"{source:36} {kind:10} {name}".rstrip()


def back_to_state(flow: Flow, node: Node) -> list[Node]:
    """From the nearest register, memory or input of the chip that a bit depends on, to the bit."""
    netlist = flow.netlist

    def held(n: Node) -> bool:
        return n != node and (netlist.is_state(n) or n in flow.places.port_place)

    stopped, parents = search([node], netlist.fanin, held, first=True)
    if netlist.is_state(node) or not stopped:
        return [node]
    return chain(parents, stopped[0])


def on_to_state(flow: Flow, instance: Instance, bit: Node) -> list[Node]:
    """From a bit at an instance's port to the nearest register or output in it."""

    def ends(n: Node) -> bool:
        return n != bit and (flow.netlist.is_state(n) or n in instance.outputs)

    stopped, parents = search([bit], flow.fanout, ends, first=True)
    return chain(parents, stopped[0])[::-1] if stopped else [bit]


def of_arrival(flow: Flow, arrival: Arrival) -> list[str]:
    """From a register of the origin by way of the boundary into a register of the receiver."""
    _, parents = search([arrival.bit], flow.netlist.fanin, lambda n: n == arrival.at, first=True)
    between = chain(parents, arrival.at) if arrival.at in parents else [arrival.at, arrival.bit]
    nodes = back_to_state(flow, arrival.at)[:-1] + between
    instance = next((i for i in flow.places.instances.values() if arrival.bit in i.inputs), None)
    if instance is not None:
        nodes += on_to_state(flow, instance, arrival.bit)[1:]
    return lines(flow, nodes)


def shortest(flow: Flow, arrivals: list[Arrival]) -> list[str]:
    return min((of_arrival(flow, a) for a in arrivals[:TRIES]), key=len)


def into_state(flow: Flow, instance: Instance, node: Node, places: set[str]) -> list[str]:
    """From a register of one of the places into a node of an instance."""

    def arrives(n: Node) -> bool:
        return n in instance.inputs and bool(flow.origins.get((instance.path, n), set()) & places)

    stopped, parents = search([node], flow.netlist.fanin, arrives, first=True)
    found = [n for n in stopped if arrives(n)]
    if not found:
        return lines(flow, [node])
    port = found[0]
    sources = [at for at, place in flow.sources(port, instance.path) if place in places]
    _, outer = search([port], flow.netlist.fanin, lambda n: n in sources, first=True)
    source = next(n for n in sources if n in outer)
    nodes = back_to_state(flow, source)[:-1] + chain(outer, source)
    return lines(flow, nodes + chain(parents, port)[1:])
