# SPDX-License-Identifier: Apache-2.0
"""What a class that Verilator made has for members: the state of its part of the design."""

from __future__ import annotations

import re
from pathlib import Path

VARIABLE = re.compile(
    r"^\s*(?:CData|SData|IData|QData|VlWide<[^;]*?>|VlUnpacked<[^;]*>)"
    r"(?:/\*[\d:]+\*/)?\s+(\w+);",
    re.MULTILINE,
)


def variables(header: Path) -> list[str]:
    """Names of registers and nets, without Verilator's own temporaries."""
    names = VARIABLE.findall(header.read_text(encoding="utf-8"))
    return [name for name in names if "__V" not in name and "unnamedblk" not in name]
