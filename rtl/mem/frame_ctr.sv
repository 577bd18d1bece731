// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Position in the frame: the one thing by which all domains share time. It runs free from power-on
// and takes no domain's input, so it can tell nobody anything.
module frame_ctr
  import soc_pkg::*;
  import mem_pkg::*;
#(
  parameter int unsigned NumModels = 1
) (
  input  logic   clk_i,
  input  logic   rst_ni,
  output frame_t frame_o
);

  localparam int unsigned Cycles = frame_cycles(NumModels);

  frame_t frame_q;
  assign frame_o = frame_q;

  always_ff @(posedge clk_i) begin : p_frame
    if (!rst_ni) begin
      frame_q <= '{phase: '0, first: 1'b1, last: 1'b0};
    end else begin
      frame_q.first <= frame_q.last;
      frame_q.last  <= frame_q.phase == PhaseW'(Cycles - 2);
      frame_q.phase <= frame_q.last ? '0 : frame_q.phase + 1'b1;
    end
  end

  always_ff @(posedge clk_i) if (rst_ni)
    PhaseInFrame_A: assert (frame_q.phase < PhaseW'(Cycles)
        && frame_q.first == (frame_q.phase == '0)
        && frame_q.last == (frame_q.phase == PhaseW'(Cycles - 1)));

endmodule
