// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Domain reset of a model, at power-on and on request: from a frame boundary the core is reset,
// then clocked while it clears its own arrays, the domain's L2 ways are swept and all of the memory
// that a model can be given is zeroed, one command a frame. The time depends on the size of that
// memory only; a weakened run takes the same time and leaves out the writes.
module mgmt_scrub
  import soc_pkg::*;
  import mem_pkg::*;
  import mgmt_pkg::*;
(
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          frame_last_i,
  input  logic          ndmreset_i,
  input  region_log2_t  model_log2_i,      // strap
  input  logic          weaken_scrub_dram_i,
  input  logic          busy_i,            // window or command under way
  output scrub_status_t status_o,
  output logic          core_rst_no,
  output logic          clock_on_o,        // the domain is clocked although it does not run
  output logic          l2_scrub_o,        // level
  input  logic          l2_done_i,
  output scrub_req_t    scrub_o
);

  // The core clears its largest array, one word a cycle, in less.
`ifdef PROVE_SHORT_SCRUB  // so that counterexamples get through it
  localparam int unsigned CoreSweepW = 2;
`else
  localparam int unsigned CoreSweepW = 12;
`endif

  typedef enum logic [2:0] {
    ScNone,   // not in reset
    ScWait,   // reset asked for: the frame and what is under way end first
    ScReset,  // two frames: reset asserted, at least the 32 cycles in which registers are cleared
    ScSweep,  // core, ways and memory are cleared
    ScDrop,   // the ways' request falls
    ScHeld    // clean; in reset until ndmreset is 0
  } state_e;

  state_e                state_q;
  logic                  rst_q, clock_q, done_q, second_q;
  logic [CoreSweepW-1:0] core_q;
  logic                  core_done_q, dram_done_q;
  logic [LineAddrW-1:0]  line_q;
  logic [LineAddrW:0]    line_next;

  assign line_next = {1'b0, line_q} + (LineAddrW + 1)'(1 << ScrubLinesLog2);

  always_ff @(posedge clk_i) begin : p_state
    if (!rst_ni) begin
      state_q     <= ScReset;
      rst_q       <= 1'b0;
      clock_q     <= 1'b1;
      done_q      <= 1'b0;
      second_q    <= 1'b0;
      core_q      <= '0;
      core_done_q <= 1'b0;
      dram_done_q <= 1'b0;
      line_q      <= '0;
    end else begin
      done_q <= 1'b0;
      unique case (state_q)
        ScNone: if (ndmreset_i) state_q <= ScWait;
        ScWait: begin
          if (frame_last_i && !busy_i) begin
            state_q  <= ScReset;
            rst_q    <= 1'b0;
            clock_q  <= 1'b1;
            second_q <= 1'b0;
          end
        end
        ScReset: begin
          core_q      <= '0;
          core_done_q <= 1'b0;
          dram_done_q <= 1'b0;
          line_q      <= '0;
          if (frame_last_i) begin
            second_q <= 1'b1;
            if (second_q) begin
              state_q <= ScSweep;
              rst_q   <= 1'b1;
            end
          end
        end
        ScSweep: begin
          core_q <= core_q + 1'b1;
          if (core_q == '1) begin
            core_done_q <= 1'b1;
            clock_q     <= 1'b0;
          end
          if (frame_last_i) begin
            line_q <= line_next[LineAddrW-1:0];
            if ((line_next >> (model_log2_i - 5'd5)) != '0) dram_done_q <= 1'b1;
            if (core_done_q && dram_done_q && l2_done_i) state_q <= ScDrop;
          end
        end
        ScDrop: begin
          if (!l2_done_i) begin
            state_q <= ScHeld;
            done_q  <= 1'b1;
          end
        end
        default: if (frame_last_i && !ndmreset_i) state_q <= ScNone;
      endcase
    end
  end

  // Stands from power-on, before the first clock edge too.
  assign core_rst_no = rst_q && rst_ni;
  assign clock_on_o  = clock_q;
  assign l2_scrub_o  = state_q == ScSweep;
  assign scrub_o     = '{
    valid: state_q == ScSweep && !dram_done_q && !weaken_scrub_dram_i,
    line:  line_q
  };
  assign status_o    = '{
    in_reset:  !(state_q inside {ScNone, ScWait}),
    hold:      state_q != ScNone || ndmreset_i,
    scrubbing: state_q inside {ScReset, ScSweep, ScDrop},
    done:      done_q
  };

  // The core is in reset in the one state, and clocked until it has cleared itself.
  always_ff @(posedge clk_i) if (rst_ni)
    ResetState_A: assert (rst_q == (state_q != ScReset));
  always_ff @(posedge clk_i) if (rst_ni)
    ClockState_A: assert (clock_q == (state_q == ScReset || (state_q == ScSweep && !core_done_q)));

endmodule
