// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Fetch side: L1I with its TLB. One request is looked up per cycle; a refill starts only for an
// address that I-TLB, PMP and execute fence have all let pass, because fetch is the one access of
// this core that is speculative.
module l1i
  import soc_pkg::*, bus_pkg::*, core_pkg::*, core_mem_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  ifetch_req_t  req_i,
  output logic         ready_o,
  input  logic         kill_i,     // drops every request taken up to this cycle
  output ifetch_rsp_t  rsp_o,
  output walk_req_t    walk_req_o,
  input  walk_rsp_t    walk_rsp_i,
  input  tlb_data_t    fill_i,
  input  flush_t       flush_i,
  input  logic         flush_lines_i,
  input  logic         scrub_i,        // see l1_array
  input  logic [L1IdxW-1:0] scrub_idx_i,
  input  xlate_t       xlate_i,
  input  pmp_t         pmp_i,
  input  region_log2_t region_log2_i,
  input  fence_t       fence_i,
  input  weaken_t      weaken_i,
  output line_req_t    line_req_o,
  input  logic         line_ready_i,
  input  mem_rsp_t     line_rsp_i,
  output logic         miss_o,      // event: a refill starts
  output logic         tlb_miss_o   // event: a walk ends
);
  typedef enum logic [2:0] {
    StLook,  // arrays hold the answer for va_q
    StWalk,  // the walker is at work
    StFill,  // waiting for the critical doubleword
    StDone   // data_q or trap_q is the answer
  } state_e;

  logic        valid_q;
  state_e      st_q;
  logic [63:0] va_q, data_q;
  mode_t       mode_q;
  trap_t       trap_q;

  logic        look, walk, fault, fence, void_ok, hit, way, unsettled, start, busy;
  logic        first, first_error, go, accept, again;
  logic [63:0] line_data, first_data;
  logic [PaW-1:0] pa;
  logic [1:0][63:0]     way_data;
  logic        unused_dev;

  assign look = valid_q && st_q == StLook;
  assign accept = req_i.valid && ready_o;
  mem_xlate #(.Cfg(Cfg), .Sets(ItlbSets)) u_xlate (
    .clk_i, .rst_ni, .ask_i(req_i.valid), .take_i(accept), .ask_va_i(req_i.va),
    .ask_mode_i(req_i.mode), .en_i(look || (valid_q && st_q == StWalk)), .va_i(va_q),
    .mode_i(mode_q), .acc_i(AccFetch), .reads_i(1'b0), .hlvx_i(1'b0), .words_i(2'b11),
    .only_ram_i(1'b0), .walk_o(walk), .pa_o(pa), .fault_o(fault), .fence_o(fence),
    .dev_o(unused_dev), .void_o(void_ok), .fill_i(walk_rsp_i.done && !walk_rsp_i.fault),
    .fill_data_i(fill_i), .flush_i, .scrub_i, .scrub_idx_i, .xlate_i, .pmp_i, .region_log2_i,
    .fence_i, .weaken_i);

  assign line_data = way_data[way];
  assign go = look && !walk && !fault && !void_ok;
  assign again = go && !hit && unsettled;
  assign start = go && !hit && !unsettled && !kill_i;

  logic rd_en;
  assign rd_en = accept || walk_rsp_i.done || again;

  l1_array u_array (
    .clk_i, .rst_ni, .keep_i(weaken_i.scrub_core), .flush_i(flush_lines_i),
    .scrub_i, .scrub_idx_i,
    .rd_en_i(rd_en), .rd_idx_i(accept ? req_i.va[11:3] : va_q[11:3]),
    .cmp_en_i(look), .cmp_tag_i(pa[PaW-1:12]), .hit_o(hit), .way_o(way),
    .data_o(way_data),
    .unsettled_o(unsettled), .touch_i(go && hit),
    .start_i(start), .start_addr_i(pa[PaW-1:3]), .busy_o(busy),
    .first_o(first), .first_data_o(first_data), .first_error_o(first_error),
    .wr_en_i(1'b0), .wr_way_i(1'b0), .wr_idx_i('0), .wr_data_i('0), .wr_strb_i('0),
    .line_req_o, .line_ready_i, .line_rsp_i);

  // ---------------------------------------------------------------- answer
  always_comb begin
    rsp_o.valid = valid_q && (st_q == StDone || (go && hit)
                              || (st_q == StFill && first && !first_error));
    rsp_o.data = st_q == StDone ? data_q : st_q == StFill ? first_data : line_data;
    rsp_o.trap = trap_q;
    rsp_o.trap.valid = valid_q && st_q == StDone && trap_q.valid;
  end
  assign ready_o = !valid_q || rsp_o.valid;

  assign walk_req_o = '{valid: valid_q && st_q == StWalk, va: va_q, mode: mode_q, acc: AccFetch,
                        hlvx: 1'b0};

  always_ff @(posedge clk_i) begin
    if (valid_q) begin
      unique case (st_q)
        StLook: begin
          trap_q <= access_trap(AccFetch, va_q, mode_q.v, fence);
          trap_q.valid <= fault;
          data_q <= '0;
          if (walk) st_q <= StWalk;
          else if (fault || void_ok) st_q <= StDone;
          else if (start) st_q <= StFill;
        end
        StWalk: begin
          if (walk_rsp_i.done) begin
            trap_q <= walk_trap(walk_rsp_i, AccFetch, va_q, mode_q.v);
            st_q <= walk_rsp_i.fault ? StDone : StLook;
          end
        end
        StFill: begin
          trap_q <= access_trap(AccFetch, va_q, mode_q.v, 1'b0);
          trap_q.valid <= first_error;
          data_q <= first_data;
          if (first) st_q <= StDone;
        end
        default: ;  // StDone
      endcase
    end
    if (kill_i || rsp_o.valid) valid_q <= 1'b0;
    if (accept) begin
      valid_q <= !kill_i;
      st_q <= StLook;
      va_q <= req_i.va;
      mode_q <= req_i.mode;
    end
    if (!rst_ni) begin
      valid_q <= 1'b0;
      st_q <= StLook;
      va_q <= '0;
      mode_q <= '0;
      data_q <= '0;
      trap_q <= '0;
    end
  end

  assign miss_o = start;
  assign tlb_miss_o = valid_q && st_q == StWalk && walk_rsp_i.done;

  logic unused;
  assign unused = ^{busy, pa[2:0]};

  logic unaligned;
  assign unaligned = accept && req_i.va[2:0] != '0;
  always_ff @(posedge clk_i) if (rst_ni) Aligned_A: assert (!unaligned);
  // Law 6, and no speculation past a wall: a refill needs the consent of all three.
  always_ff @(posedge clk_i) if (rst_ni) RefillAllowed_A: assert (!(start && (walk || fault)));
  logic unchecked;
  assign unchecked = rsp_o.valid && st_q == StLook && (walk || fault);
  always_ff @(posedge clk_i) if (rst_ni) AnswerChecked_A: assert (!unchecked);
endmodule
