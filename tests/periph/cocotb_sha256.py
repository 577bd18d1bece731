# SPDX-License-Identifier: Apache-2.0
"""The SHA-256 engine against hashlib, its time per block, and hashing in pieces."""

from __future__ import annotations

import hashlib
import random
from typing import Any

import cocotb
from cocotb.utils import get_sim_time
from devbus import DevBus, start

CONTROL, BLOCK, DIGEST = 0x00, 0x40, 0x80
INIT, NEXT, AUTO, BUSY = 1, 2, 4, 1 << 8
BLOCK_CYCLES = 80  # sha256.rdl


def padded(message: bytes) -> bytes:
    """FIPS 180-4, 5.1.1."""
    zeros = -(len(message) + 9) % 64
    return message + b"\x80" + bytes(zeros) + (8 * len(message)).to_bytes(8, "big")


async def put_block(bus: DevBus, block: bytes) -> None:
    for i in range(8):
        await bus.write(BLOCK + 8 * i, int.from_bytes(block[8 * i : 8 * i + 8], "little"))


async def wait_idle(bus: DevBus) -> None:
    while await bus.read(CONTROL) & BUSY:
        pass


async def get_digest(bus: DevBus) -> bytes:
    words = [await bus.read(DIGEST + 8 * i) for i in range(4)]
    return b"".join(word.to_bytes(8, "little") for word in words)


async def digest(bus: DevBus, message: bytes) -> bytes:
    await bus.write(CONTROL, INIT | AUTO)
    data = padded(message)
    for at in range(0, len(data), 64):
        await put_block(bus, data[at : at + 64])
        await wait_idle(bus)
    return await get_digest(bus)


@cocotb.test()
async def known_messages(dut: Any) -> None:
    bus = await start(dut)
    for message in (b"", b"abc", bytes(range(56)), bytes(64), b"a" * 200):
        assert await digest(bus, message) == hashlib.sha256(message).digest(), message


@cocotb.test()
async def random_messages(dut: Any) -> None:
    bus = await start(dut)
    for _ in range(20):
        message = random.randbytes(random.randrange(300))
        assert await digest(bus, message) == hashlib.sha256(message).digest()


@cocotb.test()
async def state_can_be_resumed(dut: Any) -> None:
    """Two hashes interleaved by saving and restoring the state."""
    bus = await start(dut)
    message = random.randbytes(119)
    data = padded(message)
    await bus.write(CONTROL, INIT)
    await put_block(bus, data[:64])
    await bus.write(CONTROL, NEXT)
    await wait_idle(bus)
    saved = await get_digest(bus)
    await digest(bus, b"another")
    for i in range(4):
        await bus.write(DIGEST + 8 * i, int.from_bytes(saved[8 * i : 8 * i + 8], "little"))
    await bus.write(CONTROL, 0)
    await put_block(bus, data[64:128])
    await bus.write(CONTROL, NEXT)
    await wait_idle(bus)
    assert await get_digest(bus) == hashlib.sha256(message).digest()


@cocotb.test()
async def block_time_is_constant(dut: Any) -> None:
    """At most 80 cycles from start to idle, and the same for every block."""
    bus = await start(dut)
    durations = set()
    for block in (bytes(64), b"\xff" * 64, random.randbytes(64)):
        await bus.write(CONTROL, INIT)
        await put_block(bus, block)
        await bus.write(CONTROL, NEXT)
        begin = get_sim_time("ns")
        await dut.u_core.done_o.rising_edge
        durations.add(round((get_sim_time("ns") - begin) / 10))
    assert len(durations) == 1 and durations.pop() <= BLOCK_CYCLES
