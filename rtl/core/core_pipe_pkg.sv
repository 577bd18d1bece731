// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Types that pass between the stages of the pipeline and nowhere else.
package core_pipe_pkg;
  import core_pkg::*;
  import core_decode_pkg::*;

  // ---------------------------------------------------------------- prediction
  parameter int unsigned BtbEntries  = 128;
  parameter int unsigned GhrW        = 10;   // history bits; 2^GhrW two-bit counters
  parameter int unsigned RasEntries  = 4;
  parameter int unsigned FetchBlocks = 4;    // fetch buffer, 8-byte blocks

  typedef enum logic [1:0] {CfCond, CfJump, CfCall, CfRet} cf_e;

  // What the predictor knew when it fetched an instruction; comes back with the outcome, so that
  // history and return stack can be repaired and a counter updated without reading it again.
  typedef struct packed {
    logic [GhrW-1:0]               ghr;
    logic [1:0]                    ctr;
    logic [$clog2(RasEntries)-1:0] ras;
  } pred_t;

  // Outcome of a control transfer, from X. `last` is the address of its last halfword.
  typedef struct packed {
    logic        valid;
    logic        forget;      // what was predicted taken is no control transfer: drop the entry
    logic        mispredict;
    logic        taken;
    cf_e         kind;
    logic [63:0] last;
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
