# SPDX-License-Identifier: Apache-2.0
"""Bugs in the core's RTL, of every table (*.toml) beside this file, built into one model.

A run chooses one by its number in the environment variable RTL_MUTANT, so that a hundred of them
cost one build for each configuration. README.md explains the tables.

usage: mutants.py copy OUT              the RTL with the bugs, and its file list OUT/rtl.f
       mutants.py list TABLE            number and name of each
       mutants.py directed [NAME...]    0: each of directed.toml is found by its programs, and they
                                        find nothing without a bug
       mutants.py assertions [NAME...]  0: each of assertions.toml makes its assertions fire, every
                                        assertion of core.f is in it
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
TB = "tests/core/bench/core_tb.sv"
SEEDS = (1, 2, 3)
MAX_CYCLES = 400_000  # the longest program takes half of it
PACKAGE = """// Generated: which bug is selected.
package rtl_mutant_pkg;
  int sel = 0;
endpackage
"""
CHOOSE = """
  import "DPI-C" function int rtl_mutant();
  initial rtl_mutant_pkg::sel = rtl_mutant();
endmodule
"""


@dataclass(frozen=True)
class Mutant:
    """One bug: `new` instead of `old` in `file`; `entry` is its row, for keys of a table's own."""

    number: int  # of RTL_MUTANT; of a row that names another (`bug`), the other's
    table: str
    name: str
    file: str
    old: str
    new: str
    entry: dict


def table(name: str) -> dict:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def mutants() -> tuple[Mutant, ...]:
    """Of every table, numbered from 1."""
    found: list[Mutant] = []
    for path in sorted(HERE.glob("*.toml")):
        for entry in table(path.stem)["mutant"]:
            text = [entry.get(key, "") for key in ("name", "file", "old", "new")]
            found.append(Mutant(len(found) + 1, path.stem, *text, entry))
    numbers = {mutant.name: mutant.number for mutant in found if mutant.file}
    return tuple(
        mutant if mutant.file else replace(mutant, number=numbers[mutant.entry["bug"]])
        for mutant in found
    )


def of_table(table: str, names: list[str] | None = None) -> list[Mutant]:
    """The bugs of one table, or those of it that are named."""
    listed = [mutant for mutant in mutants() if mutant.table == table]
    for name in names or []:
        if name not in {mutant.name for mutant in listed}:
            sys.exit(f"mutants.py: no {name} in {table}.toml")
    return [mutant for mutant in listed if not names or mutant.name in names]


def environment(number: int) -> dict[str, str]:
    """For a bench built with the bugs: it has this one; 0 is none."""
    return {**os.environ, "RTL_MUTANT": str(number)}


def mutated(text: str, path: str) -> str:
    """The source with every bug of its file in it; each must fit exactly once."""
    original = text
    for mutant in mutants():
        if mutant.file != path:
            continue
        if original.count(mutant.old) != 1 or text.count(mutant.old) != 1:
            found = original.count(mutant.old)
            again = "" if found != 1 else ", and another bug has changed it"
            sys.exit(f"mutants.py: {mutant.name} fits {found} times in {path}{again}")
        selected = f"(rtl_mutant_pkg::sel == {mutant.number})"
        text = text.replace(mutant.old, mutant.new.replace("SEL", selected))
    return text


def copy(out: Path) -> None:
    """Everything of core.f, and the bench's top, which asks for the number."""
    lines = (ROOT / "rtl/core/core.f").read_text(encoding="utf-8").splitlines()
    sources = [line.strip() for line in lines if line.strip() and line.strip()[0] not in "#/"]
    for mutant in mutants():
        if mutant.file and mutant.file not in sources:
            sys.exit(f"mutants.py: {mutant.name}: {mutant.file} is not in core.f")
    out.mkdir(parents=True, exist_ok=True)
    written = [out / "rtl_mutant_pkg.sv"]
    written[0].write_text(PACKAGE, encoding="utf-8")
    for source in [*sources, TB]:
        text = mutated((ROOT / source).read_text(encoding="utf-8"), source)
        if source == TB:
            text = text[: text.rindex("endmodule")] + CHOOSE.lstrip("\n")
        target = out / Path(source).name
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
        written.append(target)
    listing = "\n".join(str(path.relative_to(ROOT)) for path in written) + "\n"
    (out / "rtl.f").write_text(listing, encoding="utf-8")


# -------------------------------------------------------------------- one run of a program
FIRED = re.compile(r"Assertion failed in \S*?(\w+_A)\b")
BY_ASSERTIONS = 3  # status of a run that they ended, of which mutant.cc lets pass a hundred


@dataclass(frozen=True)
class Outcome:
    """What a program said of a bug: its own words, and the assertions that fired."""

    said: str
    fired: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.said or self.fired)

    def __str__(self) -> str:
        return "; ".join([*sorted(self.fired), *([self.said] if self.said else [])])


