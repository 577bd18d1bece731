# SPDX-License-Identifier: Apache-2.0
"""The interlock from both sides: power-on, levels, heartbeats, relays, clocks."""

from __future__ import annotations

import hmac
from typing import Any

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, FallingEdge, RisingEdge, Timer
from devbus import DevBus

STATUS, REQUEST, HEARTBEAT, CHALLENGE, ANSWER, KEY, IRQ_ENABLE, PANIC = (
    0x00,
    0x08,
    0x10,
    0x18,
    0x20,
    0x40,
    0x60,
    0x68,
)
STANDARD, PROBATION, SEVERED, OFFLINE, DECAPITATION, IMMOLATION = range(6)
TRIP = {"none": 0, "hypervisor": 1, "heartbeat": 2, "tripwire": 3, "contact": 4, "clock": 5}
ALL_RELAYS = 0xF
TRIP_CYCLES = 4  # issue 3: tripwire pin or register write to the relay pins
CONTACT_DELAY = 20
PERIOD, BOOT_WINDOW = 4096, 8192


class Plant:
    """Contacts that follow their relays; `welded` ones stay closed, `broken` ones open."""

    def __init__(self, dut: Any) -> None:
        self.dut = dut
        self.welded = 0
        self.broken = 0
        cocotb.start_soon(self.run())

    async def run(self) -> None:
        history = [0] * CONTACT_DELAY
        self.dut.contact_i.value = 0
        while True:
            await RisingEdge(self.dut.lock_clk_i)
            history.append(int(self.dut.relay_drive_o.value))
            self.dut.contact_i.value = (history.pop(0) | self.welded) & ~self.broken


class Bench:
    def __init__(self, dut: Any) -> None:
        self.dut = dut
        self.bus = DevBus(dut, dut.clk_i)
        self.plant = Plant(dut)
        self.clock = Clock(dut.clk_i, 10, unit="ns")
        self.lock_clock = Clock(dut.lock_clk_i, 10, unit="ns")

    async def power_on(self, bare: int = 0, weaken: int = 0, welded: int = 0) -> None:
        dut = self.dut
        self.plant.welded = welded
        dut.bare_i.value = bare
        dut.weaken_write_i.value = weaken
        dut.tripwire_i.value = 0
        dut.lock_rst_ni.value = 0
        # The lock clock's edges fall between those of the hv clock: no race, and no favour.
        self.clock.start()
        await Timer(3, unit="ns")
        self.lock_clock.start()
        await ClockCycles(dut.lock_clk_i, 5)
        dut.lock_rst_ni.value = 1
        for _ in range(1000):
            await RisingEdge(dut.lock_clk_i)
            if int(dut.hv_rst_no.value):
                break
        else:
            raise AssertionError("hv never left reset")
        await ClockCycles(dut.clk_i, 8)

    async def status(self) -> int:
        return await self.bus.read(STATUS)

    async def level(self) -> int:
        return await self.status() & 7

    async def trip(self) -> int:
        return await self.status() >> 8 & 7

    async def key(self) -> bytes:
        words = [await self.bus.read(KEY + 8 * i) for i in range(4)]
        return b"".join(word.to_bytes(8, "big") for word in words)

    async def pending(self) -> None:
        while not await self.bus.read(HEARTBEAT) & 1:
            pass

    async def window(self) -> None:
        while not await self.bus.read(HEARTBEAT) & 2:
            pass

    async def answer(self, key: bytes, flip: int = 0) -> None:
        challenge = await self.bus.read(CHALLENGE)
        mac = hmac.digest(key, challenge.to_bytes(8, "big"), "sha256")
        await self.bus.write(ANSWER, int.from_bytes(mac[:8], "big") ^ flip)
        await self.bus.write(ANSWER + 8, int.from_bytes(mac[8:16], "big"))


async def bench(dut: Any, **kwargs: int) -> Bench:
    b = Bench(dut)
    await b.power_on(**kwargs)
    return b


