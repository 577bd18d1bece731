# SPDX-License-Identifier: Apache-2.0
"""What the simulator reads and what synthesis and proofs read is one circuit.

Some modules have text under `ifdef VERILATOR`: memories written in place, because that is faster to
simulate, and assertions. Tests run the one text, boards and proofs the other. So each such module
is elaborated with and without the define, and the two are proved to have the same outputs for ever,
from equal contents (sequential equivalence: abc's scorr merges what is equal at every step, and the
miter must vanish; without state, iprove decides).

usage: simulation_text.py [FILE=COPY ..] [--only MODULE ..]   0: all are one; a copy stands in for a
source
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pyosys

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from prove import DEFINES, generate, soc_files  # noqa: E402
from pyosys_job import JobError, run_job  # noqa: E402

ABC = Path(pyosys.__file__).parent / "yosys-abc"
# Two texts on purpose; why that is sound.
DIFFER = {
    "prim_clkgate": "a cell of the target; clock_netlist.py shows what hangs on it",
    "boot_rom": "the simulator may load another image; nothing else differs",
}
# A memory as deep as it is in the SoC is as many flops here: a few words of two lanes say the same.
PARAMETERS = {"prim_ram_1r1w": {"Depth": "8", "Width": "16", "Lane": "8"}}

ELABORATE = r"""
flags = "".join(" -D " + x for x in job["defines"])
flags += "".join(" -G " + k + "=" + v for k, v in job["parameters"].items())
for name, define in (("synthesised", ""), ("simulated", " -D VERILATOR")):
    run("read_slang" + flags + define + " --top " + job["top"] + " " + " ".join(job["files"]))
    run("hierarchy -top " + job["top"], "chformal -remove", "proc", "flatten", "opt_clean")
    run("design -stash " + name)
for name in ("synthesised", "simulated"):
    run("design -copy-from " + name + " -as " + name + " " + job["top"])
run("memory", "miter -equiv -make_assert -flatten synthesised simulated miter")
run("hierarchy -top miter", "chformal -lower", "async2sync", "dffunmap")
run("setundef -zero -init", "zinit -all")
to_gates()
run("setundef -zero")
write_aiger(job["out"])
"""


def modules() -> set[str]:
    """Every module with text for the simulator alone."""
    only = re.compile(r"`(ifdef|ifndef|elsif) VERILATOR")
    files = ROOT.glob("rtl/**/*.sv")
    return {path.stem for path in files if only.search(path.read_text(encoding="utf-8"))}


def difference(module: str, files: list[str], folder: Path) -> str:
    """Why the two texts are not known to be one circuit; empty if they are."""
    model = folder / f"{module}.aig"
    job = {
        "top": module,
        "defines": [*DEFINES, "PROVE_TWO_SETS"],
        "parameters": PARAMETERS.get(module, {}),
        "files": files,
        "out": str(model),
    }
    try:
        run_job(ELABORATE, job, folder)
    except JobError as error:
        return f"it does not elaborate: {error}"
    check = f"read_aiger {model}; fold; strash; scorr; print_stats; pdr; iprove"
    text = subprocess.run([ABC, "-c", check], capture_output=True, text=True, check=False).stdout
    asserted = re.search(r"was asserted in frame (\d+)", text)
    if asserted:
        return f"their outputs differ {asserted.group(1)} cycles from equal contents"
    proved = re.search(r"lat = +0  and = +0 |^UNSATISFIABLE", text, re.MULTILINE)
    return "" if proved else "abc did not end with a proof"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--only", nargs="+", default=[], metavar="MODULE")
    parser.add_argument("instead", nargs="*", metavar="FILE=COPY")
    options = parser.parse_args()
    generate()
    instead = dict(word.split("=", 1) for word in options.instead)
    files = [instead.get(name, name) for name in soc_files()]
    wrong = 0
    for module in options.only or sorted(modules() - DIFFER.keys()):
        with tempfile.TemporaryDirectory() as folder:
            why = difference(module, files, Path(folder))
        wrong += bool(why)
        again = f"; again: tests/prove/simulation_text.py --only {module}"
        print(f"FAIL {module}: {why}{again}" if why else f"{module}: one circuit", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
