# SPDX-License-Identifier: Apache-2.0
"""The PLIC: priorities, thresholds, contexts, claim and complete."""

from __future__ import annotations

from typing import Any

import cocotb
from cocotb.triggers import ClockCycles
from devbus import DevBus, start

WORD = 2


def priority(source: int) -> int:
    return 4 * source


def enable(context: int) -> int:
    return 0x2000 + 0x80 * context


def threshold(context: int) -> int:
    return 0x20_0000 + 0x1000 * context


def claim(context: int) -> int:
    return threshold(context) + 4


async def plic(dut: Any) -> DevBus:
    bus = await start(dut, irq_i=0)
    for source in (3, 5, 10):
        await bus.write(priority(source), {3: 2, 5: 7, 10: 2}[source], WORD)
    await bus.write(enable(1), 1 << 3 | 1 << 5 | 1 << 10, WORD)
    return bus


@cocotb.test()
async def highest_priority_then_lowest_number(dut: Any) -> None:
    bus = await plic(dut)
    dut.irq_i.value = (1 << 3 | 1 << 5 | 1 << 10) >> 1
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.irq_o.value) == 0b10, "context 0 has nothing enabled"
    order = [await bus.read(claim(1), WORD) for _ in range(4)]
    assert order == [5, 3, 10, 0]
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.irq_o.value) == 0, "claimed sources are quiet until completed"
    await bus.write(claim(1), 3, WORD)
    await ClockCycles(dut.clk_i, 4)
    assert await bus.read(claim(1), WORD) == 3, "a level that still stands comes again"


@cocotb.test()
async def threshold_masks(dut: Any) -> None:
    bus = await plic(dut)
    await bus.write(threshold(1), 2, WORD)
    dut.irq_i.value = 1 << 3 >> 1
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.irq_o.value) == 0
    await bus.write(threshold(1), 1, WORD)
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.irq_o.value) == 0b10


@cocotb.test()
async def a_source_without_priority_never_interrupts(dut: Any) -> None:
    bus = await plic(dut)
    await bus.write(priority(3), 0, WORD)
    dut.irq_i.value = 1 << 3 >> 1
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.irq_o.value) == 0
    assert await bus.read(0x1000, WORD) == 1 << 3
    assert await bus.read(claim(1), WORD) == 0
