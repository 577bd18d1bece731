# SPDX-License-Identifier: Apache-2.0
"""The device bus as a CPU interface of PeakRDL: a register block with it has our bus at its port.

PeakRDL's own passthrough interface would have to be joined to the bus by hand in every device.
Timing is that of `rtl/bus/reg_adapter.sv`, which the generated block instantiates.
"""

from __future__ import annotations

from peakrdl_regblock.cpuif.base import CpuifBase


class DeviceBusCpuif(CpuifBase):
    """Ports `req_i` and `rsp_o` with the types of `rtl/bus/bus_pkg.sv`."""

    template_path = "device_bus.sv.jinja"

    @property
    def port_declaration(self) -> str:
        """The bus port of the generated module."""
        if self.data_width != 64:
            raise ValueError(f"the device bus has 64-bit lanes, not {self.data_width}")
        return "input bus_pkg::dev_req_t req_i,\noutput bus_pkg::dev_rsp_t rsp_o"
