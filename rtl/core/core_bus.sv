// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// One memory port for three users: L1D refills (also for the walker and atomics), L1I refills, and
// the store buffer's drain. Data reads go first: whoever asks has made sure that no older store to
// that line is still in the buffer, and the port itself keeps order behind that.
module core_bus
  import soc_pkg::*, bus_pkg::*, core_pkg::*, core_mem_pkg::*;
(
  input  logic      clk_i,
  input  logic      rst_ni,
  input  line_req_t d_req_i,
  output logic      d_ready_o,   // taken this cycle
  output mem_rsp_t  d_rsp_o,
  input  line_req_t i_req_i,
  output logic      i_ready_o,
  output mem_rsp_t  i_rsp_o,
  input  sb_entry_t st_i,        // head of the store buffer
  output logic      st_ready_o,
  output mem_req_t  mem_req_o,
  input  logic      mem_ready_i,
  input  mem_rsp_t  mem_rsp_i
);
  typedef enum logic [1:0] {SelNone, SelData, SelInsn, SelStore} sel_e;

  logic reading_q, for_d_q;   // a line read is outstanding, and whose
  sel_e sel, held_q;          // an offer stands until it is taken

  always_comb begin
    sel = held_q;
    if (held_q == SelNone) begin
      if (d_req_i.valid && !reading_q) sel = SelData;
      else if (i_req_i.valid && !reading_q) sel = SelInsn;
      else if (st_i.valid) sel = SelStore;
    end
  end

  always_comb begin
    mem_req_o.valid = sel != SelNone;
    mem_req_o.op = sel == SelStore ? MemWrite : MemReadLine;
    mem_req_o.addr = {sel == SelData ? d_req_i.addr : sel == SelInsn ? i_req_i.addr : st_i.addr,
                      3'b0};
    mem_req_o.wdata = st_i.data;
    mem_req_o.wstrb = st_i.strb;
  end

  assign d_ready_o = sel == SelData && mem_ready_i;
  assign i_ready_o = sel == SelInsn && mem_ready_i;
  assign st_ready_o = sel == SelStore && mem_ready_i;

  always_ff @(posedge clk_i) begin
    held_q <= mem_ready_i ? SelNone : sel;
    if (d_ready_o || i_ready_o) begin
      reading_q <= 1'b1;
      for_d_q <= d_ready_o;
    end else if (mem_rsp_i.valid && (mem_rsp_i.last || mem_rsp_i.error)) begin
      reading_q <= 1'b0;
    end
    if (!rst_ni) begin
      held_q <= SelNone;
      reading_q <= 1'b0;
      for_d_q <= 1'b0;
    end
  end

  always_comb begin
    d_rsp_o = mem_rsp_i;
    i_rsp_o = mem_rsp_i;
    d_rsp_o.valid = mem_rsp_i.valid && reading_q && for_d_q;
    i_rsp_o.valid = mem_rsp_i.valid && reading_q && !for_d_q;
  end

  logic unasked;
  assign unasked = mem_rsp_i.valid && !reading_q;
  always_ff @(posedge clk_i) if (rst_ni) Answered_A: assert (!unasked);
  // An offer that memory has seen is not withdrawn by who made it.
  logic withdrawn;
  assign withdrawn = (held_q == SelData && !d_req_i.valid) || (held_q == SelInsn && !i_req_i.valid)
                  || (held_q == SelStore && !st_i.valid);
  always_ff @(posedge clk_i) if (rst_ni && held_q != SelNone) OfferStands_A: assert (!withdrawn);
  always_ff @(posedge clk_i) if (rst_ni)
    OneRead_A: assert (!(reading_q && (d_ready_o || i_ready_o)));
endmodule
