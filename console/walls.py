# SPDX-License-Identifier: Apache-2.0
"""The bits of `--weaken`, read from the two files that define them, so that no table here can
disagree with the hardware or the hypervisor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def hardware_bits(text: str) -> dict[str, int]:
    """Fields of weaken_t in soc_pkg.sv: packed, so the last one is bit 0."""
    found = re.search(r"typedef struct packed \{([^}]*)\} weaken_t;", text)
    if found is None:
        raise ValueError("no weaken_t in soc_pkg.sv")
    fields = re.findall(r"^\s*logic\s*(?:\[(\d+):0\])?\s*(\w+);", found.group(1), re.MULTILINE)
    bits: dict[str, int] = {}
    at = 0
    for width, name in reversed(fields):
        bits[name] = at
        at += int(width) + 1 if width else 1
    return bits


def software_bits(text: str) -> dict[str, int]:
    """enum wall in walls.h."""
    return {name.lower(): int(n) for name, n in re.findall(r"\bWALL_(\w+) = (\d+),", text)}


def all_bits() -> dict[str, int]:
    hardware = hardware_bits((ROOT / "rtl/soc/soc_pkg.sv").read_text())
    base = hardware.pop("software")
    software = software_bits((ROOT / "firmware/lib/walls.h").read_text())
    return hardware | {f"software.{name}": base + n for name, n in software.items()}


def mask(names: Iterable[str]) -> int:
    """Raises KeyError with the name that neither file knows."""
    bits = all_bits()
    return sum({1 << bits[name] for name in names})