@cocotb.test()
async def power_on_tests_contacts_then_releases_hv(dut: Any) -> None:
    b = await bench(dut)
    assert await b.level() == STANDARD
    assert int(dut.relay_drive_o.value) == ALL_RELAYS
    assert int(dut.contact_i.value) == ALL_RELAYS
    assert int(dut.model_run_o.value) == 1 and int(dut.event_in_o.value) == 1


@cocotb.test()
async def a_welded_contact_fails_the_self_test(dut: Any) -> None:
    b = await bench(dut, welded=0b0100)
    assert await b.level() == OFFLINE and await b.trip() == TRIP["contact"]
    assert int(dut.relay_drive_o.value) == 0 and int(dut.model_run_o.value) == 0


@cocotb.test()
async def permit_toggles_while_energised(dut: Any) -> None:
    await bench(dut)
    seen = set()
    for _ in range(16):
        await RisingEdge(dut.lock_clk_i)
        seen.add(int(dut.relay_permit_o.value))
    assert seen == {0, ALL_RELAYS}


@cocotb.test()
async def levels_rise_one_by_one_and_close_gates(dut: Any) -> None:
    b = await bench(dut)
    for level, run, event in ((PROBATION, 1, 1), (SEVERED, 1, 0), (OFFLINE, 0, 0)):
        await b.bus.write(REQUEST, level)
        await ClockCycles(dut.clk_i, 10)
        assert await b.level() == level and await b.trip() == TRIP["hypervisor"]
        assert int(dut.model_run_o.value) == run and int(dut.event_in_o.value) == event
    assert int(dut.relay_drive_o.value) == 0
    await ClockCycles(dut.lock_clk_i, CONTACT_DELAY + 8)
    assert await b.status() >> 24 == 0, "relays and contacts read open"


@cocotb.test()
async def hv_cannot_ask_beyond_offline(dut: Any) -> None:
    b = await bench(dut)
    await b.bus.write(REQUEST, IMMOLATION)
    await ClockCycles(dut.clk_i, 10)
    assert await b.level() == OFFLINE


@cocotb.test()
async def lowering_is_refused_and_counted(dut: Any) -> None:
    b = await bench(dut)
    await b.bus.write(REQUEST, SEVERED)
    await ClockCycles(dut.clk_i, 10)
    for level in (STANDARD, PROBATION):
        await b.bus.write(REQUEST, level)
        await ClockCycles(dut.clk_i, 10)
        assert await b.level() == SEVERED
    assert await b.status() >> 48 & 1


@cocotb.test()
async def the_weakened_build_lowers(dut: Any) -> None:
    """The wall is real: without it the same write lowers the level."""
    b = await bench(dut, weaken=1)
    await b.bus.write(REQUEST, SEVERED)
    await ClockCycles(dut.clk_i, 10)
    await b.bus.write(REQUEST, PROBATION)
    await ClockCycles(dut.clk_i, 10)
    assert await b.level() == PROBATION


async def cycles_to_open(dut: Any) -> int:
    """Rising lock clock edges until every drive is low."""
    for cycle in range(1, 50):
        await FallingEdge(dut.lock_clk_i)
        if int(dut.relay_drive_o.value) == 0:
            return cycle
    raise AssertionError("relays never opened")


@cocotb.test()
async def tripwire_opens_relays_in_time(dut: Any) -> None:
    b = await bench(dut)
    dut.tripwire_i.value = 1
    assert await cycles_to_open(dut) <= TRIP_CYCLES
    dut.tripwire_i.value = 0
    await ClockCycles(dut.clk_i, 10)
    assert await b.level() == OFFLINE and await b.trip() == TRIP["tripwire"]


@cocotb.test()
async def register_write_opens_relays_in_time(dut: Any) -> None:
    b = await bench(dut)

    async def write() -> None:
        await b.bus.write(REQUEST, OFFLINE)

    cocotb.start_soon(write())
    assert await cycles_to_open(dut) <= TRIP_CYCLES


@cocotb.test()
async def panic_is_offline(dut: Any) -> None:
    b = await bench(dut)
    await b.bus.write(PANIC, 0)
    await ClockCycles(dut.clk_i, 10)
    assert await b.level() == OFFLINE


