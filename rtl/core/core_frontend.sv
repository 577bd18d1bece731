// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// F0 and F1: where to fetch next, and the fetch buffer from which D takes one instruction a cycle.
// F0 asks for the 8-byte block at pc_q and predicts the next one in the same cycle; the block's
// place in the buffer is taken with the request, F1 fills it with the answer. D's pc is counted
// beside the buffer, so blocks need no address; while an instruction is in X, `pc_o` is what was
// predicted to follow it, which is all that X compares with.
module core_frontend
  import core_pkg::*;
  import core_pipe_pkg::*;
(
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [63:0] reset_pc_i,
  input  logic        keep_i,         // weakened: predictor keeps its contents over reset
  input  logic        stop_i,         // parked, or something older will redirect anyway
  input  mode_t       mode_i,
  // L1I
  output ifetch_req_t if_req_o,
  input  logic        if_ready_i,
  output logic        if_kill_o,
  input  ifetch_rsp_t if_rsp_i,
  // redirect from X, W or management: everything fetched is dropped
  input  logic        redirect_i,
  input  logic [63:0] redirect_pc_i,
  input  outcome_t    outcome_i,
  // D
  output logic        valid_o,
  output logic [31:0] raw_o,          // 16 bits zero-extended when compressed
  output logic        compressed_o,
  output logic [63:0] pc_o,
  output pred_t       pred_o,
  output trap_t       trap_o,         // fetch fault, instead of an instruction
  output logic        pending_o,      // a fetch is under way
  input  logic        take_i,
  // the instruction behind it, when it is there and not behind a taken branch
  output logic        b_valid_o,
  output logic [31:0] b_raw_o,
  output pred_t       b_pred_o,
  input  logic        take_b_i        // take_i would take both; early, take_i alone acts
);

  localparam int unsigned PtrW = $clog2(FetchBlocks);

  // ---------------------------------------------------------------- buffer storage
  typedef struct packed {
    logic       taken;
    logic [1:0] last;
    pred_t      pred;
  } meta_t;

  logic [63:0] data[FetchBlocks];
  logic [PredVaW-1:1] target[FetchBlocks];
  meta_t       meta[FetchBlocks];
  logic [FetchBlocks-1:0] fault_q;

  logic [PtrW:0] alloc_q, fill_q, read_q;  // one bit more than an index: full and empty differ
  trap_t         trap_q;                   // of the first faulting block; fetch stops there
  logic          halted_q;

  // ---------------------------------------------------------------- F0
  logic [63:0] pc_q, next_pc, seq_pc, d_pc_q;
  logic        pred_busy, pred_taken, full, take_req, refetch, flush;
  logic [1:0]  pred_last;
  logic [63:0] pred_target;
  pred_t       pred;
  outcome_t    outcome;

  core_predictor u_predictor (
    .clk_i,
    .rst_ni,
    .keep_i,
    .busy_o   (pred_busy),
    .pc_i     (pc_q),
    .advance_i(take_req),
    .taken_o  (pred_taken),
    .end_o    (pred_last),
    .target_o (pred_target),
    .pred_o   (pred),
    .outcome_i(outcome)
  );

  assign flush    = redirect_i || refetch;
  assign full     = (alloc_q - read_q) == (PtrW + 1)'(FetchBlocks);
  // A flush comes late in the cycle: a request is presented all the same, and killed.
  assign if_req_o = '{valid: !stop_i && !pred_busy && !full && !halted_q,
                      va: {pc_q[63:3], 3'b000}, mode: mode_i};
  assign if_kill_o = flush;
  assign take_req  = if_req_o.valid && if_ready_i && !flush;
  assign seq_pc    = {pc_q[63:3] + 61'd1, 3'b000};
  assign next_pc   = pred_taken ? pred_target : seq_pc;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) pc_q <= reset_pc_i;
    else if (redirect_i) pc_q <= redirect_pc_i;
    else if (refetch) pc_q <= d_pc_q;
    else if (take_req) pc_q <= next_pc;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || flush) alloc_q <= '0;
    else if (take_req) alloc_q <= alloc_q + 1'b1;
  end

  // While the predictor is scrubbed nothing is fetched, and it and the L1I answer zeros in the end:
  // these go round the buffer.
  logic [PtrW-1:0] scrub_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) scrub_q <= '0;
    else if (pred_busy) scrub_q <= scrub_q + 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (take_req || pred_busy) begin
      meta[pred_busy ? scrub_q : alloc_q[PtrW-1:0]] <=
          '{taken: pred_taken, last: pred_last, pred: pred};
      target[pred_busy ? scrub_q : alloc_q[PtrW-1:0]] <= pred_target[PredVaW-1:1];
    end
  end

  // ---------------------------------------------------------------- F1
  assign pending_o = (alloc_q != fill_q);

  logic fill;
  assign fill = if_rsp_i.valid && !flush;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || flush) begin
      fill_q   <= '0;
      halted_q <= 1'b0;
    end else if (fill) begin
      fill_q <= fill_q + 1'b1;
      if (if_rsp_i.trap.valid) halted_q <= 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (fill || pred_busy) data[pred_busy ? scrub_q : fill_q[PtrW-1:0]] <= if_rsp_i.data;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fault_q <= '0;
      trap_q  <= '0;
    end else if (fill) begin
      fault_q[fill_q[PtrW-1:0]] <= if_rsp_i.trap.valid;
      if (if_rsp_i.trap.valid && !halted_q) trap_q <= if_rsp_i.trap;
    end
  end

  // ---------------------------------------------------------------- D side: align
  logic [PtrW:0]   level;
  logic [PtrW-1:0] head, second;
  logic [63:0]     head_data;
  logic [47:0]     second_data;
  meta_t           head_meta, second_meta, last_meta;
  logic [1:0]      off, last;
  logic [63:3]     d_block_next;
  logic [15:0]     hw0, hw1, hw2, hw3;
  logic [63:0]     window;   // four halfwords from d_pc_q on
  logic            straddle, have, head_fault, second_fault, bad;
  logic            d_taken;  // a taken branch ends the first instruction

  assign level        = fill_q - read_q;
  assign head         = read_q[PtrW-1:0];
  assign second       = head + 1'b1;
  assign head_data    = data[head];
  assign head_meta    = meta[head];
  assign second_meta  = meta[second];
  assign off          = d_pc_q[2:1];
  assign d_block_next = d_pc_q[63:3] + 61'd1;
  assign second_data  = data[second][47:0];
  assign {hw3, hw2, hw1, hw0} = window;
  always_comb begin
    unique case (off)
      2'd0:    window = head_data;
      2'd1:    window = {second_data[15:0], head_data[63:16]};
      2'd2:    window = {second_data[31:0], head_data[63:32]};
      default: window = {second_data, head_data[63:48]};
    endcase
  end
  assign compressed_o = (hw0[1:0] != 2'b11);
  assign straddle     = (off == 2'd3) && (head_data[49:48] == 2'b11);  // nor is it compressed
  assign head_fault   = fault_q[head];
  assign second_fault = straddle && fault_q[second];
  assign have = (level != '0) && (head_fault || !straddle || level > (PtrW + 1)'(1));

  // A prediction that ends inside an instruction is stale: forget it and fetch again.
  assign bad = have && !head_fault && !compressed_o && head_meta.taken && (head_meta.last == off);
  assign refetch = bad && !redirect_i && !stop_i;

  assign valid_o = have && !bad;
  assign raw_o   = {compressed_o ? 16'd0 : hw1, hw0};
  assign pc_o    = d_pc_q;
  assign last      = compressed_o ? off : off + 2'd1;
  assign last_meta = straddle ? second_meta : head_meta;
  assign pred_o    = last_meta.pred;

  // The second instruction: both together are at most four halfwords, so it ends in `second` at the
  // latest. Nothing is behind a taken branch, and one that ends inside it is left to the first slot.
  logic [2:0] b_at, b_end;
  logic       b_compressed, b_cut, b_taken;
  meta_t      b_meta;

  assign b_at         = {1'b0, off} + (compressed_o ? 3'd1 : 3'd2);
  assign b_raw_o      = compressed_o ? {hw2, hw1} : {hw3, hw2};
  assign b_compressed = (b_raw_o[1:0] != 2'b11);
  assign b_end        = b_compressed ? b_at : b_at + 3'd1;
  assign b_meta       = b_end[2] ? second_meta : head_meta;
  assign b_taken      = b_meta.taken && (b_meta.last == b_end[1:0]);
  assign b_pred_o     = b_meta.pred;

  always_comb begin
    b_cut = 1'b0;
    if (!b_compressed) begin
      b_cut = b_at[2] ? second_meta.taken && (second_meta.last == b_at[1:0])
                      : head_meta.taken && (head_meta.last == b_at[1:0]);
    end
  end

  assign b_valid_o = valid_o && !d_taken && !b_cut && !head_fault &&
                     (!b_end[2] || (level > (PtrW + 1)'(1) && !fault_q[second]));

  // An instruction that starts before a faulting block and ends in it faults at the block.
  always_comb begin
    trap_o = trap_q;
    trap_o.valid = have && (head_fault || second_fault);
    if (head_fault) begin
      trap_o.tval = d_pc_q;
      if (trap_q.cause == ExcInsnGuestPage && trap_q.tinst == 32'd0) trap_o.tval2[0] = d_pc_q[2];
    end else begin
      trap_o.tval = {d_block_next, 3'b000};
    end
  end

  // ---------------------------------------------------------------- D's pc and the read pointer
  logic        taken, in_second;
  logic [2:0]  last_at;   // last halfword that is taken, counted from the head block
  logic [2:0]  next_at;   // the one behind it: at most three of the second block are taken
  logic [63:0] d_next;
  logic [PredVaW-1:1] d_target;

  assign d_taken   = last_meta.taken && (last_meta.last == last);
  assign taken     = take_b_i ? b_taken : d_taken;
  assign last_at   = take_b_i ? b_end : {straddle, last};
  assign in_second = last_at[2];
  assign next_at   = last_at + 3'd1;
  // No multiplexer: behind one, synthesis shares a read port, whose address then waits for the choice.
  assign d_target  = ({(PredVaW-1){in_second}} & target[second])
                   | ({(PredVaW-1){!in_second}} & target[head]);
  assign d_next    = taken ? {{(64-PredVaW){d_target[PredVaW-1]}}, d_target, 1'b0}
                           : {next_at[2] ? d_block_next : d_pc_q[63:3], next_at[1:0], 1'b0};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) d_pc_q <= reset_pc_i;
    else if (redirect_i) d_pc_q <= redirect_pc_i;
    else if (take_i) d_pc_q <= d_next;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || flush) read_q <= '0;
    else if (take_i) begin
      read_q <= read_q + (PtrW + 1)'(in_second || last_at == 3'd3 || taken) +
                (PtrW + 1)'(in_second && taken);
    end
  end

  // ---------------------------------------------------------------- outcome, or the stale entry
  always_comb begin
    outcome = outcome_i;
    if (refetch && !outcome_i.valid) begin  // else it will be met, and forgotten, once more
      outcome.valid      = 1'b1;
      outcome.forget     = 1'b1;
      outcome.mispredict = 1'b1;
      outcome.next       = {off == 2'd3 ? d_block_next : d_pc_q[63:3], off + 2'd1, 1'b0};
      outcome.pred       = head_meta.pred;
    end
  end

  always_ff @(posedge clk_i) if (rst_ni) Take_A: assert (!take_i || valid_o);
  logic both_wrong;
  assign both_wrong = take_i && take_b_i && !(b_valid_o && !trap_o.valid);
  always_ff @(posedge clk_i) if (rst_ni) TakeBoth_A: assert (!both_wrong);
  always_ff @(posedge clk_i) if (rst_ni)
    Level_A: assert ((alloc_q - read_q) <= (PtrW + 1)'(FetchBlocks));
  // The L1I answers what was asked and not dropped since, in order.
  always_ff @(posedge clk_i) if (rst_ni) FillAsked_A: assert (!fill || pending_o);
  // D takes no more than there is.
  always_ff @(posedge clk_i) if (rst_ni)
    ReadFilled_A: assert ((fill_q - read_q) <= (alloc_q - read_q));
  always_ff @(posedge clk_i) if (rst_ni) PcAligned_A: assert (!pc_q[0] && !d_pc_q[0]);

endmodule
