// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The way of a store from W into store buffer and L1D, and what a load that follows it closely must
// see. A store waits in W until it retires; one that crosses a doubleword then writes its second
// part in a cycle of its own. The arrays are read a cycle before the answer, so a load's data is
// completed with the store in W and the one written in the last cycle.
module store_path
  import soc_pkg::*, core_mem_pkg::*;
(
  input  logic         clk_i,
  input  logic         rst_ni,
  // From M
  input  logic         take_i,          // a store moves to W
  input  logic         crosses_i,
  input  store_t       first_i,
  input  store_t       second_i,
  // W
  input  logic         kill_i,          // the store in W does not happen
  input  logic         commit_i,        // it does
  output logic         commit_ready_o,
  // Atomic that writes from M; only while quiet_o
  input  logic         amo_sel_i,       // M holds an atomic: its address is judged by sb_ready_i
  input  logic         amo_en_i,
  input  store_t       amo_i,
  // State
  output logic         quiet_o,         // nothing waits
  output logic         split_o,         // a store is in two places: no forwarding from it
  // Forwarding to a load that hit way and idx
  input  logic         ld_way_i,
  input  logic [11:3]  ld_idx_i,
  input  logic [1:0][63:0] ld_data_i,   // what the ways hold
  output logic [63:0]  ld_data_o,
  // Into the store buffer and, where it hits, L1D
  input  logic         sb_ready_i,
  output logic         wr_en_o,
  output store_t       wr_o
);
  logic   w_valid_q, w_cross_q, pend_valid_q, lw_valid_q, commit;
  store_t w_q, w2_q;   // in W, and its second part
  store_t pend_q;      // second part of a store that has retired
  store_t lw_q;        // written into L1D in the last cycle: a read of that cycle missed it

  assign quiet_o = !w_valid_q && !pend_valid_q;
  assign split_o = (w_valid_q && w_cross_q) || pend_valid_q;
  assign commit = commit_i && w_valid_q;
  assign commit_ready_o = !pend_valid_q && (!w_valid_q || sb_ready_i);

  always_comb begin
    wr_o = w_q;
    wr_en_o = commit;
    if (pend_valid_q) begin
      wr_o = pend_q;
      wr_en_o = sb_ready_i;
    end else if (amo_sel_i) begin
      wr_o = amo_i;
      wr_en_o = amo_en_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (commit || kill_i) w_valid_q <= 1'b0;
    if (take_i) begin
      w_valid_q <= 1'b1;
      w_cross_q <= crosses_i;
      w_q <= first_i;
      w2_q <= second_i;
    end
    if (pend_valid_q && sb_ready_i) pend_valid_q <= 1'b0;
    if (commit && w_cross_q) begin
      pend_valid_q <= 1'b1;
      pend_q <= w2_q;
    end
    lw_valid_q <= wr_en_o && wr_o.hit;
    if (wr_en_o && wr_o.hit) lw_q <= wr_o;
    if (!rst_ni) begin
      {w_valid_q, w_cross_q, pend_valid_q, lw_valid_q} <= '0;
      {w_q, w2_q, pend_q, lw_q} <= '0;
    end
  end

  // ---------------------------------------------------------------- forwarding
  // Way and index name a doubleword of L1D; a store that did not hit cannot meet a load that does.
  logic [1:0][63:0] ways;

  function automatic logic [63:0] merge(logic [63:0] old, logic [63:0] data, logic [7:0] strb);
    logic [63:0] d;
    for (int unsigned b = 0; b < 8; b++) d[8*b+:8] = strb[b] ? data[8*b+:8] : old[8*b+:8];
    return d;
  endfunction

  always_comb begin
    ways = ld_data_i;
    if (lw_valid_q && lw_q.addr[11:3] == ld_idx_i) begin
      ways[lw_q.way] = merge(ways[lw_q.way], lw_q.data, lw_q.strb);
    end
    if (w_valid_q && w_q.hit && w_q.addr[11:3] == ld_idx_i) begin
      ways[w_q.way] = merge(ways[w_q.way], w_q.data, w_q.strb);
    end
    ld_data_o = ways[ld_way_i];   // the way is known last
  end

  logic unused;
  assign unused = lw_q.hit;

  always_ff @(posedge clk_i) if (rst_ni) CommitReady_A: assert (!(commit && !commit_ready_o));
  always_ff @(posedge clk_i) if (rst_ni)
    StoreBeforeStore_A: assert (!(take_i && w_valid_q && !commit));
  always_ff @(posedge clk_i) if (rst_ni) PushReady_A: assert (!(wr_en_o && !sb_ready_i));
  always_ff @(posedge clk_i) if (rst_ni) AmoAlone_A: assert (!(amo_en_i && !quiet_o));
endmodule
