// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 6 at the fetch side: whatever page tables and the I-TLB say (it is cut, and may answer any
// page), a captive core with a locked fence asks memory for no line outside the fence's ranges and is
// given no instruction from there, and both lie in the domain's region. Law 5: it fetches, and has
// pages walked for it, in VS and VU only, as it was asked.
module l1i_props
  import soc_pkg::*, bus_pkg::*, core_pkg::*, core_mem_pkg::*;
(
  input logic         clk_i,
  input ifetch_req_t  req_i,
  input logic         kill_i,
  input walk_rsp_t    walk_rsp_i,
  input tlb_data_t    fill_i,
  input flush_t       flush_i,
  input logic         flush_lines_i,
  input xlate_t       xlate_i,
  input pmp_t         pmp_i,
  input region_log2_t region_log2_i,
  input fence_t       fence_i,
  input logic         line_ready_i,
  input mem_rsp_t     line_rsp_i
);

  localparam core_cfg_t Cfg = '{captive: 1'b1, hart_id: 0, time_shift: 0};

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  logic        start;
  ifetch_rsp_t rsp;
  walk_req_t   walk;
  line_req_t   line;
  l1i #(.Cfg(Cfg)) u_l1i (
    .clk_i, .rst_ni(!reset_q), .req_i, .ready_o(), .kill_i, .rsp_o(rsp), .walk_req_o(walk),
    .walk_rsp_i, .fill_i, .flush_i, .flush_lines_i, .scrub_i(1'b0), .scrub_idx_i('0), .xlate_i,
    .pmp_i, .region_log2_i, .fence_i, .weaken_i('0), .line_req_o(line), .line_ready_i, .line_rsp_i,
    .miss_o(start), .tlb_miss_o()
  );

  // What the fence and the region let pass, written again: inclusive ranges of pages.
  function automatic logic may_fetch(logic [PaW-1:0] pa, region_log2_t log2, fence_t fence);
    logic inside_any;
    inside_any = 1'b0;
    for (int unsigned i = 0; i < FenceRanges; i++) begin
      if (fence.range[i].enable && !(pa[DramAddrW-1:12] < fence.range[i].base)
          && !(pa[DramAddrW-1:12] > fence.range[i].limit)) inside_any = 1'b1;
    end
    return pa[PaW-1] && ({1'b0, pa[PaW-2:0]} >> log2) == '0 && (inside_any || !fence.locked);
  endfunction

  logic            started_q, looks, asked_guest;
  logic [PaW-1:5]  last_q;
  assign looks       = u_l1i.st_q == 3'd0;  // the answer is a hit; else a refill's or a trap
  assign asked_guest = req_i.mode.v && req_i.mode.prv != PrivM;
  always_ff @(posedge clk_i) begin : p_last
    started_q <= !reset_q && (started_q || start);
    if (start) last_q <= u_l1i.pa[PaW-1:5];
    // A region is of 1 MiB to 256 MiB (mgmt_regs), so no page is a part of one.
    RegionWhole_M: assume (region_log2_i >= 5'd20 && region_log2_i <= 5'(DramAddrW));
    // captive: the mode is one of these in every cycle, and the front end asks in that mode.
    AsksAsGuest_M: assume (!req_i.valid || asked_guest);
  end

  always_ff @(posedge clk_i) begin : p_prove
    if (!reset_q) begin
      // Law 6: a refill starts, and a hit is answered, for what is allowed alone. (The fence stands
      // still while the domain runs: mgmt-inwards.)
      Start_A:  assert (!start || may_fetch(u_l1i.pa, region_log2_i, fence_i));
      Hit_A:    assert (!(rsp.valid && looks) || may_fetch(u_l1i.pa, region_log2_i, fence_i));
      // Memory is asked for that line and no other, and a refill's answers come from it.
      Asked_A:  assert (!(line.valid || u_l1i.u_array.busy_q)
                        || (started_q && line.addr[PaW-1:5] == last_q));
      Filled_A: assert (!(u_l1i.valid_q && u_l1i.st_q == 3'd2) || (started_q
                        && last_q == u_l1i.u_array.rf_addr_q[PaW-1:5]));
      // Law 5.
      Walks_A:  assert (!walk.valid || (walk.mode.v && walk.mode.prv != PrivM));
      Looks_A:  assert (!u_l1i.valid_q || (u_l1i.mode_q.v && u_l1i.mode_q.prv != PrivM));
      // Helper.
      Line_A:   assert (!started_q || last_q == u_l1i.u_array.rf_addr_q[PaW-1:5]);
    end
  end

endmodule
