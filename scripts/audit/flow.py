# SPDX-License-Identifier: Apache-2.0
"""Where bits come from: what arrives at each port of a place, and who steers each register."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .manifest import Manifest, Place, matches
from .netlist import AuditError, Netlist, Node

Parents = dict[Node, Node | None]


@dataclass
class Instance:
    """One module instance of a place, with the bits of its ports."""

    path: str
    place: Place
    inputs: dict[int, str] = field(default_factory=dict)  # bit: port
    outputs: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Arrival:
    """A bit from another place at a receiver: an input port of an instance, or a loose register."""

    origin: str
    to: str
    receiver: str
    bit: Node  # at the receiver
    at: Node  # at the origin


class Places:
    """Assigns every register, memory and port of the netlist to one place."""

    def __init__(self, netlist: Netlist, manifest: Manifest) -> None:
        self.netlist = netlist
        self.manifest = manifest
        self.instances: dict[str, Instance] = {}
        self.loose: dict[Node, str] = {}  # registers of the top module: place
        self.homeless: list[str] = []
        self.port_place: dict[int, tuple[str, str]] = {}  # input bit of the chip: place, port
        self._home: dict[str, tuple[str, str] | None] = {}
        for place in manifest.places:
            for path in place.instances:
                self.instances[path] = Instance(path, place)
        self._ports()
        self.state_home: dict[Node, tuple[str, str]] = {}  # place, instance or empty
        for node in netlist.states():
            name = netlist.state_name(node)
            home = self.home(name)
            if home is None:
                self.homeless.append(name)
            else:
                self.state_home[node] = home
                if home[1] not in self.instances:
                    self.loose[node] = home[0]
        self.out_bits: dict[int, list[str]] = {}
        for path, instance in self.instances.items():
            for bit in instance.outputs:
                self.out_bits.setdefault(bit, []).append(path)

    def _ports(self) -> None:
        chip = {*self.netlist.inputs, *self.netlist.outputs}
        for name, bits in self.netlist.wires.items():
            path, _, port = name.rpartition(".")
            instance = self.instances.get(path)
            if instance is None or (not path and port not in chip):
                continue
            side = None
            if re.search(r"_n?i$", port):
                side = instance.inputs
            elif re.search(r"_n?o$", port):
                side = instance.outputs
            if side is not None:
                side.update({b: name for b in bits if isinstance(b, int)})
        for instance in self.instances.values():
            if not instance.inputs and not instance.outputs:
                raise AuditError(f"the netlist has no instance {instance.path}")
        for port, bits in self.netlist.inputs.items():
            place = self.place_of_port(port)
            self.port_place.update({b: (place, port) for b in bits if isinstance(b, int)})

    def place_of_port(self, port: str) -> str:
        for place in self.manifest.places:
            if matches(port, place.ports):
                return place.name
        raise AuditError(f"port {port} of the chip belongs to no place")

    def home(self, name: str) -> tuple[str, str] | None:
        """Place and instance of a hierarchical name."""
        path = name
        while path:
            if path in self.instances:
                return self.instances[path].place.name, path
            path = path.rpartition(".")[0]
        if "" in self.instances:  # a block alone, which is the top module
            return self.instances[""].place.name, ""
        for place in self.manifest.places:
            if matches(name, place.state):
                return place.name, ""
        return None


def search(
    starts: Iterable[Node],
    fanin: Callable[[Node], Iterable[Node]],
    stop: Callable[[Node], bool],
    first: bool = False,
) -> tuple[list[Node], Parents]:
    """Breadth first against the flow; nodes at which it stopped, and how they were reached.

    `first` ends at the nearest.
    """
    parents: Parents = {}
    queue: deque[Node] = deque()
    stopped: list[Node] = []
    for start in starts:
        if start not in parents:
            parents[start] = None
            queue.append(start)
    while queue:
        node = queue.popleft()
        if stop(node):
            stopped.append(node)
            if first:
                break
            continue
        for source in fanin(node):
            if source not in parents:
                parents[source] = node
                queue.append(source)
    return stopped, parents


def chain(parents: Parents, node: Node) -> list[Node]:
    """From a node that was reached to the start, which is the direction of the flow."""
    found = [node]
    while True:
        after = parents[found[-1]]
        if after is None:
            return found
        found.append(after)


class Flow:
    """What arrives where. Computed once; the checks compare it with the manifest."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.netlist = places.netlist
        self.arrivals: list[Arrival] = []
        self.bypasses: list[Arrival] = []  # into an instance, round its ports
        self._readers: dict[Node, list[Node]] = {}
        self.origins: dict[tuple[str, int], set[str]] = {}  # (instance, input bit): places
        for instance in places.instances.values():
            self._arrive(instance)
        self._arrive_loose()
        self._arrive_chip()
        for instance in places.instances.values():
            self._inside(instance)

    # ------------------------------------------------------------ between instances

    def _origin(self, node: Node, seen_from: str | None) -> list[str]:
        """The place at which a backward search outside of instances ends, if it does here."""
        found = [
            self.places.instances[path].place.name
            for path in self.places.out_bits.get(node, ())
            if path != seen_from
        ]
        if found:
            return found
        home = self.places.state_home.get(node)
        if home is not None:
            return [home[0]]
        port = self.places.port_place.get(node)
        return [port[0]] if port else []

    def sources(self, bit: Node, seen_from: str | None) -> list[tuple[Node, str]]:
        stopped, _ = search([bit], self.netlist.fanin, lambda n: bool(self._origin(n, seen_from)))
        return [(n, place) for n in stopped for place in self._origin(n, seen_from)]

    def _note(self, to: str, receiver: str, bit: Node, sources: list[tuple[Node, str]]) -> None:
        for at, place in sources:
            if place != to:
                self.arrivals.append(Arrival(place, to, receiver, bit, at))

    def _arrive(self, instance: Instance) -> None:
        for bit, port in instance.inputs.items():
            if bit in instance.outputs:
                continue
            sources = self.sources(bit, instance.path)
            self.origins[instance.path, bit] = {place for _, place in sources}
            self._note(instance.place.name, port, bit, sources)

    def _arrive_loose(self) -> None:
        for node, place in self.places.loose.items():
            for source in self.netlist.fanin(node):
                self._note(place, self.netlist.state_name(node), node, self.sources(source, None))

    def _arrive_chip(self) -> None:
        for port, bits in self.netlist.outputs.items():
            place = self.places.place_of_port(port)
            for bit in bits:
                if isinstance(bit, int):
                    self._note(place, port, bit, self.sources(bit, None))

    # ------------------------------------------------------------ inside an instance

    def endpoints(self, instance: Instance) -> list[Node]:
        """Registers, memories and output bits of an instance."""
        states = [n for n, home in self.places.state_home.items() if home[1] == instance.path]
        return states + list(instance.outputs)

    def _inside(self, instance: Instance) -> None:
        """Nothing gets into an instance but by its input ports."""
        places = self.places

        def foreign(node: Node) -> bool:
            if node in instance.outputs:
                return False
            home = places.state_home.get(node)
            if home is not None:
                return home[1] != instance.path
            return node in places.out_bits or node in places.port_place

        stopped, parents = search(
            self.endpoints(instance),
            self.netlist.fanin,
            lambda n: n in instance.inputs or foreign(n),
        )
        for node in stopped:
            if node not in instance.inputs:
                for place in self._origin(node, instance.path):
                    path = chain(parents, node)
                    receiver = self.describe(path[-1])
                    self.bypasses.append(
                        Arrival(place, instance.place.name, receiver, path[-1], node)
                    )

    def influences(self, instance: Instance) -> dict[Node, frozenset[str]]:
        """For each node of an instance the places whose signals it depends on.

        Through any number of its registers; or, where the place says trace = "cone", in one step:
        its own registers count as nobody's.
        """
        readers: dict[Node, list[Node]] = {}
        cone = instance.place.trace == "cone"

        def fanin(node: Node) -> tuple[Node, ...]:
            found = self.netlist.fanin(node)
            for source in found:
                readers.setdefault(source, []).append(node)
            return found

        endpoints = self.endpoints(instance)
        stopped, _ = search(endpoints, fanin, lambda n: n in instance.inputs)
        names = [place.name for place in self.places.manifest.places]
        labels: dict[Node, int] = {}
        queue: deque[tuple[Node, int]] = deque()
        for node in stopped:
            origins = self.origins.get((instance.path, node), ())
            queue.append((node, sum(1 << names.index(name) for name in origins)))
        held = {n for n in endpoints if self.netlist.is_state(n)} if cone else set()
        while queue:
            node, more = queue.popleft()
            before = labels.get(node, 0)
            if before | more == before and node in labels:
                continue
            labels[node] = before | more
            if node not in held:
                queue.extend((reader, labels[node]) for reader in readers.get(node, ()))
        return {
            node: frozenset(name for i, name in enumerate(names) if mask >> i & 1)
            for node, mask in labels.items()
        }

    def fanout(self, node: Node) -> list[Node]:
        """Against fanin, for the paths of findings; most runs have none."""
        if not self._readers:
            netlist = self.netlist
            for reader in (*netlist.driver, *netlist.memories):
                for source in netlist.fanin(reader):
                    self._readers.setdefault(source, []).append(reader)
        return self._readers.get(node, [])

    def describe(self, node: Node) -> str:
        if self.netlist.is_state(node):
            return self.netlist.state_name(node)
        return self.netlist.names.get(node, f"bit {node}")
