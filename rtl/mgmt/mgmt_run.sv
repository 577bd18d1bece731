// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Decides, at the last cycle of every frame, whether the model domain runs the next one: freeze,
// park, stop-at, interlock, reset and the throttle all meet here and nowhere else, so that `run` is
// one flop that changes at frame boundaries. Also makes the ticks that carry a command into the
// stopped domain.
//
// A resume takes these steps, all while the domain stands still: a token, the window's dirty line,
// a flush of the L1s when the window wrote, the resume itself. Then the next boundary starts it.
module mgmt_run
  import soc_pkg::*;
  import mem_pkg::*;
  import core_pkg::*;
  import mgmt_pkg::*;
(
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          hv_rst_ni,
  input  logic          frame_last_i,
  input  logic          weaken_exit_alignment_i,
  input  logic          weaken_throttle_i,
  input  logic          interlock_freeze_i,
  input  logic          event_open_i,       // interlock gate: events may enter
  input  scrub_status_t scrub_i,
  input  run_req_t      req_i,
  output run_status_t   status_o,
  // commands of the registers, ticked while parked
  input  mgmt_op_e      cmd_op_i,           // MgmtNone: nothing; one cycle
  output mgmt_op_e      op_o,
  output logic          tick_o,
  output logic          halt_o,
  // stop-at
  input  logic          stop_enable_i,
  input  logic [62:0]   stop_cycle_i,
  // throttle
  input  logic [31:0]   period_i,
  input  logic [15:0]   burst_i,
  output logic [15:0]   tokens_o,
  // window and commands
  input  logic          hold_i,             // an access or command is under way: no thaw
  input  logic          win_dirty_i,
  output logic          win_flush_o,        // level: write the dirty line back
  input  logic          l1_stale_i,         // the window wrote: L1s must drop their lines
  output logic          l1_flushed_o,
  // domain
  input  logic          core_parked_i,
  input  exit_reason_e  core_reason_i,
  input  logic [63:0]   model_cycle_i,
  input  logic          l2_quiet_i
);

  typedef enum logic [2:0] {
    RsIdle,    // no resume asked
    RsToken,   // waits for a token (and an open event gate)
    RsWindow,  // the window writes its dirty line back
    RsFlush,   // L1s drop their lines
    RsResume   // the core leaves the parked state
  } resume_e;

  resume_e     resume_q;
  logic        run_q, parked_q, stopped_q, halt_q, tick_q;
  mgmt_op_e    op_q;
  logic        parked_set_q, stopped_set_q, event_q;

  // ---------------------------------------------------------------- the decision
  logic parks, would_run, stop_hit;
  assign parks = run_q && core_parked_i && l2_quiet_i;

  always_comb begin : p_decide
    would_run = 1'b0;
    stop_hit  = 1'b0;
    if (frame_last_i) begin
      would_run = !scrub_i.hold && !req_i.freeze && !interlock_freeze_i && !stopped_q && !parked_q
          && !parks && !hold_i;
      stop_hit  = would_run && stop_enable_i
          && model_cycle_i + 64'(run_q) >= {1'b0, stop_cycle_i};
    end
  end

  always_ff @(posedge clk_i) begin : p_run
    if (!rst_ni) begin
      run_q         <= 1'b0;
      parked_q      <= 1'b1;
      stopped_q     <= 1'b0;
      parked_set_q  <= 1'b0;
      stopped_set_q <= 1'b0;
    end else begin
      parked_set_q  <= 1'b0;
      stopped_set_q <= 1'b0;
      if (req_i.stop_clear) stopped_q <= 1'b0;
      if (frame_last_i) begin
        run_q <= would_run && !stop_hit;
        if (stop_hit) begin
          stopped_q     <= 1'b1;
          stopped_set_q <= 1'b1;
        end
      end
      if (parks && (frame_last_i || weaken_exit_alignment_i)) begin
        run_q        <= 1'b0;
        parked_q     <= 1'b1;
        parked_set_q <= 1'b1;
      end
      if (resume_q == RsResume) parked_q <= 1'b0;
      if (scrub_i.in_reset) begin
        parked_q  <= 1'b1;
        stopped_q <= 1'b0;
      end
    end
  end

  // A halt enters at a frame boundary, so that its stamp says when.
  always_ff @(posedge clk_i) begin : p_halt
    if (!rst_ni)                           halt_q <= 1'b0;
    else if (parked_q || scrub_i.in_reset) halt_q <= 1'b0;
    else if (frame_last_i)                 halt_q <= req_i.halt && event_open_i;
  end
  assign halt_o = halt_q;

  // ---------------------------------------------------------------- throttle
  logic [31:0] frames_q;
  logic [15:0] tokens_q;
  logic        charged, token_ok, token_new;

  assign charged  = core_reason_i != ExitNone && core_reason_i != ExitWfi
      && core_reason_i != ExitHalt;
  assign token_ok = period_i == '0 || !charged || tokens_q != '0 || weaken_throttle_i;
  assign token_new = frame_last_i && frames_q >= period_i - 1'b1;
  assign tokens_o = tokens_q;

  logic takes_token;
  assign takes_token = resume_q == RsToken && event_open_i && token_ok && charged
      && tokens_q != '0 && hv_rst_ni;

  always_ff @(posedge clk_i) begin : p_tokens
    if (!rst_ni) begin
      frames_q <= '0;
      tokens_q <= '0;
    end else if (req_i.fill_tokens) begin
      frames_q <= '0;
      tokens_q <= burst_i;
    end else if (period_i != '0) begin
      if (frame_last_i) frames_q <= token_new ? '0 : frames_q + 1'b1;
      if (takes_token && !token_new) tokens_q <= tokens_q - 1'b1;
      if (token_new && !takes_token && tokens_q < burst_i) tokens_q <= tokens_q + 1'b1;
    end
  end

  // ---------------------------------------------------------------- resume and ticks
  always_ff @(posedge clk_i) begin : p_resume
    if (!rst_ni || scrub_i.hold) begin
      resume_q <= RsIdle;
    end else begin
      unique case (resume_q)
        RsIdle:   if (req_i.resume) resume_q <= RsToken;
        RsToken: begin
          if (!hv_rst_ni) resume_q <= RsIdle;
          else if (event_open_i && token_ok) resume_q <= RsWindow;
        end
        RsWindow: if (!win_dirty_i && !hold_i) resume_q <= RsFlush;
        RsFlush:  resume_q <= RsResume;
        default:  resume_q <= RsIdle;
      endcase
    end
  end

  // A dirty line outside the parked state exists only in a weakened run; it is not lost either.
  assign win_flush_o  = resume_q == RsWindow || (!parked_q && !run_q && win_dirty_i);
  assign l1_flushed_o = resume_q == RsFlush;

  always_ff @(posedge clk_i) begin : p_tick
    if (!rst_ni) begin
      tick_q  <= 1'b0;
      op_q    <= MgmtNone;
      event_q <= 1'b0;
    end else begin
      tick_q  <= 1'b0;
      op_q    <= MgmtNone;
      event_q <= 1'b0;
      if (cmd_op_i != MgmtNone) begin
        tick_q  <= 1'b1;
        op_q    <= cmd_op_i;
        event_q <= 1'b1;
      end else if (resume_q == RsFlush && l1_stale_i) begin
        tick_q <= 1'b1;
        op_q   <= MgmtFlush;
      end else if (resume_q == RsResume) begin
        tick_q  <= 1'b1;
        op_q    <= MgmtResume;
        event_q <= 1'b1;
      end else if (frame_last_i && req_i.halt && event_open_i && !halt_q && !parked_q) begin
        event_q <= 1'b1;
      end
    end
  end
  assign tick_o = tick_q;
  assign op_o   = op_q;

  assign status_o = '{
    run:         run_q,
    parked:      parked_q,
    stopped:     stopped_q,
    throttled:   resume_q == RsToken,
    resuming:    resume_q == RsWindow || resume_q == RsFlush || resume_q == RsResume,
    parked_set:  parked_set_q,
    stopped_set: stopped_set_q,
    event_in:    event_q
  };

  // ---------------------------------------------------------------- what must hold
`ifdef VERILATOR
  // Registers instead of $past, which samples every signal in every evaluation.
  logic run_was_q, boundary_q, held_q;
  always_ff @(posedge clk_i) begin : p_was
    run_was_q  <= run_q;
    boundary_q <= frame_last_i;
    held_q     <= hold_i && !run_q && rst_ni;
  end
  always_ff @(posedge clk_i) if (rst_ni)
    RunAtBoundary_A: assert (run_q == run_was_q || boundary_q || weaken_exit_alignment_i);
  always_ff @(posedge clk_i) if (rst_ni) HoldStands_A: assert (!held_q || !run_q);
`endif
  always_ff @(posedge clk_i) if (rst_ni) TickFrozen_A: assert (!tick_q || !run_q);
  always_ff @(posedge clk_i) if (rst_ni)
    EventParked_A: assert (!(cmd_op_i != MgmtNone) || (parked_q && !run_q && resume_q != RsResume));
  always_ff @(posedge clk_i) if (rst_ni) ParkedStands_A: assert (!parked_q || !run_q);

  logic unused;
  assign unused = ^{scrub_i.scrubbing, scrub_i.done};

endmodule
