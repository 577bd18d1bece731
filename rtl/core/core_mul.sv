// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Multiplier of three stages, one product a cycle: X has the operands, M the four registered
// 32 x 32 products, W the registered result. The products are unsigned (four groups of DSPs, and
// one machine multiplication each in simulation); M corrects the high half for negative operands.
module core_mul (
  input  logic        clk_i,
  // X -> M
  input  logic        x_en_i,
  input  logic [1:0]  x_f3_i,   // mul, mulh, mulhsu, mulhu
  input  logic        x_word_i,
  input  logic [63:0] x_a_i,
  input  logic [63:0] x_b_i,
  // M -> W
  input  logic        m_en_i,
  output logic [63:0] w_result_o
);

  logic [63:0] ll_q, lh_q, hl_q, hh_q, sub_q;
  logic        high_q, word_q;
  logic [63:0] result_q;

  always_ff @(posedge clk_i) begin
    if (x_en_i) begin
      ll_q   <= {32'd0, x_a_i[31:0]} * {32'd0, x_b_i[31:0]};
      lh_q   <= {32'd0, x_a_i[31:0]} * {32'd0, x_b_i[63:32]};
      hl_q   <= {32'd0, x_a_i[63:32]} * {32'd0, x_b_i[31:0]};
      hh_q   <= {32'd0, x_a_i[63:32]} * {32'd0, x_b_i[63:32]};
      sub_q  <= ((x_a_i[63] && (x_f3_i == 2'd1 || x_f3_i == 2'd2)) ? x_b_i : 64'd0) +
                ((x_b_i[63] && (x_f3_i == 2'd1)) ? x_a_i : 64'd0);
      high_q <= (x_f3_i != 2'd0);
      word_q <= x_word_i;
    end
  end

  logic [64:0] mid;
  logic [33:0] carry;
  logic [63:0] low, high;

  assign mid   = {1'b0, lh_q} + {1'b0, hl_q};
  assign low   = ll_q + {mid[31:0], 32'd0};
  assign carry = {1'b0, mid[64:32]} + {33'd0, low < ll_q};
  assign high  = hh_q + {30'd0, carry} - sub_q;

  always_ff @(posedge clk_i) begin
    if (m_en_i) begin
      if (high_q) result_q <= high;
      else if (word_q) result_q <= {{32{low[31]}}, low[31:0]};
      else result_q <= low;
    end
  end

  assign w_result_o = result_q;

endmodule
