# SPDX-License-Identifier: Apache-2.0
"""Lists every state element of a model domain: sim/model_state.svh.

The flight recorder closes a run with a digest of the model domain's whole state, taken in the SoC
and again in the replay. The list is that of the elaborated netlist, so no flop can be forgotten. It
is also committed, since the tools of a plain build have no Yosys; a test compares (tests/replay).

usage: gen_model_state.py            writes sim/model_state.svh
       gen_model_state.py --check    exits with 1 when that is out of date
       gen_model_state.py FILE       for the build: made anew, or copied where Yosys is absent
"""

from __future__ import annotations

import importlib.util
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "sim/model_state.svh"
FILE_LISTS = ("rtl/core/core.f", "rtl/uncore.f")

# What observes the domain and steers nothing in it.
OBSERVERS = re.compile(r"u_core\.u_commit_port\..*|u_core\.u_mem\.was_up_q")

HEADER = """\
// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Every state element of a model domain below `MODEL, for the digest that closes a recording. Made
// from the netlist by scripts/gen_model_state.py; do not edit.
"""


def sources() -> list[str]:
    """What the domain is built from, in the order of first mention."""
    lines = [line for name in FILE_LISTS for line in (ROOT / name).read_text().split("\n")]
    return list(dict.fromkeys(str(ROOT / line) for line in lines if line.endswith(".sv")))


def names(dump: Path, key: str) -> set[str]:
    """The nets that a kind of cell drives, without ranges, quotes and escapes."""
    found = re.findall(rf"^\s*{key} (.+)$", dump.read_text(encoding="utf-8"), re.MULTILINE)
    nets = {net for line in found for net in re.findall(r"\\{1,2}([\w.\[\]]*\w)", line)}
    return {net for net in nets if not OBSERVERS.fullmatch(net)}


def elaborate() -> tuple[set[str], set[str]]:
    from pyosys import libyosys as ys

    design = ys.Design()
    with tempfile.TemporaryDirectory() as folder:
        flops, arrays = Path(folder) / "flops", Path(folder) / "arrays"
        for command in (
            f"read_slang -D FORMAL --top model_domain {' '.join(sources())}",
            "hierarchy -top model_domain",
            "proc",
            "flatten",
            "chformal -remove",
            "memory_collect",
            "opt_clean",
            f"tee -q -o {flops} dump t:$*ff* t:$*latch* t:$sr",
            f"tee -q -o {arrays} dump t:$mem_v2",
        ):
            ys.run_pass(f"tee -q {command}" if "tee" not in command else command, design)
        return names(flops, r"connect \\Q"), names(arrays, r"parameter \\MEMID")


def text() -> str:
    flops, arrays = elaborate()
    lines = [f"`STATE({name})" for name in sorted(flops)]
    lines += [f"`STATE_ARRAY({name})" for name in sorted(arrays)]
    return HEADER + "\n".join(lines) + "\n"


def for_build(out: Path) -> None:
    yosys = importlib.util.find_spec("pyosys") is not None
    out.write_text(text() if yosys else OUT.read_text(encoding="utf-8"), encoding="utf-8")


def main() -> int:
    if sys.argv[1:] not in ([], ["--check"]):
        for_build(Path(sys.argv[1]))
        return 0
    made = text()
    if not sys.argv[1:]:
        OUT.write_text(made, encoding="utf-8")
    elif OUT.read_text(encoding="utf-8") != made:
        print(f"{OUT.relative_to(ROOT)} is out of date; run: scripts/gen_model_state.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
