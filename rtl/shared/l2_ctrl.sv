// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// CONFIG=shared only, never synthesised: stands in for rtl/cache/l2_ctrl.sv. No cache of the domain's
// own: every request of the core becomes one request to the cache that all domains share, which
// mem_ctrl of this folder holds. The ways and the clean of the real controller have nothing to do.
//
// Timing: a request is taken with valid && ready, stands at the memory port from the next cycle, and
// its beats leave from the second cycle after `done`.
module l2_ctrl
  import soc_pkg::*;
  import bus_pkg::*;
  import mem_pkg::*;
  import l2_pkg::*;
(
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              enable_i,
  input  logic [L2Ways-1:0] own_i,         // not looked at
  input  logic [L2Ways-1:0] alloc_i,       // not looked at
  // core
  input  mem_req_t          mem_req_i,
  output logic              mem_ready_o,
  output mem_rsp_t          mem_rsp_o,
  // ways
  output l2_cmd_t           cmd_o,         // idle
  output logic [63:0]       cmd_data_o,
  input  l2_tag_t           tag_i [L2Ways],
  input  logic [63:0]       data_i,
  // shared cache; a write is one doubleword: wdata holds {beat, strobes, data}
  output slot_req_t         slot_req_o,
  input  slot_rsp_t         slot_rsp_i,
  // clean: there is nothing to write back
  input  logic              clean_req_i,
  input  logic [WayW-1:0]   clean_way_i,
  output logic              clean_done_o,
  // management
  output logic              quiet_o,
  input  l2_peek_sel_e      peek_sel_i,
  input  logic [1:0]        peek_beat_i,
  output l2_peek_t          peek_o
);

  typedef enum logic [1:0] {
    ReqIdle,   // takes a request
    ReqAsk,    // the request stands at the shared cache
    ReqWait,   // taken there, not done
    ReqBeats   // a line goes to the core
  } state_e;

  state_e               state_q;
  mem_req_t             req_q;
  mem_rsp_t             rsp_q;
  logic                 ready_q, ask_q, clean_done_q;
  logic [1:0]           beat_q;
  logic [LineAddrW-1:0] wb_line_q;   // what the simulator's address fault breaks
  logic [LineW-1:0]     fill_q;
  logic                 bad_addr, req_write;
  logic [1:0]           beat;

  assign bad_addr  = mem_req_i.addr[PaW-1:DramAddrW] != DramBase[PaW-1:DramAddrW];
  assign req_write = req_q.op == MemWrite;
  assign beat      = req_q.addr[4:3] + beat_q;

  assign mem_ready_o  = ready_q;
  assign mem_rsp_o    = rsp_q;
  assign clean_done_o = clean_done_q;
  assign cmd_o        = '0;
  assign cmd_data_o   = '0;
  assign quiet_o      = state_q == ReqIdle && ready_q && !rsp_q.valid;

  always_comb begin : p_slot
    slot_req_o       = '0;
    slot_req_o.valid = ask_q;
    slot_req_o.we    = req_write;
    slot_req_o.line  = wb_line_q;
    slot_req_o.wdata[73:0] = {req_q.addr[4:3], req_q.wstrb, req_q.wdata};
  end

  always_ff @(posedge clk_i) begin : p_state
    if (!rst_ni) begin
      state_q      <= ReqIdle;
      req_q        <= '0;
      rsp_q        <= '0;
      ready_q      <= 1'b0;
      ask_q        <= 1'b0;
      beat_q       <= '0;
      wb_line_q    <= '0;
      fill_q       <= '0;
      clean_done_q <= 1'b0;
    end else begin
      clean_done_q <= clean_req_i;
      rsp_q        <= '0;
      unique case (state_q)
        ReqIdle: begin
          ready_q <= enable_i;
          if (mem_req_i.valid && ready_q) begin
            req_q     <= mem_req_i;
            wb_line_q <= mem_req_i.addr[DramAddrW-1:5];
            beat_q    <= '0;
            if (bad_addr) begin
              req_q.valid <= 1'b0;
              if (mem_req_i.op == MemReadLine) rsp_q <= '{error: 1'b1, data: '0, default: 1'b1};
            end else begin
              ready_q <= 1'b0;
              ask_q   <= 1'b1;
              state_q <= ReqAsk;
            end
          end
        end
        ReqAsk: begin
          if (slot_rsp_i.taken) begin
            ask_q   <= 1'b0;
            state_q <= ReqWait;
          end
        end
        ReqWait: begin
          if (slot_rsp_i.done) begin
            fill_q  <= slot_rsp_i.rdata;
            state_q <= ReqBeats;
            if (req_write || slot_rsp_i.error) begin
              if (!req_write) rsp_q <= '{data: '0, default: 1'b1};
              req_q.valid <= 1'b0;
              ready_q     <= 1'b1;
              state_q     <= ReqIdle;
            end
          end
        end
        default: begin
          beat_q <= beat_q + 1'b1;
          rsp_q  <= '{valid: 1'b1, last: &beat_q, error: 1'b0, data: fill_q[64 * beat +: 64]};
          if (&beat_q) begin
            req_q.valid <= 1'b0;
            ready_q     <= 1'b1;
            state_q     <= ReqIdle;
          end
        end
      endcase
    end
  end

  // A frozen domain's write that is under way: in the cache already, or not yet.
  always_comb begin : p_peek
    peek_o       = '0;
    peek_o.valid = peek_sel_i == PeekWrite && req_q.valid && req_write;
    peek_o.line  = wb_line_q;
    peek_o.beat  = req_q.addr[4:3];
    peek_o.strb  = req_q.wstrb;
    peek_o.data  = req_q.wdata;
  end

  logic unused;
  always_comb begin : p_unused
    unused = ^{own_i, alloc_i, data_i, clean_way_i, peek_beat_i, req_q.addr[2:0], wb_line_q};
    for (int unsigned w = 0; w < L2Ways; w++) unused ^= ^tag_i[w];
  end

endmodule
