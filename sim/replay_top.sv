// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// One model domain with the crossing modules around it, wired as guillotine_soc wires them, and no
// hypervisor: in its place the harness holds the device bus of management, window and owner map. The
// frame is as long as in the SoC with NumModels, and model number Model has its own slot in it.
module replay_top
  import soc_pkg::*;
  import bus_pkg::*;
  import mem_pkg::*;
  import core_pkg::*;
  import l2_pkg::*;
  import mgmt_pkg::*;
#(
  parameter int unsigned NumModels = 1,
  parameter int unsigned Model     = 0,
  parameter int unsigned TimeShift = 4
) (
  input  logic        edge_i,         // the clock, as in guillotine_sim_top
  input  logic        state_i,        // rises: the harness is told all state
  input  logic        rst_ni,
  input  logic [4:0]  model_log2_i,   // straps, constant from power-on
  input  logic [31:0] weaken_i,
  input  logic        freeze_i,       // from the next frame boundary on; nothing sees it
  // device bus: 0 registers, 1 window, 2 owner map
  input  logic        req_valid_i,
  input  logic [1:0]  req_target_i,
  input  logic        req_we_i,
  input  logic [31:0] req_addr_i,
  input  logic [63:0] req_wdata_i,
  output logic        ack_o,
  output logic        error_o,
  output logic [63:0] rdata_o,
  // where the domain stands
  output logic        run_o,
  output logic        parked_o,
  output logic        in_reset_o,     // until the scrub has ended and the reset was released
  output logic        scrubbing_o,
  output logic [63:0] frame_o,        // model frame under way, or next
  output logic [6:0]  phase_o,
  output logic [63:0] cycle_o         // model cycle
);

  localparam int unsigned Domains = NumModels + 1;
  localparam int unsigned D       = Model + 1;

  // ---------------------------------------------------------------- clock, straps
  logic clk;
`ifdef SIM_TRACE
  assign clk = edge_i;
`else
  logic seen_q;
  initial seen_q = 1'b0;
  always_ff @(posedge clk) begin : p_clk
    seen_q <= edge_i;
  end
  assign clk = edge_i ^ seen_q;
