// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// A model domain: a captive core and its L2 controller on one gated clock. It has a memory port, way
// commands and the management side, and no other way out. What it shows counts only while `run_i`;
// the crossing modules qualify it there.
module model_domain
  import soc_pkg::*;
  import bus_pkg::*;
  import mem_pkg::*;
  import core_pkg::*;
  import l2_pkg::*;
#(
  parameter int unsigned HartId = 0,
  parameter int unsigned TimeShift = 0,
  parameter logic [31:0] ResetPc = DramBase
) (
  input  logic              clk_i,
  input  logic              clock_on_i,      // run, tick or reset
  input  logic              rst_ni,          // of the domain, from management
  input  logic              run_i,
  input  weaken_t           weaken_i,
  // management
  input  core_mgmt_req_t    mgmt_req_i,
  input  logic              mgmt_tick_i,
  output core_mgmt_rsp_t    mgmt_rsp_o,
  output sb_entry_t [StoreBufferEntries-1:0] sb_o,
  input  region_log2_t      region_log2_i,
  input  fence_t            fence_i,
  output logic              l2_quiet_o,
  input  l2_peek_sel_e      peek_sel_i,
  input  logic [1:0]        peek_beat_i,
  output l2_peek_t          peek_o,
  // ways
  input  logic [L2Ways-1:0] own_i,
  output l2_cmd_t           cmd_o,
  output logic [63:0]       cmd_data_o,
  input  l2_tag_t           tag_i [L2Ways],
  input  logic [63:0]       data_i,
  // memory slot
  output slot_req_t         slot_req_o,
  input  slot_rsp_t         slot_rsp_i,
  // for lockstep, logs and assertions
  output commit_t           commit_o
);

  localparam core_cfg_t Cfg = '{captive: 1'b1, hart_id: HartId, time_shift: TimeShift};

  logic     clk;
  mem_req_t mem_req;
  mem_rsp_t mem_rsp;
  logic     mem_ready;
  dev_req_t dev_req;

  prim_clkgate u_clkgate (
    .clk_i,
    .en_i  (clock_on_i),
    .clk_o (clk)
  );

  core #(.Cfg(Cfg)) u_core (
    .clk_i         (clk),
    .rst_ni,
    .run_i,
    .mem_req_o     (mem_req),
    .mem_ready_i   (mem_ready),
    .mem_rsp_i     (mem_rsp),
    .dev_req_o     (dev_req),
    .dev_rsp_i     ('0),
    .irq_i         ('0),
    .time_i        ('0),
    .reset_pc_i    (ResetPc),
    .region_log2_i,
    .fence_i,
    .weaken_i,
    .mgmt_req_i,
    .mgmt_tick_i,
    .mgmt_rsp_o,
    .sb_o,
    .wfi_o         (),
    .commit_o
  );

  l2_ctrl u_l2 (
    .clk_i        (clk),
    .rst_ni,
    .enable_i     (1'b1),
    .own_i,
    .alloc_i      (own_i),
    .mem_req_i    (mem_req),
    .mem_ready_o  (mem_ready),
    .mem_rsp_o    (mem_rsp),
    .cmd_o,
    .cmd_data_o,
    .tag_i,
    .data_i,
    .slot_req_o,
    .slot_rsp_i,
    .clean_req_i  (1'b0),
    .clean_way_i  ('0),
    .clean_done_o (),
    .quiet_o      (l2_quiet_o),
    .peek_sel_i,
    .peek_beat_i,
    .peek_o
  );

  // Law 5: no device port, and no mode but VS and VU (the core asserts that).
  always_ff @(posedge clk) if (rst_ni) NoDevice_A: assert (!dev_req.valid);

  logic unused;
  assign unused = ^dev_req;

endmodule
