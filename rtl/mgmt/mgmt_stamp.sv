// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Stamps of what entered or left the domain, in the domain's own time: number of the model frame
// and phase in it. An exit is stamped where the core parked and shown at the frame boundary with
// the exit; an event is stamped with the frame that it will be seen in, phase zero.
module mgmt_stamp
  import soc_pkg::*;
(
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                in_reset_i,
  input  logic                frame_last_i,
  input  logic [PhaseW-1:0]   phase_i,
  input  logic                run_i,
  input  logic                core_parked_i,
  input  logic                parked_set_i,
  input  logic                event_i,
  output logic [FrameNoW-1:0] frame_o,       // the model frame under way, or next
  output logic [FrameNoW-1:0] exit_frame_o,  // of the last exit
  output logic [PhaseW-1:0]   exit_phase_o,
  output logic [FrameNoW-1:0] stamp_frame_o,
  output logic [PhaseW-1:0]   stamp_phase_o
);

  logic [FrameNoW-1:0] frame_q, exit_frame_q;
  logic [PhaseW-1:0]   exit_phase_q;
  logic                seen_q;

  assign frame_o      = frame_q;
  assign exit_frame_o = exit_frame_q;
  assign exit_phase_o = exit_phase_q;

  always_ff @(posedge clk_i) begin : p_stamp
    if (!rst_ni || in_reset_i) begin
      frame_q       <= '0;
      exit_frame_q  <= '0;
      exit_phase_q  <= '0;
      seen_q        <= 1'b1;
      stamp_frame_o <= '0;
      stamp_phase_o <= '0;
    end else begin
      if (run_i) begin
        if (frame_last_i) frame_q <= frame_q + 1'b1;
        seen_q <= core_parked_i;
        if (core_parked_i && !seen_q) begin
          exit_frame_q <= frame_q;
          exit_phase_q <= phase_i;
        end
      end
      if (parked_set_i) begin
        stamp_frame_o <= exit_frame_q;
        stamp_phase_o <= exit_phase_q;
      end else if (event_i) begin
        stamp_frame_o <= frame_q;
        stamp_phase_o <= '0;
      end
    end
  end

endmodule
