# SPDX-License-Identifier: Apache-2.0
"""The ACLINT: time advances, compares and software interrupts."""

from __future__ import annotations

from typing import Any

import cocotb
from cocotb.triggers import ClockCycles
from devbus import start

MSIP, MTIMECMP, MTIME = 0x0, 0x4000, 0xBFF8
CYCLES_PER_TICK = 16


@cocotb.test()
async def time_advances_every_16_cycles(dut: Any) -> None:
    bus = await start(dut)
    first = await bus.read(MTIME)
    await ClockCycles(dut.clk_i, 100 * CYCLES_PER_TICK)
    assert 100 <= await bus.read(MTIME) - first <= 101
    await bus.write(MTIME, 0xFFFF_FFFF_0000_0000)
    assert await bus.read(MTIME) >> 32 == 0xFFFF_FFFF


@cocotb.test()
async def compare_raises_and_clears(dut: Any) -> None:
    bus = await start(dut)
    assert int(dut.mtip_o.value) == 0
    await bus.write(MTIMECMP, await bus.read(MTIME) + 5)
    assert int(dut.mtip_o.value) == 0
    await ClockCycles(dut.clk_i, 8 * CYCLES_PER_TICK)
    assert int(dut.mtip_o.value) == 1
    await bus.write(MTIMECMP + 4, 1, 2)
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.mtip_o.value) == 0


@cocotb.test()
async def software_interrupt(dut: Any) -> None:
    bus = await start(dut)
    await bus.write(MSIP, 1, 2)
    await ClockCycles(dut.clk_i, 2)
    assert int(dut.msip_o.value) == 1
    assert await bus.read(MSIP, 2) == 1
    await bus.write(MSIP, 0, 2)
    await ClockCycles(dut.clk_i, 2)
    assert int(dut.msip_o.value) == 0
