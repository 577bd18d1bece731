// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Next-fetch prediction for F0: a branch target buffer of one entry per 8-byte block, gshare
// counters, and a return stack. The answer is combinational, so a taken branch that is predicted
// costs no bubble. Everything predicted is checked in X; wrong or stale contents cost time only.
// After reset the arrays are scrubbed, so that neither timing nor contents survive it.
module core_predictor
  import core_pipe_pkg::*;
(
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        keep_i,       // weakened: no scrub
  output logic        busy_o,       // scrubbing
  // F0
  input  logic [63:0] pc_i,
  input  logic        advance_i,    // the block at pc_i is fetched: history and stack move on
  output logic        taken_o,
  output logic [1:0]  end_o,        // halfword at which the taken branch ends
  output logic [63:0] target_o,
  output pred_t       pred_o,
  // X
  input  outcome_t    outcome_i
);

  localparam int unsigned IdxW = $clog2(BtbEntries);
  localparam int unsigned TagW = 16;
  localparam int unsigned RasW = $clog2(RasEntries);
  localparam int unsigned VaW  = 40;  // targets beyond, unless sign-extended, mispredict

  typedef struct packed {
    logic            valid;
    logic [TagW-1:0] tag;
    logic [1:0]      last;   // halfword in the block
    cf_e             kind;
    logic [VaW-1:1]  target;
  } btb_t;

  btb_t        btb[BtbEntries];
  logic [1:0]  pht[1 << GhrW];
  logic [VaW-1:1] ras[RasEntries];

  logic [GhrW-1:0] ghr_q;
  logic [RasW-1:0] top_q;   // index of the top entry

  // ---------------------------------------------------------------- scrub
  logic            scrub_q;
  logic [GhrW-1:0] scrub_idx_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      scrub_q     <= !keep_i;
      scrub_idx_q <= '0;
    end else if (scrub_q) begin
      scrub_idx_q <= scrub_idx_q + 1'b1;
      if (&scrub_idx_q) scrub_q <= 1'b0;
    end
  end
  assign busy_o = scrub_q;

  // ---------------------------------------------------------------- look-up
  btb_t       entry;
  logic       hit, counted;
  logic [1:0] ctr;

  assign entry   = btb[pc_i[3+:IdxW]];
  assign ctr     = pht[pc_i[3+:GhrW] ^ ghr_q];
  assign hit     = entry.valid && (entry.tag == pc_i[3+IdxW+:TagW]) && (entry.last >= pc_i[2:1]);
  assign counted = hit && (entry.kind == CfCond);

  logic [VaW-1:1] ras_top, dest;
  assign ras_top  = ras[top_q];
  assign dest     = (entry.kind == CfRet) ? ras_top : entry.target;
  assign taken_o  = hit && (!counted || ctr[1]);
  assign end_o    = entry.last;
  assign target_o = {{(64-VaW){dest[VaW-1]}}, dest, 1'b0};
  assign pred_o   = '{ghr: ghr_q, ctr: ctr, ras: top_q};

  logic unused;
  assign unused = ^{pc_i, outcome_i};

  // ---------------------------------------------------------------- history and return stack
  logic            repair, push;
  logic [RasW-1:0] push_idx;
  logic [VaW-1:1]  push_data, x_link;

  assign repair = outcome_i.valid && outcome_i.mispredict;
  assign x_link = outcome_i.last[VaW-1:1] + 1'b1;

  always_comb begin
    if (repair) begin
      push      = (outcome_i.kind == CfCall) && !outcome_i.forget;
      push_idx  = outcome_i.pred.ras + 1'b1;
      push_data = x_link;
    end else begin
      push      = advance_i && hit && (entry.kind == CfCall);
      push_idx  = top_q + 1'b1;
      push_data = {pc_i[VaW-1:3], entry.last} + 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (scrub_q) ras[scrub_idx_q[RasW-1:0]] <= '0;
    else if (push) ras[push_idx] <= push_data;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ghr_q <= '0;
      top_q <= '0;
    end else if (repair) begin
      ghr_q <= outcome_i.pred.ghr;
      top_q <= outcome_i.pred.ras;
      if (!outcome_i.forget) begin
        unique case (outcome_i.kind)
          CfCond:  ghr_q <= {outcome_i.pred.ghr[GhrW-2:0], outcome_i.taken};
          CfCall:  top_q <= outcome_i.pred.ras + 1'b1;
          CfRet:   top_q <= outcome_i.pred.ras - 1'b1;
          default: ;
        endcase
      end
    end else if (advance_i && hit) begin
      unique case (entry.kind)
        CfCond:  ghr_q <= {ghr_q[GhrW-2:0], ctr[1]};
        CfCall:  top_q <= top_q + 1'b1;
        CfRet:   top_q <= top_q - 1'b1;
        default: ;
      endcase
    end
  end

  // ---------------------------------------------------------------- training
  logic            btb_we;
  logic [IdxW-1:0] btb_idx;
  btb_t            btb_new;

  assign btb_we  = scrub_q || (outcome_i.valid && (outcome_i.forget ||
                                                   (outcome_i.mispredict && outcome_i.taken)));
  assign btb_idx = scrub_q ? scrub_idx_q[IdxW-1:0] : outcome_i.last[3+:IdxW];
  assign btb_new = '{valid: !scrub_q && !outcome_i.forget, tag: outcome_i.last[3+IdxW+:TagW],
                     last: outcome_i.last[2:1], kind: outcome_i.kind,
                     target: outcome_i.target[VaW-1:1]};

  always_ff @(posedge clk_i) begin
    if (btb_we) btb[btb_idx] <= btb_new;
  end

  logic            pht_we;
  logic [GhrW-1:0] pht_idx;
  logic [1:0]      old, pht_new;

  assign old     = outcome_i.pred.ctr;
  assign pht_we  = scrub_q || (outcome_i.valid && !outcome_i.forget && outcome_i.kind == CfCond);
  assign pht_idx = scrub_q ? scrub_idx_q : (outcome_i.last[3+:GhrW] ^ outcome_i.pred.ghr);

  always_comb begin
    pht_new = 2'd1;
    if (!scrub_q) begin
      if (outcome_i.taken) pht_new = (old == 2'd3) ? 2'd3 : old + 2'd1;
      else pht_new = (old == 2'd0) ? 2'd0 : old - 2'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (pht_we) pht[pht_idx] <= pht_new;
  end

endmodule
