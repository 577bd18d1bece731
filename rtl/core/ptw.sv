// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Page-table walker: Sv39, Sv39x4, or one over the other, for both TLBs, one walk at a time. It is
// the only place that names translation faults. A two-stage walk is up to fifteen reads; small
// caches (second-stage translations, and the last-level table of either stage) leave two or three
// of them in a loop over pages. Svade: a clear A, or D on a store, is a fault; nothing is written.
//
// The steps of one walk: StStart picks the first table; StAddr finds the physical address of the
// first stage's entry, through the second stage when there is one; StReq and StWait read through
// the L1D; StEval judges the entry. The second stage is the same loop with `in_g_q` set.
module ptw
  import soc_pkg::*, core_pkg::*, core_mem_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  walk_req_t      d_req_i,     // data first
  input  walk_req_t      i_req_i,
  input  logic           d_abort_i,   // the access is gone: forget the walk
  input  logic           i_abort_i,
  output walk_rsp_t      d_rsp_o,
  output walk_rsp_t      i_rsp_o,
  output tlb_data_t      fill_o,      // with done and no fault
  input  logic           flush_i,     // any fence: start again, forget the small caches
  input  logic           scrub_i,     // after reset: zero the small caches
  input  logic [3:0]     scrub_idx_i,
  input  xlate_t         xlate_i,
  input  pmp_t           pmp_i,
  input  region_log2_t   region_log2_i,
  input  weaken_t        weaken_i,
  // Table reads through the L1D
  output logic           rd_valid_o,
  output logic [PaW-1:3] rd_addr_o,
  input  logic           rd_grant_i,  // taken; the answer comes later
  input  logic           rd_done_i,
  input  logic           rd_error_i,
  input  logic [63:0]    rd_data_i
);
  typedef enum logic [3:0] {
    StIdle,    // waiting for a miss
    StStart,   // regime known: canonical check, first table
    StAddr,    // first-stage entry address, or second-stage look-up of gpa_q
    StAddr2,   // address of a second-stage entry
    StReq,     // physical address of an entry: checked, then offered to the L1D
    StWait,    // entry under way
    StEval,    // judge it
    StDone,    // answer, one cycle
    StDrop     // aborted while an entry was under way
  } state_e;

  state_e    st_q;
  logic      owner_d_q;            // the walk is for the data side
  walk_req_t req_q;
  logic      in_g_q, final_q;      // second stage; ... of the final address
  logic [1:0]  lvl1_q, lvl2_q;
  logic [43:0] base1_q, base2_q;   // page number of the table
  logic [63:0] gpa_q;
  logic [55:0] pte_pa_q;
  logic [63:0] pte_q;
  walk_rsp_t   rsp_q;
  tlb_data_t   fill_q;             // first stage's part, completed at the end

  regime_t     rg;
  logic [63:0] atp1;
  logic        abort, same_regime;
  mem_regime u_regime (.mode_i(req_q.mode), .xlate_i, .regime_o(rg));
  assign atp1 = req_q.mode.v ? xlate_i.vsatp : xlate_i.satp;
  assign abort = flush_i || (owner_d_q ? d_abort_i : i_abort_i);

  // ---------------------------------------------------------------- small caches
  // Second-stage translations of 4 KiB and of 2 MiB, and last-level tables of both stages. All belong
  // to the regime in which they were filled; another regime or any fence empties them.
  // Each is an array of 16 in LUT RAM, direct mapped: one comparison, no multiplexer.
  localparam int unsigned Entries = 16;
  typedef struct packed {     // second stage, 4 KiB
    logic [40:16] tag;        // gpa
    logic [19:0]  ppn;
    perm_t        perm;
  } small_t;
  typedef struct packed {     // second stage, 2 MiB or a part of 1 GiB
    logic [40:25] tag;        // gpa
    logic [19:9]  ppn;
    perm_t        perm;
  } mega_t;
  typedef struct packed {     // first stage's last-level table, a guest physical page
    logic [38:25] tag;        // va
    logic [28:0]  ppn;
  } table1_t;
  typedef struct packed {     // second stage's last-level table
    logic [40:25] tag;        // gpa
    logic [19:0]  ppn;
  } table2_t;

  small_t             gs_q [Entries];
  mega_t              gm_q [Entries];
  table1_t            t1_q [Entries];
  table2_t            t2_q [Entries];
  logic [Entries-1:0] gs_valid_q, gm_valid_q, t1_valid_q, t2_valid_q;
  // The regime they belong to.
  logic                c_v_q;
  logic [63:0]         c_s1_q, c_s2_q;

  // Places: of a page and of a 2 MiB part in the guest's memory, of a 2 MiB part of the address.
  logic [3:0] gs_at, gm_at, t1_at;
  assign gs_at = gpa_q[15:12];
  assign gm_at = gpa_q[24:21];
  assign t1_at = req_q.va[24:21];

  logic        gs_hit, gm_hit, g_hit, t1_hit, t2_hit;
  small_t      gs;
  mega_t       gm;
  table1_t     t1;
  table2_t     t2;
  perm_t       g_perm;
  logic [31:12] g_page;  // host page of gpa_q
  // Looked up in the states that ask: an idle walker costs a simulator nothing.
  always_comb begin
    {gs, gm, t1, t2} = '0;
    {same_regime, t1_hit, gs_hit, gm_hit, t2_hit} = '0;
    g_perm = '0;
    g_page = '0;
    if (st_q == StStart) begin
      same_regime = c_v_q == req_q.mode.v && c_s2_q == xlate_i.hgatp && c_s1_q == atp1;
      t1 = t1_q[t1_at];
      t1_hit = same_regime && t1_valid_q[t1_at] && t1.tag == req_q.va[38:25];
    end
    if (st_q == StAddr) begin
      gs = gs_q[gs_at];
      gm = gm_q[gm_at];
      t2 = t2_q[gm_at];
      gs_hit = gs_valid_q[gs_at] && gs.tag == gpa_q[40:16];
      gm_hit = gm_valid_q[gm_at] && gm.tag == gpa_q[40:25];
      t2_hit = t2_valid_q[gm_at] && t2.tag == gpa_q[40:25];
      g_perm = gs_hit ? gs.perm : gm.perm;
      g_page = gs_hit ? gs.ppn : {gm.ppn, gpa_q[20:12]};
    end
  end
  assign g_hit = gs_hit || gm_hit;

  // ---------------------------------------------------------------- pieces of the judgement
  acc_e  g_acc;     // a first-stage table read is a load, whatever the access
  logic  g_hlvx, g_mxr;
  assign g_acc = final_q ? req_q.acc : AccLoad;
  assign g_hlvx = final_q && req_q.hlvx;
  assign g_mxr = final_q && rg.mxr2;

  logic       pte_bad, pte_table, pte_leaf_ok;
  perm_t      pte_perm;
  logic [1:0] lvl;
  logic [43:0] pte_ppn;
  logic       aligned;
  assign lvl = in_g_q ? lvl2_q : lvl1_q;
  assign pte_ppn = pte_q[53:10];
  assign pte_perm = '{d: pte_q[7], u: pte_q[4], x: pte_q[3], w: pte_q[2], r: pte_q[1]};
  assign pte_table = pte_q[3:1] == '0;
  always_comb begin
    {aligned, pte_bad, pte_leaf_ok} = '0;
    if (st_q == StEval) begin
      aligned = (lvl == 2'd0 || pte_ppn[8:0] == '0) && (lvl != 2'd2 || pte_ppn[17:9] == '0);
      // Not valid, reserved bits (N and PBMT with them), W without R, or a table with leaf's bits.
      pte_bad = !pte_q[0] || pte_q[63:54] != '0 || (!pte_perm.r && pte_perm.w)
          || (pte_table && (lvl == 2'd0 || pte_q[7] || pte_q[6] || pte_q[4]));
      pte_leaf_ok = aligned && pte_q[6] && (in_g_q
          ? pte_perm.u && perm_ok(pte_perm, g_acc, g_hlvx, g_mxr)
          : user_ok(pte_perm.u, req_q.acc, req_q.mode.prv == PrivS, rg.sum)
            && perm_ok(pte_perm, req_q.acc, req_q.hlvx, rg.mxr1));
    end
  end

  // Address that a leaf yields, with the untranslated bits of what was looked up.
  logic [55:0] leaf_addr;
  logic [29:0] low;
  assign low = in_g_q ? gpa_q[29:0] : req_q.va[29:0];
  always_comb begin
    leaf_addr = '0;
    if (st_q == StEval) begin
      unique case (lvl)
        2'd0:    leaf_addr = {pte_ppn, low[11:0]};
        2'd1:    leaf_addr = {pte_ppn[43:9], low[20:0]};
        default: leaf_addr = {pte_ppn[43:18], low[29:0]};
      endcase
    end
  end

  logic [8:0]  idx1;
  logic [10:0] idx2;
  always_comb begin
    idx1 = '0;
    idx2 = '0;
    if (st_q == StAddr) begin
      unique case (lvl1_q)
        2'd0:    idx1 = req_q.va[20:12];
        2'd1:    idx1 = req_q.va[29:21];
        default: idx1 = req_q.va[38:30];
      endcase
    end
    if (st_q == StAddr2) begin
      unique case (lvl2_q)
        2'd0:    idx2 = {2'b0, gpa_q[20:12]};
        2'd1:    idx2 = {2'b0, gpa_q[29:21]};
        default: idx2 = gpa_q[40:30];
      endcase
    end
  end
  logic [55:0] pte1_addr, pte2_addr;
  assign pte1_addr = {base1_q, idx1, 3'b0};
  // The root of Sv39x4 is 16 KiB, naturally aligned: its index reaches two bits into the number.
  assign pte2_addr = {base2_q[43:2], lvl2_q == 2'd2 ? idx2[10:9] : base2_q[1:0], idx2[8:0], 3'b0};

  // ---------------------------------------------------------------- checks on an entry's address
  pma_e pte_attr;
  logic pte_pmp_fail, pte_ok;
  always_comb begin
    pte_attr = PmaNone;
    if (st_q == StReq && pte_pa_q[55:PaW] == '0) begin
      pte_attr = pma(Cfg.captive, pte_pa_q[PaW-1:12], region_log2_i, weaken_i.region_bound);
    end
  end
  if (Cfg.captive) begin : gen_captive
    assign pte_pmp_fail = 1'b0;
    logic unused_pmp;
    assign unused_pmp = ^pmp_i;
  end else begin : gen_pmp
    pmp_check u_pmp (
      .en_i(st_q == StReq), .dword_i(pte_pa_q[PaW-1:3]), .words_i(2'b11), .r_i(1'b1), .w_i(1'b0),
      .x_i(1'b0), .prv_i(PrivS), .pmp_i, .fail_o(pte_pmp_fail));
  end
  assign pte_ok = (pte_attr == PmaRam || pte_attr == PmaRom) && !pte_pmp_fail;
  assign rd_valid_o = st_q == StReq && pte_ok;
  assign rd_addr_o = pte_pa_q[PaW-1:3];

  // ---------------------------------------------------------------- the walk
  // Ends with a final host address: an access fault when it is wider than memory.
  function automatic walk_rsp_t finish(logic too_wide);
    walk_rsp_t r;
    r = '0;
    r.done = 1'b1;
    r.fault = too_wide;
    return r;
  endfunction

  function automatic walk_rsp_t fail(logic page, logic guest, logic implicit, logic [63:0] gpa);
    return '{done: 1'b1, fault: 1'b1, page: page, guest: guest, implicit: implicit, gpa: gpa};
  endfunction

  always_ff @(posedge clk_i) begin
    unique case (st_q)
      StIdle: begin
        if (d_req_i.valid || i_req_i.valid) begin
          owner_d_q <= d_req_i.valid;
          req_q <= d_req_i.valid ? d_req_i : i_req_i;
        end
        if (!flush_i && (d_req_i.valid ? !d_abort_i : i_req_i.valid && !i_abort_i)) st_q <= StStart;
      end
      StStart: begin
        fill_q <= '{mega: 1'b1, frac: 1'b0, any_asid: 1'b0, ppn: '0, p1: '1, p2: '1};
        final_q <= !rg.s1;
        in_g_q <= !rg.s1;
        gpa_q <= req_q.va;
        lvl1_q <= t1_hit ? 2'd0 : 2'd2;
        base1_q <= t1_hit ? {15'b0, t1.ppn} : atp1[43:0];
        st_q <= StAddr;
        if (rg.s1 && req_q.va[63:38] != '0 && req_q.va[63:38] != '1) begin
          rsp_q <= fail(1'b1, 1'b0, 1'b0, '0);
          st_q <= StDone;
        end
      end
      StAddr: begin
        lvl2_q <= t2_hit ? 2'd0 : 2'd2;
        base2_q <= t2_hit ? {24'b0, t2.ppn} : xlate_i.hgatp[43:0];
        if (!in_g_q) begin
          in_g_q <= rg.s2;
          gpa_q <= {8'b0, pte1_addr};
          pte_pa_q <= pte1_addr;
          if (!rg.s2) st_q <= StReq;
        end else if (gpa_q[63:41] != '0) begin
          rsp_q <= fail(1'b0, 1'b1, !final_q, gpa_q);
          st_q <= StDone;
        end else if (!g_hit || !perm_ok(g_perm, g_acc, g_hlvx, g_mxr)) begin
          st_q <= StAddr2;
        end else if (final_q) begin
          fill_q.mega <= fill_q.mega && !gs_hit;
          fill_q.frac <= rg.s1 && fill_q.mega && gs_hit;
          fill_q.ppn <= g_page;
          fill_q.p2 <= g_perm;
          rsp_q <= finish(1'b0);
          st_q <= StDone;
        end else begin
          in_g_q <= 1'b0;
          pte_pa_q <= {24'b0, g_page, gpa_q[11:0]};
          st_q <= StReq;
        end
      end
      StAddr2: begin
        pte_pa_q <= pte2_addr;
        st_q <= StReq;
      end
      StReq: begin
        if (!pte_ok) begin
          rsp_q <= fail(1'b0, 1'b0, 1'b0, '0);
          st_q <= StDone;
        end else if (rd_grant_i) begin
          st_q <= StWait;
        end
      end
      StWait: begin
        pte_q <= rd_data_i;
        if (rd_done_i) st_q <= rd_error_i ? StDone : StEval;
        rsp_q <= fail(1'b0, 1'b0, 1'b0, '0);
      end
      StEval: begin
        if (pte_bad || (!pte_table && !pte_leaf_ok)) begin
          rsp_q <= in_g_q ? fail(1'b0, 1'b1, !final_q, gpa_q) : fail(1'b1, 1'b0, 1'b0, '0);
          st_q <= StDone;
        end else if (pte_table) begin
          if (in_g_q) begin
            lvl2_q <= lvl2_q - 2'd1;
            base2_q <= pte_ppn;
          end else begin
            lvl1_q <= lvl1_q - 2'd1;
            base1_q <= pte_ppn;
          end
          st_q <= in_g_q ? StAddr2 : StAddr;
        end else if (!in_g_q) begin
          fill_q.mega <= lvl != 2'd0;
          fill_q.any_asid <= pte_q[5];
          fill_q.ppn <= leaf_addr[31:12];
          fill_q.p1 <= pte_perm;
          in_g_q <= 1'b1;
          final_q <= 1'b1;
          gpa_q <= {8'b0, leaf_addr};
          rsp_q <= finish(leaf_addr[55:PaW] != '0);
          st_q <= rg.s2 ? StAddr : StDone;
        end else if (final_q) begin
          fill_q.mega <= fill_q.mega && lvl != 2'd0;
          fill_q.frac <= rg.s1 && fill_q.mega && lvl == 2'd0;
          fill_q.ppn <= leaf_addr[31:12];
          fill_q.p2 <= pte_perm;
          rsp_q <= finish(leaf_addr[55:PaW] != '0);
          st_q <= StDone;
        end else begin
          in_g_q <= 1'b0;
          pte_pa_q <= leaf_addr;
          st_q <= StReq;
        end
      end
      StDone: st_q <= StIdle;
      default: if (rd_done_i) st_q <= StIdle;  // StDrop
    endcase
    if (abort && st_q != StIdle) begin
      st_q <= (st_q == StDrop || st_q == StWait) ? (rd_done_i ? StIdle : StDrop)
            : (st_q == StReq && rd_valid_o && rd_grant_i) ? StDrop : StIdle;
    end
    if (!rst_ni) begin
      st_q <= StIdle;
      {owner_d_q, in_g_q, final_q} <= '0;
      req_q <= '0;
      {lvl1_q, lvl2_q} <= '0;
      {base1_q, base2_q} <= '0;
      {gpa_q, pte_pa_q, pte_q} <= '0;
      rsp_q <= '0;
      fill_q <= '0;
    end
  end

  // ---------------------------------------------------------------- filling the small caches
  logic fill_gs, fill_gm, fill_t1, fill_t2, in_memory;
  assign in_memory = leaf_addr[55:PaW] == '0;
  assign fill_gs = st_q == StEval && in_g_q && !pte_bad && !pte_table && pte_leaf_ok
                && in_memory && lvl2_q == 2'd0;
  assign fill_gm = st_q == StEval && in_g_q && !pte_bad && !pte_table && pte_leaf_ok
                && in_memory && lvl2_q != 2'd0;
  assign fill_t1 = st_q == StEval && !in_g_q && !pte_bad && pte_table && lvl1_q == 2'd1
                && pte_ppn[43:29] == '0;
  assign fill_t2 = st_q == StEval && in_g_q && !pte_bad && pte_table && lvl2_q == 2'd1
                && pte_ppn[43:20] == '0;

  // While scrubbing, everything that is written stands at reset: zero.
  small_t  gs_new;
  mega_t   gm_new;
  table1_t t1_new;
  table2_t t2_new;
  assign gs_new = '{tag: gpa_q[40:16], ppn: leaf_addr[31:12], perm: pte_perm};
  assign gm_new = '{tag: gpa_q[40:25], ppn: leaf_addr[31:21], perm: pte_perm};
  assign t1_new = '{tag: req_q.va[38:25], ppn: pte_ppn[28:0]};
  assign t2_new = '{tag: gpa_q[40:25], ppn: pte_ppn[19:0]};

  always_ff @(posedge clk_i) begin
    if (fill_gs || scrub_i) gs_q[scrub_i ? scrub_idx_i : gs_at] <= gs_new;
    if (fill_gm || scrub_i) gm_q[scrub_i ? scrub_idx_i : gm_at] <= gm_new;
    if (fill_t1 || scrub_i) t1_q[scrub_i ? scrub_idx_i : t1_at] <= t1_new;
    if (fill_t2 || scrub_i) t2_q[scrub_i ? scrub_idx_i : gm_at] <= t2_new;
  end

  logic empty;
  assign empty = flush_i || !rst_ni || (st_q == StStart && !same_regime);
  always_ff @(posedge clk_i) begin
    if (st_q == StStart && !same_regime) begin
      c_v_q <= req_q.mode.v;
      c_s1_q <= atp1;
      c_s2_q <= xlate_i.hgatp;
    end
    if (fill_gs) gs_valid_q[gs_at] <= 1'b1;
    if (fill_gm) gm_valid_q[gm_at] <= 1'b1;
    if (fill_t1) t1_valid_q[t1_at] <= 1'b1;
    if (fill_t2) t2_valid_q[gm_at] <= 1'b1;
    if (empty) begin
      gs_valid_q <= '0;
      gm_valid_q <= '0;
      t1_valid_q <= '0;
      t2_valid_q <= '0;
    end
    if (!rst_ni) begin
      c_v_q <= 1'b0;
      {c_s1_q, c_s2_q} <= '0;
    end
  end

  // ---------------------------------------------------------------- answers
  logic answer;
  // Whoever has gone meanwhile does not mind, and its translation was true; a fence does.
  assign answer = st_q == StDone && !flush_i;
  always_comb begin
    d_rsp_o = rsp_q;
    i_rsp_o = rsp_q;
    d_rsp_o.done = answer && owner_d_q;
    i_rsp_o.done = answer && !owner_d_q;
  end
  assign fill_o = fill_q;

  logic unused;
  assign unused = ^{xlate_i, weaken_i, low, pte_q, pte_pa_q[2:0], req_q.valid};

  always_ff @(posedge clk_i) if (rst_ni)
    Levels_A: assert (!(st_q == StAddr2 && lvl2_q == 2'd3) && !(st_q == StAddr && lvl1_q == 2'd3));
  // It answers who still waits, for the address that was asked, or the TLB would file it wrongly.
  // Only translations that both stages grant the access are installed.
  logic unwanted, ungranted;
  always_comb begin
    unwanted = 1'b0;
    ungranted = 1'b0;
    if (answer) begin
      unwanted = owner_d_q ? d_req_i != req_q : i_req_i != req_q;
      ungranted = !rsp_q.fault
               && ((rg.s1 && !perm_ok(fill_q.p1, req_q.acc, req_q.hlvx, rg.mxr1))
                   || (rg.s2 && !perm_ok(fill_q.p2, req_q.acc, req_q.hlvx, rg.mxr2)));
    end
  end
  always_ff @(posedge clk_i) if (rst_ni) AnswerWanted_A: assert (!unwanted);
  always_ff @(posedge clk_i) if (rst_ni) FillGranted_A: assert (!ungranted);
  always_ff @(posedge clk_i) if (rst_ni) ReadLegal_A: assert (!(rd_valid_o && !pte_ok));
endmodule
