# SPDX-License-Identifier: Apache-2.0
"""The interlock under cocotb, both sides on their own clocks."""

from __future__ import annotations

from devbus import run


def test_interlock() -> None:
    run(
        "interlock_tb",
        "cocotb_interlock",
        sources="rtl/periph.f",
        extra=["tests/interlock/interlock_tb.sv"],
    )
