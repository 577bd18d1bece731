// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The hypervisor's path into a frozen model's memory. Whole lines move through one line buffer; a
// line is put together from everything that may hold a part of it. What is newer than DRAM is
// collected oldest first (write-back buffer, way, fill buffer, write under way, store buffer) while
// the slot is awaited, and DRAM fills the bytes that nothing newer gave. Look-up and slot are
// always taken, hit or miss, so the time of an access tells nothing about the model's caches.
//
// Reads need the domain frozen, writes parked (then nothing but ways and DRAM holds data). A
// refused access answers with a bus error. The guard that decides that is mgmt_guard.
module mgmt_window
  import soc_pkg::*;
  import bus_pkg::*;
  import mem_pkg::*;
  import core_pkg::*;
  import l2_pkg::*;
(
  input  logic      clk_i,
  input  logic      rst_ni,
  input  logic      frame_last_i,
  // device bus; the address is an offset into the window
  input  dev_req_t  req_i,
  output dev_rsp_t  rsp_o,
  // control
  input  logic      drop_i,         // domain runs or is in reset: the buffer is void
  input  logic      wait_i,         // accept nothing now
  input  logic      refuse_i,       // answer to req_i by the guard
  input  logic      flush_i,        // level: write back and drop
  output logic      flushed_o,      // clean and idle
  output logic      busy_o,         // an access is under way
  output logic      dirty_o,
  output logic      refused_o,      // pulse
  output logic      written_o,      // pulse: a write was accepted
  output logic      stored_o,       // pulse: the line of the slot request is in way and DRAM
  // memory slot, carried by the slot of hv
  output slot_req_t slot_req_o,
  input  slot_rsp_t slot_rsp_i,
  // ways
  output l2_cmd_t     cmd_o,
  output logic [63:0] cmd_data_o,
  input  l2_tag_t     tag_i [L2Ways],
  input  logic [63:0] data_i,
  // buffers of the frozen domain
  output l2_peek_sel_e peek_sel_o,
  output logic [1:0]   peek_beat_o,
  input  l2_peek_t     peek_i,
  input  sb_entry_t [StoreBufferEntries-1:0] sb_i
);

  typedef enum logic [1:0] {
    WiIdle,   // answers hits
    WiStore,  // dirty line into its way, if it is there, and to DRAM
    WiFetch   // line into the buffer
  } state_e;

  // Steps of the look-up. Every access goes through all of its steps.
  typedef enum logic [3:0] {
    LkTag,       // read the set's tags
    LkCompare,   // find the way
    LkWrite,     // store: four doublewords into the way
    LkWb,        // fetch: four doublewords of the write-back buffer
    LkRead,      // fetch: read a doubleword of the way
    LkCapture,   // fetch: take it
    LkFill,      // fetch: four doublewords of the fill buffer
    LkPending,   // fetch: the write that has not reached a way
    LkSb,        // fetch: store buffer, oldest first
    LkDone
  } look_e;

  state_e               state_q;
  look_e                look_q;
  logic [1:0]           beat_q;
  logic                 valid_q, dirty_q, ack_q, error_q, refused_q, written_q;
  logic [LineAddrW-1:0] line_q;
  logic [LineW-1:0]     buf_q;
  logic [LineBytes-1:0] have_q;     // bytes newer than DRAM
  logic                 slot_want_q, slot_wait_q, hit_q;
  logic [WayW-1:0]      way_q;
  logic [63:0]          rdata_q;

  logic [LineAddrW-1:0] req_line;
  logic [1:0]           req_beat;
  logic                 accept, match;
  assign req_line = {{(DramAddrW-27){1'b0}}, req_i.addr[26:5]};
  assign req_beat = req_i.addr[4:3];
  // The last cycle of a frame belongs to the decision whether to thaw.
  assign accept   = req_i.valid && !ack_q && !wait_i && !frame_last_i && state_q == WiIdle;
  assign match    = valid_q && line_q == req_line;

  assign rsp_o     = ack_q ? '{ack: 1'b1, error: error_q, rdata: rdata_q} : '0;
  assign refused_o = refused_q;
  assign written_o = written_q;
  assign dirty_o   = dirty_q;
  assign busy_o    = state_q != WiIdle;
  assign flushed_o = state_q == WiIdle && !dirty_q;

  // ---------------------------------------------------------------- slot
  assign slot_req_o = '{
    valid: slot_want_q,
    we:    state_q == WiStore,
    line:  line_q,
    wdata: buf_q
  };

  // ---------------------------------------------------------------- way commands
  logic [SetW-1:0] set;
  assign set        = line_q[SetW-1:0];

  always_comb begin : p_cmd
    cmd_o      = '0;
    cmd_o.strb = '1;
    cmd_data_o = '0;
    if (state_q != WiIdle && !frame_last_i) begin
      cmd_o.way     = way_q;
      cmd_o.set     = set;
      cmd_o.beat    = beat_q;
      cmd_data_o    = buf_q[64 * beat_q +: 64];
      cmd_o.tag_re  = look_q == LkTag;
      cmd_o.data_re = look_q == LkRead;
      cmd_o.data_we = look_q == LkWrite && hit_q;
    end
  end

  // ---------------------------------------------------------------- newer bytes
  logic            ov_en;
  logic [1:0]      ov_beat;
  logic [63:0]     ov_data;
  logic [7:0]      ov_strb;
  sb_entry_t       sb;

  assign peek_beat_o = beat_q;
  always_comb begin : p_sb
    sb = '0;
    if (look_q == LkSb) sb = sb_i[beat_q];
  end
  always_comb begin : p_peek
    peek_sel_o = PeekWrite;
    if (look_q == LkWb)   peek_sel_o = PeekWriteBack;
    if (look_q == LkFill) peek_sel_o = PeekFill;
  end

  always_comb begin : p_overlay
    ov_en   = 1'b0;
    ov_beat = beat_q;
    ov_data = peek_i.data;
    ov_strb = peek_i.strb;
    if (state_q == WiFetch) begin
      unique case (look_q)
        LkWb, LkFill: ov_en = peek_i.valid && peek_i.line == line_q;
        LkPending: begin
          ov_en   = peek_i.valid && peek_i.line == line_q;
          ov_beat = peek_i.beat;
        end
        LkCapture: begin
          ov_en   = hit_q;
          ov_data = data_i;
          ov_strb = '1;
        end
        LkSb: begin
          ov_en   = sb.valid && sb.addr[PaW-1:5] == {DramBase[PaW-1:DramAddrW], line_q};
          ov_beat = sb.addr[4:3];
          ov_data = sb.data;
          ov_strb = sb.strb;
        end
        default: ;
      endcase
    end
  end

  // ---------------------------------------------------------------- sequence
  logic done;
  assign done     = look_q == LkDone && !slot_want_q && !slot_wait_q;
  assign stored_o = state_q == WiStore && done;

  always_ff @(posedge clk_i) begin : p_state
    if (!rst_ni) begin
      state_q     <= WiIdle;
      valid_q     <= 1'b0;
      dirty_q     <= 1'b0;
      ack_q       <= 1'b0;
      error_q     <= 1'b0;
      refused_q   <= 1'b0;
      written_q   <= 1'b0;
      line_q      <= '0;
      rdata_q     <= '0;
      slot_want_q <= 1'b0;
      slot_wait_q <= 1'b0;
    end else begin
      ack_q     <= 1'b0;
      refused_q <= 1'b0;
      written_q <= 1'b0;
      if (slot_want_q && slot_rsp_i.taken) begin
        slot_want_q <= 1'b0;
        slot_wait_q <= 1'b1;
      end
      if (slot_wait_q && slot_rsp_i.done) slot_wait_q <= 1'b0;
      unique case (state_q)
        WiIdle: begin
          if (drop_i) begin
            valid_q <= 1'b0;
            dirty_q <= 1'b0;
          end else if (flush_i) begin
            valid_q <= 1'b0;
            if (dirty_q && !frame_last_i) begin
              state_q     <= WiStore;
              slot_want_q <= 1'b1;
            end
          end
          if (accept && refuse_i) begin
            ack_q     <= 1'b1;
            error_q   <= 1'b1;
            rdata_q   <= '0;
            refused_q <= 1'b1;
          end else if (accept && !drop_i && !flush_i) begin
            if (match) begin
              ack_q   <= 1'b1;
              error_q <= 1'b0;
              rdata_q <= buf_q[64 * req_beat +: 64];
              if (req_i.we) begin
                dirty_q   <= 1'b1;
                written_q <= 1'b1;
              end
            end else if (dirty_q) begin
              state_q     <= WiStore;
              slot_want_q <= 1'b1;
            end else begin
              state_q     <= WiFetch;
              slot_want_q <= 1'b1;
              line_q      <= req_line;
              valid_q     <= 1'b0;
            end
          end
        end
        WiStore: begin
          if (done) begin
            state_q <= WiIdle;
            dirty_q <= 1'b0;
          end
        end
        default: begin
          if (done) begin
            state_q <= WiIdle;
            valid_q <= 1'b1;
          end
        end
      endcase
    end
  end

  always_ff @(posedge clk_i) begin : p_look
    if (!rst_ni || state_q == WiIdle) begin
      look_q <= LkTag;
      beat_q <= '0;
      hit_q  <= 1'b0;
      way_q  <= '0;
    end else begin
      unique case (look_q)
        LkTag: if (!frame_last_i) look_q <= LkCompare;
        LkCompare: begin
          for (int unsigned w = 0; w < L2Ways; w++) begin
            if (tag_i[w].valid && tag_i[w].tag == line_q[LineAddrW-1:SetW]) begin
              hit_q <= 1'b1;
              way_q <= WayW'(w);
            end
          end
          look_q <= state_q == WiStore ? LkWrite : LkWb;
        end
        LkWrite: begin
          if (!frame_last_i) begin
            beat_q <= beat_q + 1'b1;
            if (&beat_q) look_q <= LkDone;
          end
        end
        LkWb: begin
          beat_q <= beat_q + 1'b1;
          if (&beat_q) look_q <= LkRead;
        end
        LkRead: if (!frame_last_i) look_q <= LkCapture;
        LkCapture: begin
          beat_q <= beat_q + 1'b1;
          look_q <= (&beat_q) ? LkFill : LkRead;
        end
        LkFill: begin
          beat_q <= beat_q + 1'b1;
          if (&beat_q) look_q <= LkPending;
        end
        LkPending: look_q <= LkSb;
        LkSb: begin
          beat_q <= beat_q + 1'b1;
          if (&beat_q) look_q <= LkDone;
        end
        default: ;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin : p_buffer
    if (!rst_ni) begin
      buf_q  <= '0;
      have_q <= '0;
    end else begin
      if (state_q == WiIdle) begin
        have_q <= '0;
        if (accept && !refuse_i && !drop_i && !flush_i && match && req_i.we) begin
          for (int unsigned b = 0; b < 8; b++) begin
            if (req_i.wstrb[b]) buf_q[64 * req_beat + 8 * b +: 8] <= req_i.wdata[8 * b +: 8];
          end
        end
      end
      if (state_q == WiFetch && slot_wait_q && slot_rsp_i.done) begin
        for (int unsigned b = 0; b < LineBytes; b++) begin
          if (!have_q[b]) buf_q[8 * b +: 8] <= slot_rsp_i.rdata[8 * b +: 8];
        end
      end
      if (ov_en) begin
        for (int unsigned b = 0; b < 8; b++) begin
          if (ov_strb[b]) begin
            buf_q[64 * ov_beat + 8 * b +: 8] <= ov_data[8 * b +: 8];
            have_q[8 * ov_beat + b]          <= 1'b1;
          end
        end
      end
    end
  end

  always_ff @(posedge clk_i) if (rst_ni)
    StoreWrites_A: assert (look_q != LkWrite || state_q == WiStore);
  always_ff @(posedge clk_i) if (rst_ni) NoLossOnDrop_A: assert (!(state_q != WiIdle) || !drop_i);

  logic unused;
  assign unused = ^{req_i.addr[PaW-1:27], req_i.addr[2:0], req_i.size, slot_rsp_i.error};

endmodule
