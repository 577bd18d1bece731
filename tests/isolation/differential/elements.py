# SPDX-License-Identifier: Apache-2.0
"""Lists the state of the hypervisor's side in the Verilated SoC, for the differential test.

Verilator keeps all state in one object: a class of everything, and one for each instance that stays
a module of its own (sim/modules.vlt). Its members below these instances are what the hypervisor and
its devices, the interlock, and the ways and memory port of its domain hold, nets included.
Management is not among them: it watches the models.

usage: elements.py VERILATED_DIRECTORY OUT.inc
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from verilated import variables

SOC = "guillotine_sim_top__DOT__u_soc__DOT__"
OURS = (
    "u_hv__DOT__",
    "u_sha256__DOT__",
    "u_uart__DOT__",
    "u_plic__DOT__",
    "u_aclint__DOT__",
    "u_sysinfo__DOT__",
    "u_frame__DOT__",
    "u_interlock__DOT__",
    "u_interlock_hv__DOT__",
    "u_l2_owner__DOT__",
    "u_mem_ctrl__DOT__u_hv_mem__DOT__",
    "gen_finisher",
    # Ways that stay the hypervisor's.
    *(f"u_l2_ways__DOT__gen_way__BRA__{way}__KET__" for way in range(4)),
)
LEAST = 300  # members of u_hv: fewer would mean that Verilator names things in another way
TOP = "Vguillotine_sim_top"
INSTANCE = re.compile(rf"^\s*({TOP}_\w+)\s+(TOP\w*);", re.MULTILINE)


def members(directory: Path) -> Iterator[tuple[str, str]]:
    """Every variable of the model: its name in the hierarchy, and as a member of the symbols."""
    symbols = (directory / f"{TOP}__Syms.h").read_text(encoding="utf-8")
    for kind, instance in INSTANCE.findall(symbols):
        path = instance.removeprefix("TOP").removeprefix("__")
        for member in variables(directory / f"{kind}.h"):
            name = member.removeprefix("__PVT__")
            yield (f"{path}__DOT__{name}" if path else name), f"{instance}.{member}"


def main() -> int:
    directory, out = Path(sys.argv[1]), Path(sys.argv[2])
    ours = [
        (name, member)
        for name, member in members(directory)
        if name.startswith(SOC) and name.removeprefix(SOC).startswith(OURS)
    ]
    if sum(name.startswith(SOC + "u_hv__DOT__") for name, _ in ours) < LEAST:
        print(f"elements.py: the hypervisor's state is not in {directory}", file=sys.stderr)
        return 1
    lines = [
        f'{{"{name}", offsetof({TOP}__Syms, {member}), sizeof({TOP}__Syms::{member})}},'
        for name, member in ours
    ]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
