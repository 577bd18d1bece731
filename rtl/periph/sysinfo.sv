// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Configuration block: straps and shape of this hardware as read-only registers, so that software
// holds no constant of its own.
module sysinfo
  import soc_pkg::*;
  import bus_pkg::*;
#(
  parameter int unsigned NumModels = 1,
  parameter int unsigned TimeShift = 4,
  parameter int unsigned ClockHz   = 50_000_000,
  parameter bit          Simulation = 1'b0
) (
  input  logic     clk_i,
  input  logic     rst_ni,
  input  straps_t  straps_i,
  input  weaken_t  weaken_i,
  input  dev_req_t req_i,
  output dev_rsp_t rsp_o
);

  sysinfo_reg_pkg::sysinfo__in_t hwif_in;
  assign hwif_in.shape.num_models.next    = 3'(NumModels);
  assign hwif_in.shape.hv_log2.next       = straps_i.hv_log2;
  assign hwif_in.shape.model_log2.next    = straps_i.model_log2;
  assign hwif_in.shape.frame_cycles.next  = 8'(frame_cycles(NumModels));
  assign hwif_in.shape.bare.next          = straps_i.bare;
  assign hwif_in.shape.simulation.next    = Simulation;
  assign hwif_in.shape.time_shift.next    = 4'(TimeShift);
  assign hwif_in.clock.hz.next            = 64'(ClockHz);
  assign hwif_in.guest_table.address.next = 64'(straps_i.guest_table);
  assign hwif_in.seed.seed.next           = straps_i.seed;
  assign hwif_in.weaken.vector.next       = 64'(weaken_i);

  sysinfo_reg u_reg (
    .clk   (clk_i),
    .rst   (!rst_ni),
    .req_i,
    .rsp_o,
    .hwif_in
  );

endmodule
