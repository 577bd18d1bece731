// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The core's memory subsystem: everything between a virtual address in the pipeline and the memory
// and device ports. This file only joins the parts; README-mem.md draws them.
module core_mem
  import soc_pkg::*, bus_pkg::*, core_pkg::*, core_mem_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  ifetch_req_t  if_req_i,
  output logic         if_ready_o,
  input  logic         if_kill_i,      // drops every fetch taken before this cycle
  output ifetch_rsp_t  if_rsp_o,
  input  dreq_t        d_req_i,        // X -> M
  output logic         d_ready_o,      // low while M is occupied and does not leave
  output logic         d_free_o,       // early: d_ready_o, but for the access in M
  input  logic         d_kill_i,       // older trap: drops the access in M and the store in W
  output drsp_t        d_rsp_o,        // held until d_advance_i
  input  logic         d_advance_i,    // M -> W
  input  logic         st_commit_i,    // the store now in W retires; only with st_ready_o
  output logic         st_ready_o,
  input  logic         resv_clear_i,
  input  flush_t       flush_i,        // pulse; the pipeline is empty and drained
  output logic         flush_busy_o,   // never: every flush takes the one cycle of its pulse
  output logic         drained_o,
  input  xlate_t       xlate_i,
  input  pmp_t         pmp_i,
  input  region_log2_t region_log2_i,
  input  fence_t       fence_i,
  input  weaken_t      weaken_i,
  output mem_req_t     mem_req_o,
  input  logic         mem_ready_i,
  input  mem_rsp_t     mem_rsp_i,
  output dev_req_t     dev_req_o,
  input  dev_rsp_t     dev_rsp_i,
  output sb_entry_t [StoreBufferEntries-1:0] sb_o,
  output hpm_event_t   hpm_o
);
  logic       any_flush;
  walk_req_t  d_walk, i_walk;
  walk_rsp_t  d_walk_rsp, i_walk_rsp;
  tlb_data_t  fill;
  line_req_t  d_line, i_line;
  logic       d_line_ready, i_line_ready;
  mem_rsp_t   d_line_rsp, i_line_rsp;
  logic       pt_valid, pt_grant, pt_done, pt_error;
  logic [PaW-1:3] pt_addr;
  logic [63:0] pt_data;
  logic       sb_push, sb_pop, sb_ready, sb_line_en, sb_overlap, sb_empty, d_quiet;
  logic [PaW-1:3] sb_addr;
  logic [63:0] sb_data;
  logic [7:0]  sb_strb;
  logic [PaW-1:5] sb_line;

  // Weakened, a reset keeps what a guest left; never what the RAMs held at power-on.
  weaken_t weaken;
  logic    was_up_q;
  initial was_up_q = 1'b0;
  always_ff @(posedge clk_i) if (rst_ni) was_up_q <= 1'b1;
  always_comb begin
    weaken = weaken_i;
    weaken.scrub_core = weaken_i.scrub_core && was_up_q;
  end

  // After a reset every word of caches and TLBs is written twice, while the predictor is scrubbed
  // too and nothing is fetched.
  logic              scrub_q;
  logic [ScrubW-1:0] scrub_idx_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      scrub_q <= !weaken_i.scrub_core;
      scrub_idx_q <= '0;
    end else if (scrub_q) begin
      scrub_idx_q <= scrub_idx_q + 1'b1;
      if (&scrub_idx_q) scrub_q <= 1'b0;
    end
  end

  assign any_flush = flush_i.fence_i || flush_i.sfence_vma || flush_i.hfence_vvma
                  || flush_i.hfence_gvma || flush_i.all;

  l1i #(.Cfg(Cfg)) u_l1i (
    .clk_i, .rst_ni, .req_i(if_req_i), .ready_o(if_ready_o), .kill_i(if_kill_i),
    .rsp_o(if_rsp_o), .walk_req_o(i_walk), .walk_rsp_i(i_walk_rsp), .fill_i(fill), .flush_i,
    .flush_lines_i(flush_i.fence_i || flush_i.all), .scrub_i(scrub_q),
    .scrub_idx_i(scrub_idx_q[L1IdxW-1:0]), .xlate_i, .pmp_i, .region_log2_i, .fence_i,
    .weaken_i(weaken), .line_req_o(i_line), .line_ready_i(i_line_ready), .line_rsp_i(i_line_rsp),
    .miss_o(hpm_o.l1i_miss), .tlb_miss_o(hpm_o.itlb_miss));

  l1d #(.Cfg(Cfg)) u_l1d (
    .clk_i, .rst_ni, .req_i(d_req_i), .ready_o(d_ready_o), .free_o(d_free_o),
    .kill_i(d_kill_i), .rsp_o(d_rsp_o),
    .advance_i(d_advance_i), .commit_i(st_commit_i), .commit_ready_o(st_ready_o), .resv_clear_i,
    .quiet_o(d_quiet), .walk_req_o(d_walk), .walk_rsp_i(d_walk_rsp), .fill_i(fill),
    .pt_valid_i(pt_valid), .pt_addr_i(pt_addr), .pt_grant_o(pt_grant), .pt_done_o(pt_done),
    .pt_error_o(pt_error), .pt_data_o(pt_data), .sb_push_o(sb_push), .sb_addr_o(sb_addr),
    .sb_data_o(sb_data), .sb_strb_o(sb_strb), .sb_ready_i(sb_ready), .sb_line_en_o(sb_line_en),
    .sb_line_o(sb_line), .sb_overlap_i(sb_overlap), .sb_empty_i(sb_empty), .flush_i,
    .scrub_i(scrub_q), .scrub_idx_i(scrub_idx_q[L1IdxW-1:0]), .xlate_i, .pmp_i, .region_log2_i,
    .fence_i, .weaken_i(weaken), .line_req_o(d_line), .line_ready_i(d_line_ready),
    .line_rsp_i(d_line_rsp), .dev_req_o, .dev_rsp_i, .miss_o(hpm_o.l1d_miss),
    .tlb_miss_o(hpm_o.dtlb_miss), .stall_miss_o(hpm_o.stall_dcache),
    .stall_walk_o(hpm_o.stall_tlb), .stall_sb_o(hpm_o.stall_store_buffer));

  ptw #(.Cfg(Cfg)) u_ptw (
    .clk_i, .rst_ni, .d_req_i(d_walk), .i_req_i(i_walk), .d_abort_i(d_kill_i),
    .i_abort_i(if_kill_i), .d_rsp_o(d_walk_rsp), .i_rsp_o(i_walk_rsp), .fill_o(fill),
    .flush_i(any_flush), .scrub_i(scrub_q), .scrub_idx_i(scrub_idx_q[3:0]), .xlate_i, .pmp_i,
    .region_log2_i, .weaken_i, .rd_valid_o(pt_valid), .rd_addr_o(pt_addr),
    .rd_grant_i(pt_grant), .rd_done_i(pt_done), .rd_error_i(pt_error), .rd_data_i(pt_data));

  store_buffer u_store_buffer (
    .clk_i, .rst_ni, .addr_i(sb_addr), .data_i(sb_data), .strb_i(sb_strb), .ready_o(sb_ready),
    .push_i(sb_push), .pop_i(sb_pop), .line_en_i(sb_line_en), .line_i(sb_line),
    .overlap_o(sb_overlap), .empty_o(sb_empty), .sb_o);

  core_bus u_bus (
    .clk_i, .rst_ni, .d_req_i(d_line), .d_ready_o(d_line_ready), .d_rsp_o(d_line_rsp),
    .i_req_i(i_line), .i_ready_o(i_line_ready), .i_rsp_o(i_line_rsp), .st_i(sb_o[0]),
    .st_ready_o(sb_pop), .mem_req_o, .mem_ready_i, .mem_rsp_i);

  assign flush_busy_o = 1'b0;
  assign drained_o = sb_empty && d_quiet;

  // The pipeline's own events are its own.
  assign hpm_o.branch = 1'b0;
  assign hpm_o.mispredict = 1'b0;
  assign hpm_o.stall_fetch = 1'b0;
  assign hpm_o.stall_load_use = 1'b0;
  assign hpm_o.stall_divide = 1'b0;

  // Dropping lines must not lose sight of a store that memory has not seen.
  logic flush_early, scrub_used;
  assign flush_early = (flush_i.fence_i || flush_i.all) && !sb_empty;
  assign scrub_used = scrub_q && (if_req_i.valid || d_req_i.valid);
  always_ff @(posedge clk_i) if (rst_ni) FlushDrained_A: assert (!flush_early);

  // A line is read for the data side when memory has every store to it.
  logic store_behind;
  always_comb begin
    store_behind = 1'b0;
    if (d_line.valid) begin
      for (int unsigned i = 0; i < StoreBufferEntries; i++) begin
        if (sb_o[i].valid && sb_o[i].addr[PaW-1:5] == d_line.addr[PaW-1:5]) store_behind = 1'b1;
      end
    end
  end
  always_ff @(posedge clk_i) if (rst_ni) ReadBehindStore_A: assert (!store_behind);

  // The front end fetches nothing before it has scrubbed the predictor, which takes as long.
  always_ff @(posedge clk_i) if (rst_ni) ScrubQuiet_A: assert (!scrub_used);

  // Law 6 once more, where stores and atomics leave for memory, whatever led there.
  if (Cfg.captive) begin : gen_fence_check
    logic pushed_into_fence;
    exec_fence u_check (
      .en_i(sb_push), .page_i(sb_addr[DramAddrW-1:12]), .fetch_i(1'b0), .store_i(1'b1), .fence_i,
      .weaken_i, .refuse_o(pushed_into_fence));
    always_ff @(posedge clk_i) if (rst_ni) FenceHolds_A: assert (!pushed_into_fence);
  end
endmodule
