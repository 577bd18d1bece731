// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The 32 integer registers: LUT RAM with one write and two asynchronous read ports, no reset
// (boot code or management writes every register before anything depends on it). x0 reads as
// zero by the reader's check, so the array needs no special entry.
module core_regfile (
  input  logic        clk_i,
  input  logic [4:0]  raddr_a_i,
  output logic [63:0] rdata_a_o,
  input  logic [4:0]  raddr_b_i,
  output logic [63:0] rdata_b_o,
  input  logic        we_i,
  input  logic [4:0]  waddr_i,
  input  logic [63:0] wdata_i
);

  logic [63:0] mem[32];

  assign rdata_a_o = (raddr_a_i == 5'd0) ? 64'd0 : mem[raddr_a_i];
  assign rdata_b_o = (raddr_b_i == 5'd0) ? 64'd0 : mem[raddr_b_i];

  always_ff @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
  end

endmodule
