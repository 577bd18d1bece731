// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Two copies of the mailbox see the same hv, frame and gate, and receivers that do as they please:
// hv sees the same of both, in every cycle, so nothing comes back. And the receiver's word changes
// at the end of a frame with the gate open, and at no other time.
module template_props
  import bus_pkg::*;
(
  input logic     clk_i,
  input logic     frame_last_i,
  input logic     gate_i,
  input dev_req_t req_i,
  input logic     taken_a_i,
  input logic     taken_b_i
);

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  dev_rsp_t    rsp_a, rsp_b;
  logic        valid_a, valid_b;
  logic [63:0] data_a, data_b;

  template u_a (
    .clk_i, .rst_ni(!reset_q), .frame_last_i, .gate_i, .req_i, .rsp_o(rsp_a),
    .taken_i(taken_a_i), .valid_o(valid_a), .data_o(data_a)
  );
  template u_b (
    .clk_i, .rst_ni(!reset_q), .frame_last_i, .gate_i, .req_i, .rsp_o(rsp_b),
    .taken_i(taken_b_i), .valid_o(valid_b), .data_o(data_b)
  );

  logic        open_q, valid_q, start_q;
  logic [63:0] data_q;
  always_ff @(posedge clk_i) begin : p_last
    open_q  <= frame_last_i && gate_i;
    valid_q <= valid_a;
    data_q  <= data_a;
    start_q <= reset_q;
  end

  always_ff @(posedge clk_i) begin : p_prove
    if (!reset_q) begin
      OneWay_A: assert (rsp_a == rsp_b);
      SameWord_A: assert (data_a == data_b);
    end
    if (!reset_q && !start_q) begin
      Paced_A: assert (open_q || (data_a == data_q && (!valid_a || valid_q)));
    end
  end

  logic unused;
  assign unused = valid_b;

endmodule
