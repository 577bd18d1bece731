# SPDX-License-Identifier: Apache-2.0
"""The netlist against the manifest: every difference is a finding."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import paths
from .flow import Arrival, Flow, Instance
from .manifest import Crossing, Manifest, Shared, matches
from .netlist import ROOT, Netlist, Node

MANIFEST = "rtl/crossings.toml"


@dataclass
class Finding:
    kind: str
    text: str  # one line
    path: list[str] = field(default_factory=list)


Key = tuple[str, str, str]  # origin, to, receiver


@dataclass
class Audit:
    """What was found: signals between places, shared state, and what is wrong with them."""

    flow: Flow
    manifest: Manifest
    signals: dict[Key, list[Arrival]] = field(default_factory=dict)
    carried: dict[str, set[str]] = field(default_factory=dict)  # crossing: parties
    shared: dict[str, set[str]] = field(default_factory=dict)  # register: parties
    findings: list[Finding] = field(default_factory=list)

    def width(self, key: Key) -> int:
        return len({arrival.bit for arrival in self.signals.get(key, [])})


def audit(netlist: Netlist, flow: Flow, manifest: Manifest) -> Audit:
    result = Audit(flow, manifest)
    for arrival in flow.arrivals:
        key = (arrival.origin, arrival.to, arrival.receiver)
        result.signals.setdefault(key, []).append(arrival)
    result.findings += _chip(netlist, manifest)
    result.findings += _homes(flow)
    result.findings += _crossings(result)
    for instance in flow.places.instances.values():
        if instance.place.kind == "crossing":
            _module(result, instance)
    result.findings += _carried(result)
    result.findings += _shared_seen(result)
    result.findings += _evidence(manifest)
    return result


# ---------------------------------------------------------------- the chip


def _chip(netlist: Netlist, manifest: Manifest) -> Iterator[Finding]:
    """What only a simulation has is not there."""
    for name in manifest.tied:
        if name in netlist.inputs:
            yield Finding("simulation", f"{name} is an input of the chip, and should be tied to 0")
    for name, bits in netlist.wires.items():
        if not matches(name, manifest.zero):
            continue
        alive = [b for b in bits if isinstance(b, int) and netlist.constant.get(b) != 0]
        if alive:
            where = netlist.sources.get(name, "")
            yield Finding("simulation", f"{name} is not constant zero ({where})")
    for name in (*netlist.wires, *(cell.name for cell in netlist.cells)):
        if matches(name, manifest.absent):
            yield Finding("simulation", f"{name} is in the netlist")


def _homes(flow: Flow) -> Iterator[Finding]:
    for name in sorted(set(flow.places.homeless)):
        yield Finding("place", f"{name} belongs to no place: add its instance to {MANIFEST}")


# ---------------------------------------------------------------- signals between places


def _crossings(result: Audit) -> Iterator[Finding]:
    declared: dict[Key, tuple[Crossing, int]] = {}
    for entry in result.manifest.crossings:
        for receiver, width in entry.signals:
            declared[entry.origin, entry.to, receiver] = (entry, width)
    for key, arrivals in sorted(result.signals.items()):
        origin, to, receiver = key
        if key not in declared:
            text = f"{origin} -> {to}: {result.width(key)} bits arrive at {receiver}, undeclared"
            yield Finding("crossing", text, paths.shortest(result.flow, arrivals))
        elif declared[key][1] != result.width(key):
            entry, width = declared[key]
            text = f"{origin} -> {to}: {result.width(key)} bits arrive at {receiver}, not {width}"
            yield Finding("width", f"{text} as crossing {entry.name} says")
    for key, (entry, _) in declared.items():
        if key not in result.signals:
            origin, to, receiver = key
            text = f"crossing {entry.name}: no signal {origin} -> {to} arrives at {receiver}"
            yield Finding("absent", text)
    bypasses: dict[Key, list[Arrival]] = defaultdict(list)
    for arrival in result.flow.bypasses:
        bypasses[arrival.origin, arrival.to, arrival.receiver].append(arrival)
    for (origin, to, receiver), arrivals in sorted(bypasses.items()):
        text = f"{origin} -> {to}: {receiver} is reached without a port (hierarchical reference)"
        yield Finding("crossing", text, paths.shortest(result.flow, arrivals))


# ---------------------------------------------------------------- state of crossing modules


def _parties(result: Audit, places: frozenset[str]) -> set[str]:
    return {result.manifest.place(name).party for name in places} - {""}


def _module(result: Audit, instance: Instance) -> None:
    """What a crossing module joins: its registers, and what its outputs carry."""
    flow, manifest = result.flow, result.manifest
    labels = flow.influences(instance)
    nodes: dict[str, list[Node]] = defaultdict(list)
    parties: dict[str, set[str]] = defaultdict(set)
    for node in flow.endpoints(instance):
        if not flow.netlist.is_state(node):
            continue
        name = flow.describe(node)
        nodes[name].append(node)
        parties[name] |= _parties(result, labels.get(node, frozenset()))
    for name, found in sorted(parties.items()):
        if len(found) < 2:
            continue
        result.shared[name] = found
        allowed = _allowed(manifest, instance.place.name, name)
        extra = sorted(party for party in found if not matches(party, allowed))
        if extra:
            ways = extra if allowed else sorted(found)  # what is declared needs no explanation
            text = f"{name} in {instance.place.name} depends on {' and '.join(sorted(found))}"
            finding = Finding("shared", f"{text}, undeclared")
            finding.path = _ways_into(result, instance, nodes[name], ways)
            result.findings.append(finding)
    for entry in manifest.crossings:
        if entry.origin == instance.place.name:
            _carry(result, instance, entry, labels)


def _allowed(manifest: Manifest, place: str, name: str) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    for entry in manifest.shared:
        if entry.place == place and matches(name, entry.elements):
            found += entry.parties
    return found


def _ways_into(
    result: Audit, instance: Instance, nodes: list[Node], parties: list[str]
) -> list[str]:
    """The shortest path from each party into one of the bits of a register."""
    found: list[str] = []
    for party in parties:
        places = {p.name for p in result.manifest.places if p.party == party}
        tried = (paths.into_state(result.flow, instance, n, places) for n in nodes[: paths.TRIES])
        ways = [way for way in tried if len(way) > 1]
        found += [f"{party}:", *min(ways, key=len)] if ways else []
    return found


def _carry(
    result: Audit, instance: Instance, entry: Crossing, labels: dict[Node, frozenset[str]]
) -> None:
    known = {result.manifest.place(p).party for p in (entry.origin, entry.to)}
    for receiver, _ in entry.signals:
        for arrival in result.signals.get((entry.origin, entry.to, receiver), ()):
            if arrival.at not in instance.outputs:
                continue
            found = _parties(result, labels.get(arrival.at, frozenset())) - known
            before = result.carried.setdefault(entry.name, set())
            more = {party for party in found - before if not matches(party, entry.carries)}
            before |= found
            if more:
                text = f"crossing {entry.name} carries {', '.join(sorted(more))} to {entry.to}"
                places = {p.name for p in result.manifest.places if p.party in more}
                path = paths.into_state(result.flow, instance, arrival.at, places)
                result.findings.append(Finding("carries", f"{text}, undeclared", path))


def _carried(result: Audit) -> Iterator[Finding]:
    for entry in result.manifest.crossings:
        for party in entry.carries:
            seen = result.carried.get(entry.name, set())
            if "*" not in party and party not in seen:
                text = f"crossing {entry.name} does not carry {party}, as it says"
                yield Finding("absent", text)


def _shared_seen(result: Audit) -> Iterator[Finding]:
    for entry in result.manifest.shared:
        for pattern in entry.elements:
            if not _used(result, entry, pattern):
                text = f"state {pattern} of {entry.place} is not in the netlist, or not shared"
                yield Finding("absent", text)


def _used(result: Audit, entry: Shared, pattern: str) -> bool:
    return any(
        matches(name, (pattern,))
        and (home := result.flow.places.home(name)) is not None
        and home[0] == entry.place
        for name in result.shared
    )


# ---------------------------------------------------------------- evidence


def _evidence(manifest: Manifest) -> Iterator[Finding]:
    """Proofs and tests that the manifest names exist."""
    table = tomllib.loads((ROOT / "tests/prove/proofs.toml").read_text(encoding="utf-8"))
    proofs = {entry["name"] for entry in table["proof"]}
    for entry in (*manifest.crossings, *manifest.shared):
        name = entry.name if isinstance(entry, Crossing) else f"shared state of {entry.place}"
        for shown in entry.shown_by:
            file = shown.split("::", maxsplit=1)[0]
            if shown not in proofs and not (file.count("/") and (ROOT / file).exists()):
                yield Finding("evidence", f"{name}: no proof or test {shown}")
        if not entry.shown_by and not entry.why:
            yield Finding("evidence", f"{name}: neither a proof nor a reason stands there")
