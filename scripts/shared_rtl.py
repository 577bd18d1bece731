#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes CONFIG=shared: the same SoC as a conventional machine, for the leakage laboratory.

Reads the file list of the SoC from standard input and writes it to DIRECTORY/soc.f with modules of
rtl/shared in the places of those that have the same name, and with changed copies of the modules
that rtl/shared/changes.toml names. Nothing that is synthesised or proved reads either.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

SHARED = Path("rtl/shared")


class ChangeError(Exception):
    """A change that does not apply; the text names file and change."""


def changed_files() -> dict[str, str]:
    """File name -> its text with all its changes."""
    texts: dict[str, str] = {}
    changes = SHARED / "changes.toml"
    for change in tomllib.loads(changes.read_text(encoding="utf-8"))["change"]:
        name, old = change["file"], change["old"]
        text = texts.get(name) or Path(name).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ChangeError(f"{changes}: not found exactly once in {name}: {old.strip()}")
        texts[name] = text.replace(old, change["new"].lstrip("\n"))
    return texts


def alternatives(out: Path) -> dict[str, str]:
    """Base name of a module's file -> the file that takes its place."""
    found = {path.name: str(path) for path in sorted(SHARED.glob("*.sv"))}
    for name, text in changed_files().items():
        path = out / Path(name).name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        found[path.name] = str(path)
    return found


def file_list(lines: list[str], found: dict[str, str]) -> list[str]:
    """The list with its replacements; packages of this configuration follow the one they import."""
    replaced = [found.get(Path(line).name, line) for line in lines]
    extra = [path for path in found.values() if path not in replaced]
    packages = [path for path in extra if path.endswith("_pkg.sv")]
    after = replaced.index("rtl/soc/soc_pkg.sv") + 1
    modules = [path for path in extra if path not in packages]
    return replaced[:after] + packages + replaced[after:] + modules


def main() -> int:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    try:
        found = alternatives(out)
    except ChangeError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    lines = file_list(sys.stdin.read().split(), found)
    (out / "soc.f").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