`endif

  logic         rst_n;
  region_log2_t model_log2_q;
  weaken_t      weaken_q;
  initial rst_n = 1'b0;  // power-on
  always_ff @(posedge clk) begin : p_pins
    rst_n <= rst_ni;
    if (!rst_ni) begin
      model_log2_q <= model_log2_i;
      weaken_q     <= weaken_t'(weaken_i);
    end
  end

  frame_t frame;
  frame_ctr #(.NumModels(NumModels)) u_frame (.clk_i(clk), .rst_ni(rst_n), .frame_o(frame));

  // ---------------------------------------------------------------- device bus
  dev_req_t       reg_req, win_req, l2_req;
  dev_rsp_t [2:0] rsp;
  always_comb begin : p_bus
    reg_req = '{valid: req_valid_i, we: req_we_i, addr: req_addr_i, size: 2'd3,
                wdata: req_wdata_i, wstrb: req_we_i ? 8'hff : 8'h00};
    win_req       = reg_req;
    l2_req        = reg_req;
    reg_req.valid = req_valid_i && req_target_i == 2'd0;
    win_req.valid = req_valid_i && req_target_i == 2'd1;
    l2_req.valid  = req_valid_i && req_target_i == 2'd2;
    {ack_o, error_o, rdata_o} = rsp[0] | rsp[1] | rsp[2];
  end

  // ---------------------------------------------------------------- joins; other domains are idle
  logic [L2Ways-1:0] own [Domains];
  l2_cmd_t           way_cmd [Domains];
  logic [63:0]       way_wdata [Domains];
  l2_tag_t           way_tag [Domains][L2Ways];
  logic [63:0]       way_rdata [Domains];
  logic              run [Domains];
  region_log2_t      region_log2 [Domains];
  slot_req_t         slot_req [Domains];
  slot_rsp_t         slot_rsp [Domains];
  l2_cmd_t           win_cmd [NumModels];
  logic [63:0]       win_wdata [NumModels];
  slot_req_t         win_slot_req [NumModels];
  slot_rsp_t         win_slot_rsp [NumModels];
  scrub_req_t        scrub [NumModels];
  logic              l2_scrub [NumModels];
  logic              l2_scrub_done [NumModels];
  logic              has_ways [NumModels];
  logic              config_locked [NumModels];
  logic              in_reset [NumModels];

  for (genvar d = 0; d < Domains; d++) begin : gen_idle
    if (d != D) begin : gen_domain
      assign way_cmd[d]     = '0;
      assign way_wdata[d]   = '0;
      assign slot_req[d]    = '0;
      assign region_log2[d] = 5'd20;
      assign run[d]         = d == HvDomain;
    end
    if (d != HvDomain && d != D) begin : gen_model
      assign win_cmd[d-1]       = '0;
      assign win_wdata[d-1]     = '0;
      assign win_slot_req[d-1]  = '0;
      assign scrub[d-1]         = '0;
      assign l2_scrub[d-1]      = 1'b0;
      assign config_locked[d-1] = 1'b0;
      assign in_reset[d-1]      = 1'b1;
    end
  end

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
  trace_t         trace;
  logic           irq;

  model_domain #(.HartId(Model), .TimeShift(TimeShift)) u_model (
    .clk_i        (clk),
    .clock_on_i   (clock_on),
    .rst_ni       (core_rst_n),
    .run_i        (run[D]),
    .weaken_i     (weaken_q),
    .mgmt_req_i   (mgmt_req),
    .mgmt_tick_i  (tick),
    .mgmt_rsp_o   (mgmt_rsp),
    .sb_o         (sb),
    .region_log2_i(region_log2[D]),
    .fence_i      (fence),
    .l2_quiet_o   (l2_quiet),
    .peek_sel_i   (peek_sel),
    .peek_beat_i  (peek_beat),
    .peek_o       (peek),
    .own_i        (own[D]),
    .cmd_o        (way_cmd[D]),
    .cmd_data_o   (way_wdata[D]),
    .tag_i        (way_tag[D]),
    .data_i       (way_rdata[D]),
    .slot_req_o   (slot_req[D]),
    .slot_rsp_i   (slot_rsp[D]),
    .commit_o     (commit)
  );

  mgmt u_mgmt (
    .clk_i             (clk),
    .rst_ni            (rst_n),
    .hv_rst_ni         (rst_n),
    .phase_i           (frame.phase),
    .frame_last_i      (frame.last),
    .model_log2_i      (model_log2_q),
    .weaken_i          (weaken_q),
    .interlock_freeze_i(freeze_i),
    .event_open_i      (1'b1),
    .dev_req_i         (reg_req),
    .dev_rsp_o         (rsp[0]),
    .win_req_i         (win_req),
    .win_rsp_o         (rsp[1]),
    .irq_o             (irq),
    .core_rst_no       (core_rst_n),
    .run_o             (run[D]),
    .clock_on_o        (clock_on),
    .core_req_o        (mgmt_req),
    .core_tick_o       (tick),
    .core_rsp_i        (mgmt_rsp),
    .sb_i              (sb),
    .l2_quiet_i        (l2_quiet),
    .peek_sel_o        (peek_sel),
    .peek_beat_o       (peek_beat),
    .peek_i            (peek),
    .region_log2_o     (region_log2[D]),
    .fence_o           (fence),
    .win_cmd_o         (win_cmd[Model]),
    .win_data_o        (win_wdata[Model]),
    .win_tag_i         (way_tag[D]),
    .win_data_i        (way_rdata[D]),
    .l2_scrub_o        (l2_scrub[Model]),
    .l2_scrub_done_i   (l2_scrub_done[Model]),
    .l2_has_ways_i     (has_ways[Model]),
    .own_i             (own[D]),
    .config_locked_o   (config_locked[Model]),
    .in_reset_o        (in_reset[Model]),
    .win_slot_req_o    (win_slot_req[Model]),
    .win_slot_rsp_i    (win_slot_rsp[Model]),
    .scrub_o           (scrub[Model]),
    .trace_o           (trace)
  );

  // ---------------------------------------------------------------- ways and memory
  owner_t            owner [L2Ways];
  logic [L2Ways-1:0] sweep, retired;
  logic [SetW+1:0]   sweep_idx;
  logic              hv_enable, clean_req, trip_parity, trip_region;
  logic [WayW-1:0]   clean_way;

  l2_owner #(.NumModels(NumModels)) u_l2_owner (
    .clk_i       (clk),
    .rst_ni      (rst_n),
    .hv_rst_ni   (rst_n),
    .dev_req_i   (l2_req),
    .dev_rsp_o   (rsp[2]),
    .owner_o     (owner),
    .sweep_o     (sweep),
    .sweep_idx_o (sweep_idx),
    .retired_o   (retired),
    .hv_enable_o (hv_enable),
    .clean_req_o (clean_req),
    .clean_way_o (clean_way),
    .clean_done_i(1'b1),             // nobody filled a way of hv
    .locked_i    (config_locked),
    .in_reset_i  (in_reset),
    .scrub_i     (l2_scrub),
    .scrub_keep_i(weaken_q.scrub_l2),
    .scrub_done_o(l2_scrub_done),
    .has_ways_o  (has_ways)
  );

  l2_ways #(.NumModels(NumModels)) u_l2_ways (
    .clk_i       (clk),
    .rst_ni      (rst_n),
    .frame_last_i(frame.last),
    .owner_i     (owner),
    .sweep_i     (sweep),
    .sweep_idx_i (sweep_idx),
    .own_o       (own),
    .run_i       (run),
    .cmd_i       (way_cmd),
    .cmd_data_i  (way_wdata),
    .tag_o       (way_tag),
    .data_o      (way_rdata),
    .win_cmd_i   (win_cmd),
    .win_data_i  (win_wdata),
    .tripwire_o  (trip_parity)
  );

  mem_ctrl #(.NumModels(NumModels)) u_mem_ctrl (
    .clk_i                (clk),
    .rst_ni               (rst_n),
    .phase_i              (frame.phase),
    .weaken_region_bound_i(weaken_q.region_bound),
    .region_log2_i        (region_log2),
    .run_i                (run),
    .req_i                (slot_req),
    .rsp_o                (slot_rsp),
    .win_req_i            (win_slot_req),
    .win_rsp_o            (win_slot_rsp),
    .scrub_i              (scrub),
    .scrub_taken_o        (),
    .tripwire_o           (trip_region)
  );

  // ---------------------------------------------------------------- what the harness sees
  assign run_o       = run[D];
  assign parked_o    = u_mgmt.run.parked && !u_mgmt.run.resuming;
  assign in_reset_o  = in_reset[Model];
  assign scrubbing_o = u_mgmt.scrub.scrubbing;
  assign frame_o     = 64'(u_mgmt.u_stamp.frame_q);
  assign phase_o     = frame.phase;
  assign cycle_o     = mgmt_rsp.model_cycle;

`include "flight.vh"

  logic unused;
  assign unused = ^{frame.first, irq, commit, trip_parity, trip_region, retired, hv_enable,
                    clean_req, clean_way};

endmodule
