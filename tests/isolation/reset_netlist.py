# SPDX-License-Identifier: Apache-2.0
"""Every flop of a model domain takes a constant at reset: looked up in the elaborated netlist.

Where that holds, the state after a reset is the same whatever ran before, by construction: no run
has to reach a state for it to be seen. The domain's reset is tied low and constants are propagated;
a flop whose next state is not a constant then, and every memory, must stand below with what clears
it instead, which the comparison of all state (test_scrub.py) shows.

usage: reset_netlist.py [FILE=COPY]   0: nothing else is left; a copy stands in for a source
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from pyosys_job import JobError, run_job  # noqa: E402

TOP = "model_domain"
TIED_LOW = ("rst_ni", "weaken_i")  # weakened runs leave things behind on purpose
FILE_LISTS = ("rtl/core/core.f", "rtl/uncore.f")

L1_SCRUB = "read while core_mem's scrub goes round twice, so it ends with zeros"
FROM_X = "follows X's operands while reset is low, and these are flops with a reset"

# Flops without a constant of their own: pattern of the name, what clears it.
FLOPS = {
    r"u_core\.u_mem\.was_up_q": "a weakened run reads it, nothing else",
    r"u_core\.u_regfile\.sweep_q": "counts while reset is low, from zero: it stands at zero before",
    r"u_core\.u_csr\.u_counters\.sweep_q": "counts while reset is low; else it stands at zero",
    r"u_core\.u_execute\.u_mul\.\w+_q": FROM_X,
    r"u_core\.u_mem\.u_l1[id]\.u_array\.u_(data|tag)[01]\.rd_data_o": L1_SCRUB,
}
PREDICTOR_SCRUB = "the predictor's scrub"
CORE_SCRUB = "core_mem's scrub"
MEMORIES = {
    r"u_core\.u_frontend\.u_predictor\.(btb|pht|own)[01]": PREDICTOR_SCRUB,
    r"u_core\.u_frontend\.u_predictor\.ras": PREDICTOR_SCRUB,
    r"u_core\.u_frontend\.(data|target|meta)": "zeros go round while the predictor is scrubbed",
    r"u_core\.u_mem\.u_l1[id]\.u_array\.u_(data|tag)[01]\.mem": CORE_SCRUB,
    r"u_core\.u_mem\.u_l1[id]\.u_xlate\.u_tlb\.ram[01m]": CORE_SCRUB,
    r"u_core\.u_mem\.u_l1[id]\.u_array\.(lru_q|u_valid\.rows)": CORE_SCRUB,
    r"u_core\.u_mem\.u_ptw\.(gs|gm|t1|t2)_q": CORE_SCRUB,
    r"u_core\.u_csr\.u_counters\.words": "its own sweep while reset is low",
    r"u_core\.u_regfile\.mem": "its own sweep while reset is low",
}
# Arrays whose reset is a loop over their elements: flops, like any other.
ARRAYS_OF_FLOPS = ("*.u_store_buffer.*", "*.u_counters.event_q")

ELABORATE = r"""
run("read_slang -D FORMAL --top " + job["top"] + " " + " ".join(job["files"]))
run("hierarchy -top " + job["top"], "proc", "flatten", "chformal -remove", "memory_collect")
for name in job["arrays"]:
    run("select -assert-min 1 r:MEMID=" + name, "memory_map r:MEMID=" + name)
for name in job["low"]:
    run("delete -input w:" + name, "connect -set " + name + " 0")
run("setattr -set keep 1 t:$*ff* t:$*latch* t:$mem_v2")  # even if only what is cleared reads it
for _ in range(3):
    run("opt_expr -full", "opt_muxtree", "opt_reduce -full", "opt_clean")
run("tee -o " + job["out"] + " dump t:$*ff* t:$*latch* t:$sr")
run("tee -o " + job["out"] + ".mems dump t:$mem_v2")
"""


def sources(instead: dict[str, str]) -> list[str]:
    """What the domain is built from, in the order of first mention."""
    files: dict[str, None] = {}
    for name in FILE_LISTS:
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line.endswith(".sv") and not line.startswith("/"):
                files[line.strip()] = None
    return [instead.get(file, file) for file in files]


def cells(dump: Path) -> list[str]:
    return re.findall(r"^\s*cell .*?^\s*end$", dump.read_text(encoding="utf-8"), re.M | re.S)


def field(cell: str, key: str) -> str:
    """A connection or parameter of a dumped cell, without quotes and escapes."""
    found = re.search(rf"^\s*{key} (.+)$", cell, re.MULTILINE)
    text = found[1].strip() if found else ""
    return re.sub(r'^["\\]+|["]$', "", text)


def cleared(cell: str) -> bool:
    """A plain flop (no enable, no asynchronous input) that takes a constant."""
    plain = re.match(r"\s*cell \$dff ", cell) is not None
    return plain and re.fullmatch(r"\d+'[01]+|\d+", field(cell, r"connect \\D")) is not None


def netlist(instead: dict[str, str]) -> dict[str, list[str]]:
    """Names of flops that a reset does not give a constant, of those it does, and of memories."""
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/netlist"
        job = {"top": TOP, "files": sources(instead), "out": out, "arrays": ARRAYS_OF_FLOPS}
        job["low"] = TIED_LOW
        try:
            run_job(ELABORATE, job, Path(folder))
        except JobError as error:
            sys.exit(f"reset_netlist.py: {TOP} does not elaborate: {error}")
        flops = cells(Path(out))
        mems = cells(Path(f"{out}.mems"))
    return {
        "flops": sorted(field(cell, r"connect \\Q") for cell in flops if not cleared(cell)),
        "cleared": sorted(field(cell, r"connect \\Q") for cell in flops if cleared(cell)),
        "memories": sorted(field(cell, r"parameter \\MEMID") for cell in mems),
    }


def unexplained(found: list[str], known: dict[str, str]) -> list[str]:
    return [name for name in found if not any(re.fullmatch(key, name) for key in known)]


def main() -> int:
    instead = dict(word.split("=", 1) for word in sys.argv[1:])
    found = netlist(instead)
    failed = 0
    for kind, known in (("flops", FLOPS), ("memories", MEMORIES)):
        for name in unexplained(found[kind], known):
            print(f"FAIL nothing clears {name}; reproduce: tests/isolation/reset_netlist.py")
            failed += 1
        for key in known:
            if not any(re.fullmatch(key, name) for name in found[kind]):
                print(f"FAIL {key} is in no netlist; reproduce: tests/isolation/reset_netlist.py")
                failed += 1
    counts = {kind: len(found[kind]) for kind in found}
    print(json.dumps(counts))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