def command(program: str, seed: int) -> list[str]:
    """How a program is run: its configuration, alone or in lockstep."""
    captive = "captive" in program
    words = [f"build/lockstep/bench-{'captive' if captive else 'hv'}-mutants", "--quiet"]
    words += ["--max-cycles", str(MAX_CYCLES)]
    words += ["--alone"] if program.startswith("alone_") else []
    return [*words, "--seed", str(seed), f"build/lockstep/directed/{program}.elf"]


def outcome(program: str, number: int, seed: int) -> Outcome:
    words = command(program, seed)
    done = subprocess.run(
        words,
        cwd=ROOT,
        env=environment(number),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    output = done.stdout + done.stderr
    fired = frozenset(FIRED.findall(output))
    said = ""
    if done.returncode == 1:
        line = [text for text in output.splitlines() if text.startswith("FAIL")][-1]
        said = line.split(": ", 1)[1].split("; reproduce")[0]
    elif done.returncode not in (0, BY_ASSERTIONS):
        sys.exit(f"{output}\n{shlex.join(words)}: status {done.returncode}")
    return Outcome(said, fired)


class Clean:
    """Programs must be silent without a bug: looked at once each."""

    def __init__(self) -> None:
        self.known: dict[str, Outcome] = {}

    def failure(self, program: str) -> str:
        if program not in self.known:
            self.known[program] = outcome(program, 0, SEEDS[0])
        found = self.known[program]
        return f"{program} fails without a bug: {found}" if found else ""


# -------------------------------------------------------------------- directed programs


def directed(names: list[str]) -> int:
    """Each program finds its bugs by itself: an assertion that fires with it is a second wall."""
    failed = 0
    clean = Clean()
    for mutant in of_table("directed", names):
        for program in mutant.entry["program"].split():
            tried = (outcome(program, mutant.number, seed) for seed in SEEDS)
            how = next((found for found in tried if found), None)
            wrong = clean.failure(program)
            if not wrong and how is None:
                wrong = f"{mutant.name} is not found by {program}"
            if wrong:
                failed += 1
                print(f"FAIL {wrong}; reproduce: make directed-mutants ONLY={mutant.name}")
            else:
                print(f"found {mutant.name} by {program}: {how}")
    return 1 if failed else 0


# -------------------------------------------------------------------- assertions
ASSERTION = re.compile(r"(\w+_A):\s*assert\b")


def in_the_rtl() -> set[str]:
    """MODULE.NAME of every assertion in the sources of core.f."""
    lines = (ROOT / "rtl/core/core.f").read_text(encoding="utf-8").splitlines()
    sources = [ROOT / line.strip() for line in lines if line.strip().startswith("rtl/core/")]
    return {
        f"{path.stem}.{name}"
        for path in sources
        for name in ASSERTION.findall(path.read_text(encoding="utf-8"))
    }


def assertions(names: list[str]) -> int:
    failed = 0
    clean = Clean()
    listed = of_table("assertions", names)
    for mutant in listed:
        wanted = {name.split(".")[1] for name in mutant.entry["asserts"].split()}
        program = mutant.entry["program"]
        tried = (outcome(program, mutant.number, seed).fired for seed in SEEDS)
        fired = next((found for found in tried if wanted <= found), None)
        wrong = clean.failure(program)
        if not wrong and fired is None:
            wrong = f"{mutant.name}: {program} does not make {' '.join(sorted(wanted))} fire"
        if wrong:
            failed += 1
            print(f"FAIL {wrong}; reproduce: make assertion-mutants ONLY={mutant.name}")
        else:
            print(f"fired for {mutant.name}: {' '.join(sorted(wanted))}")
    if not names:
        tested = {name for mutant in listed for name in mutant.entry["asserts"].split()}
        excused = set(table("assertions").get("excused", {}))
        for name in sorted(in_the_rtl() - tested - excused):
            failed += 1
            print(f"FAIL {name} has no row in assertions.toml; reproduce: make assertion-mutants")
        for name in sorted((tested | excused) - in_the_rtl()):
            failed += 1
            print(f"FAIL {name} is not in the RTL; reproduce: make assertion-mutants")
    return 1 if failed else 0


def main() -> int:
    words = sys.argv[1:]
    if words[:1] == ["copy"] and len(words) == 2:
        copy((ROOT / words[1]).resolve())
        return 0
    if words[:1] == ["list"] and len(words) == 2:
        for mutant in of_table(words[1]):
            print(mutant.number, mutant.name)
        return 0
    if words[:1] == ["directed"]:
        return directed(words[1:])
    if words[:1] == ["assertions"]:
        return assertions(words[1:])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
