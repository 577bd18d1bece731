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

  logic        cpuif_req, cpuif_we, rd_ack, rd_err, wr_ack, wr_err;
  logic [5:0]  cpuif_addr;
  logic [63:0] cpuif_wdata, cpuif_biten, rdata;

  reg_adapter #(.AddrW(6)) u_adapter (
    .clk_i, .rst_ni, .req_i, .rsp_o,
    .cpuif_req_o   (cpuif_req),
    .cpuif_we_o    (cpuif_we),
    .cpuif_addr_o  (cpuif_addr),
    .cpuif_wdata_o (cpuif_wdata),
    .cpuif_biten_o (cpuif_biten),
    .cpuif_rd_ack_i(rd_ack),
    .cpuif_rd_err_i(rd_err),
    .cpuif_rdata_i (rdata),
    .cpuif_wr_ack_i(wr_ack),
    .cpuif_wr_err_i(wr_err)
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
    .clk                 (clk_i),
    .rst                 (!rst_ni),
    .s_cpuif_req         (cpuif_req),
    .s_cpuif_req_is_wr   (cpuif_we),
    .s_cpuif_addr        (cpuif_addr),
    .s_cpuif_wr_data     (cpuif_wdata),
    .s_cpuif_wr_biten    (cpuif_biten),
    .s_cpuif_req_stall_wr(),
    .s_cpuif_req_stall_rd(),
    .s_cpuif_rd_ack      (rd_ack),
    .s_cpuif_rd_err      (rd_err),
    .s_cpuif_rd_data     (rdata),
    .s_cpuif_wr_ack      (wr_ack),
    .s_cpuif_wr_err      (wr_err),
    .hwif_in             (hwif_in)
  );

endmodule
