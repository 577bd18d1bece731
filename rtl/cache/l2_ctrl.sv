// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// L2 controller of one domain: write-back, write-allocate, over its own ways only. Look-up, refill,
// replacement, write-back and maintenance state all live here, on the domain's own clock, so two
// domains have no queue, pointer or arbiter in common.
//
// Timing: a request is taken with valid && ready and tags are read (cycle 0), compared in cycle 1;
// the beats of a hit leave in cycles 3 to 6; a hit write is done in cycle 1. A miss
// asks for the next slot while the victim, if dirty, moves to the write-back buffer, which takes a
// later frame. Only a miss to the line in that buffer, or a second dirty victim, waits for it.
module l2_ctrl
  import soc_pkg::*;
  import bus_pkg::*;
  import mem_pkg::*;
  import l2_pkg::*;
(
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              enable_i,      // ways are scrubbed; constant while it serves
  input  logic [L2Ways-1:0] own_i,         // may hit
  input  logic [L2Ways-1:0] alloc_i,       // may be filled; subset of own_i
  // core
  input  mem_req_t          mem_req_i,
  output logic              mem_ready_o,
  output mem_rsp_t          mem_rsp_o,
  // ways
  output l2_cmd_t           cmd_o,
  output logic [63:0]       cmd_data_o,
  input  l2_tag_t           tag_i [L2Ways],
  input  logic [63:0]       data_i,
  // memory slot
  output slot_req_t         slot_req_o,
  input  slot_rsp_t         slot_rsp_i,
  // clean: write back and empty one way, which is no longer in alloc_i
  input  logic              clean_req_i,   // level, until clean_done_o
  input  logic [WayW-1:0]   clean_way_i,
  output logic              clean_done_o,
  // management
  output logic              quiet_o,       // nothing under way, buffers empty
  input  l2_peek_sel_e      peek_sel_i,
  input  logic [1:0]        peek_beat_i,
  output l2_peek_t          peek_o
);

  l2_state_e state_q;

  // ---------------------------------------------------------------- request
  mem_req_t   req_q;        // valid: taken and not done
  mem_rsp_t   rsp_q;
  logic       ready_q;
  logic [1:0] beat_q;

  logic [LineAddrW-1:0] req_line;
  logic [SetW-1:0]      req_set;
  logic [TagW-1:0]      req_tag;
  logic [1:0]           req_beat;
  logic                 req_write, take;
  assign req_line  = req_q.addr[DramAddrW-1:5];
  assign req_set   = req_line[SetW-1:0];
  assign req_tag   = req_line[LineAddrW-1:SetW];
  assign req_beat  = req_q.addr[4:3];
  assign req_write = req_q.op == MemWrite;
  assign take      = mem_req_i.valid && ready_q;

  assign mem_ready_o = ready_q;
  assign mem_rsp_o   = rsp_q;

  // ---------------------------------------------------------------- tag compare and victim
  logic            hit, hit_dirty, found;
  logic [WayW-1:0] hit_way, victim, rr_q, way_q;
  logic            bad_addr;

  always_comb begin : p_compare
    hit       = 1'b0;
    hit_dirty = 1'b0;
    hit_way   = '0;
    victim    = '0;
    found     = 1'b0;
    bad_addr  = 1'b0;
    if (state_q == LcCompare) begin
      bad_addr = req_q.addr[PaW-1:DramAddrW] != DramBase[PaW-1:DramAddrW] || alloc_i == '0;
      for (int unsigned w = 0; w < L2Ways; w++) begin
        if (own_i[w] && tag_i[w].valid && tag_i[w].tag == req_tag) begin
          hit       = 1'b1;
          hit_dirty = tag_i[w].dirty;
          hit_way   = WayW'(w);
        end
        if (!found && alloc_i[w] && !tag_i[w].valid) begin
          found  = 1'b1;
          victim = WayW'(w);
        end
      end
      // No empty way: the first one at or after the rotating pointer.
      for (int unsigned i = 0; i < L2Ways; i++) begin
        if (!found && alloc_i[rr_q + WayW'(i)]) begin
          found  = 1'b1;
          victim = rr_q + WayW'(i);
        end
      end
    end
  end

  // ---------------------------------------------------------------- buffers and memory slot
  slot_req_t            slot_q;       // its wdata is the write-back buffer
  logic                 inflight_q;   // between taken and done
  logic                 inflight_we_q;
  logic                 fill_want_q;
  logic                 fill_valid_q, fill_error_q;
  logic [LineW-1:0]     fill_q;
  logic                 wb_valid_q;
  logic [LineAddrW-1:0] wb_line_q;
  logic [TagW-1:0]      victim_tag_q;
  logic                 victim_dirty_q;
  logic                 cap_q;        // a victim's beat arrives from the way
  logic [1:0]           cap_beat_q;
  logic                 rd_q, rd_last_q;  // a hit's beat arrives from the way
  logic [SetW-1:0]      clean_set_q;
  logic                 clean_done_q;

  assign slot_req_o   = slot_q;
  assign clean_done_o = clean_done_q;

  // The line arrives in this cycle and can be used in the next.
  logic fill_now;
  assign fill_now = inflight_q && !inflight_we_q && slot_rsp_i.done && !slot_rsp_i.error;

  logic wb_blocks;  // in LcCompare: the write-back has to go first
  always_comb begin : p_blocks
    wb_blocks = 1'b0;
    if (state_q == LcCompare && (wb_valid_q || cap_q)) begin
      wb_blocks = tag_i[victim].dirty || wb_line_q == req_line;
    end
  end

  logic [1:0]  fill_beat;
  logic [63:0] fill_word, fill_merged;
  assign fill_beat = req_beat + beat_q;
  always_comb begin : p_fill_word
    fill_word   = '0;
    fill_merged = '0;
    if (state_q == LcRefill) begin
      fill_word   = fill_q[64 * fill_beat +: 64];
      fill_merged = fill_word;
      if (req_write && beat_q == '0) begin
        for (int unsigned b = 0; b < 8; b++) begin
          if (req_q.wstrb[b]) fill_merged[8*b +: 8] = req_q.wdata[8*b +: 8];
        end
      end
    end
  end

  // ---------------------------------------------------------------- way commands
  always_comb begin : p_cmd
    cmd_o      = '0;
    cmd_o.way  = way_q;
    cmd_o.set  = req_set;
    cmd_data_o = req_q.wdata;
    unique case (state_q)
      LcIdle: begin
        cmd_o.tag_re = take;
        cmd_o.set    = mem_req_i.addr[5+:SetW];
      end
      LcCompare: begin
        cmd_o.way  = hit_way;
        cmd_o.beat = req_beat;
        cmd_o.strb = req_q.wstrb;
        cmd_o.tag  = '{valid: 1'b1, dirty: 1'b1, tag: req_tag};
        if (hit && !bad_addr) begin
          cmd_o.data_re = !req_write;
          cmd_o.data_we = req_write;
          cmd_o.tag_we  = req_write && !hit_dirty;
        end
      end
      LcRead: begin
        cmd_o.data_re = 1'b1;
        cmd_o.beat    = req_beat + beat_q;
      end
      LcVictim: begin
        cmd_o.data_re = 1'b1;
        cmd_o.beat    = beat_q;
      end
      LcRefill: begin
        cmd_o.data_we = 1'b1;
        cmd_o.tag_we  = beat_q == '0;
        cmd_o.tag     = '{valid: 1'b1, dirty: req_write, tag: req_tag};
        cmd_o.beat    = fill_beat;
        cmd_o.strb    = '1;
        cmd_data_o    = fill_merged;
      end
      LcCleanTag: begin
        cmd_o.tag_re = 1'b1;
        cmd_o.set    = clean_set_q;
      end
      LcCleanRead: begin
        cmd_o.data_re = 1'b1;
        cmd_o.set     = clean_set_q;
        cmd_o.beat    = beat_q;
      end
      LcCleanInv: begin
        cmd_o.tag_we = 1'b1;
        cmd_o.set    = clean_set_q;
      end
      default: ;
    endcase
  end

  // ---------------------------------------------------------------- state
  always_ff @(posedge clk_i) begin : p_state
    if (!rst_ni) begin
      state_q        <= LcIdle;
      req_q          <= '0;
      ready_q        <= 1'b0;
      beat_q         <= '0;
      rr_q           <= '0;
      way_q          <= '0;
      victim_tag_q   <= '0;
      victim_dirty_q <= 1'b0;
      clean_set_q    <= '0;
      clean_done_q   <= 1'b0;
    end else begin
      if (!clean_req_i) begin
        clean_set_q  <= '0;
        clean_done_q <= 1'b0;
      end
      unique case (state_q)
        LcIdle: begin
          ready_q <= enable_i;
          if (take) begin
            req_q   <= mem_req_i;
            ready_q <= 1'b0;
            state_q <= LcCompare;
          end else if (clean_req_i && !clean_done_q && ready_q) begin
            ready_q <= 1'b0;
            state_q <= LcCleanTag;
          end
        end
        LcCompare: begin
          beat_q <= '0;
          if (bad_addr) begin
            state_q     <= LcIdle;
            ready_q     <= 1'b1;
            req_q.valid <= 1'b0;
          end else if (hit) begin
            way_q <= hit_way;
            if (req_write) begin
              state_q     <= LcIdle;
              ready_q     <= 1'b1;
              req_q.valid <= 1'b0;
            end else begin
              beat_q  <= 2'd1;
              state_q <= LcRead;
            end
          end else begin
            way_q          <= victim;
            rr_q           <= victim + 1'b1;
            victim_tag_q   <= tag_i[victim].tag;
            victim_dirty_q <= tag_i[victim].valid && tag_i[victim].dirty;
            if (wb_blocks) state_q <= LcWaitWb;
            else if (tag_i[victim].valid && tag_i[victim].dirty) state_q <= LcVictim;
            else state_q <= LcFill;
          end
        end
        LcRead: begin
          beat_q <= beat_q + 1'b1;
          if (beat_q == 2'd3) begin
            state_q     <= LcIdle;
            ready_q     <= 1'b1;
            req_q.valid <= 1'b0;
          end
        end
        LcWaitWb: if (!wb_valid_q && !cap_q) state_q <= victim_dirty_q ? LcVictim : LcFill;
        LcVictim: begin
          beat_q <= beat_q + 1'b1;
          if (beat_q == 2'd3) state_q <= LcFill;
        end
        LcFill: begin
          if (fill_now) begin
            state_q <= LcRefill;
          end else if (fill_valid_q) begin
            if (fill_error_q) begin
              state_q     <= LcIdle;
              ready_q     <= 1'b1;
              req_q.valid <= 1'b0;
            end else begin
              state_q <= LcRefill;
            end
          end
        end
        LcRefill: begin
          beat_q <= beat_q + 1'b1;
          if (beat_q == 2'd3) begin
            state_q     <= LcIdle;
            ready_q     <= 1'b1;
            req_q.valid <= 1'b0;
          end
        end
        LcCleanTag: begin
          way_q   <= clean_way_i;
          beat_q  <= '0;
          state_q <= LcCleanTest;
        end
        LcCleanTest: begin
          victim_tag_q <= tag_i[clean_way_i].tag;
          if (tag_i[clean_way_i].valid && tag_i[clean_way_i].dirty) begin
            // The buffer may be in use: the tag is read again until it is free.
            if (!wb_valid_q && !cap_q) state_q <= LcCleanRead;
            else                       state_q <= LcCleanTag;
          end else begin
            state_q <= LcCleanInv;
          end
        end
        LcCleanRead: begin
          beat_q <= beat_q + 1'b1;
          if (beat_q == 2'd3) state_q <= LcCleanInv;
        end
        LcCleanInv: begin
          clean_set_q <= clean_set_q + 1'b1;
          if (&clean_set_q) clean_done_q <= 1'b1;
          state_q <= LcIdle;
          ready_q <= 1'b1;
        end
        default: state_q <= LcIdle;
      endcase
    end
  end

  // ---------------------------------------------------------------- answers to the core
  always_ff @(posedge clk_i) begin : p_rsp
    if (!rst_ni) begin
      rsp_q     <= '0;
      rd_q      <= 1'b0;
      rd_last_q <= 1'b0;
    end else begin
      rd_q      <= (state_q == LcCompare && hit && !bad_addr && !req_write) || state_q == LcRead;
      rd_last_q <= state_q == LcRead && beat_q == 2'd3;
      if (rsp_q.valid) begin
        rsp_q.valid <= 1'b0;
        rsp_q.last  <= 1'b0;
        rsp_q.error <= 1'b0;
      end
      if (rd_q) begin
        rsp_q <= '{valid: 1'b1, last: rd_last_q, error: 1'b0, data: data_i};
      end else if (state_q == LcRefill && !req_write) begin
        rsp_q <= '{valid: 1'b1, last: beat_q == 2'd3, error: 1'b0, data: fill_word};
      end else if (!req_write && ((state_q == LcCompare && bad_addr)
                                  || (state_q == LcFill && fill_valid_q && fill_error_q))) begin
        rsp_q <= '{valid: 1'b1, last: 1'b1, error: 1'b1, data: '0};
      end
    end
  end

  // ---------------------------------------------------------------- slot engine
  logic miss_go, want;
  assign want = fill_want_q || miss_go;
  assign miss_go = (state_q == LcCompare && !bad_addr && !hit && !wb_blocks)
      || (state_q == LcWaitWb && !wb_valid_q && !cap_q);

  always_ff @(posedge clk_i) begin : p_slot
    if (!rst_ni) begin
      slot_q        <= '0;
      inflight_q    <= 1'b0;
      inflight_we_q <= 1'b0;
      fill_want_q   <= 1'b0;
      fill_valid_q  <= 1'b0;
      fill_error_q  <= 1'b0;
      fill_q        <= '0;
      wb_valid_q    <= 1'b0;
      wb_line_q     <= '0;
      cap_q         <= 1'b0;
      cap_beat_q    <= '0;
    end else begin
      if (miss_go) fill_want_q <= 1'b1;
      if (slot_q.valid && slot_rsp_i.taken) begin
        slot_q.valid  <= 1'b0;
        inflight_q    <= 1'b1;
        inflight_we_q <= slot_q.we;
        if (!slot_q.we) fill_want_q <= 1'b0;
      end else if (!inflight_q && (want || wb_valid_q)) begin
        // A fill overtakes a write-back of another line that has not been taken.
        slot_q.valid <= 1'b1;
        slot_q.we    <= !want;
        slot_q.line  <= want ? req_line : wb_line_q;
      end
      if (inflight_q && slot_rsp_i.done) begin
        inflight_q <= 1'b0;
        if (inflight_we_q) begin
          wb_valid_q <= 1'b0;
        end else begin
          fill_valid_q <= 1'b1;
          fill_error_q <= slot_rsp_i.error;
          fill_q       <= slot_rsp_i.rdata;
        end
      end
      if (fill_valid_q && ((state_q == LcFill && fill_error_q)
                           || (state_q == LcRefill && beat_q == 2'd3))) begin
        fill_valid_q <= 1'b0;
      end
      // The victim's beats follow their reads by one cycle.
      cap_q      <= state_q == LcVictim || state_q == LcCleanRead;
      cap_beat_q <= beat_q;
      if (cap_q) begin
        slot_q.wdata[64 * cap_beat_q +: 64] <= data_i;
        if (cap_beat_q == '0) begin
          wb_line_q <= {victim_tag_q, state_q == LcCleanRead ? clean_set_q : req_set};
        end
        if (cap_beat_q == 2'd3) wb_valid_q <= 1'b1;
      end
    end
  end

  // ---------------------------------------------------------------- management
  assign quiet_o = state_q == LcIdle && ready_q && !wb_valid_q && !cap_q && !inflight_q
      && !rd_q && !rsp_q.valid;

  always_comb begin : p_peek
    peek_o.beat = req_beat;
    peek_o.strb = '1;
    unique case (peek_sel_i)
      PeekWriteBack: begin
        peek_o.valid = wb_valid_q;
        peek_o.line  = wb_line_q;
        peek_o.data  = slot_q.wdata[64 * peek_beat_i +: 64];
      end
      PeekFill: begin
        peek_o.valid = fill_valid_q && !fill_error_q;
        peek_o.line  = req_line;
        peek_o.data  = fill_q[64 * peek_beat_i +: 64];
      end
      default: begin
        peek_o.valid = req_q.valid && req_write;
        peek_o.line  = req_line;
        peek_o.strb  = req_q.wstrb;
        peek_o.data  = req_q.wdata;
      end
    endcase
  end

  // ---------------------------------------------------------------- what must hold
  always_ff @(posedge clk_i) if (rst_ni)
    OwnWayOnly_A: assert (!((cmd_o.data_re || cmd_o.data_we || cmd_o.tag_we))
        || (own_i[cmd_o.way]));
  always_ff @(posedge clk_i) if (rst_ni) AllocIsOwned_A: assert ((alloc_i & ~own_i) == '0);

  // The victim is out of its way before the line that replaces it can have arrived.
  logic evict, capture;
  assign evict   = state_q == LcVictim;
  assign capture = evict || state_q == LcCleanRead;
  always_ff @(posedge clk_i) if (rst_ni)
    VictimBeforeFill_A: assert (!(fill_valid_q && (evict || cap_q)));

  always_ff @(posedge clk_i) if (rst_ni)
    WriteBackHeld_A: assert (!cap_q || (!wb_valid_q && !(inflight_q && inflight_we_q)));

  // Its beats are captured in their order, each in the cycle after its read.
  always_ff @(posedge clk_i) if (rst_ni && (state_q inside {LcVictim, LcCleanRead, LcWaitWb,
                                                            LcCleanTest} || cap_q))
    CaptureOrder_A: assert ((!capture || (!wb_valid_q && cap_q == (beat_q != '0)))
        && (!cap_q || (beat_q == cap_beat_q + 1'b1 && (capture || beat_q == '0)))
        && ((state_q != LcWaitWb && state_q != LcCleanTest) || beat_q == '0));

  // What is under way in the slot belongs to the state.
  logic filling;
  assign filling = fill_want_q || (inflight_q && !inflight_we_q) || (slot_q.valid && !slot_q.we);
  always_ff @(posedge clk_i) if (rst_ni && filling)
    FillAwaited_A: assert ((evict || state_q == LcFill)
        && !(fill_want_q && inflight_q && !inflight_we_q));
  always_ff @(posedge clk_i) if (rst_ni && fill_valid_q)
    FillHeld_A: assert ((state_q == LcFill || state_q == LcRefill) && !filling);
  always_ff @(posedge clk_i) if (rst_ni)
    WriteBackHas_A: assert (!((inflight_q && inflight_we_q) || (slot_q.valid && slot_q.we))
        || wb_valid_q);
  always_ff @(posedge clk_i) if (rst_ni) OneRequest_A: assert (!inflight_q || !slot_q.valid);

endmodule
