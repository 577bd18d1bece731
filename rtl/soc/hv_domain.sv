// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The hypervisor's domain: its core, the boot ROM and its L2 controller. WFI stops the core's clock
// alone; L2 controller and ROM go on, since a write-back may be under way.
module hv_domain
  import soc_pkg::*;
  import bus_pkg::*;
  import mem_pkg::*;
  import core_pkg::*;
  import l2_pkg::*;
#(
  parameter int unsigned HartId = 0,
  parameter string BootRom = ""                    // $readmemh file, 64-bit words from 0x1000
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic [31:0]       reset_pc_i,     // strap
  input  region_log2_t      region_log2_i,  // strap
  input  weaken_t           weaken_i,
  // devices
  output dev_req_t          dev_req_o,
  input  dev_rsp_t          dev_rsp_i,
  input  irq_t              irq_i,
  input  logic [63:0]       time_i,
  // ways
  input  logic              l2_enable_i,
  input  logic [L2Ways-1:0] own_i,
  input  logic [L2Ways-1:0] retired_i,
  input  logic              clean_req_i,
  input  logic [WayW-1:0]   clean_way_i,
  output logic              clean_done_o,
  output l2_cmd_t           cmd_o,
  output logic [63:0]       cmd_data_o,
  input  l2_tag_t           tag_i [L2Ways],
  input  logic [63:0]       data_i,
  // memory slot
  output slot_req_t         slot_req_o,
  input  slot_rsp_t         slot_rsp_i,
  // for lockstep and logs
  output commit_t           commit_o,
  input  logic [11:0]       log_csr_i,      // a CSR to read; constant zero in synthesis
  output logic              sleep_o         // the core's clock is off
);

  localparam core_cfg_t Cfg = '{captive: 1'b0, hart_id: HartId, time_shift: 0};

  logic     clk_core, wfi;
  mem_req_t mem_req, rom_req, l2_req;
  mem_rsp_t mem_rsp, rom_rsp, l2_rsp;
  logic     mem_ready, rom_ready, l2_ready;
  core_mgmt_req_t mgmt_req;
  core_mgmt_rsp_t mgmt_rsp;
  sb_entry_t [StoreBufferEntries-1:0] sb;
  l2_peek_t peek;

  prim_clkgate u_clkgate (
    .clk_i,
    .en_i  (!wfi || !rst_ni),
    .clk_o (clk_core)
  );

  // Nothing manages this core. Its management side only reads, for the commit log, which takes the
  // answer inside the core.
  always_comb begin : p_log
    mgmt_req       = '{op: MgmtNone, default: '0};
    mgmt_req.regno = {4'b0, log_csr_i};
  end

  core #(.Cfg(Cfg)) u_core (
    .clk_i       (clk_core),
    .rst_ni,
    .run_i       (1'b1),
    .mem_req_o   (mem_req),
    .mem_ready_i (mem_ready),
    .mem_rsp_i   (mem_rsp),
    .dev_req_o,
    .dev_rsp_i,
    .irq_i,
    .time_i,
    .reset_pc_i,
    .region_log2_i,
    .fence_i     ('0),
    .weaken_i,
    .mgmt_req_i  (mgmt_req),
    .mgmt_tick_i (1'b0),
    .mgmt_rsp_o  (mgmt_rsp),
    .sb_o        (sb),
    .wfi_o       (wfi),
    .commit_o
  );

  assign sleep_o = wfi;

  // ---------------------------------------------------------------- ROM below, L2 above
  logic to_rom;
  assign to_rom    = !mem_req.addr[PaW-1];
  assign mem_ready = rom_ready && l2_ready;

  always_comb begin : p_route
    rom_req       = mem_req;
    rom_req.valid = mem_req.valid && to_rom && l2_ready;
    l2_req        = mem_req;
    l2_req.valid  = mem_req.valid && !to_rom && rom_ready;
  end

  // One read is outstanding, so at most one of the two answers.
  assign mem_rsp = rom_rsp.valid ? rom_rsp : l2_rsp;

  boot_rom #(.InitFile(BootRom)) u_rom (
    .clk_i,
    .rst_ni,
    .req_i   (rom_req),
    .ready_o (rom_ready),
    .rsp_o   (rom_rsp)
  );

  l2_ctrl u_l2 (
    .clk_i,
    .rst_ni,
    .enable_i     (l2_enable_i),
    .own_i,
    .alloc_i      (own_i & ~retired_i),
    .mem_req_i    (l2_req),
    .mem_ready_o  (l2_ready),
    .mem_rsp_o    (l2_rsp),
    .cmd_o,
    .cmd_data_o,
    .tag_i,
    .data_i,
    .slot_req_o,
    .slot_rsp_i,
    .clean_req_i,
    .clean_way_i,
    .clean_done_o,
    .quiet_o      (),
    .peek_sel_i   (PeekWrite),
    .peek_beat_i  ('0),
    .peek_o       (peek)
  );

  logic unused;
  assign unused = ^{mgmt_rsp, sb, peek};

endmodule
