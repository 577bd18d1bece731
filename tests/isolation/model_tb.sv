// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// One model domain with everything that may touch it, wired as guillotine_soc wires it. In place of
// the hypervisor's core the C++ bench holds the device bus and the memory port of hv's L2 controller.
// `mutant_i` breaks the isolation in one way, so that the test can show that it would be seen.
module model_tb
  import soc_pkg::*;
  import bus_pkg::*;
  import mem_pkg::*;
  import core_pkg::*;
  import l2_pkg::*;
(
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         interlock_freeze_i,
  input  logic [2:0]   mutant_i,
  input  logic [2:0]   weaken_scrub_i,  // domain reset leaves: core, ways, memory
  // device bus: 0 registers, 1 window, 2 owner map
  input  logic         req_valid_i,
  input  logic [1:0]   req_target_i,
  input  logic         req_we_i,
  input  logic [31:0]  req_addr_i,
  input  logic [63:0]  req_wdata_i,
  input  logic [7:0]   req_wstrb_i,
  output logic         ack_o,
  output logic         error_o,
  output logic [63:0]  rdata_o,
  output logic         irq_o,
  // memory port of hv's L2 controller
  input  logic         hv_valid_i,
  input  logic         hv_write_i,
  input  logic [31:0]  hv_addr_i,
  input  logic [63:0]  hv_wdata_i,
  output logic         hv_ready_o,
  output logic         hv_last_o,
  // what the bench compares
  output logic         run_o,
  output logic [PhaseW-1:0] phase_o,
  output logic [63:0]  cycle_o,
  output logic         commit_valid_o,
  output logic [63:0]  commit_pc_o,
  output logic [$bits(commit_t)-1:0] commit_o,
  output logic [$bits(slot_req_t)+$bits(l2_cmd_t)-1:0] port_o,
  output logic [8:0]   under_way_o,   // situations, see p_under_way
  output logic         scrubbing_o,
  output logic         trip_o
);

  // Values of mutant_i; the bench has the same list.
  localparam logic [2:0] MutRestore = 3'd1;  // RAM outputs stay as the window left them
  localparam logic [2:0] MutClock   = 3'd2;  // one clock edge reaches the frozen domain each frame
  localparam logic [2:0] MutCount   = 3'd3;  // the same, with `run` towards the counters
  localparam logic [2:0] MutFrame   = 3'd4;  // freeze and thaw in the middle of the model's slot
  localparam logic [2:0] MutWindow  = 3'd5;  // a window read writes the way that it looks at

  logic mut_last, mut_edge;
  frame_t frame;

  frame_ctr #(.NumModels(1)) u_frame (.clk_i, .rst_ni, .frame_o(frame));
  assign phase_o = frame.phase;

  // ---------------------------------------------------------------- joins
  logic [L2Ways-1:0] own [2];
  l2_cmd_t           way_cmd [2];
  logic [63:0]       way_wdata [2];
  l2_tag_t           way_tag [2][L2Ways];
  logic [63:0]       way_rdata [2];
  logic              run [2];
  region_log2_t      region_log2 [2];
  slot_req_t         slot_req [2];
  slot_rsp_t         slot_rsp [2];
  l2_cmd_t           win_cmd [1];
  l2_cmd_t           win_cmd_mut [1];
  logic [63:0]       win_wdata [1];
  slot_req_t         win_slot_req [1];
  slot_rsp_t         win_slot_rsp [1];
  scrub_req_t        scrub [1];
  logic              l2_scrub [1];
  logic              l2_scrub_done [1];
  logic              has_ways [1];
  logic              config_locked [1];
  logic              in_reset [1];
  owner_t            owner [L2Ways];
  logic [L2Ways-1:0] sweep, retired;
  logic [SetW+1:0]   sweep_idx;
  logic              hv_enable, clean_req, clean_done;
  logic [WayW-1:0]   clean_way;
  logic              trip_region, trip_parity;

  dev_req_t       reg_req, win_req, l2_req;
  dev_rsp_t [2:0] rsp;

  always_comb begin : p_bus
    reg_req = '{valid: req_valid_i, we: req_we_i, addr: req_addr_i, size: 2'd3,
                wdata: req_wdata_i, wstrb: req_wstrb_i};
    win_req       = reg_req;
    l2_req        = reg_req;
    reg_req.valid = req_valid_i && req_target_i == 2'd0;
    win_req.valid = req_valid_i && req_target_i == 2'd1;
    l2_req.valid  = req_valid_i && req_target_i == 2'd2;
    {ack_o, error_o, rdata_o} = rsp[0] | rsp[1] | rsp[2];
  end

  // ---------------------------------------------------------------- hv's memory traffic
  mem_req_t hv_req;
  mem_rsp_t hv_rsp;
  assign hv_req = '{valid: hv_valid_i, op: hv_write_i ? MemWrite : MemReadLine, addr: hv_addr_i,
                    wdata: hv_wdata_i, wstrb: '1};
  assign hv_last_o = hv_rsp.valid && hv_rsp.last;

  assign run[0]         = rst_ni;
  assign region_log2[0] = 5'd20;

  l2_ctrl u_hv_l2 (
    .clk_i, .rst_ni,
    .enable_i     (hv_enable),
    .own_i        (own[0]),
    .alloc_i      (own[0] & ~retired),
    .mem_req_i    (hv_req),
    .mem_ready_o  (hv_ready_o),
    .mem_rsp_o    (hv_rsp),
    .cmd_o        (way_cmd[0]),
    .cmd_data_o   (way_wdata[0]),
    .tag_i        (way_tag[0]),
    .data_i       (way_rdata[0]),
    .slot_req_o   (slot_req[0]),
    .slot_rsp_i   (slot_rsp[0]),
    .clean_req_i  (clean_req),
    .clean_way_i  (clean_way),
    .clean_done_o (clean_done),
    .quiet_o      (),
    .peek_sel_i   (PeekWriteBack),
    .peek_beat_i  ('0),
    .peek_o       ()
  );

  // ---------------------------------------------------------------- the model
  logic           core_rst_n, clock_on, tick, l2_quiet;
  core_mgmt_req_t mgmt_req;
  core_mgmt_rsp_t mgmt_rsp;
  l2_peek_sel_e   peek_sel;
  logic [1:0]     peek_beat;
  l2_peek_t       peek;
  fence_t         fence;
  sb_entry_t [StoreBufferEntries-1:0] sb;
  commit_t        commit;

  weaken_t weaken;
  always_comb begin
    weaken            = '0;
    weaken.scrub_core = weaken_scrub_i[0];
    weaken.scrub_dram = weaken_scrub_i[2];
  end

  assign mut_last = mutant_i == MutFrame ? frame.phase == PhaseW'(16) : frame.last;
  assign mut_edge = !run[1] && frame.first && (mutant_i inside {MutClock, MutCount});

  model_domain #(.HartId(0), .TimeShift(4)) u_model (
    .clk_i,
    .clock_on_i   (clock_on || mut_edge),
    .rst_ni       (core_rst_n),
    .run_i        (run[1] || (mut_edge && mutant_i == MutCount)),
    .weaken_i     (weaken),
    .mgmt_req_i   (mgmt_req),
    .mgmt_tick_i  (tick),
    .mgmt_rsp_o   (mgmt_rsp),
    .sb_o         (sb),
    .region_log2_i(region_log2[1]),
    .fence_i      (fence),
    .l2_quiet_o   (l2_quiet),
    .peek_sel_i   (peek_sel),
    .peek_beat_i  (peek_beat),
    .peek_o       (peek),
    .own_i        (own[1]),
    .cmd_o        (way_cmd[1]),
    .cmd_data_o   (way_wdata[1]),
    .tag_i        (way_tag[1]),
    .data_i       (way_rdata[1]),
    .slot_req_o   (slot_req[1]),
    .slot_rsp_i   (slot_rsp[1]),
    .commit_o     (commit)
  );

  mgmt u_mgmt (
    .clk_i, .rst_ni,
    .hv_rst_ni         (rst_ni),
    .phase_i           (frame.phase),
    .frame_last_i      (mut_last),
    .model_log2_i      (5'd20),
    .weaken_i          (weaken),
    .interlock_freeze_i,
    .event_open_i      (1'b1),
    .dev_req_i         (reg_req),
    .dev_rsp_o         (rsp[0]),
    .win_req_i         (win_req),
    .win_rsp_o         (rsp[1]),
    .irq_o,
    .core_rst_no       (core_rst_n),
    .run_o             (run[1]),
    .clock_on_o        (clock_on),
    .core_req_o        (mgmt_req),
    .core_tick_o       (tick),
    .core_rsp_i        (mgmt_rsp),
    .sb_i              (sb),
    .l2_quiet_i        (l2_quiet),
    .peek_sel_o        (peek_sel),
    .peek_beat_o       (peek_beat),
    .peek_i            (peek),
    .region_log2_o     (region_log2[1]),
    .fence_o           (fence),
    .win_cmd_o         (win_cmd[0]),
    .win_data_o        (win_wdata[0]),
    .win_tag_i         (way_tag[1]),
    .win_data_i        (way_rdata[1]),
    .l2_scrub_o        (l2_scrub[0]),
    .l2_scrub_done_i   (l2_scrub_done[0]),
    .l2_has_ways_i     (has_ways[0]),
    .own_i             (own[1]),
    .config_locked_o   (config_locked[0]),
    .in_reset_o        (in_reset[0]),
    .win_slot_req_o    (win_slot_req[0]),
    .win_slot_rsp_i    (win_slot_rsp[0]),
    .scrub_o           (scrub[0]),
    .trace_o           ()
  );

  // ---------------------------------------------------------------- ways and memory
  always_comb begin : p_mut_window
    win_cmd_mut[0] = win_cmd[0];
    if (mutant_i == MutWindow && win_cmd[0].data_re) begin
      win_cmd_mut[0].data_re = 1'b0;
      win_cmd_mut[0].data_we = 1'b1;
    end
  end

  l2_owner #(.NumModels(1)) u_l2_owner (
    .clk_i, .rst_ni,
    .hv_rst_ni   (rst_ni),
    .dev_req_i   (l2_req),
    .dev_rsp_o   (rsp[2]),
    .owner_o     (owner),
    .sweep_o     (sweep),
    .sweep_idx_o (sweep_idx),
    .retired_o   (retired),
    .hv_enable_o (hv_enable),
    .clean_req_o (clean_req),
    .clean_way_o (clean_way),
    .clean_done_i(clean_done),
    .locked_i    (config_locked),
    .in_reset_i  (in_reset),
    .scrub_i     (l2_scrub),
    .scrub_keep_i(weaken_scrub_i[1]),
    .scrub_done_o(l2_scrub_done),
    .has_ways_o  (has_ways)
  );

  l2_ways #(.NumModels(1)) u_l2_ways (
    .clk_i, .rst_ni,
    .frame_last_i(frame.last && mutant_i != MutRestore),
    .owner_i     (owner),
    .sweep_i     (sweep),
    .sweep_idx_i (sweep_idx),
    .own_o       (own),
    .run_i       (run),
    .cmd_i       (way_cmd),
    .cmd_data_i  (way_wdata),
    .tag_o       (way_tag),
    .data_o      (way_rdata),
    .win_cmd_i   (win_cmd_mut),
    .win_data_i  (win_wdata),
    .tripwire_o  (trip_parity)
  );

  mem_ctrl #(.NumModels(1)) u_mem_ctrl (
    .clk_i, .rst_ni,
    .phase_i               (frame.phase),
    .weaken_region_bound_i (1'b0),
    .region_log2_i         (region_log2),
    .run_i                 (run),
    .req_i                 (slot_req),
    .rsp_o                 (slot_rsp),
    .win_req_i             (win_slot_req),
    .win_rsp_o             (win_slot_rsp),
    .scrub_i               (scrub),
    .scrub_taken_o         (),
    .tripwire_o            (trip_region)
  );

  // ---------------------------------------------------------------- what the bench sees
  assign run_o          = run[1];
  assign cycle_o        = mgmt_rsp.model_cycle;
  assign commit_valid_o = commit.valid;
  assign commit_pc_o    = commit.pc;
  assign commit_o       = commit;
  assign port_o         = {slot_req[1], way_cmd[1]};
  assign scrubbing_o    = u_mgmt.scrub.scrubbing;
  assign trip_o         = trip_region || trip_parity;

  // In the order of `kSituations` in freeze.cpp.
  always_comb begin : p_under_way
    under_way_o[0] = sb[0].valid;
    under_way_o[1] = u_model.u_core.u_mem.u_l1d.u_array.busy_q
        || u_model.u_core.u_mem.u_l1i.u_array.busy_q;
    under_way_o[2] = u_model.u_l2.wb_valid_q || u_model.u_l2.cap_q;
    under_way_o[3] = 4'(u_model.u_core.u_mem.u_ptw.st_q) != '0;
    under_way_o[4] = 2'(u_model.u_core.u_execute.u_div.state_q) == 2'd1;
    under_way_o[5] = u_model.u_core.u_mem.u_l1d.valid_q
        && u_model.u_core.u_mem.u_l1d.m_q.op == DAmo;
    under_way_o[6] = (u_model.u_core.u_mem.u_l1d.valid_q && u_model.u_core.u_mem.u_l1d.part_q)
        || u_model.u_core.u_mem.u_l1d.w_split;
    under_way_o[7] = u_model.u_core.exit_info.parked
        && u_model.u_core.exit_info.reason == ExitWfi;
    under_way_o[8] = 4'(u_model.u_l2.state_q) == 4'd2 || u_model.u_l2.rd_q;
  end

  logic unused;
  assign unused = ^{hv_rsp.error, hv_rsp.data};

endmodule
