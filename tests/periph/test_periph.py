# SPDX-License-Identifier: Apache-2.0
"""Peripherals of the hypervisor core, each alone under cocotb."""

from __future__ import annotations

import pytest
from devbus import run


@pytest.mark.parametrize(
    ("top", "module"),
    [
        ("sha256_engine", "cocotb_sha256"),
        ("uart16550", "cocotb_uart"),
        ("plic", "cocotb_plic"),
        ("aclint", "cocotb_aclint"),
    ],
)
def test_peripheral(top: str, module: str) -> None:
    run(top, module, sources="rtl/periph.f")
