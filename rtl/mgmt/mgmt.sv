// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Management of one model domain (crossing module): the only way from hv into the domain. It runs
// on the system clock and takes nothing from the domain while that runs, except whether the core
// has parked and the model cycle, at the last cycle of a frame.
module mgmt
  import soc_pkg::*;
  import bus_pkg::*;
  import mem_pkg::*;
  import core_pkg::*;
  import l2_pkg::*;
  import mgmt_pkg::*;
(
  input  logic           clk_i,
  input  logic           rst_ni,              // power-on
  input  logic           hv_rst_ni,           // hv domain is out of reset; low freezes the model
  input  logic [PhaseW-1:0] phase_i,          // position in the frame
  input  logic           frame_last_i,
  input  region_log2_t   model_log2_i,        // strap
  input  weaken_t        weaken_i,
  input  logic           interlock_freeze_i,
  input  logic           event_open_i,        // interlock gate: open lets events in
  // device bus
  input  dev_req_t       dev_req_i,           // registers
  output dev_rsp_t       dev_rsp_o,
  input  dev_req_t       win_req_i,           // window
  output dev_rsp_t       win_rsp_o,
  output logic           irq_o,
  // model domain
  output logic           core_rst_no,
  output logic           run_o,               // thawed
  output logic           clock_on_o,          // run, tick or reset: registers, for the clock gate
  output core_mgmt_req_t core_req_o,
  output logic           core_tick_o,
  input  core_mgmt_rsp_t core_rsp_i,
  input  sb_entry_t [StoreBufferEntries-1:0] sb_i,
  input  logic           l2_quiet_i,
  output l2_peek_sel_e   peek_sel_o,
  output logic [1:0]     peek_beat_o,
  input  l2_peek_t       peek_i,
  output region_log2_t   region_log2_o,
  output fence_t         fence_o,
  // ways
  output l2_cmd_t        win_cmd_o,
  output logic [63:0]    win_data_o,
  input  l2_tag_t        win_tag_i [L2Ways],
  input  logic [63:0]    win_data_i,
  output logic           l2_scrub_o,
  input  logic           l2_scrub_done_i,
  input  logic           l2_has_ways_i,
  input  logic [L2Ways-1:0] own_i,            // ways of this domain, for the trace
  output logic           config_locked_o,
  output logic           in_reset_o,
  // memory
  output slot_req_t      win_slot_req_o,
  input  slot_rsp_t      win_slot_rsp_i,
  output scrub_req_t     scrub_o,
  // flight recorder; unconnected where there is none
  output trace_t         trace_o
);

  run_req_t      run_req;
  run_status_t   run;
  scrub_status_t scrub;

  logic        ndmreset, cmd_busy, stop_enable, reset_clock;
  logic [62:0] stop_cycle;
  logic [31:0] period;
  logic [15:0] burst, tokens;
  mgmt_op_e    cmd_op;
  logic        win_flush_reg, win_flush_run, win_flushed, win_busy, win_dirty, win_refused;
  logic        win_written, win_refuse, l1_stale_q, l1_flushed;
  logic                win_stored;
  logic [FrameNoW-1:0] stamp_frame, model_frame, exit_frame;
  logic [PhaseW-1:0]   stamp_phase, exit_phase;

  mgmt_regs u_regs (
    .clk_i,
    .rst_ni,
    .hv_rst_ni,
    .frame_last_i,
    .dev_req_i,
    .dev_rsp_o,
    .irq_o,
    .event_open_i,
    .interlock_freeze_i,
    .has_ways_i         (l2_has_ways_i),
    .model_log2_i,
    .ndmreset_o         (ndmreset),
    .scrub_i            (scrub),
    .run_req_o          (run_req),
    .run_i              (run),
    .cmd_op_o           (cmd_op),
    .cmd_busy_o         (cmd_busy),
    .stop_enable_o      (stop_enable),
    .stop_cycle_o       (stop_cycle),
    .period_o           (period),
    .burst_o            (burst),
    .tokens_i           (tokens),
    .win_flush_o        (win_flush_reg),
    .win_flushed_i      (win_flushed),
    .win_refused_i      (win_refused),
    .stamp_frame_i      (stamp_frame),
    .stamp_phase_i      (stamp_phase),
    .regno_o            (core_req_o.regno),
    .wdata_o            (core_req_o.wdata),
    .core_i             (core_rsp_i),
    .region_log2_o,
    .fence_o,
    .config_locked_o
  );

  mgmt_run u_run (
    .clk_i,
    .rst_ni,
    .hv_rst_ni,
    .frame_last_i,
    .weaken_exit_alignment_i (weaken_i.exit_alignment),
    .weaken_throttle_i       (weaken_i.throttle),
    .interlock_freeze_i,
    .event_open_i,
    .scrub_i                 (scrub),
    .req_i                   (run_req),
    .status_o                (run),
    .cmd_op_i                (cmd_op),
    .op_o                    (core_req_o.op),
    .tick_o                  (core_tick_o),
    .halt_o                  (core_req_o.halt_req),
    .stop_enable_i           (stop_enable),
    .stop_cycle_i            (stop_cycle),
    .period_i                (period),
    .burst_i                 (burst),
    .tokens_o                (tokens),
    .hold_i                  (win_busy || cmd_busy || (win_dirty && !run.parked)),
    .win_dirty_i             (win_dirty),
    .win_flush_o             (win_flush_run),
    .l1_stale_i              (l1_stale_q),
    .l1_flushed_o            (l1_flushed),
    .core_parked_i           (core_rsp_i.exit.parked),
    .core_reason_i           (core_rsp_i.exit.reason),
    .model_cycle_i           (core_rsp_i.model_cycle),
    .l2_quiet_i
  );

  mgmt_scrub u_scrub (
    .clk_i,
    .rst_ni,
    .frame_last_i,
    .ndmreset_i          (ndmreset),
    .model_log2_i,
    .weaken_scrub_dram_i (weaken_i.scrub_dram),
    .busy_i              (win_busy || cmd_busy),
    .status_o            (scrub),
    .core_rst_no,
    .clock_on_o          (reset_clock),
    .l2_scrub_o,
    .l2_done_i           (l2_scrub_done_i),
    .scrub_o
  );

  mgmt_stamp u_stamp (
    .clk_i,
    .rst_ni,
    .in_reset_i    (scrub.in_reset),
    .frame_last_i,
    .phase_i,
    .run_i         (run.run),
    .core_parked_i (core_rsp_i.exit.parked),
    .parked_set_i  (run.parked_set),
    .event_i       (run.event_in || win_written),
    .frame_o       (model_frame),
    .exit_frame_o  (exit_frame),
    .exit_phase_o  (exit_phase),
    .stamp_frame_o (stamp_frame),
    .stamp_phase_o (stamp_phase)
  );

  mgmt_guard u_guard (
    .req_i          (win_req_i),
    .in_reset_i     (scrub.in_reset),
    .run_i          (run.run),
    .parked_i       (run.parked),
    .event_open_i,
    .region_log2_i  (region_log2_o),
    .fence_i        (fence_o),
    .weaken_guard_i (weaken_i.window_guard),
    .weaken_fence_i (weaken_i.window_fence),
    .refuse_o       (win_refuse)
  );

  mgmt_window u_window (
    .clk_i,
    .rst_ni,
    .frame_last_i,
    .req_i        (win_req_i),
    .rsp_o        (win_rsp_o),
    .drop_i       (run.run || scrub.in_reset),
    .wait_i       (run.resuming),
    .refuse_i     (win_refuse),
    .flush_i      (win_flush_reg || win_flush_run),
    .flushed_o    (win_flushed),
    .busy_o       (win_busy),
    .dirty_o      (win_dirty),
    .refused_o    (win_refused),
    .written_o    (win_written),
    .stored_o     (win_stored),
    .slot_req_o   (win_slot_req_o),
    .slot_rsp_i   (win_slot_rsp_i),
    .cmd_o        (win_cmd_o),
    .cmd_data_o   (win_data_o),
    .tag_i        (win_tag_i),
    .data_i       (win_data_i),
    .peek_sel_o,
    .peek_beat_o,
    .peek_i,
    .sb_i
  );

  mgmt_trace u_trace (
    .clk_i,
    .rst_ni,
    .in_reset_i    (scrub.in_reset),
    .scrubbing_i   (scrub.scrubbing),
    .run_i         (run.run),
    .frame_i       (model_frame),
    .phase_i,
    .model_cycle_i (core_rsp_i.model_cycle),
    .own_i,
    .region_log2_i (region_log2_o),
    .fence_i       (fence_o),
    .tick_i        (core_tick_o),
    .op_i          (core_req_o.op),
    .regno_i       (core_req_o.regno),
    .wdata_i       (core_req_o.wdata),
    .halt_i        (core_req_o.halt_req),
    .stored_i      (win_stored),
    .line_i        (win_slot_req_o.line),
    .line_data_i   (win_slot_req_o.wdata),
    .parked_set_i  (run.parked_set),
    .exit_i        (core_rsp_i.exit),
    .exit_frame_i  (exit_frame),
    .exit_phase_i  (exit_phase),
    .trace_o
  );

  always_ff @(posedge clk_i) begin : p_stale
    if (!rst_ni || scrub.in_reset || l1_flushed) l1_stale_q <= 1'b0;
    else if (win_written)                        l1_stale_q <= 1'b1;
  end

  assign run_o      = run.run;
  assign clock_on_o = run.run || core_tick_o || reset_clock;
  assign in_reset_o = scrub.in_reset;

  // Law 3: an event finds the domain parked.
  always_ff @(posedge clk_i) if (rst_ni)
    EventsParked_A: assert (!(win_written && !weaken_i.window_guard) || (run.parked && !run.run));
  // Law 6: a core whose fence is unlocked does not run.
  always_ff @(posedge clk_i) if (rst_ni)
    FenceLocked_A: assert (!run.run || (fence_o.locked && config_locked_o));

  logic unused;
  assign unused = ^weaken_i;  // walls of other blocks

endmodule
