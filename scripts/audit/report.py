# SPDX-License-Identifier: Apache-2.0
"""What people and programs read: a table, and build/reports/audit.json."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from .checks import Audit


def pairs(audit: Audit) -> dict[tuple[str, str], dict[str, int]]:
    """Receiving ports and bits between each two places."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for key in sorted(audit.signals):
        origin, to, receiver = key
        found[origin, to][receiver] = audit.width(key)
    return found


def table(audit: Audit) -> list[str]:
    laws: dict[tuple[str, str], set[str]] = defaultdict(set)
    shown: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in audit.manifest.crossings:
        laws[entry.origin, entry.to].add(entry.law)
        shown[entry.origin, entry.to].update(entry.shown_by)
    lines = [f"{'from':13} {'to':13} {'ports':>5} {'bits':>5}  {'law':9} shown by"]
    for pair, receivers in pairs(audit).items():
        proofs = ", ".join(sorted(s.split("/")[-1] for s in shown[pair]))
        law = ", ".join(sorted(laws[pair] - {""}))
        lines.append(
            f"{pair[0]:13} {pair[1]:13} {len(receivers):5} {sum(receivers.values()):5}"
            f"  {law:9} {proofs}".rstrip()
        )
    return lines


def counts(audit: Audit) -> dict[str, int]:
    netlist = audit.flow.netlist
    homes = audit.flow.places.state_home
    return {
        "registers": len({netlist.state_name(n) for n in homes if n >= 0}),
        "register_bits": sum(n >= 0 for n in homes),
        "memories": sum(n < 0 for n in homes),
        "crossing_bits": sum(audit.width(key) for key in audit.signals),
        "shared_registers": len(audit.shared),
        "findings": len(audit.findings),
    }


def document(audit: Audit, facts: dict[str, Any]) -> dict[str, Any]:
    return facts | {
        **counts(audit),
        "places": [
            {"name": p.name, "kind": p.kind, "title": p.title, "instances": list(p.instances)}
            for p in audit.manifest.places
        ],
        "crossings": [
            {
                "name": entry.name,
                "from": entry.origin,
                "to": entry.to,
                "signals": {
                    receiver: audit.width((entry.origin, entry.to, receiver))
                    for receiver, _ in entry.signals
                },
                "carries": sorted(audit.carried.get(entry.name, ())),
                "law": entry.law,
                "shown_by": list(entry.shown_by),
                "why": entry.why,
            }
            for entry in audit.manifest.crossings
        ],
        "shared": [
            {"register": name, "parties": sorted(found)}
            for name, found in sorted(audit.shared.items())
        ],
        "findings": [vars(finding) for finding in audit.findings],
    }


def write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
