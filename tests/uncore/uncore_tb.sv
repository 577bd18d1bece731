// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The uncore as the SoC wires it, with traffic generators in place of the cores and the device bus
// in the hands of the C++ bench.
module uncore_tb
  import soc_pkg::*;
  import bus_pkg::*;
  import mem_pkg::*;
  import core_pkg::*;
  import l2_pkg::*;
#(
  parameter int unsigned NumModels = 1
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         hv_rst_ni,
  input  logic [31:0]  weaken_i,
  input  logic [4:0]   model_log2_i,
  input  logic         interlock_freeze_i,
  input  logic         event_open_i,
  // device bus: 0 to 3 registers of model n, 4 to 7 window of model n - 4, 8 owner map
  input  logic         req_valid_i,
  input  logic [3:0]   req_target_i,
  input  logic         req_we_i,
  input  logic [31:0]  req_addr_i,
  input  logic [63:0]  req_wdata_i,
  input  logic [7:0]   req_wstrb_i,
  output logic         ack_o,
  output logic         error_o,
  output logic [63:0]  rdata_o,
  output logic [NumModels-1:0] irq_o,
  output logic [NumModels-1:0] run_o,
  output logic         frame_first_o,
  output logic [63:0]  model_cycle_o,
  output logic         region_trip_o,
  output logic         parity_trip_o
);

  localparam int unsigned Domains = NumModels + 1;

  frame_t       frame;
  weaken_t      weaken;
  assign weaken = weaken_t'(weaken_i);
  assign frame_first_o = frame.first;

  logic              run [Domains];
  logic              ways_run [Domains];
  region_log2_t      region [Domains];
  slot_req_t         slot_req [Domains];
  slot_rsp_t         slot_rsp [Domains];
  slot_req_t         win_slot_req [NumModels];
  slot_rsp_t         win_slot_rsp [NumModels];
  scrub_req_t        scrub [NumModels];
  owner_t            owner [L2Ways];
  logic [L2Ways-1:0] sweep, retired;
  logic [SetW+1:0]   sweep_idx;
  logic [L2Ways-1:0] own [Domains];
  l2_cmd_t           cmd [Domains];
  logic [63:0]       cmd_data [Domains];
  l2_tag_t           tag [Domains][L2Ways];
  logic [63:0]       data [Domains];
  l2_cmd_t           win_cmd [NumModels];
  logic [63:0]       win_data [NumModels];
  logic              locked [NumModels];
  logic              in_reset [NumModels];
  logic              l2_scrub [NumModels];
  logic              l2_scrub_done [NumModels];
  logic              has_ways [NumModels];
  logic              hv_enable, clean_req, clean_done;
  logic [WayW-1:0]   clean_way;

  dev_req_t req, l2_dev_req;
  dev_rsp_t rsp [2 * NumModels + 1];
  always_comb begin
    req = '{valid: req_valid_i, we: req_we_i, addr: req_addr_i, size: 2'd3, wdata: req_wdata_i,
            wstrb: req_wstrb_i};
    l2_dev_req       = req;
    l2_dev_req.valid = req_valid_i && req_target_i == 4'd8;
    {ack_o, error_o, rdata_o} = '0;
    for (int i = 0; i <= 2 * NumModels; i++) {ack_o, error_o, rdata_o} |= rsp[i];
  end

  assign run[0]      = hv_rst_ni;
  assign ways_run[0] = hv_rst_ni;
  assign region[0]   = 5'd20;

  frame_ctr #(.NumModels(NumModels)) u_frame (.clk_i, .rst_ni, .frame_o(frame));

  mem_ctrl #(.NumModels(NumModels)) u_mem (
    .clk_i, .rst_ni,
    .phase_i               (frame.phase),
    .weaken_region_bound_i (weaken.region_bound),
    .region_log2_i         (region),
    .run_i                 (run),
    .req_i                 (slot_req),
    .rsp_o                 (slot_rsp),
    .win_req_i             (win_slot_req),
    .win_rsp_o             (win_slot_rsp),
    .scrub_i               (scrub),
    .scrub_taken_o         (),
    .tripwire_o            (region_trip_o)
  );

  l2_ways #(.NumModels(NumModels)) u_ways (
    .clk_i, .rst_ni,
    .frame_last_i (frame.last),
    .owner_i      (owner),
    .sweep_i      (sweep),
    .sweep_idx_i  (sweep_idx),
    .own_o        (own),
    .run_i        (ways_run),
    .cmd_i        (cmd),
    .cmd_data_i   (cmd_data),
    .tag_o        (tag),
    .data_o       (data),
    .win_cmd_i    (win_cmd),
    .win_data_i   (win_data),
    .tripwire_o   (parity_trip_o)
  );

  l2_owner #(.NumModels(NumModels)) u_owner (
    .clk_i, .rst_ni, .hv_rst_ni,
    .dev_req_i    (l2_dev_req),
    .dev_rsp_o    (rsp[2 * NumModels]),
    .owner_o      (owner),
    .sweep_o      (sweep),
    .sweep_idx_o  (sweep_idx),
    .retired_o    (retired),
    .hv_enable_o  (hv_enable),
    .clean_req_o  (clean_req),
    .clean_way_o  (clean_way),
    .clean_done_i (clean_done),
    .locked_i     (locked),
    .in_reset_i   (in_reset),
    .scrub_i      (l2_scrub),
    .scrub_keep_i (weaken.scrub_l2),
    .scrub_done_o (l2_scrub_done),
    .has_ways_o   (has_ways)
  );

  hv_domain u_hv (
    .clk_i,
    .rst_ni        (hv_rst_ni && rst_ni),
    .reset_pc_i    (32'h1000),
    .region_log2_i (region[0]),
    .weaken_i      (weaken),
    .dev_req_o     (),
    .dev_rsp_i     ('0),
    .irq_i         ('0),
    .time_i        ('0),
    .l2_enable_i   (hv_enable),
    .own_i         (own[0]),
    .retired_i     (retired),
    .clean_req_i   (clean_req),
    .clean_way_i   (clean_way),
    .clean_done_o  (clean_done),
    .cmd_o         (cmd[0]),
    .cmd_data_o    (cmd_data[0]),
    .tag_i         (tag[0]),
    .data_i        (data[0]),
    .slot_req_o    (slot_req[0]),
    .slot_rsp_i    (slot_rsp[0]),
    .sleep_o       (),
    .commit_o      (),
    .log_csr_i     ('0)
  );

  for (genvar m = 0; m < NumModels; m++) begin : gen_model
    logic           core_rst_n, clock_on, tick, quiet;
    core_mgmt_req_t mgmt_req;
    core_mgmt_rsp_t mgmt_rsp;
    sb_entry_t [StoreBufferEntries-1:0] sb;
    l2_peek_sel_e   peek_sel;
    logic [1:0]     peek_beat;
    l2_peek_t       peek;
    fence_t         fence;
    dev_req_t       reg_req, win_req;

    always_comb begin
      reg_req       = req;
      reg_req.valid = req_valid_i && req_target_i == 4'(m);
      win_req       = req;
      win_req.valid = req_valid_i && req_target_i == 4'(m + 4);
    end

    assign run_o[m]         = run[m + 1];
    assign ways_run[m + 1]  = run[m + 1];

    mgmt u_mgmt (
      .clk_i, .rst_ni, .hv_rst_ni,
      .phase_i            (frame.phase),
      .frame_last_i       (frame.last),
      .model_log2_i,
      .weaken_i           (weaken),
      .interlock_freeze_i,
      .event_open_i,
      .dev_req_i          (reg_req),
      .dev_rsp_o          (rsp[m]),
      .win_req_i          (win_req),
      .win_rsp_o          (rsp[NumModels + m]),
      .irq_o              (irq_o[m]),
      .core_rst_no        (core_rst_n),
      .run_o              (run[m + 1]),
      .clock_on_o         (clock_on),
      .core_req_o         (mgmt_req),
      .core_tick_o        (tick),
      .core_rsp_i         (mgmt_rsp),
      .sb_i               (sb),
      .l2_quiet_i         (quiet),
      .peek_sel_o         (peek_sel),
      .peek_beat_o        (peek_beat),
      .peek_i             (peek),
      .region_log2_o      (region[m + 1]),
      .fence_o            (fence),
      .win_cmd_o          (win_cmd[m]),
      .win_data_o         (win_data[m]),
      .win_tag_i          (tag[m + 1]),
      .win_data_i         (data[m + 1]),
      .l2_scrub_o         (l2_scrub[m]),
      .l2_scrub_done_i    (l2_scrub_done[m]),
      .l2_has_ways_i      (has_ways[m]),
      .own_i              (own[m + 1]),
      .config_locked_o    (locked[m]),
      .in_reset_o         (in_reset[m]),
      .win_slot_req_o     (win_slot_req[m]),
      .win_slot_rsp_i     (win_slot_rsp[m]),
      .scrub_o            (scrub[m]),
      .trace_o            ()
    );

    model_domain #(.HartId(m)) u_model (
      .clk_i,
      .clock_on_i    (clock_on),
      .rst_ni        (core_rst_n),
      .run_i         (run[m + 1]),
      .weaken_i      (weaken),
      .mgmt_req_i    (mgmt_req),
      .mgmt_tick_i   (tick),
      .mgmt_rsp_o    (mgmt_rsp),
      .sb_o          (sb),
      .region_log2_i (region[m + 1]),
      .fence_i       (fence),
      .l2_quiet_o    (quiet),
      .peek_sel_i    (peek_sel),
      .peek_beat_i   (peek_beat),
      .peek_o        (peek),
      .own_i         (own[m + 1]),
      .cmd_o         (cmd[m + 1]),
      .cmd_data_o    (cmd_data[m + 1]),
      .tag_i         (tag[m + 1]),
      .data_i        (data[m + 1]),
      .slot_req_o    (slot_req[m + 1]),
      .slot_rsp_i    (slot_rsp[m + 1]),
      .commit_o      ()
    );

    if (m == 0) begin : gen_cycle
      assign model_cycle_o = mgmt_rsp.model_cycle;
    end
  end

endmodule
