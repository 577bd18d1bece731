#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a new block from rtl/template: `make new-block NAME=x`.

The template is a block of its own that is linted, proved, audited and tested like any other, so a
copy of it is right from the start. This copies its folders under the new name and adds its proof
and its test group. docs/extending.md says what comes then.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from systemrdl import RDLCompileError, RDLCompiler

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "template"
FOLDERS = ("rtl", "tests")
PROOFS, GROUPS = Path("tests/prove/proofs.toml"), Path("tests/groups.toml")
NAME = re.compile(r"[a-z][a-z0-9_]{1,23}")


class NameTaken(Exception):
    """Why the name cannot be used, in one line."""


def modules() -> set[str]:
    """Every module and package that there is, generated ones too."""
    found: set[str] = set()
    for file in [*ROOT.glob("rtl/*/*.sv"), *ROOT.glob("sim/*.sv"), *ROOT.glob("build/gen/*.sv")]:
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r"^\s*(?:module|package)\s+(\w+)", text, re.MULTILINE))
    return found


def table_names(path: Path, kind: str) -> set[str]:
    table = tomllib.loads((ROOT / path).read_text(encoding="utf-8"))
    return {entry["name"] for entry in table[kind]}


def keyword(name: str) -> bool:
    """Whether SystemVerilog or SystemRDL keep the word for themselves: their own parsers say."""
    with tempfile.TemporaryDirectory() as folder:
        rdl, sv = Path(folder, "x.rdl"), Path(folder, "x.sv")
        rdl.write_text(f"addrmap {name} {{ reg {{ field {{}} x; }} x; }};\n", encoding="utf-8")
        sv.write_text(f"module {name}; endmodule\n", encoding="utf-8")
        read = f"from pyosys import libyosys as y; y.run_pass('read_slang {sv}', y.Design())"
        done = subprocess.run([sys.executable, "-c", read], capture_output=True, check=False)
        if done.returncode != 0:
            return True
        compiler = RDLCompiler(message_printer=Silent())
        try:
            compiler.compile_file(str(rdl))
        except RDLCompileError:
            return True
    return False


class Silent:
    """The compiler's messages are not for whoever asked for a block."""

    def print_message(self, *_: object) -> None:
        pass


def check(name: str) -> None:
    if not NAME.fullmatch(name):
        raise NameTaken(
            f"NAME={name}: a name is 2 to 24 of a-z, 0-9 and _, and starts with a letter"
        )
    for folder in FOLDERS:
        if (ROOT / folder / name).exists():
            raise NameTaken(f"NAME={name}: {folder}/{name} exists")
    taken = modules() & {name, f"{name}_props", f"{name}_reg", f"{name}_reg_pkg"}
    if taken:
        raise NameTaken(f"NAME={name}: there is a module {sorted(taken)[0]}")
    if name in table_names(PROOFS, "proof") or name in table_names(GROUPS, "group"):
        raise NameTaken(f"NAME={name}: there is a proof or a test group of that name")
    if name == "soc" or keyword(name):
        raise NameTaken(f"NAME={name}: the word is kept by a language or by the SoC")


def copy(name: str) -> list[Path]:
    made = []
    for folder in FOLDERS:
        for source in sorted((ROOT / folder / TEMPLATE).iterdir()):
            if not source.is_file():
                continue
            target = ROOT / folder / name / source.name.replace(TEMPLATE, name)
            target.parent.mkdir(exist_ok=True)
            text = source.read_text(encoding="utf-8").replace(TEMPLATE, name)
            target.write_text(text, encoding="utf-8")
            made.append(target.relative_to(ROOT))
    return made


def append(path: Path, kind: str, name: str) -> None:
    """The template's entry of a table, under the new name, at the end."""
    text = (ROOT / path).read_text(encoding="utf-8")
    start = text.index(f'[[{kind}]]\nname = "{TEMPLATE}"\n')
    rest = text[start:]
    end = re.search(rf"\n+(?=\[\[{kind}\]\]|# -----)", rest)
    entry = rest[: end.start()] if end else rest
    with (ROOT / path).open("a", encoding="utf-8") as table:
        table.write("\n" + entry.rstrip().replace(TEMPLATE, name) + "\n")


def main() -> int:
    if len(sys.argv) != 2 or not sys.argv[1]:
        print("usage: make new-block NAME=x", file=sys.stderr)
        return 2
    name = sys.argv[1]
    try:
        check(name)
    except NameTaken as error:
        print(f"new-block: {error}", file=sys.stderr)
        return 1
    for path in copy(name):
        print(f"  {path}")
    for table, kind in ((PROOFS, "proof"), (GROUPS, "group")):
        append(table, kind, name)
        print(f"  {table} (entry {name})")
    print(
        f"Now: make lint, make audit ONLY={name}, make prove ONLY={name}, make test ONLY={name}; "
        "then docs/extending.md"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
