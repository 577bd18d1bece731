// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Types that pass between the stages of the pipeline and nowhere else.
package core_pipe_pkg;
  import core_pkg::*;
  import core_decode_pkg::*;

  // ---------------------------------------------------------------- prediction
  parameter int unsigned PredVaW     = 40;   // bits of a target; others must be its sign
  parameter int unsigned BtbEntries  = 64;   // for each half of a block
  parameter int unsigned GhrW        = 9;    // history bits; 2^GhrW two-bit counters, likewise
  parameter int unsigned RasEntries  = 4;
  parameter int unsigned FetchBlocks = 4;    // fetch buffer, 8-byte blocks

  typedef enum logic [1:0] {CfCond, CfJump, CfCall, CfRet} cf_e;

  // Direction of a conditional branch: two opinions, and which of them was right more often.
  typedef struct packed {
    logic [1:0] global_ctr;
    logic [1:0] own_ctr;
    logic [1:0] choice;      // upper half: global
  } dir_t;

  // What the predictor knew when it fetched an instruction; comes back with the outcome, so that
  // history and return stack can be repaired and a counter updated without reading it again.
  typedef struct packed {
    logic [GhrW-1:0]               ghr;
    dir_t [1:0]                    dir;   // for a branch that ends in either half of its block
    logic [$clog2(RasEntries)-1:0] ras;
  } pred_t;

  // Outcome of a control transfer, from X. `next` is the address behind it.
  typedef struct packed {
    logic        valid;
    logic        forget;      // what was predicted taken is no control transfer: drop the entry
    logic        mispredict;
    logic        taken;
    cf_e         kind;
    logic [63:0] next;
    logic [63:0] target;
    pred_t       pred;
  } outcome_t;

  // ---------------------------------------------------------------- D -> X, beside the operands
  typedef struct packed {
    ctrl_t      ctrl;
    logic [4:0] rd;
    logic [2:0] f3;
    cf_e        kind;
  } xop_t;

  // ---------------------------------------------------------------- the branch slot
  // A conditional branch, or a jump that keeps no link, needs no result register. It leaves D
  // together with the instruction before it, or alone (`lone`), and is decided in X, or in M when an
  // operand is only known at the end of X (`of_a`: the partner's result; `of_m`: what is in M).
  parameter bit PairBranches = 1'b1;

  typedef struct packed {
    logic        valid;
    logic        jump;
    logic [2:0]  f3;
    logic [4:0]  rs1;
    logic [4:0]  rs2;
    logic [20:0] imm;
  } br_t;

  typedef struct packed {
    logic        valid;
    logic        lone;
    logic        jump;
    logic [2:0]  f3;
    logic [21:0] offset;   // from the pair's pc to the target
    logic [2:0]  halves;   // length of the pair, also of an instruction without a branch
    logic [1:0]  of_a;     // operand 1 and 2
    logic [1:0]  of_m;
  } slot_t;

  // Small on purpose: the second instruction of a pair is found late in D.
  function automatic logic is_br(logic [31:0] raw);
    return (raw[1:0] == 2'b01 && raw[15] && raw[14:13] != 2'b00)
        || (raw[6:0] == 7'h6f && raw[11:7] == 5'd0)
        || (raw[6:0] == 7'h63 && raw[14:13] != 2'b01);
  endfunction

  function automatic br_t br_decode(logic [31:0] raw);
    br_t  b;
    logic q1, c_j, jal;
    q1     = (raw[1:0] == 2'b01);
    c_j    = q1 && (raw[15:13] == 3'b101);
    jal    = (raw[6:0] == 7'h6f) && (raw[11:7] == 5'd0);
    b.valid = is_br(raw);
    b.jump  = c_j || jal;
    b.f3    = q1 ? {2'b00, raw[13]} : raw[14:12];
    b.rs1   = (c_j || jal) ? 5'd0 : q1 ? {2'b01, raw[9:7]} : raw[19:15];
    b.rs2   = (c_j || jal || q1) ? 5'd0 : raw[24:20];
    if (c_j) b.imm = {{10{raw[12]}}, raw[8], raw[10:9], raw[6], raw[7], raw[2], raw[11], raw[5:3],
                      1'b0};
    else if (q1) b.imm = {{13{raw[12]}}, raw[6:5], raw[2], raw[11:10], raw[4:3], 1'b0};
    else if (raw[3]) b.imm = {raw[31], raw[19:12], raw[20], raw[30:21], 1'b0};
    else b.imm = {{9{raw[31]}}, raw[7], raw[30:25], raw[11:8], 1'b0};
    return b;
  endfunction

  // ---------------------------------------------------------------- what M and W still need
  typedef struct packed {
    logic       rd_we;
    logic [4:0] rd;
    logic       mem;
    dop_e       dop;
    logic [1:0] size;
    logic       mul;
    logic       csr;
    logic       csr_write;
    csr_op_e    csr_op;
    sys_e       sys;
    logic       serial;
    logic       pair;    // a branch retires with it
  } tail_t;

  // ---------------------------------------------------------------- control transfers
  function automatic cf_e cf_kind(logic jump, logic jalr, logic [4:0] rd, logic [4:0] rs1);
    logic rd_link, rs1_link;
    rd_link  = (rd == 5'd1) || (rd == 5'd5);
    rs1_link = (rs1 == 5'd1) || (rs1 == 5'd5);
    if (!jump) return CfCond;
    if (rd_link) return CfCall;
    if (jalr && rs1_link) return CfRet;
    return CfJump;
  endfunction
endpackage