@cocotb.test()
async def key_reads_once(dut: Any) -> None:
    b = await bench(dut)
    await b.pending()
    first, second = await b.key(), await b.key()
    assert first != bytes(32) and second == bytes(32)


@cocotb.test()
async def right_answers_keep_the_level(dut: Any) -> None:
    b = await bench(dut)
    await b.pending()
    key = await b.key()
    challenges = set()
    for beat in range(5):
        await b.window()
        challenges.add(await b.bus.read(CHALLENGE))
        await b.answer(key)
        await ClockCycles(dut.clk_i, 20)
        assert await b.bus.read(HEARTBEAT) >> 32 == beat + 1
    assert await b.level() == STANDARD
    assert len(challenges) == 5, "every challenge is fresh"


@cocotb.test()
async def a_wrong_answer_is_offline(dut: Any) -> None:
    b = await bench(dut)
    await b.pending()
    await b.answer(await b.key(), flip=1)
    await ClockCycles(dut.clk_i, 20)
    assert await b.level() == OFFLINE and await b.trip() == TRIP["heartbeat"]


@cocotb.test()
async def an_early_answer_is_offline(dut: Any) -> None:
    b = await bench(dut)
    await b.pending()
    key = await b.key()
    await b.answer(key)
    await ClockCycles(dut.clk_i, 600)
    await b.pending()
    assert not await b.bus.read(HEARTBEAT) & 2, "the window is not open yet"
    await b.answer(key)
    await ClockCycles(dut.clk_i, 20)
    assert await b.level() == OFFLINE and await b.trip() == TRIP["heartbeat"]


@cocotb.test()
async def silence_after_boot_is_offline(dut: Any) -> None:
    b = await bench(dut)
    await ClockCycles(dut.lock_clk_i, BOOT_WINDOW - 500)
    assert await b.level() == STANDARD
    await ClockCycles(dut.lock_clk_i, 1000)
    assert await b.level() == OFFLINE and await b.trip() == TRIP["heartbeat"]


@cocotb.test()
async def silence_after_a_heartbeat_is_offline(dut: Any) -> None:
    b = await bench(dut)
    await b.pending()
    await b.answer(await b.key())
    await ClockCycles(dut.lock_clk_i, PERIOD)
    assert await b.level() == OFFLINE and await b.trip() == TRIP["heartbeat"]


@cocotb.test()
async def a_contact_that_drops_is_offline(dut: Any) -> None:
    b = await bench(dut)
    b.plant.broken = 1
    await ClockCycles(dut.lock_clk_i, 100)
    assert await b.level() == OFFLINE and await b.trip() == TRIP["contact"]


@cocotb.test()
async def a_dead_hv_clock_is_offline(dut: Any) -> None:
    b = await bench(dut)
    b.clock.stop()
    await ClockCycles(dut.lock_clk_i, 100)
    assert int(dut.level_o.value) == 0b00111
    assert int(dut.relay_drive_o.value) == 0


@cocotb.test()
async def a_dead_lock_clock_stops_models(dut: Any) -> None:
    b = await bench(dut)
    b.lock_clock.stop()
    await ClockCycles(dut.clk_i, 100)
    assert int(dut.model_run_o.value) == 0


@cocotb.test()
async def one_stuck_level_bit_lowers_nothing(dut: Any) -> None:
    """Each bit of either copy of the level register, forced to 0 at offline."""
    b = await bench(dut)
    await b.bus.write(REQUEST, OFFLINE)
    await ClockCycles(dut.clk_i, 10)
    level = dut.u_interlock.u_level
    for copy in (level.copy_a_q, level.copy_b_q):
        for bit in range(3):
            copy.value = int(copy.value) & ~(1 << bit)
            await RisingEdge(dut.lock_clk_i)
            await ClockCycles(dut.lock_clk_i, 2)
            assert int(dut.level_o.value) == 0b00111
            assert int(dut.relay_drive_o.value) == 0


@cocotb.test()
async def bare_mode_needs_no_heartbeat(dut: Any) -> None:
    b = await bench(dut, bare=1)
    await ClockCycles(dut.lock_clk_i, BOOT_WINDOW + 1000)
    assert await b.level() == STANDARD
