// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 3, inwards: whatever hv writes and whenever, every wire from management into a model domain
// stands still while the domain runs, but for the request to halt, which comes with a frame. What is
// more than a look happens to a parked domain only. And what laws 2 and 4 hang on: run changes with a
// frame, the clock of a frozen domain is off, and the window keeps to its rules.
module mgmt_props
  import soc_pkg::*, bus_pkg::*, mem_pkg::*, core_pkg::*, l2_pkg::*, mgmt_pkg::*;
(
  input logic              clk_i,
  input logic              hv_rst_ni,
  input logic [PhaseW-1:0] phase_i,
  input logic              frame_last_i,
  input region_log2_t      model_log2_i,
  input logic              interlock_freeze_i,
  input logic              event_open_i,
  input dev_req_t          dev_req_i,
  input dev_req_t          win_req_i,
  input core_mgmt_rsp_t    core_rsp_i,
  input sb_entry_t [StoreBufferEntries-1:0] sb_i,
  input logic              l2_quiet_i,
  input l2_peek_t          peek_i,
  input l2_tag_t           win_tag_i [L2Ways],
  input logic [63:0]       win_data_i,
  input logic              l2_scrub_done_i,
  input logic              l2_has_ways_i,
  input logic [L2Ways-1:0] own_i,
  input slot_rsp_t         win_slot_rsp_i
);

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  logic           core_rst_n, run, clock_on, tick, l2_scrub, locked, in_reset;
  core_mgmt_req_t core_req;
  l2_peek_sel_e   peek_sel;
  logic [1:0]     peek_beat;
  region_log2_t   region;
  fence_t         fence;
  l2_cmd_t        win_cmd;
  slot_req_t      slot;
  scrub_req_t     scrub;
  mgmt u_mgmt (
    .clk_i, .rst_ni(!reset_q), .hv_rst_ni, .phase_i, .frame_last_i, .model_log2_i, .weaken_i('0),
    .interlock_freeze_i, .event_open_i, .dev_req_i, .dev_rsp_o(), .win_req_i, .win_rsp_o(),
    .irq_o(), .core_rst_no(core_rst_n), .run_o(run), .clock_on_o(clock_on), .core_req_o(core_req),
    .core_tick_o(tick), .core_rsp_i, .sb_i, .l2_quiet_i, .peek_sel_o(peek_sel),
    .peek_beat_o(peek_beat), .peek_i, .region_log2_o(region), .fence_o(fence), .win_cmd_o(win_cmd),
    .win_data_o(), .win_tag_i, .win_data_i, .l2_scrub_o(l2_scrub), .l2_scrub_done_i,
    .l2_has_ways_i, .config_locked_o(locked), .in_reset_o(in_reset), .win_slot_req_o(slot),
    .win_slot_rsp_i, .scrub_o(scrub), .own_i, .trace_o()
  );

  run_status_t status;
  logic        window_idle, looks;
  assign status      = u_mgmt.run;
  assign window_idle = !u_mgmt.win_busy && !u_mgmt.win_dirty;
  assign looks       = win_cmd.tag_re || win_cmd.data_re || win_cmd.data_we;

  logic         start_q, run_q, parked_q, frame_last_q, open_q, in_reset_q, halt_q;
  fence_t       fence_q;
  region_log2_t region_q, strap_q;
  always_ff @(posedge clk_i) begin : p_last
    start_q      <= reset_q;
    run_q        <= run;
    parked_q     <= status.parked;
    frame_last_q <= frame_last_i;
    open_q       <= event_open_i;
    in_reset_q   <= in_reset;
    halt_q       <= core_req.halt_req;
    fence_q      <= fence;
    region_q     <= region;
    strap_q      <= model_log2_i;
    if (!reset_q) begin
      StrapConstant_M: assume (model_log2_i == strap_q);
    end
  end

  always_ff @(posedge clk_i) begin : p_runs
    if (!reset_q && run) begin
      // No command, no operand, no look-up, no reset, no scrub: constants.
      Command_A: assert (!tick && core_req.op == MgmtNone && core_req.regno == '0
                         && core_req.wdata == '0);
      Peek_A:    assert (peek_sel == PeekWrite && peek_beat == '0);
      Reset_A:   assert (core_rst_n && clock_on && !scrub.valid && !l2_scrub && !in_reset);
      Window_A:  assert (!looks && !slot.valid && window_idle);
      Locked_A:  assert (fence.locked && locked);
    end
    if (!reset_q && !start_q && run) begin
      Stays_A: assert (fence == fence_q && region == region_q);
      // The one wire that moves: an event, stamped with the frame that it comes with.
      Halt_A:  assert (core_req.halt_req == halt_q || (frame_last_q && (halt_q || open_q)));
    end
  end

  always_ff @(posedge clk_i) begin : p_stands
    if (!reset_q && !start_q) begin
      // Thaw and freeze at the beginning of a frame, and nowhere else.
      RunAtBoundary_A: assert (run == run_q || frame_last_q);
      // A frozen domain's clock is off, but for commands, which find it parked, and for its reset.
      ClockOff_A: assert (!clock_on || run || tick || in_reset);
      TickParked_A: assert (!tick || (!run && parked_q));
    end
    if (!reset_q) begin
      WindowNoTag_A: assert (!win_cmd.tag_we);
      WindowRules_A: assert (!looks || (!run && !frame_last_i));
      WindowSlot_A:  assert (!slot.valid || !run);
      // What writes finds the domain parked.
      WriteParked_A: assert (!(win_cmd.data_we || (slot.valid && slot.we))
                             || (status.parked && !run));
      ScrubInReset_A: assert (!(l2_scrub || scrub.valid) || (in_reset && !run));
    end
  end

  // ---------------------------------------------------------------- helpers
  always_ff @(posedge clk_i) begin : p_helpers
    if (!reset_q) begin
      Moving_A:   assert (status.parked
                          || (!u_mgmt.win_dirty && !slot.we && fence.locked && locked));
      Flushed_A:  assert (!(status.resuming && !u_mgmt.win_flush_run) || window_idle);
      Resuming_A: assert (!(status.resuming || status.throttled)
                          || (status.parked && fence.locked && locked));
      IdleWants_A: assert (u_mgmt.win_busy || (!slot.valid && !u_mgmt.u_window.slot_wait_q));
      SecondFrame_A: assert (core_rst_n || !u_mgmt.u_scrub.second_q
                             || !u_mgmt.u_scrub.core_done_q);
    end
  end

endmodule
