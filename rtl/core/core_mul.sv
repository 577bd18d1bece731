// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Pipelined multiplier, one product a cycle: X multiplies four 32 x 32 unsigned parts into
// registers (groups of DSPs on an FPGA, one machine multiplication each in simulation), M adds them
// and corrects the high half for negative operands. The result is ready at the end of M like that
// of a load, so a dependent instruction waits one cycle. A 32-bit product needs the low half of one
// part only, which X has in time to pass on.
module core_mul (
  input  logic        clk_i,
  // X -> M
  input  logic        x_en_i,
  input  logic [1:0]  x_f3_i,   // mul, mulh, mulhsu, mulhu
  input  logic        x_word_i,
  input  logic [63:0] x_a_i,
  input  logic [63:0] x_b_i,
  output logic [63:0] x_low_o,     // the result, of a 32-bit multiplication
  // M
  output logic [63:0] m_result_o
);

  logic [63:0] ll_q, lh_q, hl_q, hh_q, sub_q;
  logic        high_q, word_q;

  logic [63:0] ll;
  assign ll       = {32'd0, x_a_i[31:0]} * {32'd0, x_b_i[31:0]};
  assign x_low_o = {{32{ll[31]}}, ll[31:0]};

  always_ff @(posedge clk_i) begin
    if (x_en_i) begin
      ll_q   <= ll;
      lh_q   <= {32'd0, x_a_i[31:0]} * {32'd0, x_b_i[63:32]};
      hl_q   <= {32'd0, x_a_i[63:32]} * {32'd0, x_b_i[31:0]};
      hh_q   <= {32'd0, x_a_i[63:32]} * {32'd0, x_b_i[63:32]};
      sub_q  <= ((x_a_i[63] && (x_f3_i == 2'd1 || x_f3_i == 2'd2)) ? x_b_i : 64'd0) +
                ((x_b_i[63] && (x_f3_i == 2'd1)) ? x_a_i : 64'd0);
      high_q <= (x_f3_i != 2'd0);
      word_q <= x_word_i;
    end
  end

  logic [63:0] mid, low;
  logic [32:0] upper;
  assign mid   = lh_q + hl_q;
  assign upper = {1'b0, ll_q[63:32]} + {1'b0, mid[31:0]};
  assign low   = {upper[31:0], ll_q[31:0]};

  always_comb begin : p_result
    logic [33:0] carry;
    carry      = '0;
    m_result_o = word_q ? {{32{low[31]}}, low[31:0]} : low;
    if (high_q) begin
      carry      = {1'b0, mid < lh_q, mid[63:32]} + {33'd0, upper[32]};
      m_result_o = (hh_q - sub_q) + {30'd0, carry};
    end
  end

endmodule
