// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Two-flop synchroniser for single-bit levels. Every bit is on its own: a bus may pass only when
// its bits cannot contradict one another in transit (thermometer codes, static values).
//
// Timing: two cycles of the receiving clock.
module prim_sync #(
  parameter int unsigned Width = 1,
  parameter logic [Width-1:0] ResetValue = '0
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic [Width-1:0] d_i,
  output logic [Width-1:0] q_o
);

  logic [Width-1:0] meta_q;

  always_ff @(posedge clk_i) begin : p_sync
    if (!rst_ni) begin
      meta_q <= ResetValue;
      q_o    <= ResetValue;
    end else begin
      meta_q <= d_i;
      q_o    <= meta_q;
    end
  end

endmodule
