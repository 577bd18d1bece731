# SPDX-License-Identifier: Apache-2.0
"""rtl/crossings.toml: the places of the SoC, and every signal that may pass between them.

Entries that exist once for each model hold {i} (the model's number) and are expanded here.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from .netlist import SOC, AuditError

KINDS = ("domain", "crossing", "board")


@dataclass(frozen=True)
class Place:
    """A domain, a crossing module, or what the board supplies to all (clocks, straps)."""

    name: str
    kind: str
    title: str
    party: str = ""  # the domain for which its signals speak; empty: nobody's
    instances: tuple[str, ...] = ()
    state: tuple[str, ...] = ()  # registers of the top module itself
    ports: tuple[str, ...] = ()  # of the chip
    trace: str = "module"  # how far its state is followed: through the module, or a "cone"


@dataclass(frozen=True)
class Crossing:
    """Signals from one place to another, named by the port that receives them."""

    name: str
    origin: str
    to: str
    signals: tuple[tuple[str, int], ...]  # port of the receiver, bits that arrive from `origin`
    law: str = ""
    shown_by: tuple[str, ...] = ()  # proofs of proofs.toml, and tests
    why: str = ""
    carries: tuple[str, ...] = ()  # parties other than the receiver's, if from a crossing module


@dataclass(frozen=True)
class Shared:
    """State of a crossing module that may depend on more than one party."""

    place: str
    elements: tuple[str, ...]
    parties: tuple[str, ...]
    law: str = ""
    shown_by: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Manifest:
    top: str
    tied: tuple[str, ...]
    unconnected: tuple[str, ...]
    absent: tuple[str, ...]  # names that are in no netlist for synthesis
    zero: tuple[str, ...]  # signals that are constant zero there
    places: tuple[Place, ...]
    crossings: tuple[Crossing, ...]
    shared: tuple[Shared, ...]

    def place(self, name: str) -> Place:
        for place in self.places:
            if place.name == name:
                return place
        raise AuditError(f"no place {name}")


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in glob.split("*")))


def matches(name: str, globs: tuple[str, ...]) -> bool:
    """A star stands for anything; brackets stand for themselves."""
    return any(_pattern(glob).fullmatch(name) for glob in globs)


Entry = TypeVar("Entry", Place, Crossing, Shared)


def _fill(value: Any, i: int) -> Any:
    if isinstance(value, str):
        return value.replace("{i}", str(i))
    if isinstance(value, list):
        return [_fill(v, i) for v in value]
    if isinstance(value, dict):
        return {_fill(k, i): _fill(v, i) for k, v in value.items()}
    return value


def _expand(entries: list[dict[str, Any]], models: int) -> list[dict[str, Any]]:
    found = []
    for entry in entries:
        if models < entry.pop("models", 1):  # exists with so many models or more
            continue
        count = models if "{i}" in repr(entry) else 1
        found += [_fill(entry, i) for i in range(count)]
    return found


def _make(kind: type[Entry], entry: dict[str, Any], where: str) -> Entry:
    known = {f.name for f in fields(kind)}
    entry = {"origin" if key == "from" else key: value for key, value in entry.items()}
    unknown = set(entry) - known
    if unknown:
        raise AuditError(f"{where}: unknown key {sorted(unknown)[0]}")
    if isinstance(entry.get("signals"), dict):
        entry["signals"] = tuple(entry["signals"].items())
    for key, value in entry.items():
        if isinstance(value, list):
            entry[key] = tuple(value)
    try:
        return kind(**entry)
    except TypeError as error:
        raise AuditError(f"{where}: {error}") from error


def load(path: Path, models: int) -> Manifest:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise AuditError(f"{path}: {error}") from error
    chip = table.get("chip", {})
    manifest = Manifest(
        chip.get("top", SOC),
        tuple(chip.get("tied_low", ())),
        tuple(chip.get("unconnected", ())),
        tuple(chip.get("absent", ())),
        tuple(chip.get("zero", ())),
        tuple(_make(Place, e, path.name) for e in _expand(table.get("place", []), models)),
        tuple(_make(Crossing, e, path.name) for e in _expand(table.get("crossing", []), models)),
        tuple(_make(Shared, e, path.name) for e in _expand(table.get("shared", []), models)),
    )
    _check(manifest, path.name)
    return manifest


def _check(manifest: Manifest, where: str) -> None:
    names = [place.name for place in manifest.places]
    if len(set(names)) != len(names):
        raise AuditError(f"{where}: a place stands there twice")
    for place in manifest.places:
        if place.kind not in KINDS:
            raise AuditError(f"{where}: place {place.name}: kind is none of {', '.join(KINDS)}")
    seen: set[str] = set()
    for entry in manifest.crossings:
        if entry.name in seen:
            raise AuditError(f"{where}: crossing {entry.name} stands there twice")
        seen.add(entry.name)
        for place in (entry.origin, entry.to):
            if place not in names:
                raise AuditError(f"{where}: crossing {entry.name}: no place {place}")
    for shared in manifest.shared:
        if shared.place not in names:
            raise AuditError(f"{where}: shared state: no place {shared.place}")
