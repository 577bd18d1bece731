// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Reset synchroniser: asserts at once, even before the first clock edge after power-on, and
// releases two cycles of the receiving clock after its input does.
module prim_rst_sync (
  input  logic clk_i,
  input  logic rst_ni,  // asynchronous
  output logic rst_no
);

  logic [1:0] sync_q;

  always_ff @(posedge clk_i) begin : p_sync
    if (!rst_ni) sync_q <= '0;
    else         sync_q <= {sync_q[0], 1'b1};
  end

  assign rst_no = sync_q[1] && rst_ni;

endmodule
