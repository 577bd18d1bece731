# SPDX-License-Identifier: Apache-2.0
"""The mailbox under cocotb."""

from __future__ import annotations

from devbus import run


def test_template() -> None:
    run("template", "cocotb_template", sources="rtl/template/template.f", group="tests/template")
