#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compile policy/*.toml into the blob that the hypervisor links (layout: hv/policy.h).

Every value is checked; an error names file and line. The SHA-256 of the blob is the policy's
identity, which the hypervisor logs at boot.
Usage: mkpolicy.py [--policy DIR] --blob OUT.bin --source OUT.c
       mkpolicy.py [--policy DIR] --table     (the rules as a table for people)
"""

from __future__ import annotations

import argparse
import hashlib
import re
import struct
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MAGIC = 0x594C4F50
VERSION = 2
MAX_PATTERNS = 32
MAX_RULES = 48
PATTERN_MAX = 56
MODELS = 4
WHERE = {"input": 1, "output": 2, "both": 3}
LEVELS = {"none": 0, "probation": 1, "severed": 2, "offline": 3}
# In the order of struct policy_machine and struct policy_limits: name, least, greatest.
MACHINE: list[tuple[str, int, int]] = [
    ("watchdog_cycles", 10_000, 2**40),
    ("parser_cycles", 10_000, 2**40),
]
LIMITS: list[tuple[str, int, int]] = [
    ("budget_cycles", 1, 2**56),
    ("quantum_cycles", 1024, 2**40),
    ("prompt_bytes", 1, 2048),
    ("prompt_burst", 1, 2**20),
    ("prompt_interval", 0, 2**40),
    ("egress_burst", 64, 2**30),
    ("egress_interval", 0, 2**30),
    ("throttle_period", 0, 2**32 - 1),
    ("throttle_burst", 1, 2**16 - 1),
    ("flood_exits", 1, 2**32),
]


class PolicyError(Exception):
    """A mistake in a policy file, with its place."""


class Source:
    """A TOML file that knows on which line a key of its n-th table stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            match = re.search(r"at line (\d+)", str(error))
            line = match.group(1) if match else len(self.text.splitlines())
            raise PolicyError(f"{path}:{line}: {error}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise PolicyError(f"{path}: {error}") from None

    def line(self, key: str | None = None, table: int | None = None) -> int:
        """Line of `key`, inside the table with that number if given, else of the table's head."""
        seen = -1
        head = 1
        for number, text in enumerate(self.text.splitlines(), 1):
            if text.strip().startswith("[["):
                seen += 1
                if seen == table:
                    head = number
                    if key is None:
                        return number
            in_table = table is None or seen == table
            if key is not None and in_table and re.match(rf"\s*{re.escape(key)}\s*=", text):
                return number
        return head

    def error(self, text: str, key: str | None = None, table: int | None = None) -> PolicyError:
        return PolicyError(f"{self.path}:{self.line(key, table)}: {text}")

    def only(self, entry: dict[str, Any], known: set[str], table: int | None = None) -> None:
        """Refuse keys that nobody reads."""
        for key in entry:
            if key not in known:
                raise self.error(f"unknown key '{key}'", key, table)

    def integer(
        self, entry: dict[str, Any], key: str, low: int, high: int, table: int | None = None
    ) -> int:
        value = entry.get(key)
        if value is None:
            raise self.error(f"'{key}' is missing", None, table)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(f"'{key}' is not an integer", key, table)
        if not low <= value <= high:
            raise self.error(f"'{key}' is {value}, not within {low} to {high}", key, table)
        return value

    def choice(self, entry: dict[str, Any], key: str, of: dict[str, int], table: int) -> int:
        value = entry.get(key)
        if value is None:
            raise self.error(f"'{key}' is missing", None, table)
        if not isinstance(value, str) or value not in of:
            raise self.error(f"'{key}' is {value!r}, not one of {', '.join(of)}", key, table)
        return of[value]

    def tables(self, name: str, most: int) -> list[dict[str, Any]]:
        tables = self.data.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            raise self.error(f"'{name}' is not a list of tables [[{name}]]", name)
        if len(tables) > most:
            raise self.error(f"more than {most} of [[{name}]]", None, most)
        return tables


def detectors() -> dict[str, int]:
    """Names and numbers of the detectors, from the one place that defines them."""
    text = (ROOT / "hv/hv.h").read_text(encoding="utf-8")
    names = re.findall(r"^ *X\([A-Z_]+, (\w+), \w+\)", text, re.MULTILINE)
    return {name: number for number, name in enumerate(names)}


def exceptions(source: Source) -> dict[int, dict[str, int]]:
    """What [[model]] tables say of single models."""
    found: dict[int, dict[str, int]] = {}
    for i, entry in enumerate(source.tables("model", MODELS)):
        source.only(entry, {"number", *(name for name, _, _ in LIMITS)}, i)
        number = source.integer(entry, "number", 0, MODELS - 1, i)
        if number in found:
            raise source.error(f"a second table for model {number}", "number", i)
        found[number] = {
            name: source.integer(entry, name, low, high, i)
            for name, low, high in LIMITS
            if name in entry
        }
    return found


def pack_limits(source: Source) -> bytes:
    source.only(source.data, {"model", *(name for name, _, _ in MACHINE + LIMITS)})
    machine = [source.integer(source.data, *limit) for limit in MACHINE]
    common = {limit[0]: source.integer(source.data, *limit) for limit in LIMITS}
    own = exceptions(source)
    models = [value for m in range(MODELS) for value in (common | own.get(m, {})).values()]
    return struct.pack(f"<{len(machine) + len(models)}Q", *machine, *models)


def pack_patterns(source: Source) -> tuple[int, bytes]:
    out = b""
    source.only(source.data, {"pattern"})
    tables = source.tables("pattern", MAX_PATTERNS)
    for i, entry in enumerate(tables):
        source.only(entry, {"text", "where"}, i)
        text = entry.get("text")
        if not isinstance(text, str):
            raise source.error("'text' is missing or no string", "text", i)
        if not re.fullmatch(r"[ -~]+", text) or len(text) > PATTERN_MAX:
            raise source.error(f"'text' is not 1 to {PATTERN_MAX} printable ASCII", "text", i)
        where = source.choice(entry, "where", WHERE, i)
        out += struct.pack(f"<II{PATTERN_MAX}s", len(text), where, text.lower().encode())
    return len(tables), out.ljust(MAX_PATTERNS * (8 + PATTERN_MAX), b"\0")


def pack_rules(source: Source) -> tuple[int, bytes]:
    out = b""
    known = detectors()
    source.only(source.data, {"rule"})
    tables = source.tables("rule", MAX_RULES)
    for i, entry in enumerate(tables):
        source.only(entry, {"detector", "reports", "level", "end"}, i)
        end = entry.get("end", False)
        if not isinstance(end, bool):
            raise source.error("'end' is not true or false", "end", i)
        out += struct.pack(
            "<IIII",
            source.choice(entry, "detector", known, i),
            source.integer(entry, "reports", 1, 2**32 - 1, i),
            source.choice(entry, "level", LEVELS, i),
            int(end),
        )
    return len(tables), out.ljust(MAX_RULES * 16, b"\0")


def pack(folder: Path) -> bytes:
    """The blob."""
    limits = pack_limits(Source(folder / "limits.toml"))
    num_patterns, patterns = pack_patterns(Source(folder / "patterns.toml"))
    num_rules, rules = pack_rules(Source(folder / "levels.toml"))
    size = 24 + len(limits) + len(patterns) + len(rules)
    head = struct.pack("<IIIIII", MAGIC, VERSION, size, num_patterns, num_rules, 0)
    return head + limits + patterns + rules


def source_text(blob: bytes) -> str:
    words = struct.unpack(f"<{len(blob) // 8}Q", blob)
    lines = [
        "/* Generated by scripts/mkpolicy.py from policy/. */",
        "#include <stdint.h>",
        "extern const uint64_t policy_blob[];",
        "extern const uint64_t policy_blob_size;",
        f"const uint64_t policy_blob_size = {len(blob)};",
        f"/* sha256 {hashlib.sha256(blob).hexdigest()} */",
        'const uint64_t policy_blob[] __attribute__((section(".policy"))) = {',
    ]
    for i in range(0, len(words), 4):
        lines.append("    " + ", ".join(f"0x{w:016x}ull" for w in words[i : i + 4]) + ",")
    return "\n".join([*lines, "};", ""])


def print_table(folder: Path) -> None:
    source = Source(folder / "levels.toml")
    print(f"{'behaviour':<18} {'reports':>7}  level")
    for rule in source.tables("rule", MAX_RULES):
        ends = ", guest ends" if rule.get("end") else ""
        print(f"{rule['detector']:<18} {rule['reports']:>7}  {rule['level']}{ends}")


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--policy", type=Path, default=ROOT / "policy")
    parser.add_argument("--blob", type=Path)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--table", action="store_true")
    args = parser.parse_args()
    try:
        blob = pack(args.policy)
        if args.blob:
            args.blob.write_bytes(blob)
        if args.source:
            args.source.write_text(source_text(blob), encoding="utf-8")
        if args.table:
            print_table(args.policy)
    except (PolicyError, OSError) as error:
        print(f"mkpolicy: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
