# SPDX-License-Identifier: Apache-2.0
"""Lists every state element of the model domain in the Verilated model.

Verilator keeps all state in one class, and the future of the simulation is a function of it. So
its members below the domain's instance are the domain's state; the bench compares them byte by
byte. The list is made from the generated header, which nobody can forget to extend. That nothing
escaped it (flops kept outside the instance, or renamed) is checked against the RTL: whatever a
source of the domain assigns with `<=` must be in the list, or have a reason here.

usage: state_list.py OBJ_DIR FILE_LIST OUT.inc
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from verilated import variables

DOMAIN = "model_tb__DOT__u_model__DOT__"
WAY = "model_tb__DOT__u_l2_ways__DOT__gen_way__BRA__{}__KET____DOT__u_way__DOT__"
MODEL_WAYS = (4, 5, 6, 7)  # what the bench gives to the model
CROSSING = "model_tb__DOT__u_l2_ways__DOT__"

# What the crossing keeps for the model: arrays with one element for each way, or each domain.
WAY_OUTPUTS = ("way_tag", "way_data")
DOMAIN_ENTRIES = ("tag_live_q", "data_live_q", "data_way_q")
LAST_READ = CROSSING + "gen_cmd__BRA__0__KET____DOT__last_"
# Output registers of the ways' RAMs mean something in the cycle after a read only, and a thaw
# repeats the last read. When the model has written the same word since, the repeated read finds the
# new one; so these are compared at the end, where both runs have repeated their reads, and in
# between by what the controller makes of them.
OUTPUTS = ("tag_par_q", "data_par_q", *WAY_OUTPUTS)
OUTSIDE = ("rtl/bus", "rtl/mgmt", "rtl/mem", "rtl/cache/l2_way", "rtl/cache/l2_owner", "build/gen")

# Flops that this configuration does not have: the source's reason for each.
ABSENT = {
    "csr_pmp.pmp_q": "a captive core has no PMP",
    "core_mem.was_up_q": "only a weakened run asks",
    "core_quiet.time_q": "a captive core has no time input",
    "l2_ctrl.clean_done_q": "clean is hv's",
}

ASSIGN = re.compile(
    r"(?:^|;|begin|else|\)|:)\s*(\w+)(?:\.\w+|\[[^\n]*?\])*\s*<=[^;]*;", re.MULTILINE
)


def members(header: Path) -> list[str]:
    """Names below the domain and its ways."""
    prefixes = (DOMAIN, LAST_READ, *(WAY.format(way) for way in MODEL_WAYS))
    return [name for name in variables(header) if name.startswith(prefixes)]


def entry(name: str, index: int | None = None) -> str:
    """A line of the bench's table: name, place, size, whether it is compared at the end only."""
    size = f"sizeof(Vmodel_tb___024root::{name}{'' if index is None else '[0]'})"
    offset = f"offsetof(Vmodel_tb___024root, {name})"
    shown = name
    if index is not None:
        offset += f" + {index} * {size}"
        shown += f"__BRA__{index}__KET__"
    late = name.startswith("model_tb__DOT__u_l2_ways__") and name.endswith(OUTPUTS)
    return f'{{"{shown}", {offset}, {size}, {str(late).lower()}}},'


def flops(source: Path) -> set[str]:
    """What a source assigns at a clock edge."""
    text = re.sub(r"//.*", "", source.read_text(encoding="utf-8"))
    return {match[1] for match in ASSIGN.finditer(text)}


def escaped(names: list[str], sources: list[Path]) -> list[str]:
    """Flops of the domain's sources that the list does not hold."""
    last = {name.rsplit("__DOT__", 1)[1] for name in names}
    missing = []
    for source in sources:
        for flop in sorted(flops(source)):
            # A registered output can be known by the name of the net it drives.
            net = flop.removesuffix("_o")
            aliases = {flop, net}
            if source.stem == "prim_ram_1r1w" and flop == "rd_data_o":
                aliases |= {"data0", "data1", "tag0", "tag1"}
            if not aliases & last and f"{source.stem}.{flop}" not in ABSENT:
                missing.append(f"{source}: {flop}")
    return missing


def main() -> int:
    obj, file_list, out = (Path(arg) for arg in sys.argv[1:4])
    names = members(obj / "Vmodel_tb___024root.h")
    sources = [Path(line) for line in file_list.read_text(encoding="utf-8").split()]
    sources = [path for path in sources if not str(path).startswith(OUTSIDE)]
    missing = escaped(names, [path for path in sources if "_pkg" not in path.stem])
    for line in missing:
        print(f"state_list.py: no state element in the model for {line}", file=sys.stderr)
    lines = [entry(name) for name in names]
    lines += [entry(CROSSING + name, way) for name in WAY_OUTPUTS for way in MODEL_WAYS]
    lines += [entry(CROSSING + name, 1) for name in DOMAIN_ENTRIES]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
