// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// CONFIG=shared only, never synthesised: one write-back cache of 8 ways and 512 sets for everybody, as
// a conventional machine has it. Least recently used lines leave, whoever owns them, so one domain's
// accesses decide which lines of another stay. Serves one request at a time; in front of one DRAM.
//
// Timing: a hit is done two cycles after `valid_i`, a miss when the DRAM is.
module shared_l2
  import soc_pkg::*;
  import mem_pkg::*;
  import shared_pkg::*;
(
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              valid_i,        // one cycle, while idle_o
  input  access_t           access_i,
  output logic              idle_o,
  output logic              done_o,         // one cycle, with rdata_o
  output logic [LineW-1:0]  rdata_o,
  input  logic              forget_i,       // all lines of this domain: its memory was zeroed
  input  domain_t           forget_domain_i,
  // DRAM
  output logic              dram_valid_o,   // one cycle, while the DRAM is idle
  output dram_req_t         dram_req_o,
  input  logic              dram_done_i,
  input  logic [LineW-1:0]  dram_rdata_i
);

  localparam int unsigned SetW  = $clog2(L2Sets);
  localparam int unsigned WayW  = $clog2(L2Ways);
  localparam int unsigned LTagW = LineAddrW - SetW;

  typedef struct packed {
    logic             valid;
    logic             dirty;
    domain_t          domain;
    logic [LTagW-1:0] tag;
  } tag_t;
  typedef tag_t [L2Ways-1:0] tags_t;
  typedef logic [L2Ways-1:0][WayW-1:0] order_t;   // rank of each way, 0: most recently used

  typedef enum logic [1:0] {
    StIdle,    // takes a request
    StLook,    // hit: act; miss: choose a victim
    StEvict,   // dirty victim to DRAM
    StFill     // line from DRAM
  } state_e;

  tags_t            tags [L2Sets];
  order_t           order [L2Sets];
  logic [LineW-1:0] data [L2Sets * L2Ways];

  state_e          state_q;
  access_t         acc_q;
  logic            dram_valid_q, done_q;
  dram_req_t       dram_q;
  logic [LineW-1:0] rdata_q;
  logic [WayW-1:0] way_q;

  logic [SetW-1:0]  set;
  logic [LTagW-1:0] tag;
  assign set = acc_q.line[SetW-1:0];
  assign tag = acc_q.line[LineAddrW-1:SetW];

  assign idle_o       = state_q == StIdle && !done_q;
  assign done_o       = done_q;
  assign rdata_o      = rdata_q;
  assign dram_valid_o = dram_valid_q;
  assign dram_req_o   = dram_q;

  // ---------------------------------------------------------------- look-up
  logic            hit;
  logic [WayW-1:0] way;      // that hits, else the one to leave
  tag_t            old;
  always_comb begin : p_look
    hit = 1'b0;
    way = '0;
    old = '0;
    if (state_q == StLook) begin
      for (int unsigned w = 0; w < L2Ways; w++) begin
        if (order[set][w] == WayW'(L2Ways - 1)) way = WayW'(w);
      end
      for (int unsigned w = 0; w < L2Ways; w++) begin
        if (!tags[set][w].valid) way = WayW'(w);
      end
      for (int unsigned w = 0; w < L2Ways; w++) begin
        if (tags[set][w].valid && tags[set][w].domain == acc_q.domain && tags[set][w].tag == tag)
        begin
          hit = 1'b1;
          way = WayW'(w);
        end
      end
      old = tags[set][way];
    end
  end

  // ---------------------------------------------------------------- the line with what is written
  logic             act;      // the line is there in this cycle
  logic [WayW-1:0]  act_way;
  logic [LineW-1:0] base, merged;
  always_comb begin : p_merge
    act     = (state_q == StLook && hit) || (state_q == StFill && dram_done_i);
    act_way = state_q == StLook ? way : way_q;
    base    = '0;
    merged  = '0;
    if (act) begin
      base   = state_q == StLook ? data[{act_way, set}] : dram_rdata_i;
      merged = base;
      for (int unsigned b = 0; b < LineBytes; b++) begin
        if (acc_q.we && acc_q.strb[b]) merged[8 * b +: 8] = acc_q.wdata[8 * b +: 8];
      end
    end
  end

  always_ff @(posedge clk_i) begin : p_state
    if (!rst_ni) begin
      state_q      <= StIdle;
      acc_q        <= '0;
      dram_valid_q <= 1'b0;
      dram_q       <= '0;
      done_q       <= 1'b0;
      rdata_q      <= '0;
      way_q        <= '0;
    end else begin
      dram_valid_q <= 1'b0;
      done_q       <= act;
      if (act) rdata_q <= merged;
      unique case (state_q)
        StIdle: begin
          if (valid_i) begin
            acc_q   <= access_i;
            state_q <= StLook;
          end
        end
        StLook: begin
          way_q   <= way;
          state_q <= StIdle;
          if (!hit) begin
            dram_valid_q <= 1'b1;
            dram_q       <= '{we: 1'b0, domain: acc_q.domain, line: acc_q.line, wdata: '0};
            state_q      <= StFill;
            if (old.valid && old.dirty) begin
              dram_q  <= '{we: 1'b1, domain: old.domain, line: {old.tag, set},
                           wdata: data[{way, set}]};
              state_q <= StEvict;
            end
          end
        end
        StEvict: begin
          if (dram_done_i) begin
            dram_valid_q <= 1'b1;
            dram_q       <= '{we: 1'b0, domain: acc_q.domain, line: acc_q.line, wdata: '0};
            state_q      <= StFill;
          end
        end
        default: if (dram_done_i) state_q <= StIdle;
      endcase
    end
  end

  // ---------------------------------------------------------------- arrays
  tags_t  tags_new;
  order_t order_new;
  always_comb begin : p_new
    tags_new  = '0;
    order_new = '0;
    if (act) begin
      tags_new          = tags[set];
      tags_new[act_way] = '{valid: 1'b1,
                            dirty: acc_q.we || (state_q == StLook && tags[set][act_way].dirty),
                            domain: acc_q.domain, tag: tag};
      order_new         = order[set];
      for (int unsigned w = 0; w < L2Ways; w++) begin
        if (order[set][w] < order[set][act_way]) order_new[w] = order[set][w] + 1'b1;
      end
      order_new[act_way] = '0;
    end
  end

  always_ff @(posedge clk_i) begin : p_tags
    if (!rst_ni) begin
      for (int unsigned s = 0; s < L2Sets; s++) begin
        tags[s] <= '0;
        for (int unsigned w = 0; w < L2Ways; w++) order[s][w] <= WayW'(w);
      end
    end else if (forget_i) begin
      for (int unsigned s = 0; s < L2Sets; s++) begin
        for (int unsigned w = 0; w < L2Ways; w++) begin
          if (tags[s][w].domain == forget_domain_i) tags[s][w] <= '0;
        end
      end
    end else if (act) begin
      tags[set]  <= tags_new;
      order[set] <= order_new;
    end
  end

  always_ff @(posedge clk_i) begin : p_data
    if (act) data[{act_way, set}] <= merged;
  end

endmodule
