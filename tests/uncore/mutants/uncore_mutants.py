#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Bugs on which each assertion of L2, memory controller and management must fire (assertions.toml).

All of them are built into one bench, and RTL_MUTANT chooses one, as for the core: what reads the
table and puts the bugs in is tests/core/mutants/mutants.py.

usage: uncore_mutants.py copy OUT        the RTL with the bugs, and its file list OUT/rtl.f
       uncore_mutants.py run [NAME...]   0: each fires, each assertion of the uncore is in the table
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "tests/core/mutants"))

import mutants  # noqa: E402

TB = "tests/uncore/uncore_tb.sv"
BENCH = "build/uncore/mutants/bench"
PACKAGES = ("rtl/soc/soc_pkg.sv", "rtl/bus/bus_pkg.sv", "rtl/core/core_pkg.sv")
ADAPTER = "rtl/bus/reg_adapter.sv"
SEEDS = (1, 2, 3)
AGAIN = "reproduce: make uncore-mutants"
mutants.HERE = HERE


def own_sources() -> list[str]:
    """What uncore.f names that is written here."""
    lines = (ROOT / "rtl/uncore.f").read_text(encoding="utf-8").split()
    return [line for line in lines if line.endswith(".sv")]


def copy(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    sources = [*PACKAGES, ADAPTER, *own_sources(), "tests/uncore/core.sv", TB]
    for mutant in mutants.mutants():
        if mutant.file not in sources:
            sys.exit(f"uncore_mutants.py: {mutant.name}: {mutant.file} is not in uncore.f")
    written = [out / "rtl_mutant_pkg.sv"]
    written[0].write_text(mutants.PACKAGE, encoding="utf-8")
    for source in sources:
        text = mutants.mutated((ROOT / source).read_text(encoding="utf-8"), source)
        if source == TB:
            text = text[: text.rindex("endmodule")] + mutants.CHOOSE.lstrip("\n")
        target = out / Path(source).name
        target.write_text(text, encoding="utf-8")
        written.append(target)
    listing = "\n".join(str(path.relative_to(ROOT)) for path in written) + "\n"
    (out / "rtl.f").write_text(listing, encoding="utf-8")


def fired(scenario: str, number: int, seed: int) -> set[str]:
    """Names of the assertions that fire. What else the bench says of a bug is not asked here."""
    done = subprocess.run(
        [BENCH, scenario, str(seed)],
        cwd=ROOT,
        env=mutants.environment(number),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return set(mutants.FIRED.findall(done.stdout + done.stderr))


def in_the_rtl() -> set[str]:
    return {
        f"{Path(source).stem}.{name}"
        for source in own_sources()
        if source.startswith("rtl/")
        for name in mutants.ASSERTION.findall((ROOT / source).read_text(encoding="utf-8"))
    }


def run(names: list[str]) -> int:
    wrong = []
    listed = mutants.of_table("assertions", names)
    clean = {scenario: fired(scenario, 0, 1) for scenario in {m.entry["scenario"] for m in listed}}
    wrong += [f"{s} fires {' '.join(sorted(f))} without a bug" for s, f in clean.items() if f]
    for mutant in listed:
        wanted = {name.split(".")[1] for name in mutant.entry["asserts"].split()}
        tried = [fired(mutant.entry["scenario"], mutant.number, seed) for seed in SEEDS]
        missing = wanted - set().union(*tried)
        if missing:
            wrong.append(f"{mutant.name} does not make {' '.join(sorted(missing))} fire")
        else:
            print(f"fired for {mutant.name}: {' '.join(sorted(wanted))}")
    if not names:
        tested = {name for mutant in listed for name in mutant.entry["asserts"].split()}
        known = tested | set(mutants.table("assertions").get("excused", {}))
        wrong += [f"{name} has no row in assertions.toml" for name in sorted(in_the_rtl() - known)]
        wrong += [f"{name} is not in the RTL" for name in sorted(known - in_the_rtl())]
    for line in wrong:
        print(f"FAIL {line}; {AGAIN}")
    return 1 if wrong else 0


def main() -> int:
    words = sys.argv[1:]
    if words[:1] == ["copy"] and len(words) == 2:
        copy((ROOT / words[1]).resolve())
        return 0
    if words[:1] == ["run"]:
        return run(words[1:])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
