// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The 32 integer registers: LUT RAM with one write and four asynchronous read ports. While reset is
// low a sweep zeroes one register a cycle, so a reset of 32 cycles leaves nothing of what ran
// before. x0 is a word like the others that nothing but the sweep writes: no reader has to ask.
module core_regfile (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        keep_i,     // weakened: reset keeps the registers (but x0)
  input  logic [4:0]  raddr_a_i,
  output logic [63:0] rdata_a_o,
  input  logic [4:0]  raddr_b_i,
  output logic [63:0] rdata_b_o,
  input  logic [4:0]  raddr_c_i,  // branch slot
  output logic [63:0] rdata_c_o,
  input  logic [4:0]  raddr_d_i,
  output logic [63:0] rdata_d_o,
  input  logic        we_i,
  input  logic [4:0]  waddr_i,
  input  logic [63:0] wdata_i
);

  logic [63:0] mem[32];

  assign rdata_a_o = mem[raddr_a_i];
  assign rdata_b_o = mem[raddr_b_i];
  assign rdata_c_o = mem[raddr_c_i];
  assign rdata_d_o = mem[raddr_d_i];

  logic [4:0] sweep_q;  // needs no start: any 32 cycles in a row visit every register

  always_ff @(posedge clk_i) begin : p_sweep
    sweep_q <= rst_ni ? 5'd0 : sweep_q + 5'd1;
  end

  always_ff @(posedge clk_i) begin : p_write
    if (!rst_ni && (!keep_i || sweep_q == 5'd0)) mem[sweep_q] <= '0;
    else if (we_i) mem[waddr_i] <= wdata_i;
  end

  always_ff @(posedge clk_i) if (rst_ni) Zero_A: assert (!(we_i && waddr_i == 5'd0));

endmodule
