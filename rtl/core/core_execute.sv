// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// X and M: arithmetic, branches, addresses, CSR reads; then the data cache's answer. Operands
// arrive registered and final. A branch is checked against what the front end fetched next, only
// in the cycle in which it leaves X, so an outcome is reported once. A data access is presented
// in X only when M is free for it; traps found here travel on to W.
//
// A branch whose operands are known is decided in X; one that needs what X or M make in this cycle
// is decided in its first cycle in M, and then stops what has come into X behind it. One branch is
// decided in a cycle: while M decides, the one in X becomes a late one too.
module core_execute
  import core_pkg::*;
  import core_decode_pkg::*;
  import core_pipe_pkg::*;
  import soc_pkg::PaW;
  import core_csr_pkg::sysop_t;
  import core_csr_pkg::sysop_rsp_t;
  import core_csr_pkg::trigger_cfg_t;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  // from D
  input  logic         x_valid_i,
  input  xop_t         x_op_i,
  input  logic [31:0]  x_raw_i,
  input  logic [63:0]  x_pc_i,
  input  pred_t        x_pred_i,
  input  logic [63:0]  x_a_i,
  input  logic [63:0]  x_b_i,
  input  logic [63:0]  x_c_i,
  input  trap_t        x_trap_i,
  input  logic         x_c_of_m_i,
  input  slot_t        x_slot_i,
  input  logic [63:0]  x_b1_i,
  input  logic [63:0]  x_b2_i,
  input  logic [31:0]  x_b_raw_i,
  output logic         x_ready_o,
  // control transfers
  input  logic [63:0]  fe_pc_i,       // predicted to follow the instruction in X
  output logic         mispredict_o,  // what is behind X never happens
  output logic         late_wrong_o,  // ... nor what is in X
  output logic [63:0]  next_pc_o,
  output outcome_t     outcome_o,
  // forwarding
  output logic         x_fwd_ok_o,
  output logic [63:0]  x_fwd_o,
  output logic         m_fwd_ok_o,
  output logic [63:0]  m_fwd_o,
  // CSR file
  output csr_rd_req_t  csr_rd_o,
  input  csr_rsp_t     csr_rsp_i,
  output sysop_t       sysop_o,
  input  sysop_rsp_t   sysop_rsp_i,
  input  mode_t        mode_i,
  input  mode_t        data_mode_i,
  input  mode_t        hlv_mode_i,
  input  trigger_cfg_t trigger_i,
  input  logic         div_constant_i,
  // data port
  output dreq_t        d_req_o,
  input  logic         d_ready_i,
  input  logic         d_free_i,      // early: d_ready_i, if what is in M leaves
  input  drsp_t        d_rsp_i,
  output logic         d_advance_o,
  // W
  input  logic         w_ready_i,
  input  logic         kill_i,        // W redirects: what is here never happened
  output logic         m_valid_o,
  output tail_t        m_tail_o,
  output logic [63:0]  m_pc_o,
  output logic         w_valid_o,     // next instruction of W; w_ready_i takes it
  output tail_t        w_tail_o,
  output logic [63:0]  w_pc_o,
  output logic [31:0]  w_raw_o,
  output logic [31:0]  w_b_raw_o,
  output logic [63:0]  w_result_o,    // final value of rd
  output logic [63:0]  w_aux_o,       // CSR operand, fence address, or address of the access
  output logic [63:0]  w_store_o,     // store data, and ASID or VMID of a fence
  output logic [PaW-1:0] w_pa_o,
  output trap_t        w_trap_o,
  input  logic         w_clear_i,     // W is done with its instruction
  // events
  output logic         stall_divide_o
);

  ctrl_t ctrl;
  assign ctrl = x_op_i.ctrl;

  logic m_ready, x_fire, live;
  logic [63:0] mul_word;
  assign live = x_valid_i && !x_trap_i.valid;

  // ---------------------------------------------------------------- arithmetic
  logic [63:0] alu_result, address, target, seq_pc, near, far;

  core_alu u_alu (
    .op_i    (ctrl.op),
    .sh_i    (ctrl.sh),
    .uw_i    (ctrl.uw),
    .word_i  (ctrl.word),
    .a_i     (x_a_i),
    .b_i     (x_b_i),
    .result_o(alu_result)
  );

  assign near       = {60'd0, x_slot_i.halves, 1'b0};
  assign far        = x_slot_i.valid ? 64'(signed'(x_slot_i.offset)) : x_c_i;
  assign seq_pc     = x_pc_i + near;
  assign address    = x_a_i + x_b_i;
  assign target     = x_pc_i + far;

  // ---------------------------------------------------------------- branches
  function automatic logic branch_taken(logic jump, logic [2:0] f3, logic [63:0] a,
                                        logic [63:0] b);
    logic lt_u, lt, cond;
    lt_u = a < b;
    lt   = (a[63] != b[63]) ? a[63] : lt_u;
    unique case (f3[2:1])
      2'b00:   cond = (a == b);
      2'b10:   cond = lt;
      default: cond = lt_u;
    endcase
    return jump || (cond != f3[0]);
  endfunction

  // Whether a + b is another address than c, which is even, without waiting for the sum: each place
  // is right if the carry that it needs for c is the one that the place below, being right, gives.
  function automatic logic differs(logic [63:0] a, logic [63:0] b, logic [63:1] c);
    logic [63:1] needed;
    logic [62:1] given;
    needed = a[63:1] ^ b[63:1] ^ c;
    given  = (a[62:1] & b[62:1]) | ((a[62:1] | b[62:1]) & ~c[62:1]);
    return needed != {given, a[0] & b[0]};
  endfunction

  // In M: what a late branch needs. Both ways are compared with the prediction in X already.
  typedef struct packed {
    logic        jump;
    logic [2:0]  f3;
    logic        wrong_taken;
    logic        wrong_not;
    logic [63:0] target;
    logic [63:0] seq;
    pred_t       pred;
  } late_t;

  late_t       m_late_q;
  logic        late_q, late, m_taken, m_wrong, m_mispredict;
  logic [63:0] m_b1_q, m_b2_q;

  assign m_taken      = branch_taken(m_late_q.jump, m_late_q.f3, m_b1_q, m_b2_q);
  assign m_wrong      = m_taken ? m_late_q.wrong_taken : m_late_q.wrong_not;
  assign m_mispredict = late_q && m_wrong && !kill_i;

  // In X.
  logic        taken, is_cf, wrong, wrong_taken, wrong_not, x_mispredict;
  logic [63:0] next_pc;

  assign late        = x_slot_i.valid && (late_q || x_slot_i.of_a != '0 || x_slot_i.of_m != '0);
  assign is_cf       = x_slot_i.valid || ctrl.jump;
  assign taken       = x_slot_i.valid ? branch_taken(x_slot_i.jump, x_slot_i.f3, x_b1_i, x_b2_i)
                                       : ctrl.jump;
  assign wrong_taken = differs(x_pc_i, far, fe_pc_i[63:1]);
  assign wrong_not   = differs(x_pc_i, near, fe_pc_i[63:1]);
  assign wrong       = ctrl.jalr ? differs(x_a_i, x_b_i, fe_pc_i[63:1])
                                 : taken ? wrong_taken : wrong_not;
  assign next_pc     = ctrl.jalr ? {address[63:1], 1'b0} : taken ? target : seq_pc;

  // Reported and acted upon when it is first seen, even if X has to stay, so that neither waits for
  // what M answers; told_q keeps the outcome from being reported again, and the redirected fetch
  // makes `wrong` clear.
  logic told_q, x_decides;
  assign x_decides = live && !late && !kill_i && !m_mispredict && !(late_q && ctrl.jump);
  assign x_mispredict = x_decides && wrong;
  assign mispredict_o = m_mispredict || x_mispredict;
  assign late_wrong_o = m_mispredict;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || x_fire || kill_i) told_q <= 1'b0;
    else if (x_decides) told_q <= 1'b1;
  end

  always_comb begin
    next_pc_o = next_pc;
    outcome_o = '{valid: x_mispredict || (x_decides && is_cf && !told_q),
                  forget: !is_cf,
                  mispredict: wrong, taken: taken,
                  kind: x_slot_i.valid ? (x_slot_i.jump ? CfJump : CfCond) : x_op_i.kind,
                  next: seq_pc, target: next_pc, pred: x_pred_i};
    if (late_q) begin
      next_pc_o = m_taken ? m_late_q.target : m_late_q.seq;
      // What was no branch at all, behind one that was predicted right, goes first.
      if (!x_mispredict) begin
        outcome_o = '{valid: !kill_i, forget: 1'b0, mispredict: m_wrong, taken: m_taken,
                      kind: m_late_q.jump ? CfJump : CfCond, next: m_late_q.seq,
                      target: next_pc_o, pred: m_late_q.pred};
      end else begin
        next_pc_o = next_pc;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) late_q <= 1'b0;
    else late_q <= x_fire && live && late;
    if (!rst_ni) begin
      m_late_q <= '0;
      m_b1_q   <= '0;
      m_b2_q   <= '0;
    end else if (x_fire && late) begin
      m_late_q <= '{jump: x_slot_i.jump, f3: x_slot_i.f3, wrong_taken: wrong_taken,
                    wrong_not: wrong_not, target: target, seq: seq_pc, pred: x_pred_i};
      m_b1_q <= x_slot_i.of_a[0] ? x_fwd_o : x_slot_i.of_m[0] ? m_fwd_o : x_b1_i;
      m_b2_q <= x_slot_i.of_a[1] ? x_fwd_o : x_slot_i.of_m[1] ? m_fwd_o : x_b2_i;
    end
  end

  // ---------------------------------------------------------------- CSR reads, system instructions
  logic is_csr, csr_write;

  assign is_csr    = live && (ctrl.fu == FuCsr);
  assign csr_write = (x_op_i.f3[1:0] == 2'd1) || (x_raw_i[19:15] != 5'd0);
  assign csr_rd_o  = '{valid: is_csr, addr: x_raw_i[31:20], write: csr_write};

  always_comb begin
    sysop_o.valid = live && (ctrl.hv || ctrl.sys != SysNone);
    sysop_o.op    = core_csr_pkg::SysHlsv;
    unique case (ctrl.sys)
      SysMret:    sysop_o.op = core_csr_pkg::SysMret;
      SysSret:    sysop_o.op = core_csr_pkg::SysSret;
      SysWfi:     sysop_o.op = core_csr_pkg::SysWfi;
      SysSfence:  sysop_o.op = core_csr_pkg::SysSfenceVma;
      SysHfenceV: sysop_o.op = core_csr_pkg::SysHfence;
      SysHfenceG: sysop_o.op = core_csr_pkg::SysHfenceGvma;
      default:    sysop_o.valid = live && ctrl.hv;
    endcase
  end

  // ---------------------------------------------------------------- traps found in X
  mode_t d_mode;
  logic  is_mem, hit_execute, hit_data, new_trap;
  trap_t x_trap;

  assign is_mem = (ctrl.fu == FuMem);
  assign d_mode = ctrl.hv ? hlv_mode_i : data_mode_i;

  core_trigger_match u_trigger_match (
    .cfg_i       (trigger_i),
    .mode_i      (mode_i),
    .exec_valid_i(x_valid_i && !(x_trap_i.valid && x_trap_i.interrupt) && ctrl.sys != SysHalt),
    .exec_va_i   (x_pc_i),
    .exec_hit_o  (hit_execute),
    .data_valid_i(live && is_mem),
    .data_load_i (ctrl.dop != DStore && ctrl.amo != AmoSc),
    .data_store_i(ctrl.dop != DLoad && ctrl.amo != AmoLr),
    .data_va_i   (address),
    .data_hit_o  (hit_data)
  );

  logic sys_illegal, sys_virt;
  assign sys_illegal = (csr_rsp_i.illegal && is_csr) ||
                       (sysop_rsp_i.illegal && sysop_o.valid);
  assign sys_virt    = (csr_rsp_i.virt && is_csr) || (sysop_rsp_i.virt && sysop_o.valid);
  assign new_trap    = live && (sys_illegal || sys_virt || hit_data);

  always_comb begin
    x_trap = x_trap_i;
    x_trap.valid = x_trap_i.valid || new_trap;
    if (hit_execute) begin
      x_trap = '{valid: 1'b1, cause: ExcBreakpoint, tval: x_pc_i, gva: mode_i.v,
                 trigger: Cfg.captive, default: '0};
    end else if (new_trap) begin
      x_trap = '{valid: 1'b1, default: '0};
      if (sys_illegal || sys_virt) begin
        x_trap.cause = sys_illegal ? ExcIllegal : ExcVirtualInsn;
        x_trap.tval  = {32'd0, x_raw_i};
      end else begin
        x_trap.cause   = ExcBreakpoint;
        x_trap.tval    = address;
        x_trap.gva     = d_mode.v;
        x_trap.trigger = Cfg.captive;
      end
    end
  end

  // ---------------------------------------------------------------- data request
  logic x_trapped, mem_trap, mem_go;
  assign x_trapped = x_trap_i.valid || new_trap || hit_execute;
  // Of what may trap here only this can be an access: a CSR's answer comes too late to ask for it.
  assign mem_trap  = hit_execute || hit_data ||
                     (ctrl.hv && (sysop_rsp_i.illegal || sysop_rsp_i.virt));
  assign mem_go    = live && is_mem && !mem_trap;

  logic [63:0] store_data;
  assign store_data = x_c_of_m_i ? m_fwd_o : x_c_i;

  assign d_req_o = '{valid: mem_go && m_ready && !kill_i && !m_mispredict,
                     soon: x_valid_i && is_mem, op: ctrl.dop, amo: ctrl.amo, va: address,
                     size: ctrl.size, uns: ctrl.uns, hlvx: ctrl.hlvx, forced_v: ctrl.hv,
                     mode: d_mode, wdata: store_data};

  // ---------------------------------------------------------------- divide
  logic        is_div, div_done;
  logic [63:0] div_result;

  assign is_div = live && (ctrl.fu == FuDiv) && !hit_execute;

  core_div u_div (
    .clk_i,
    .rst_ni,
    .constant_i(div_constant_i),
    .start_i (is_div),
    .kill_i  (kill_i || m_mispredict),
    .ack_i   (x_fire && is_div),
    .f3_i    (x_op_i.f3[1:0]),
    .word_i  (ctrl.word),
    .a_i     (x_a_i),
    .b_i     (x_b_i),
    .done_o  (div_done),
    .result_o(div_result)
  );

  // ---------------------------------------------------------------- X result and hand-over
  logic [63:0] x_result;

  always_comb begin
    unique case (ctrl.fu)
      FuLink:  x_result = seq_pc;
      FuAuipc: x_result = target;
      FuDiv:   x_result = div_result;
      FuCsr:   x_result = csr_rsp_i.rdata;
      default: x_result = alu_result;
    endcase
  end

  assign x_fwd_ok_o = (ctrl.fu == FuAlu) || (ctrl.fu == FuLink) || (ctrl.fu == FuAuipc) ||
                      (ctrl.fu == FuMul && ctrl.word);
  always_comb begin
    unique case (ctrl.fu)
      FuLink:  x_fwd_o = seq_pc;
      FuAuipc: x_fwd_o = target;
      FuMul:   x_fwd_o = mul_word;
      default: x_fwd_o = alu_result;
    endcase
  end

  logic x_done;
  // A jump with link behind a late branch waits until that is decided: one outcome in a cycle.
  assign x_done    = (!mem_go || d_free_i) && (!is_div || div_done) && !(late_q && ctrl.jump);
  assign x_fire    = x_valid_i && x_done && m_ready && !kill_i && !m_mispredict;
  assign x_ready_o = !x_valid_i || (x_done && m_ready);

  assign stall_divide_o = is_div && !div_done;

  tail_t x_tail;
  assign x_tail = '{rd_we: ctrl.rd_we, rd: x_op_i.rd, mem: mem_go, dop: ctrl.dop, size: ctrl.size,
                    mul: (ctrl.fu == FuMul), csr: (ctrl.fu == FuCsr), csr_write: csr_write,
                    csr_op: csr_op_e'(x_op_i.f3[1:0]), sys: ctrl.sys, serial: ctrl.serial,
                    pair: x_slot_i.valid && !x_slot_i.lone};

  // ---------------------------------------------------------------- M
  logic        m_valid_q;
  tail_t       m_tail_q;
  logic [63:0] m_pc_q, m_result_q, m_aux_q, m_store_q, mul_result;
  logic [31:0] m_raw_q, m_b_raw_q;
  trap_t       m_trap_q;
  logic        m_done;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill_i) m_valid_q <= 1'b0;
    else if (m_ready) m_valid_q <= x_fire;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      m_tail_q   <= '0;
      m_pc_q     <= '0;
      m_raw_q    <= '0;
      m_b_raw_q  <= '0;
      m_result_q <= '0;
      m_trap_q   <= '0;
      m_aux_q    <= '0;
      m_store_q  <= '0;
    end else if (x_fire) begin
      m_tail_q       <= x_tail;
      m_pc_q         <= x_pc_i;
      m_raw_q        <= x_raw_i;
      m_b_raw_q      <= x_b_raw_i;
      m_result_q     <= x_result;
      m_trap_q.valid <= x_trapped;
      if (x_trapped) m_trap_q <= x_trap;
      if (is_mem || ctrl.serial || ctrl.fu == FuCsr) begin
        m_aux_q   <= is_mem ? address : x_a_i;
        m_store_q <= store_data;
      end
    end
  end

  core_mul u_mul (
    .clk_i,
    .x_en_i    ((x_fire && ctrl.fu == FuMul) || !rst_ni),  // reset: X holds zeros, so it does
    .x_f3_i    (x_op_i.f3[1:0]),
    .x_word_i  (ctrl.word),
    .x_a_i,
    .x_b_i,
    .x_low_o   (mul_word),
    .m_result_o(mul_result)
  );

  assign m_done      = !m_tail_q.mem || d_rsp_i.valid;
  assign m_ready     = !m_valid_q || (m_done && w_ready_i);
  assign d_advance_o = m_valid_q && m_tail_q.mem && d_rsp_i.valid && w_ready_i && !kill_i;

  assign m_valid_o  = m_valid_q;
  assign m_tail_o   = m_tail_q;
  assign m_pc_o     = m_pc_q;
  assign m_fwd_ok_o = !m_tail_q.mem || d_rsp_i.valid;
  assign m_fwd_o    = m_tail_q.mem ? d_rsp_i.rdata : m_tail_q.mul ? mul_result : m_result_q;

  // ---------------------------------------------------------------- W registers
  logic        w_valid_q, m_fire;
  tail_t       w_tail_q;
  logic [63:0] w_pc_q, w_result_q, w_aux_q, w_store_q;
  logic [31:0] w_raw_q, w_b_raw_q;
  logic [PaW-1:0] w_pa_q;
  trap_t       w_trap_q;

  assign m_fire = m_valid_q && m_done && w_ready_i && !kill_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) w_valid_q <= 1'b0;
    else if (m_fire) w_valid_q <= 1'b1;
    else if (w_clear_i) w_valid_q <= 1'b0;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      w_tail_q   <= '0;
      w_pc_q     <= '0;
      w_raw_q    <= '0;
      w_b_raw_q  <= '0;
      w_result_q <= '0;
      w_trap_q   <= '0;
      w_aux_q    <= '0;
      w_store_q  <= '0;
      w_pa_q     <= '0;
    end else if (m_fire) begin
      w_tail_q       <= m_tail_q;
      w_pc_q         <= m_pc_q;
      w_raw_q        <= m_raw_q;
      w_b_raw_q      <= m_b_raw_q;
      w_result_q     <= m_fwd_o;
      w_trap_q.valid <= m_trap_q.valid || (m_tail_q.mem && d_rsp_i.trap.valid);
      if (m_trap_q.valid) w_trap_q <= m_trap_q;
      else if (m_tail_q.mem && d_rsp_i.trap.valid) w_trap_q <= d_rsp_i.trap;
      if (m_tail_q.mem || m_tail_q.serial || m_tail_q.csr) begin
        w_aux_q   <= m_aux_q;
        w_store_q <= m_store_q;
        w_pa_q    <= d_rsp_i.pa;
      end
    end
  end

  assign w_valid_o  = w_valid_q;
  assign w_tail_o   = w_tail_q;
  assign w_pc_o     = w_pc_q;
  assign w_raw_o    = w_raw_q;
  assign w_b_raw_o  = w_b_raw_q;
  assign w_result_o = w_result_q;
  assign w_aux_o    = w_aux_q;
  assign w_store_o  = w_store_q;
  assign w_pa_o     = w_pa_q;
  assign w_trap_o   = w_trap_q;

  logic unused;
  assign unused = ^{csr_rsp_i.hit, ctrl, fe_pc_i[0]};

  // ---------------------------------------------------------------- assertions
  // One branch is decided in a cycle, in program order: its outcome is reported once.
  logic two_outcomes, taken_stays, unawaited, trap_asks;
  assign two_outcomes = late_q && x_fire && live && is_cf && !late;
  assign taken_stays = d_req_o.valid && d_ready_i != x_fire;
  assign unawaited = d_rsp_i.valid && !(m_valid_q && m_tail_q.mem);
  assign trap_asks = m_valid_q && m_tail_q.mem && m_trap_q.valid;
  always_ff @(posedge clk_i) if (rst_ni) OneBranch_A: assert (!two_outcomes);
  always_ff @(posedge clk_i) if (rst_ni) LateInM_A: assert (!late_q || m_valid_q);
  // An access that the data side takes, and no other, is in M in the next cycle and is answered.
  always_ff @(posedge clk_i) if (rst_ni) TakenLeaves_A: assert (!taken_stays);
  always_ff @(posedge clk_i) if (rst_ni) AnswerAwaited_A: assert (!unawaited);
  // What traps has asked nothing of memory.
  always_ff @(posedge clk_i) if (rst_ni) TrapNoAccess_A: assert (!trap_asks);

endmodule
