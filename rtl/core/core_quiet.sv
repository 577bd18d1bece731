// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// When a core that has stopped, asleep in WFI or parked, may lose its clock: not before everything
// that the front end and the walker had begun has ended, since memory goes on answering a core
// that cannot listen. A killed walk or refill shows itself on the bus within a few cycles, so some
// quiet cycles in a row are asked for; after reset nothing can be under way.
module core_quiet (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic stopped_i,    // no instruction in flight, stores drained, nothing is fetched
  input  logic fetching_i,   // an earlier fetch is not answered yet
  input  logic req_i,        // a request stands at the memory or device port
  input  logic read_take_i,
  input  logic read_end_i,
  input  logic [59:0] time_i,  // in units of 16 ticks
  output logic quiet_o,
  output logic look_o          // time went on: the core must run to compare its timers
);

  logic       reading_q, quiet;
  logic [3:0] count_q;

  assign quiet = stopped_i && !fetching_i && !req_i && !reading_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) reading_q <= 1'b0;
    else if (read_take_i) reading_q <= 1'b1;
    else if (read_end_i) reading_q <= 1'b0;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) count_q <= 4'd8;
    else if (!quiet) count_q <= 4'd0;
    else if (!count_q[3]) count_q <= count_q + 4'd1;
  end

  assign quiet_o = quiet && count_q[3];

  // Sstc compares in the core, so a core asleep wakes for a cycle whenever enough time has passed.
  logic [59:0] time_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) time_q <= '0;
    else if (stopped_i) time_q <= time_i;
  end

  assign look_o = (time_i != time_q);

endmodule
