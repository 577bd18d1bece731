#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks style and warnings of everything in the tree, in parallel, in under 20 seconds.

verible-verilog-lint and `verilator --lint-only -Wall` on the RTL, clang-format and gcc -fanalyzer
on C, ruff on Python, sh -n on scripts, and the licence line of every source. `--fix` rewrites C and
Python in the project's format instead. lint.toml holds what cannot be found by looking.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shlex
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CACHE = ROOT / "build/lint"
VERILATOR = os.environ.get("VERILATOR") or str(ROOT / "scripts/verilator")
RTL_LICENCE = "Apache-2.0 WITH SHL-2.1"
LICENCE = "Apache-2.0"
VERILOG = {".sv", ".svh", ".v", ".vlt"}
SOURCES = VERILOG | {".rdl", ".c", ".h", ".cc", ".cpp", ".S", ".ld", ".py"}
SOURCES |= {".sh", ".mk", ".toml", ".cddl", ".tcl", ".ys", ".sby", ".lpf", ".js", ".css", ".html"}


@dataclass(frozen=True)
class Outcome:
    """What a check found: empty text when all is well; `again` reproduces it."""

    text: str
    again: str


@dataclass(frozen=True)
class Check:
    name: str
    run: Callable[[], Outcome]


def run(command: Sequence[str]) -> tuple[int, str]:
    done = subprocess.run(
        list(command),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return done.returncode, done.stdout


def tool(name: str, command: Sequence[str]) -> Check:
    """A check that is one command, which fails by its exit status."""

    def check() -> Outcome:
        try:
            status, output = run(command)
        except FileNotFoundError:
            return Outcome(f"{command[0]} is not installed", "scripts/setup test")
        if status == 0:
            return Outcome("", "")
        return Outcome(output.strip() or f"exit status {status}", "make lint ONLY=" + name)

    return Check(name, check)


def tree() -> list[Path]:
    """The files that are tracked or could be: what git does not ignore, relative to the top."""
    status, output = run(["git", "ls-files", "-co", "--exclude-standard"])
    if status != 0:
        sys.exit("lint: not a git checkout")
    return sorted(Path(p) for p in set(output.splitlines()) if (ROOT / p).is_file())


def named(files: list[Path], *suffixes: str) -> list[str]:
    return [str(p) for p in files if p.suffix in suffixes]


def first_lines(path: Path, count: int) -> str:
    with (ROOT / path).open(encoding="utf-8", errors="replace") as file:
        return "".join(line for _, line in zip(range(count), file, strict=False))


def is_source(path: Path) -> bool:
    if path.suffix in SOURCES or path.name == "Makefile":
        return True
    return not path.suffix and first_lines(path, 1).startswith("#!")


def licences(files: list[Path]) -> Outcome:
    wrong: list[str] = []
    for path in filter(is_source, files):
        if (ROOT / path).stat().st_size == 0:
            continue
        found = re.search(r"SPDX-License-Identifier: ([^\n*]*)", first_lines(path, 4))
        licence = found.group(1).replace("-->", "").strip() if found else "none"
        must = {LICENCE}
        if path.parts[0] == "rtl" and path.suffix in VERILOG:
            must = {RTL_LICENCE}
        elif path.suffix in VERILOG | {".rdl"}:
            must = {LICENCE, RTL_LICENCE}
        if licence not in must:
            wrong.append(f"{path}:1: SPDX-License-Identifier is {licence}")
    return Outcome("\n".join(wrong), "make lint ONLY=licence")


# --- RTL


def strip_comments(text: str) -> str:
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


@dataclass(frozen=True)
class Rtl:
    """All SystemVerilog of rtl/ and sim/ and what the register generator made."""

    text: dict[str, str]  # file name -> text without comments

    def declared(self, kind: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for file, text in self.text.items():
            for name in re.findall(rf"^\s*{kind}\s+(?:automatic\s+)?(\w+)", text, re.MULTILINE):
                found[name] = file
        return found

    def packages(self) -> list[str]:
        """Files of all packages, each after those that it uses."""
        declared = self.declared("package")
        order: list[str] = []

        def add(name: str, path: tuple[str, ...]) -> None:
            if declared[name] in order or name in path:
                return
            for used in re.findall(r"\b(\w+)::", self.text[declared[name]]):
                if used in declared and used != name:
                    add(used, (*path, name))
            order.append(declared[name])

        for name in sorted(declared):
            add(name, ())
        return order

    def properties(self) -> list[str]:
        """Property modules (*_props.sv): tops of proofs, not of designs."""
        modules = self.declared("module")
        return sorted(m for m, file in modules.items() if file.endswith("_props.sv"))

    def tops(self) -> list[str]:
        """Modules of ours that no other module instantiates, unless to prove something of it."""
        modules = self.declared("module")
        used: set[str] = set()
        for file, text in self.text.items():
            if file.endswith("_props.sv"):
                continue
            used |= set(re.findall(r"^\s*(?:else\s+)?(\w+)\s*#\s*\(", text, re.MULTILINE))
            used |= set(re.findall(r"\b(\w+)\s+[ui]_\w+\s*(?:\[[^\]]*\]\s*)?\(", text))
            used |= set(re.findall(r"\bbind\s+\w+\s+(\w+)", text))
        ours = {m for m, file in modules.items() if file.startswith(("rtl/", "sim/"))}
        return sorted(ours - used - set(self.properties()))


def read_rtl(files: list[Path], generated: str) -> Rtl:
    paths = [p for p in named(files, ".sv") if p.startswith(("rtl/", "sim/"))]
    paths = [p for p in paths if not p.startswith("rtl/shared/")]  # namesakes: [[file_list]]
    paths += sorted(str(p.relative_to(ROOT)) for p in (ROOT / generated).glob("*.sv"))
    texts = {p: strip_comments((ROOT / p).read_text(encoding="utf-8")) for p in paths}
    return Rtl(texts)


def verilator_checks(rtl: Rtl, settings: dict[str, Any]) -> list[Check]:
    options = settings.get("verilator", {})
    modules = rtl.declared("module")
    folders = sorted({str(Path(f).parent) for f in rtl.text})
    base = [VERILATOR, "--lint-only", "-sv", *options.get("flags", ["-Wall"])]
    for folder in folders:
        base += ["-y", folder, f"-I{folder}"]
    if options.get("waivers"):
        base.append(options["waivers"])
    base += rtl.packages()
    tops = [{"name": name} for name in rtl.tops()] + settings.get("top", [])
    checks = []
    for number, top in enumerate(tops):
        name, parameters = top["name"], top.get("parameters", {})
        label = f"verilator-{name}" + (f"-{number}" if parameters else "")
        if name not in modules:
            checks.append(Check(label, lambda n=name: Outcome(f"no module {n}", "see lint.toml")))
            continue
        command = [*base, *(f"-G{k}={v}" for k, v in parameters.items())]
        checks.append(warning_free(label, [*command, modules[name], "--top-module", name]))
    for entry in settings.get("file_list", []):
        name = entry["name"]
        waivers = [options["waivers"]] if options.get("waivers") else []
        command = [VERILATOR, "--lint-only", "-sv", *options.get("flags", ["-Wall"]), *waivers]
        command += [*entry.get("flags", []), "-f", entry["list"]]
        command += [entry["top"], "--top-module", Path(entry["top"]).stem]
        checks.append(warning_free(f"verilator-{name}", command))
    for name in rtl.properties():
        command = [*base, *options.get("property_flags", []), modules[name], "--top-module", name]
        checks.append(warning_free(f"verilator-{name}", command))
    return checks


def warning_free(name: str, command: list[str]) -> Check:
    """Verilator goes on after a warning (-Wno-fatal) to show them all: any output is a failure."""

    def check() -> Outcome:
        status, output = run(command)
        found = [line for line in output.splitlines() if line.startswith("%")]
        if status == 0 and not found:
            return Outcome("", "")
        return Outcome(output.strip(), f"make lint ONLY={name}")

    return Check(name, check)


# --- C


def analyze(file: str, command: list[str]) -> Outcome:
    """gcc -fanalyzer on one file, unless the same preprocessed text passed before."""
    status, text = run([*command, "-E", "-P", file])
    again = shlex.join([*command, "-fanalyzer", "-c", file, "-o", "/dev/null"])
    if status != 0:
        return Outcome(text.strip(), again)
    key = hashlib.sha256(f"{command}\n{file}\n{text}".encode()).hexdigest()
    stamp = CACHE / key
    if stamp.exists():
        return Outcome("", "")
    status, text = run([*command, "-Werror", "-fanalyzer", "-c", file, "-o", "/dev/null"])
    if status == 0:
        CACHE.mkdir(parents=True, exist_ok=True)
        stamp.touch()
        return Outcome("", "")
    return Outcome(text.strip(), again)


def analyze_checks(settings: dict[str, Any]) -> list[Check]:
    checks = []
    verilator_root = run([VERILATOR, "--getenv", "VERILATOR_ROOT"])[1].strip()
    for entry in settings.get("analyze", []):
        command = shlex.split(entry["command"].replace("{verilator_root}", verilator_root))
        files = sorted({str(p.relative_to(ROOT)) for g in entry["files"] for p in ROOT.glob(g)})
        for file in files:
            checks.append(Check(f"analyze-{file}", lambda f=file, c=command: analyze(f, c)))
    return checks


# --- all of it


def shell_syntax(files: list[Path]) -> list[Check]:
    checks = []
    for path in files:
        if path.suffix not in ("", ".sh"):
            continue
        shebang = re.match(r"#!/bin/(sh|bash)\b", first_lines(path, 1))
        if shebang:
            checks.append(tool(f"syntax-{path}", [shebang.group(1), "-n", str(path)]))
    return checks


def all_checks(files: list[Path], settings: dict[str, Any]) -> list[Check]:
    verilog = named(files, ".sv", ".svh")
    c_files, python = named(files, ".c", ".h", ".cc", ".cpp"), named(files, ".py")
    checks = [Check("licence", lambda: licences(files))]
    rtl = read_rtl(files, settings.get("verilator", {}).get("generated", "build/gen"))
    checks += verilator_checks(rtl, settings)  # the slowest first
    if verilog:
        rules = f"--rules_config={ROOT}/.rules.verible_lint"
        checks.append(tool("verible", [str(BIN / "verible-verilog-lint"), rules, *verilog]))
    if c_files:
        checks.append(tool("clang-format", ["clang-format", "--dry-run", "-Werror", *c_files]))
    if python:
        ruff = str(BIN / "ruff")
        checks.append(tool("ruff", [ruff, "check", "-q", "--no-cache", *python]))
        checks.append(tool("ruff-format", [ruff, "format", "-q", "--diff", "--no-cache", *python]))
    return checks + analyze_checks(settings) + shell_syntax(files)


def run_checks(checks: list[Check]) -> int:
    start = time.monotonic()
    failed = 0
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        outcomes = pool.map(lambda check: check.run(), checks)
        for check, outcome in zip(checks, outcomes, strict=True):
            if outcome.text:
                failed += 1
                print(outcome.text)
                print(f"FAIL {check.name}; again: {outcome.again}", flush=True)
    seconds = time.monotonic() - start
    print(f"lint: {len(checks) - failed} passed, {failed} failed, 0 skipped in {seconds:.1f} s")
    return 1 if failed or not checks else 0


def fix(files: list[Path]) -> int:
    c_files, python = named(files, ".c", ".h", ".cc", ".cpp"), named(files, ".py")
    ruff = str(BIN / "ruff")
    commands = [["clang-format", "-i", *c_files]] if c_files else []
    if python:
        commands += [[ruff, "check", "-q", "--fix", *python], [ruff, "format", "-q", *python]]
    worst = 0
    for command in commands:
        status, output = run(command)
        print(output, end="")
        worst = max(worst, status)
    return 1 if worst else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--fix", action="store_true", help="rewrite C and Python")
    parser.add_argument("--only", nargs="+", default=[], metavar="CHECK")
    parser.add_argument("--list", action="store_true", help="name the checks and do nothing")
    options = parser.parse_args(arguments)
    files = tree()
    if options.fix:
        return fix(files)
    settings = tomllib.loads((ROOT / "lint.toml").read_text(encoding="utf-8"))
    checks = all_checks(files, settings)
    if options.list:
        print("\n".join(check.name for check in checks))
        return 0
    unknown = set(options.only) - {check.name for check in checks}
    if unknown:
        print(f"lint: no such check: {sorted(unknown)[0]} (--list names them)", file=sys.stderr)
        return 2
    return run_checks([c for c in checks if not options.only or c.name in options.only])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
