// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Sixteen bytes, first in first out, for the UARTs. Pushing when full and popping when empty are
// the caller's mistakes and asserted against.
module byte_fifo (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       clear_i,
  input  logic       push_i,
  input  logic [7:0] data_i,
  input  logic       pop_i,
  output logic [7:0] data_o,   // head, valid when not empty
  output logic       empty_o,
  output logic       full_o,
  output logic [4:0] count_o
);

  logic [7:0] mem_q [16];
  logic [3:0] head_q, tail_q;
  logic [4:0] count_q;

  always_ff @(posedge clk_i) begin : p_pointers
    if (!rst_ni || clear_i) begin
      head_q  <= '0;
      tail_q  <= '0;
      count_q <= '0;
    end else begin
      if (push_i) tail_q <= tail_q + 4'd1;
      if (pop_i) head_q <= head_q + 4'd1;
      if (push_i && !pop_i) count_q <= count_q + 5'd1;
      if (pop_i && !push_i) count_q <= count_q - 5'd1;
    end
  end

  always_ff @(posedge clk_i) begin : p_data
    if (push_i) mem_q[tail_q] <= data_i;
  end

  assign data_o  = mem_q[head_q];
  assign empty_o = count_q == '0;
  assign full_o  = count_q[4];
  assign count_o = count_q;

  always_ff @(posedge clk_i) if (rst_ni) PushNotFull_A: assert (!(push_i && full_o && !clear_i));
  always_ff @(posedge clk_i) if (rst_ni) PopNotEmpty_A: assert (!(pop_i && empty_o));

endmodule
