# SPDX-License-Identifier: Apache-2.0
"""The UART by its 16550 registers: data, status, FIFOs, interrupts, loopback."""

from __future__ import annotations

from typing import Any

import cocotb
from cocotb.triggers import ClockCycles, ReadOnly, RisingEdge
from devbus import DevBus, start

RBR = THR = DLL = 0
IER = DLM = 1
IIR = FCR = 2
LCR, MCR, LSR, SCR = 3, 4, 5, 7
BYTE = 0


async def uart(dut: Any) -> DevBus:
    return await start(dut, tx_ready_i=1, rx_valid_i=0, rx_data_i=0)


async def receive(dut: Any, data: bytes) -> None:
    """Offer bytes from the line side; each waits until it is taken."""
    for byte in data:
        dut.rx_valid_i.value = 1
        dut.rx_data_i.value = byte
        while True:
            await ReadOnly()
            ready = int(dut.rx_ready_o.value)
            await RisingEdge(dut.clk_i)
            if ready:
                break
    dut.rx_valid_i.value = 0


@cocotb.test()
async def transmits_in_order(dut: Any) -> None:
    bus = await uart(dut)
    sent = []

    async def line() -> None:
        while True:
            await RisingEdge(dut.clk_i)
            if int(dut.tx_valid_o.value) and int(dut.tx_ready_i.value):
                sent.append(int(dut.tx_data_o.value))

    cocotb.start_soon(line())
    for byte in b"guillotine":
        while not await bus.read(LSR, BYTE) & 0x20:
            pass
        await bus.write(THR, byte, BYTE)
    await ClockCycles(dut.clk_i, 20)
    assert bytes(sent) == b"guillotine"


@cocotb.test()
async def a_stopped_line_fills_the_fifo(dut: Any) -> None:
    bus = await uart(dut)
    dut.tx_ready_i.value = 0
    for i in range(16):
        assert await bus.read(LSR, BYTE) & 0x20, i
        await bus.write(THR, i, BYTE)
    assert not await bus.read(LSR, BYTE) & 0x60
    dut.tx_ready_i.value = 1
    await ClockCycles(dut.clk_i, 20)
    assert await bus.read(LSR, BYTE) & 0x60 == 0x60


@cocotb.test()
async def receives_and_paces_the_sender(dut: Any) -> None:
    bus = await uart(dut)
    data = bytes(range(1, 41))
    cocotb.start_soon(receive(dut, data))
    await ClockCycles(dut.clk_i, 60)
    assert int(dut.rx_ready_o.value) == 0, "a full FIFO must hold the sender"
    got = []
    for _ in range(400):
        if await bus.read(LSR, BYTE) & 1:
            got.append(await bus.read(RBR, BYTE))
    assert bytes(got) == data


@cocotb.test()
async def interrupts_follow_the_enables(dut: Any) -> None:
    bus = await uart(dut)
    await receive(dut, b"x")
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.irq_o.value) == 0
    await bus.write(IER, 1, BYTE)
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.irq_o.value) == 1
    assert await bus.read(IIR, BYTE) & 0xF == 0x4
    await bus.read(RBR, BYTE)
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.irq_o.value) == 0
    await bus.write(IER, 2, BYTE)
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.irq_o.value) == 1
    assert await bus.read(IIR, BYTE) & 0xF == 0x2  # reading clears it
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.irq_o.value) == 0


@cocotb.test()
async def divisor_latch_scratch_and_loopback(dut: Any) -> None:
    bus = await uart(dut)
    await bus.write(LCR, 0x83, BYTE)
    await bus.write(DLL, 0x34, BYTE)
    await bus.write(DLM, 0x12, BYTE)
    assert int(dut.divisor_o.value) == 0x1234
    await bus.write(LCR, 0x03, BYTE)
    await bus.write(SCR, 0xA5, BYTE)
    assert await bus.read(SCR, BYTE) == 0xA5
    await bus.write(MCR, 0x10, BYTE)
    await bus.write(THR, 0x5A, BYTE)
    await ClockCycles(dut.clk_i, 4)
    assert int(dut.tx_valid_o.value) == 0
    assert await bus.read(RBR, BYTE) == 0x5A
