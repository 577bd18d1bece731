# SPDX-License-Identifier: Apache-2.0
"""The mailbox: a word arrives at the frame's end, once, if the gate is open; nothing returns."""

from __future__ import annotations

from typing import Any

import cocotb
from cocotb.triggers import ClockCycles, RisingEdge
from devbus import DevBus, start

DATA, STATUS = 0x00, 0x08
FRAME = 28
PENDING = 1


async def frames(dut: Any) -> None:
    while True:
        for phase in range(FRAME):
            dut.frame_last_i.value = int(phase == FRAME - 1)
            await RisingEdge(dut.clk_i)


async def ready(dut: Any, gate: int) -> DevBus:
    bus = await start(dut, frame_last_i=0, gate_i=gate, taken_i=0)
    cocotb.start_soon(frames(dut))
    return bus


@cocotb.test()
async def a_word_arrives_at_the_end_of_a_frame(dut: Any) -> None:
    bus = await ready(dut, gate=1)
    await bus.write(DATA, 0x0123_4567_89AB_CDEF)
    while not int(dut.valid_o.value):
        last = int(dut.frame_last_i.value)
        await RisingEdge(dut.clk_i)
    assert last, "delivered in the middle of a frame"
    assert int(dut.data_o.value) == 0x0123_4567_89AB_CDEF
    assert await bus.read(STATUS) & PENDING == 0


@cocotb.test()
async def a_closed_gate_holds_it(dut: Any) -> None:
    bus = await ready(dut, gate=0)
    await bus.write(DATA, 7)
    await ClockCycles(dut.clk_i, 3 * FRAME)
    assert int(dut.valid_o.value) == 0
    assert await bus.read(STATUS) & PENDING
    dut.gate_i.value = 1
    await ClockCycles(dut.clk_i, FRAME + 1)
    assert int(dut.valid_o.value) == 1
    assert int(dut.data_o.value) == 7


@cocotb.test()
async def a_word_that_waits_is_overwritten(dut: Any) -> None:
    bus = await ready(dut, gate=0)
    await bus.write(DATA, 1)
    await bus.write(DATA, 2)
    dut.gate_i.value = 1
    await ClockCycles(dut.clk_i, 2 * FRAME)
    assert int(dut.data_o.value) == 2


@cocotb.test()
async def a_word_is_taken_once(dut: Any) -> None:
    bus = await ready(dut, gate=1)
    await bus.write(DATA, 5)
    await ClockCycles(dut.clk_i, 2 * FRAME)
    assert int(dut.valid_o.value) == 1
    dut.taken_i.value = 1
    await ClockCycles(dut.clk_i, 2)
    dut.taken_i.value = 0
    await ClockCycles(dut.clk_i, 2 * FRAME)
    assert int(dut.valid_o.value) == 0
