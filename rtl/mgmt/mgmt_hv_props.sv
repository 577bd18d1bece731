// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 3, outwards, as a two-copy proof: while a model runs, hv learns from management only when it
// parks and how long it ran, and both when it stands. Registers, caches and buffers of the two models
// are anything at all and different while they run, and the same while they stand; every answer on
// hv's buses, the interrupt and whatever else management drives are the same in every cycle.
//
// No assumption: what is common to both copies is one wire. That is what hv may know of a model that
// runs: the cycle in which it parks (the stamp says it later), and at a frame's end whether its L2
// is quiet and its model cycle. `twins` in the table makes the equality of all flops the hypothesis.
module mgmt_hv_props
  import soc_pkg::*, bus_pkg::*, mem_pkg::*, core_pkg::*, l2_pkg::*;
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
  input logic              l2_scrub_done_i,
  input logic              l2_has_ways_i,
  input logic [L2Ways-1:0] own_i,
  input slot_rsp_t         win_slot_rsp_i,
  // of each model
  input core_mgmt_rsp_t    core_rsp_i [2],
  input sb_entry_t [StoreBufferEntries-1:0] sb_i [2],
  input logic              l2_quiet_i [2],
  input l2_peek_t          peek_i [2],
  input l2_tag_t           win_tag_i [2][L2Ways],
  input logic [63:0]       win_data_i [2]
);

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  dev_rsp_t       dev_rsp [2];
  dev_rsp_t       win_rsp [2];
  logic           irq [2];
  logic           core_rst_n [2];
  logic           run [2];
  logic           clock_on [2];
  core_mgmt_req_t core_req [2];
  logic           tick [2];
  l2_peek_sel_e   peek_sel [2];
  logic [1:0]     peek_beat [2];
  region_log2_t   region [2];
  fence_t         fence [2];
  l2_cmd_t        win_cmd [2];
  logic [63:0]    win_wdata [2];
  logic           l2_scrub [2];
  logic           locked [2];
  logic           in_reset [2];
  slot_req_t      slot [2];
  scrub_req_t     scrub [2];

  // While the model stands both copies are fed the same, and do the same, since they are one
  // circuit: so the induction's step, from equal states, looks only at cycles in which it runs.
  logic differs, twins_on;
`ifdef PROVE_STEP
  assign differs  = 1'b1;
  assign twins_on = !reset_q && run[0];
`else
  assign differs  = run[0];
  assign twins_on = !reset_q;
`endif
  for (genvar c = 0; c < 2; c++) begin : gen_copy
    core_mgmt_rsp_t core_rsp;
    sb_entry_t [StoreBufferEntries-1:0] sb;
    logic           quiet, own;
    l2_peek_t       peek;
    l2_tag_t        tag [L2Ways];
    logic [63:0]    data;
    assign own = c == 1 && differs;
    always_comb begin : p_feed
      core_rsp = own ? core_rsp_i[1] : core_rsp_i[0];
      sb       = own ? sb_i[1] : sb_i[0];
      quiet    = own ? l2_quiet_i[1] : l2_quiet_i[0];
      peek     = own ? peek_i[1] : peek_i[0];
      data     = own ? win_data_i[1] : win_data_i[0];
      for (int unsigned w = 0; w < L2Ways; w++) begin
        tag[w] = own ? win_tag_i[1][w] : win_tag_i[0][w];
      end
      core_rsp.exit.parked = core_rsp_i[0].exit.parked;  // its stamp is hv's, later
      if (frame_last_i) begin
        core_rsp.model_cycle = core_rsp_i[0].model_cycle;  // how long it ran: stop-at
        quiet                = l2_quiet_i[0];
      end
    end

    mgmt u_mgmt (
      .clk_i, .rst_ni(!reset_q), .hv_rst_ni, .phase_i, .frame_last_i, .model_log2_i,
      .weaken_i('0), .interlock_freeze_i, .event_open_i, .dev_req_i, .dev_rsp_o(dev_rsp[c]),
      .win_req_i, .win_rsp_o(win_rsp[c]), .irq_o(irq[c]), .core_rst_no(core_rst_n[c]),
      .run_o(run[c]), .clock_on_o(clock_on[c]), .core_req_o(core_req[c]), .core_tick_o(tick[c]),
      .core_rsp_i(core_rsp), .sb_i(sb), .l2_quiet_i(quiet), .peek_sel_o(peek_sel[c]),
      .peek_beat_o(peek_beat[c]), .peek_i(peek), .region_log2_o(region[c]), .fence_o(fence[c]),
      .win_cmd_o(win_cmd[c]), .win_data_o(win_wdata[c]), .win_tag_i(tag), .win_data_i(data),
      .l2_scrub_o(l2_scrub[c]), .l2_scrub_done_i, .l2_has_ways_i, .own_i,
      .config_locked_o(locked[c]), .in_reset_o(in_reset[c]), .win_slot_req_o(slot[c]),
      .win_slot_rsp_i, .scrub_o(scrub[c]), .trace_o()
    );
  end

  logic answers;  // a command's answer goes into data0
  assign answers = gen_copy[0].u_mgmt.u_regs.cmd_q == 2'd2;
  always_ff @(posedge clk_i) begin : p_prove
    if (!reset_q) begin
      // Helpers: while it runs it is not parked, and nothing is under way.
      Runs_A:    assert (!run[0] || !(gen_copy[0].u_mgmt.run.parked || in_reset[0]
                                      || gen_copy[0].u_mgmt.win_busy || answers));
      Resumes_A: assert (!(gen_copy[0].u_mgmt.run.resuming || gen_copy[0].u_mgmt.run.throttled)
                         || gen_copy[0].u_mgmt.run.parked);
    end
    if (twins_on) begin
      Answers_A: assert (dev_rsp[0] == dev_rsp[1] && win_rsp[0] == win_rsp[1]);
      Irq_A:     assert (irq[0] == irq[1]);
      Run_A:     assert (run[0] == run[1] && clock_on[0] == clock_on[1] && tick[0] == tick[1]
                         && core_rst_n[0] == core_rst_n[1] && core_req[0] == core_req[1]);
      Slot_A:    assert (slot[0] == slot[1] && scrub[0] == scrub[1]);
      Rest_A:    assert (win_cmd[0] == win_cmd[1] && win_wdata[0] == win_wdata[1]
                         && peek_sel[0] == peek_sel[1] && peek_beat[0] == peek_beat[1]
                         && region[0] == region[1] && fence[0] == fence[1]
                         && l2_scrub[0] == l2_scrub[1] && locked[0] == locked[1]
                         && in_reset[0] == in_reset[1]);
    end
  end

endmodule
