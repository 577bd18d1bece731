// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Joins the device bus to the CPU interface inside a register block (scripts/device_bus.py makes
// PeakRDL instantiate it there). The request is strobed once, the answer registered, so a device
// adds no combinational path from the core back to the core.
//
// Timing: `rsp_o.ack` one cycle after the register block answers (two after the request).
module reg_adapter
  import bus_pkg::*;
#(
  parameter int unsigned AddrW = 8
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  dev_req_t         req_i,
  output dev_rsp_t         rsp_o,
  output logic             cpuif_req_o,
  output logic             cpuif_we_o,
  output logic [AddrW-1:0] cpuif_addr_o,
  output logic [63:0]      cpuif_wdata_o,
  output logic [63:0]      cpuif_biten_o,
  input  logic             cpuif_rd_ack_i,
  input  logic             cpuif_rd_err_i,
  input  logic [63:0]      cpuif_rdata_i,
  input  logic             cpuif_wr_ack_i,
  input  logic             cpuif_wr_err_i
);

  logic busy_q;
  dev_rsp_t rsp_q;

  assign cpuif_req_o   = req_i.valid && !busy_q && !rsp_q.ack;
  assign cpuif_we_o    = req_i.we;
  assign cpuif_addr_o  = {req_i.addr[AddrW-1:3], 3'b000};
  assign cpuif_wdata_o = req_i.wdata;
  for (genvar i = 0; i < 8; i++) begin : gen_biten
    assign cpuif_biten_o[8 * i +: 8] = {8{req_i.wstrb[i]}};
  end

  always_ff @(posedge clk_i) begin : p_rsp
    if (!rst_ni) begin
      busy_q <= 1'b0;
      rsp_q  <= '0;
    end else begin
      rsp_q.ack <= 1'b0;
      if (cpuif_rd_ack_i || cpuif_wr_ack_i) begin
        busy_q      <= 1'b0;
        rsp_q.ack   <= 1'b1;
        rsp_q.error <= cpuif_rd_ack_i ? cpuif_rd_err_i : cpuif_wr_err_i;
        rsp_q.rdata <= cpuif_rd_ack_i ? cpuif_rdata_i : '0;
      end else if (cpuif_req_o) begin
        busy_q <= 1'b1;
      end
    end
  end

  // The bus answers zeros outside an acknowledge, so that answers of devices can be OR-ed.
  assign rsp_o = rsp_q.ack ? rsp_q : '0;

  logic unused;
  assign unused = ^{req_i.addr, req_i.size};

endmodule
