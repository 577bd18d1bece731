# SPDX-License-Identifier: Apache-2.0
"""Driver for one device-bus port (rtl/bus/bus_pkg.sv) in cocotb, and the runner for block tops."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, ReadOnly, RisingEdge

ROOT = Path(__file__).resolve().parents[1]
BUS_TIMEOUT = 64  # cycles; a device answers in a handful


def pack_request(we: bool, addr: int, size: int, wdata: int, wstrb: int) -> int:
    """dev_req_t, valid set: {valid, we, addr[32], size[2], wdata[64], wstrb[8]}."""
    value = 1
    for field, width in ((int(we), 1), (addr, 32), (size, 2), (wdata, 64), (wstrb, 8)):
        value = value << width | (field & ((1 << width) - 1))
    return value


class DevBus:
    """One outstanding access: request held until acknowledged."""

    def __init__(self, dut: Any, clock: Any) -> None:
        self.dut = dut
        self.clock = clock
        dut.req_i.value = 0

    async def _access(self, request: int) -> tuple[bool, int]:
        self.dut.req_i.value = request
        for _ in range(BUS_TIMEOUT):
            await ReadOnly()
            answer = int(self.dut.rsp_o.value)
            await RisingEdge(self.clock)
            if answer >> 65:
                self.dut.req_i.value = 0
                return bool(answer >> 64 & 1), answer & (1 << 64) - 1
        raise AssertionError(f"no answer to request {request:#x} in {BUS_TIMEOUT} cycles")

    async def read(self, addr: int, size: int = 3) -> int:
        """Read 2**size bytes; the device must not answer with an error."""
        error, lane = await self._access(pack_request(False, addr, size, 0, 0))
        assert not error, f"read of {addr:#x} answered with an error"
        return lane >> 8 * (addr % 8) & (1 << (8 << size)) - 1

    async def write(self, addr: int, data: int, size: int = 3) -> None:
        """Write 2**size bytes."""
        shift = addr % 8
        strobe = ((1 << (1 << size)) - 1) << shift
        error, _ = await self._access(pack_request(True, addr, size, data << 8 * shift, strobe))
        assert not error, f"write of {addr:#x} answered with an error"

    async def fails(self, addr: int) -> bool:
        """Whether a read of addr is answered with an error."""
        error, _ = await self._access(pack_request(False, addr, 3, 0, 0))
        return error


async def start(dut: Any, **inputs: int) -> DevBus:
    """Clock, reset, and a bus on a device with the ports clk_i, rst_ni, req_i, rsp_o."""
    cocotb.start_soon(Clock(dut.clk_i, 10, unit="ns").start())
    bus = DevBus(dut, dut.clk_i)
    for name, value in inputs.items():
        getattr(dut, name).value = value
    dut.rst_ni.value = 0
    await ClockCycles(dut.clk_i, 4)
    dut.rst_ni.value = 1
    await ClockCycles(dut.clk_i, 2)
    return bus


def run(
    top: str, module: str, *, sources: str, extra: Sequence[str] = (), group: str = "tests/periph"
) -> None:
    """Build `top` from the file list `sources` with Verilator and run the cocotb module on it."""
    from cocotb_tools.check_results import get_results
    from cocotb_tools.runner import get_runner

    listed = (ROOT / sources).read_text().splitlines()
    files = [ROOT / line for line in [*listed, *extra] if line and not line.startswith("//")]
    seed = os.environ.get("SEED", "1")
    folder = Path(next(iter(extra))).parent if extra else Path(group)
    os.environ["PATH"] = f"{ROOT / 'scripts'}:{os.environ['PATH']}"
    build_dir = ROOT / "build" / "cocotb" / module / top
    runner = get_runner("verilator")
    runner.build(
        sources=files,
        hdl_toplevel=top,
        build_args=["--assert", "-Wno-SYNCASYNCNET", "--x-initial", "unique"],
        build_dir=build_dir,
        log_file=build_dir.parent / f"{top}.log",
    )
    results = runner.test(
        hdl_toplevel=top,
        test_module=module,
        build_dir=build_dir,
        test_dir=build_dir,
        results_xml=str(build_dir / "results.xml"),
        extra_env={"PYTHONPATH": f"{ROOT / 'tests'}:{ROOT / folder}"},
        seed=int(seed),
    )
    tests, failed = get_results(results)
    assert tests > 0 and failed == 0, (
        f"{failed} of {tests} failed; reproduce: make test ONLY={folder.name} SEED={seed}"
    )
