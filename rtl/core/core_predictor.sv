// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Next-fetch prediction for F0: a branch target buffer with one entry for each half of an 8-byte
// block, a direction from gshare or from the entry's own counter, whichever was right more often,
// and a return stack. The answer is combinational, so a taken branch that is predicted
// costs no bubble. Everything predicted is checked in X; wrong or stale contents cost time only.
// After reset the arrays are scrubbed, so that neither timing nor contents survive it.
module core_predictor
  import core_pkg::*, core_pipe_pkg::*;
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
  localparam int unsigned VaW  = PredVaW;  // targets beyond, unless sign-extended, mispredict

  // One bank for branches that end in the first half of a block, one for those in the second.
  typedef struct packed {
    logic            valid;
    logic [TagW-1:0] tag;
    logic            last;   // halfword in the half
    cf_e             kind;
    logic [VaW-1:1]  target;
  } btb_t;

  btb_t        btb0[BtbEntries], btb1[BtbEntries];
  logic [1:0]  pht0[1 << GhrW], pht1[1 << GhrW];
  logic [3:0]  own0[BtbEntries], own1[BtbEntries];   // counter and choice of an entry
  logic [VaW-1:1] ras[RasEntries];

  logic [GhrW-1:0] ghr_q;
  logic [RasW-1:0] top_q;   // index of the top entry

  // ---------------------------------------------------------------- scrub
  // As long as that of the L1 arrays, so that the first fetch finds those clear too.
  logic            scrub_q;
  logic [ScrubW-1:0] scrub_idx_q;

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
  // The first half's branch goes first, unless it is predicted not taken.
  btb_t            e0, e1, entry;
  logic            same0, same1, hit0, hit1, up0, up1, taken0, taken1, seen, in_second;
  dir_t            dir0, dir1;
  logic [IdxW-1:0] idx;
  logic [GhrW-1:0] hash;

  assign idx  = pc_i[3+:IdxW];
  assign hash = pc_i[3+:GhrW] ^ ghr_q;
  assign e0   = btb0[idx];
  assign e1   = btb1[idx];
  assign dir0 = '{global_ctr: pht0[hash], own_ctr: own0[idx][1:0], choice: own0[idx][3:2]};
  assign dir1 = '{global_ctr: pht1[hash], own_ctr: own1[idx][1:0], choice: own1[idx][3:2]};

  assign same0  = e0.valid && (e0.tag == pc_i[3+IdxW+:TagW]);
  assign same1  = e1.valid && (e1.tag == pc_i[3+IdxW+:TagW]);
  assign hit0   = same0 && ({1'b0, e0.last} >= pc_i[2:1]);
  assign hit1   = same1 && ({1'b1, e1.last} >= pc_i[2:1]);
  assign up0    = dir0.choice[1] ? dir0.global_ctr[1] : dir0.own_ctr[1];
  assign up1    = dir1.choice[1] ? dir1.global_ctr[1] : dir1.own_ctr[1];
  assign taken0 = hit0 && ((e0.kind != CfCond) || up0);
  assign taken1 = hit1 && ((e1.kind != CfCond) || up1);

  assign in_second = !taken0;
  assign entry     = in_second ? e1 : e0;
  assign seen      = (hit0 && e0.kind == CfCond) || (in_second && hit1 && e1.kind == CfCond);

  logic [VaW-1:1] ras_top, dest;
  assign ras_top  = ras[top_q];
  assign dest     = (entry.kind == CfRet) ? ras_top : entry.target;
  assign taken_o  = taken0 || taken1;
  assign end_o    = {in_second, entry.last};
  assign target_o = {{(64-VaW){dest[VaW-1]}}, dest, 1'b0};
  assign pred_o   = '{ghr: ghr_q, dir: {dir1, dir0}, ras: top_q};

  logic unused;
  assign unused = ^{pc_i, outcome_i, entry};

  // ---------------------------------------------------------------- history and return stack
  logic            repair, push;
  logic [RasW-1:0] push_idx;
  logic [VaW-1:1]  push_data, x_link;

  assign repair = outcome_i.valid && outcome_i.mispredict;
  assign x_link = outcome_i.next[VaW-1:1];

  always_comb begin
    if (repair) begin
      push      = (outcome_i.kind == CfCall) && !outcome_i.forget;
      push_idx  = outcome_i.pred.ras + 1'b1;
      push_data = x_link;
    end else begin
      push      = advance_i && taken_o && (entry.kind == CfCall);
      push_idx  = top_q + 1'b1;
      push_data = {pc_i[VaW-1:3], in_second, entry.last} + 1'b1;
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
    end else if (advance_i) begin
      // One bit for a block with a conditional branch: whether one was taken.
      if (seen) ghr_q <= {ghr_q[GhrW-2:0], taken_o && (entry.kind == CfCond)};
      if (taken_o && entry.kind == CfCall) top_q <= top_q + 1'b1;
      if (taken_o && entry.kind == CfRet) top_q <= top_q - 1'b1;
    end
  end

  // ---------------------------------------------------------------- training
  // A cycle later: outcomes are known late, and the arrays are wide.
  outcome_t        train_q;
  logic            btb_we, half;
  logic [IdxW-1:0] btb_idx;
  logic [VaW-1:1]  last;   // halfword of the branch

  always_ff @(posedge clk_i) begin
    if (!rst_ni) train_q <= '0;
    else train_q <= outcome_i;
  end

  assign last    = train_q.next[VaW-1:1] - 1'b1;
  assign half    = last[2];
  assign btb_we  = train_q.valid && (train_q.forget || (train_q.mispredict && train_q.taken));
  assign btb_idx = scrub_q ? scrub_idx_q[IdxW-1:0] : last[3+:IdxW];

  // A function, so that a simulator evaluates it only where it is written.
  function automatic btb_t learnt();
    if (scrub_q) return '0;
    return '{valid: !train_q.forget, tag: last[3+IdxW+:TagW], last: last[1], kind: train_q.kind,
             target: train_q.target[VaW-1:1]};
  endfunction

  always_ff @(posedge clk_i) begin
    if (scrub_q || btb_we) begin
      if (scrub_q || !half) btb0[btb_idx] <= learnt();
      if (scrub_q || half) btb1[btb_idx] <= learnt();
    end
  end

  function automatic logic [1:0] step(logic [1:0] old, logic up);
    if (up) return (old == 2'd3) ? 2'd3 : old + 2'd1;
    return (old == 2'd0) ? 2'd0 : old - 2'd1;
  endfunction

  logic            dir_we;
  logic [GhrW-1:0] pht_idx;
  dir_t            old, dir_new;

  assign old     = train_q.pred.dir[half];
  assign dir_we  = train_q.valid && !train_q.forget && train_q.kind == CfCond;
  assign pht_idx = scrub_q ? scrub_idx_q[GhrW-1:0] : (last[3+:GhrW] ^ train_q.pred.ghr);

  always_comb begin
    dir_new = '{global_ctr: 2'd1, own_ctr: 2'd1, choice: 2'd1};
    if (!scrub_q) begin
      dir_new.global_ctr = step(old.global_ctr, train_q.taken);
      dir_new.own_ctr    = step(old.own_ctr, train_q.taken);
      dir_new.choice     = old.choice;
      if (old.global_ctr[1] != old.own_ctr[1]) begin
        dir_new.choice = step(old.choice, old.global_ctr[1] == train_q.taken);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (scrub_q || (dir_we && !half)) begin
      pht0[pht_idx] <= dir_new.global_ctr;
      own0[btb_idx] <= {dir_new.choice, dir_new.own_ctr};
    end
    if (scrub_q || (dir_we && half)) begin
      pht1[pht_idx] <= dir_new.global_ctr;
      own1[btb_idx] <= {dir_new.choice, dir_new.own_ctr};
    end
  end

  logic unused_train;
  assign unused_train = ^{train_q, last};

  // No block is fetched and no branch decided before the arrays are clear.
  logic used;
  assign used = scrub_q && (advance_i || outcome_i.valid || train_q.valid);
  always_ff @(posedge clk_i) if (rst_ni) ScrubQuiet_A: assert (!used);

endmodule
