// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// When a core asleep in WFI may lose its clock: not before everything that the front end and the
// walker had begun has ended, since memory goes on answering a core that cannot listen. A killed
// walk or refill shows itself on the bus within a few cycles, so some quiet cycles in a row are
// asked for. The wake-up is combinational: an interrupt ends `wfi_o` in its own cycle.
module core_sleep (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic sleeping_i,   // WFI waits, stores are drained, no interrupt
  input  logic fetching_i,
  input  logic req_i,        // a request stands at the memory or device port
  input  logic read_take_i,
  input  logic read_end_i,
  output logic wfi_o
);

  logic       reading_q;
  logic [4:0] quiet_q;
  logic       quiet;

  assign quiet = sleeping_i && !fetching_i && !req_i && !reading_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) reading_q <= 1'b0;
    else if (read_take_i) reading_q <= 1'b1;
    else if (read_end_i) reading_q <= 1'b0;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || !quiet) quiet_q <= 5'd0;
    else if (!quiet_q[4]) quiet_q <= quiet_q + 5'd1;
  end

  assign wfi_o = quiet && quiet_q[4];

endmodule
