// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Data side: the M stage's access with L1D and D-TLB, the store that waits in W, atomics, device
// accesses, and the walker's table reads. One access at a time; whatever may change memory starts
// only in a cycle in which nothing older can trap (d_kill low), so nothing ever has to be undone.
//
// Why a look-up can be trusted: refills start only for the access in M or for the walker while M is
// empty or itself waits for the walker, and never while a store is on its way through W. So the hit
// and way that a store found in M still hold when it commits.
//
// Longer than 400 lines because the M stage is one state machine: its exclusions are the proof above.
module l1d
  import soc_pkg::*, bus_pkg::*, core_pkg::*, core_mem_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  // Pipeline
  input  dreq_t        req_i,
  output logic         ready_o,
  output logic         free_o,        // early: ready if what is in M, if anything, leaves
  input  logic         kill_i,
  output drsp_t        rsp_o,
  input  logic         advance_i,
  input  logic         commit_i,
  output logic         commit_ready_o,
  input  logic         resv_clear_i,
  output logic         quiet_o,       // no store in W, no refill, no device access
  // Walker: translation misses of this side, and table reads of both
  output walk_req_t    walk_req_o,
  input  walk_rsp_t    walk_rsp_i,
  input  tlb_data_t    fill_i,
  input  logic         pt_valid_i,
  input  logic [PaW-1:3] pt_addr_i,
  output logic         pt_grant_o,
  output logic         pt_done_o,
  output logic         pt_error_o,
  output logic [63:0]  pt_data_o,
  // Store buffer
  output logic         sb_push_o,
  output logic [PaW-1:3] sb_addr_o,
  output logic [63:0]  sb_data_o,
  output logic [7:0]   sb_strb_o,
  input  logic         sb_ready_i,
  output logic         sb_line_en_o,
  output logic [PaW-1:5] sb_line_o,
  input  logic         sb_overlap_i,
  input  logic         sb_empty_i,
  // State
  input  flush_t       flush_i,
  input  logic         scrub_i,       // see l1_array
  input  logic [L1IdxW-1:0] scrub_idx_i,
  input  xlate_t       xlate_i,
  input  pmp_t         pmp_i,
  input  region_log2_t region_log2_i,
  input  fence_t       fence_i,
  input  weaken_t      weaken_i,
  // Buses
  output line_req_t    line_req_o,
  input  logic         line_ready_i,
  input  mem_rsp_t     line_rsp_i,
  output dev_req_t     dev_req_o,
  input  dev_rsp_t     dev_rsp_i,
  // Events
  output logic         miss_o,
  output logic         tlb_miss_o,
  output logic         stall_miss_o,
  output logic         stall_walk_o,
  output logic         stall_sb_o
);
  // ---------------------------------------------------------------- the access in M
  typedef enum logic [3:0] {
    StLook,   // arrays hold the answer for this part
    StRead,   // arrays have to be read again
    StWalk,   // the walker is at work
    StMiss,   // load missed; waits until the line may be read
    StFill,   // waiting for the critical doubleword
    StDrain,  // atomic or device access: waits until every older store is gone
    StDev,    // device access under way
    StAmo,    // atomic: compute and write
    StDone    // rdata_q or trap_q is the answer, until the pipeline takes it
  } state_e;

  logic   valid_q, part_q, drained_q;
  // Taking an access overrides all else and comes last: no table of transitions may hide that.
  (* fsm_encoding = "none" *) state_e st_q;
  dreq_t  m_q;
  logic [63:0] lo_q;       // first part of a load that crosses, or the atomic's old value
  logic [63:0]    rdata_q;
  trap_t          trap_q;
  logic [PaW-1:0] rsp_pa_q;
  logic   store_q;         // in StDone: a store that has to go through the buffer

  logic look, is_amo, is_store, atomic;
  assign look = valid_q && st_q == StLook;
  assign atomic = m_q.op == DAmo;
  assign is_store = m_q.op == DStore;
  assign is_amo = atomic && m_q.amo != AmoLr;  // writes (perhaps)

  logic [2:0]   off;
  logic [7:0]   size_mask;
  logic [15:0]  strb;
  logic [63:0]  wdata;   // turned to its place; strobes tell the two parts apart
  logic         crosses, misaligned, next_page;
  logic [63:0]  va_next;
  logic [63:0]  va;      // of the part that is looked up: a flop, since the TLB waits for it
  assign off = m_q.va[2:0];
  always_comb begin
    unique case (m_q.size)
      2'd0:    size_mask = 8'h01;
      2'd1:    size_mask = 8'h03;
      2'd2:    size_mask = 8'h0f;
      default: size_mask = 8'hff;
    endcase
  end
  assign strb = {8'h0, size_mask} << off;
  assign crosses = strb[15:8] != '0;
  always_comb begin
    wdata = m_q.wdata;
    if (off[2]) wdata = {wdata[31:0], wdata[63:32]};
    if (off[1]) wdata = {wdata[47:0], wdata[63:48]};
    if (off[0]) wdata = {wdata[55:0], wdata[63:56]};
  end
  assign misaligned = (m_q.size[1] && off[1:0] != '0) || (&m_q.size && off[2])
                   || (m_q.size == 2'd1 && off[0]);
  assign va_next = {m_q.va[63:3] + 61'd1, 3'b0};
  assign next_page = va_next[11:3] == '0;

  // ---------------------------------------------------------------- translation and walls
  logic [7:0] part_strb;
  acc_e       acc;
  logic       walk, fault, fence, dev, void_ok, amo_misaligned;
  logic [PaW-1:0] pa;
  assign part_strb = part_q ? strb[15:8] : strb[7:0];
  always_comb begin
    acc = AccLoad;
    if (is_store) acc = AccStore;
    if (is_amo) acc = AccAmo;
  end
  assign amo_misaligned = atomic && misaligned;

  // Looked up while X makes the address; again in StRead, where a part on another page has begun.
  logic accept, again;
  assign again = valid_q && st_q == StRead;

  mem_xlate #(.Cfg(Cfg), .Sets(DtlbSets)) u_xlate (
    .clk_i, .rst_ni, .ask_i(again || req_i.soon), .take_i(again || accept),
    .ask_va_i(again ? va : req_i.va), .ask_mode_i(again ? m_q.mode : req_i.mode),
    .en_i((look && !amo_misaligned) || (valid_q && st_q == StWalk)), .va_i(va),
    .mode_i(m_q.mode), .acc_i(acc), .reads_i(!is_store && m_q.amo != AmoSc), .hlvx_i(m_q.hlvx),
    .words_i({|part_strb[7:4], |part_strb[3:0]}), .only_ram_i(atomic || misaligned),
    .walk_o(walk), .pa_o(pa), .fault_o(fault), .fence_o(fence),
    .dev_o(dev), .void_o(void_ok), .fill_i(walk_rsp_i.done && !walk_rsp_i.fault),
    .fill_data_i(fill_i), .flush_i, .scrub_i, .scrub_idx_i, .xlate_i, .pmp_i, .region_log2_i,
    .fence_i, .weaken_i);

  // A fault of the part beyond a page boundary names that page, as Spike does.
  logic [63:0] tval;
  logic        gva;
  assign tval = (part_q && next_page) ? va_next : m_q.va;
  assign gva = m_q.mode.v || m_q.forced_v;

  logic w_quiet, w_split, unused_valid;
  assign unused_valid = m_q.valid ^ m_q.soon;

  // ---------------------------------------------------------------- look-up
  logic to_w, amo_write;
  logic go, hit, way, unsettled, line_busy, first, first_error;
  logic [63:0] first_data, ld_data;
  logic [1:0][63:0] line_data;   // of both ways
  assign go = look && !amo_misaligned && !walk && !fault && !dev && !void_ok;

  // A doubleword turned so that byte `at` comes first, and what of it was asked for, extended.
  function automatic logic [63:0] extend(logic [63:0] data, logic [2:0] at, logic [1:0] size,
                                         logic uns);
    logic [63:0] x;
    x = data;
    if (at[2]) x = {x[31:0], x[63:32]};
    if (at[1]) x = {x[15:0], x[63:16]};
    if (at[0]) x = {x[7:0], x[63:8]};
    unique case (size)
      2'd0:    return {{56{x[7] && !uns}}, x[7:0]};
      2'd1:    return {{48{x[15] && !uns}}, x[15:0]};
      2'd2:    return {{32{x[31] && !uns}}, x[31:0]};
      default: return x;
    endcase
  endfunction

  logic           resv_q, resv_match;
  logic [PaW-1:0] resv_pa_q;

  // What the look-up decides. A load that crosses must not meet a store that is in two places.
  logic load_like, ld_hit, ld_miss, st_found, amo_found, sc_fail, need_again, last_part;
  assign load_like = m_q.op == DLoad || (atomic && m_q.amo != AmoSc && drained_q);
  assign last_part = !crosses || part_q;
  assign need_again = go && ((load_like && (hit ? w_split || (is_amo && unsettled) : unsettled))
                          || (is_store && unsettled)
                          || (atomic && m_q.amo == AmoSc && drained_q && unsettled));
  assign ld_hit = go && load_like && hit && !need_again;
  assign ld_miss = go && load_like && !hit && !unsettled;
  assign st_found = go && is_store && !unsettled;
  assign sc_fail = go && atomic && m_q.amo == AmoSc && drained_q && !unsettled && !resv_match;
  assign amo_found = go && drained_q && !unsettled && is_amo
                  && (m_q.amo == AmoSc ? resv_match : hit);

  // ---------------------------------------------------------------- answer
  logic fast_load, fast_store;
  assign fast_load = hit && go && m_q.op == DLoad && last_part && !w_split;  // the hit comes last
  assign fast_store = st_found && last_part;

  logic [PaW-1:0] pa0_q;   // first part's physical address
  logic           hit0_q, way0_q;
  logic [PaW-1:0] rsp_pa;
  assign rsp_pa = part_q ? pa0_q : pa;

  // A load that missed is answered with the first beat, unless it needs more than that.
  logic        fill_load;
  logic [63:0] part_data, turn_data, load_data;  // of the look-up, the first beat or a device
  assign fill_load = st_q == StFill && first && !first_error && !is_amo && last_part;
  assign part_data = st_q == StFill ? first_data
                   : !Cfg.captive && st_q == StDev ? dev_rsp_i.rdata : ld_data;
  // Of an access that crosses, the bytes from `off` on are the first part's.
  always_comb begin
    turn_data = part_data;
    if (part_q) begin
      for (int unsigned b = 0; b < 8; b++) if (b >= 32'(off)) turn_data[8*b+:8] = lo_q[8*b+:8];
    end
  end
  assign load_data = extend(turn_data, off, m_q.size, m_q.uns);

  always_comb begin
    rsp_o.valid = valid_q && (st_q == StDone || fast_load || fast_store || fill_load);
    rsp_o.rdata = st_q == StDone ? rdata_q : load_data;
    rsp_o.pa = st_q == StLook ? rsp_pa : rsp_pa_q;
    rsp_o.trap = trap_q;
    rsp_o.trap.valid = valid_q && st_q == StDone && trap_q.valid;
  end

  // ---------------------------------------------------------------- ports of the arrays
  // The walker gets a look-up when M is empty or waits for it.
  typedef enum logic [1:0] {PtIdle, PtLook, PtMiss, PtFill} pt_state_e;
  pt_state_e      pt_q;
  logic [PaW-1:3] pt_addr_q;
  logic           m_yields, advance, start_m, start_pt, pt_again;
  assign m_yields = !valid_q || st_q == StWalk;
  assign advance = advance_i && rsp_o.valid;
  assign free_o = pt_q == PtIdle && (valid_q || !pt_valid_i);
  assign ready_o = free_o && (!valid_q || advance);
  assign accept = req_i.valid && ready_o && !kill_i;
  assign pt_grant_o = pt_valid_i && pt_q == PtIdle && m_yields && w_quiet && !line_busy;
  assign pt_again = pt_q == PtLook && !hit && unsettled;

  // A look-up always follows a read of its own, so one that comes to nothing does no harm; whether an
  // access that may come does come is known too late for the arrays.
  logic rd_en;
  logic [L1IdxW-1:0] rd_idx;
  always_comb begin
    rd_en = 1'b1;
    rd_idx = req_i.va[11:3];
    if (pt_grant_o) rd_idx = pt_addr_i[11:3];
    else if (pt_again) rd_idx = pt_addr_q[11:3];
    else if (again || (valid_q && need_again)) rd_idx = va[11:3];
    else if (walk_rsp_i.done) rd_idx = m_q.va[11:3];
    else if (go && crosses && !part_q && (ld_hit || st_found)) rd_idx = va_next[11:3];
    else if (!req_i.soon || (valid_q && !(st_q inside {StLook, StFill, StDone}))) rd_en = 1'b0;
  end

  logic              wr_en;
  store_t            wr;      // enters store buffer and, where it hits, L1D
  logic [63:0]       amo_old, amo_result;
  logic [PaW-1:3]    amo_pa_q;
  logic [PaW-1:0]    miss_pa_q;   // of the last look-up: refill, device access, reservation
  logic              amo_hit_q, amo_way_q;

  l1_array u_array (
    .clk_i, .rst_ni, .keep_i(weaken_i.scrub_core), .flush_i(flush_i.all),
    .scrub_i, .scrub_idx_i, .rd_en_i(rd_en), .rd_idx_i(rd_idx),
    .cmp_en_i(look || pt_q == PtLook),
    .cmp_tag_i(pt_q == PtLook ? pt_addr_q[PaW-1:12] : pa[PaW-1:12]),
    .hit_o(hit), .way_o(way), .data_o(line_data), .unsettled_o(unsettled),
    .touch_i(ld_hit || (pt_q == PtLook && hit)),
    .start_i(start_m || start_pt),
    .start_addr_i(start_pt ? pt_addr_q : look ? pa[PaW-1:3] : miss_pa_q[PaW-1:3]),
    .busy_o(line_busy),
    .first_o(first), .first_data_o(first_data), .first_error_o(first_error),
    .wr_en_i(wr_en && wr.hit), .wr_way_i(wr.way), .wr_idx_i(wr.addr[11:3]), .wr_data_i(wr.data),
    .wr_strb_i(wr.strb), .line_req_o, .line_ready_i, .line_rsp_i);

  // ---------------------------------------------------------------- refills
  // Usually in the cycle of the look-up; StMiss is where one waits for what is in the way.
  assign sb_line_en_o = pt_q == PtMiss || (valid_q && st_q == StMiss) || (go && load_like);
  assign sb_line_o = pt_q == PtMiss ? pt_addr_q[PaW-1:5] : look ? pa[PaW-1:5]
                   : miss_pa_q[PaW-1:5];
  assign start_pt = pt_q == PtMiss && !sb_overlap_i && !line_busy;
  assign start_m = valid_q && (st_q == StMiss || ld_miss) && pt_q == PtIdle && w_quiet
                && !sb_overlap_i && !line_busy && !kill_i;

  always_ff @(posedge clk_i) begin
    unique case (pt_q)
      PtIdle: begin
        if (pt_grant_o) pt_q <= PtLook;
        pt_addr_q <= pt_addr_i;
      end
      PtLook: if (!pt_again) pt_q <= hit ? PtIdle : PtMiss;
      PtMiss: if (start_pt) pt_q <= PtFill;
      default: if (first) pt_q <= PtIdle;  // PtFill
    endcase
    if (!rst_ni) begin
      pt_q <= PtIdle;
      pt_addr_q <= '0;
    end
  end
  assign pt_done_o = (pt_q == PtLook && hit) || (pt_q == PtFill && first);
  assign pt_error_o = pt_q == PtFill && first_error;
  assign pt_data_o = pt_q == PtFill ? first_data : line_data[way];

  // ---------------------------------------------------------------- reservation
  // The exact address, as Spike compares; the next SC ends it whatever happens.
  assign resv_match = resv_q && resv_pa_q == pa;

  // ---------------------------------------------------------------- state machine
  logic drain_done, lr_done, sc_done;
  assign drain_done = w_quiet && sb_empty_i && !line_busy && pt_q == PtIdle && !kill_i;
  assign lr_done = valid_q && !kill_i && m_q.op == DAmo && m_q.amo == AmoLr
                && (ld_hit || (st_q == StFill && first && !first_error));
  assign sc_done = !kill_i && (sc_fail || (amo_write && m_q.amo == AmoSc));

  always_ff @(posedge clk_i) begin
    if (valid_q) begin
      unique case (st_q)
        StLook: begin
          rdata_q <= '0;
          rsp_pa_q <= rsp_pa;
          trap_q <= access_trap(acc, amo_misaligned ? m_q.va : tval, gva, fence);
          trap_q.valid <= fault || amo_misaligned;
          store_q <= is_store && !(fault || void_ok);
          miss_pa_q <= pa;
          amo_hit_q <= hit;
          amo_way_q <= way;
          amo_pa_q <= pa[PaW-1:3];
          if (!part_q) begin
            pa0_q <= pa;
            hit0_q <= hit;
            way0_q <= way;
          end
          if (walk) st_q <= StWalk;
          else if (amo_misaligned || fault || void_ok) st_q <= StDone;
          else if (dev || (atomic && !drained_q)) st_q <= StDrain;
          else if (ld_hit || st_found) begin
            rdata_q <= load_data;
            if (is_amo) begin
              lo_q <= ld_data;
              st_q <= StAmo;
            end else if (!last_part) begin
              lo_q <= ld_data;
              part_q <= 1'b1;
              va <= va_next;
              if (next_page) st_q <= StRead;
            end else begin
              st_q <= StDone;
            end
          end else if (ld_miss) st_q <= start_m ? StFill : StMiss;
          else if (amo_found) st_q <= StAmo;
          else if (sc_fail) begin
            rdata_q <= 64'd1;
            st_q <= StDone;
          end
        end
        StRead: st_q <= StLook;
        StWalk: begin
          // Back to the first part: the walk's table reads may have moved its line.
          if (walk_rsp_i.done) begin
            trap_q <= walk_trap(walk_rsp_i, acc, tval, gva);
            rsp_pa_q <= '0;
            store_q <= 1'b0;
            part_q <= walk_rsp_i.fault && part_q;
            if (!walk_rsp_i.fault) va <= m_q.va;
            st_q <= walk_rsp_i.fault ? StDone : part_q ? StRead : StLook;
          end
        end
        StMiss: if (start_m) st_q <= StFill;
        StFill: begin
          if (first) begin
            rdata_q <= load_data;
            trap_q <= access_trap(acc, tval, gva, 1'b0);
            trap_q.valid <= first_error;
            if (first_error || (!is_amo && last_part)) begin
              st_q <= StDone;
            end else begin
              // An atomic needs the whole line before it writes; a crossing load its second part.
              st_q <= StRead;
              part_q <= !is_amo;
              if (!is_amo) va <= va_next;
              lo_q <= first_data;
            end
          end
        end
        StDrain: begin
          if (drain_done) begin
            drained_q <= 1'b1;
            st_q <= atomic ? StRead : StDev;
          end
        end
        StDev: begin
          if (dev_rsp_i.ack) begin
            rdata_q <= load_data;
            trap_q <= access_trap(acc, m_q.va, gva, 1'b0);
            trap_q.valid <= dev_rsp_i.error;
            store_q <= 1'b0;
            st_q <= StDone;
          end
        end
        StAmo: begin
          if (amo_write) begin
            rdata_q <= m_q.amo == AmoSc ? 64'd0 : amo_old;
            trap_q.valid <= 1'b0;
            st_q <= StDone;
          end
        end
        default: ;  // StDone
      endcase
    end
    if (kill_i || advance) valid_q <= 1'b0;
    if (accept) begin
      valid_q <= 1'b1;
      st_q <= StLook;
      m_q <= req_i;
      va <= req_i.va;
      part_q <= 1'b0;
      drained_q <= 1'b0;
    end
    if (!rst_ni) begin
      {valid_q, part_q, drained_q, store_q} <= '0;
      {amo_hit_q, amo_way_q, hit0_q, way0_q} <= '0;
      st_q <= StLook;
      m_q <= '0;
      trap_q <= '0;
      {lo_q, rdata_q, va} <= '0;
      {rsp_pa_q, miss_pa_q, amo_pa_q, pa0_q} <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (lr_done) begin
      resv_q <= 1'b1;
      resv_pa_q <= st_q == StFill ? miss_pa_q : pa;
    end
    if (sc_done || resv_clear_i || !rst_ni) resv_q <= 1'b0;
    if (!rst_ni) resv_pa_q <= '0;
  end

  assign walk_req_o = '{valid: valid_q && st_q == StWalk, va: va, mode: m_q.mode, acc: acc,
                        hlvx: m_q.hlvx};

  // ---------------------------------------------------------------- device port
  if (Cfg.captive) begin : gen_no_dev
    assign dev_req_o = '0;
  end else begin : gen_dev
    always_comb begin
      dev_req_o.valid = valid_q && st_q == StDev;
      dev_req_o.we = is_store;
      dev_req_o.addr = miss_pa_q;
      dev_req_o.size = m_q.size;
      dev_req_o.wdata = wdata;
      dev_req_o.wstrb = is_store ? strb[7:0] : 8'h0;
    end
  end

  // ---------------------------------------------------------------- stores: M to W and on
  store_t m_first, m_second, m_amo;
  assign to_w = advance && !kill_i && (st_q == StDone ? store_q : fast_store);
  assign amo_write = valid_q && st_q == StAmo && !kill_i && w_quiet && !line_busy;

  always_comb begin
    // What the last look-up found is in the arrays' outputs or, in StDone, in registers.
    m_second.addr = st_q == StDone ? amo_pa_q : pa[PaW-1:3];
    m_second.hit = st_q == StDone ? amo_hit_q : hit;
    m_second.way = st_q == StDone ? amo_way_q : way;
    m_second.data = wdata;
    m_second.strb = strb[15:8];
    m_first = m_second;
    if (crosses) begin
      m_first.addr = pa0_q[PaW-1:3];
      m_first.hit = hit0_q;
      m_first.way = way0_q;
    end
    m_first.strb = strb[7:0];
    m_amo.addr = amo_pa_q;
    m_amo.hit = amo_hit_q;
    m_amo.way = amo_way_q;
    m_amo.data = off[2] ? {amo_result[31:0], 32'd0} : amo_result;
    m_amo.strb = strb[7:0];
  end

  // Aligned, a word or a doubleword, and a word is sign-extended.
  logic [31:0] amo_word;
  assign amo_word = off[2] ? lo_q[63:32] : lo_q[31:0];
  assign amo_old = m_q.size == 2'd2 ? {{32{amo_word[31]}}, amo_word} : lo_q;
  amo_alu u_alu (
    .op_i(m_q.amo), .word_i(m_q.size == 2'd2), .mem_i(amo_old), .reg_i(m_q.wdata),
    .result_o(amo_result));

  store_path u_store_path (
    .clk_i, .rst_ni, .take_i(to_w), .crosses_i(crosses), .first_i(m_first), .second_i(m_second),
    .kill_i, .commit_i, .commit_ready_o,
    .amo_sel_i(valid_q && st_q == StAmo), .amo_en_i(amo_write), .amo_i(m_amo),
    .quiet_o(w_quiet), .split_o(w_split), .ld_way_i(way), .ld_idx_i(va[11:3]),
    .ld_data_i(line_data), .ld_data_o(ld_data), .sb_ready_i, .wr_en_o(wr_en), .wr_o(wr));

  assign sb_push_o = wr_en;
  assign sb_addr_o = wr.addr;
  assign sb_data_o = wr.data;
  assign sb_strb_o = wr.strb;

  assign quiet_o = w_quiet && !line_busy && !(valid_q && (st_q == StDev || st_q == StAmo));

  // ---------------------------------------------------------------- events
  assign miss_o = start_m;
  assign tlb_miss_o = valid_q && st_q == StWalk && walk_rsp_i.done;
  assign stall_miss_o = valid_q && (st_q == StMiss || st_q == StFill) && !rsp_o.valid;
  assign stall_walk_o = valid_q && st_q == StWalk;
  assign stall_sb_o = !commit_ready_o;

  // ---------------------------------------------------------------- assertions
  always_ff @(posedge clk_i) if (rst_ni)
    SideEffectNotKilled_A: assert (!(kill_i && (start_m || amo_write || (valid_q
        && st_q == StDev))));
  logic advance_early;
  assign advance_early = advance_i && valid_q && !rsp_o.valid && !kill_i;
  always_ff @(posedge clk_i) if (rst_ni) AdvanceAnswered_A: assert (!advance_early);
  always_ff @(posedge clk_i) if (rst_ni) QuietRefill_A: assert (!(line_busy && !w_quiet));
  // The hit and way that a store found in M hold when it is written; and no copy of its line is
  // missed by one that found none.
  logic [6:0] wr_set;
  logic       in_way0, in_way1, wr_wrong;
  assign wr_set = wr.addr[11:5];
  always_comb begin
    in_way0 = 1'b0;
    in_way1 = 1'b0;
    wr_wrong = 1'b0;
    if (wr_en) begin
      in_way0 = u_array.u_valid.live_q[wr_set[6:3]]
             && u_array.u_valid.rows[wr_set[6:3]][{wr_set[2:0], 1'b0}]
             && u_array.u_tag0.mem[wr_set] == wr.addr[PaW-1:12];
      in_way1 = u_array.u_valid.live_q[wr_set[6:3]]
             && u_array.u_valid.rows[wr_set[6:3]][{wr_set[2:0], 1'b1}]
             && u_array.u_tag1.mem[wr_set] == wr.addr[PaW-1:12];
      wr_wrong = wr.hit ? !(wr.way ? in_way1 : in_way0) : in_way0 || in_way1;
    end
  end
  always_ff @(posedge clk_i) if (rst_ni) StoreHits_A: assert (!wr_wrong);
  // The walker has the arrays to itself; M waits for it or is empty.
  always_ff @(posedge clk_i) if (rst_ni)
    WalkerAlone_A: assert (!(pt_q != PtIdle && valid_q && st_q != StWalk));
  // Atomics and device accesses are behind every older store.
  always_ff @(posedge clk_i) if (rst_ni && valid_q && (st_q == StAmo || st_q == StDev))
    Ordered_A: assert (drained_q && sb_empty_i && w_quiet);
endmodule
