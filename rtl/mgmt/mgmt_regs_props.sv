// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 6 at the registers: once locked, the fence's ranges and its lock stay as they are, whatever is
// written where, until the domain's reset; and after the first resume so does the configuration.
module mgmt_regs_props
  import soc_pkg::*, bus_pkg::*, core_pkg::*, mgmt_pkg::*;
(
  input logic           clk_i,
  input logic           hv_rst_ni,
  input logic           frame_last_i,
  input dev_req_t       dev_req_i,
  input logic           event_open_i,
  input logic           interlock_freeze_i,
  input logic           has_ways_i,
  input region_log2_t   model_log2_i,
  input scrub_status_t  scrub_i,
  input run_status_t    run_i,
  input logic [15:0]    tokens_i,
  input logic           win_flushed_i,
  input logic           win_refused_i,
  input logic [FrameNoW-1:0] stamp_frame_i,
  input logic [PhaseW-1:0]   stamp_phase_i,
  input core_mgmt_rsp_t core_i
);

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  fence_t       fence;
  run_req_t     run_req;
  region_log2_t region, strap_q;
  mgmt_op_e     op;
  logic         locked;
  mgmt_regs u_regs (
    .clk_i, .rst_ni(!reset_q), .hv_rst_ni, .frame_last_i, .dev_req_i, .dev_rsp_o(), .irq_o(),
    .event_open_i, .interlock_freeze_i, .has_ways_i, .model_log2_i, .ndmreset_o(), .scrub_i,
    .run_req_o(run_req), .run_i, .cmd_op_o(op), .cmd_busy_o(), .stop_enable_o(), .stop_cycle_o(),
    .period_o(), .burst_o(), .tokens_i, .win_flush_o(), .win_flushed_i, .win_refused_i,
    .stamp_frame_i, .stamp_phase_i, .regno_o(), .wdata_o(), .core_i, .region_log2_o(region),
    .fence_o(fence), .config_locked_o(locked)
  );

  fence_t       fence_q;
  region_log2_t region_q;
  logic         locked_q, in_reset_q, start_q;
  always_ff @(posedge clk_i) begin : p_last
    fence_q    <= fence;
    region_q   <= region;
    locked_q   <= locked;
    in_reset_q <= scrub_i.in_reset;
    start_q    <= reset_q;
    strap_q    <= model_log2_i;
    if (!reset_q) begin
      StrapConstant_M: assume (model_log2_i == strap_q);
    end
  end

  always_ff @(posedge clk_i) begin : p_prove
    if (!reset_q && !start_q) begin
      FenceStays_A: assert (!(fence_q.locked && !in_reset_q) || fence == fence_q);
      LockStays_A: assert (!(locked_q && !in_reset_q) || (locked && region == region_q));
    end
    if (!reset_q) begin
      // A domain whose fence is open is not resumed; neither is one that does not stand parked.
      ResumeLocked_A: assert (!run_req.resume || (fence.locked && run_i.parked && has_ways_i));
      // A command that writes finds the domain parked, out of reset, and the gate open.
      EventParked_A: assert (op == MgmtNone
                             || (run_i.parked && !scrub_i.in_reset && event_open_i));
    end
  end

endmodule
