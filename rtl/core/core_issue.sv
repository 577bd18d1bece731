// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// D: decodes, reads and forwards operands, and decides when an instruction may leave for X. All
// forwarding ends here, so X works on registered operands only: a result that is ready in X, M or
// W is taken at the end of that stage, any other makes D wait. Interrupts, halt requests and
// fetch faults turn the instruction into one that traps when it reaches W.
//
// A conditional branch, or a jump without link, goes into a slot of its own, with the instruction
// before it or alone. It may leave D before its operands are known, and collects them in X.
module core_issue
  import core_pkg::*;
  import core_decode_pkg::*;
  import core_pipe_pkg::*;
(
  input  logic        clk_i,
  input  logic        rst_ni,
  // front end
  input  logic        fe_valid_i,
  input  logic [31:0] fe_raw_i,
  input  logic        fe_compressed_i,
  input  logic [63:0] fe_pc_i,
  input  pred_t       fe_pred_i,
  input  trap_t       fe_trap_i,
  output logic        fe_take_o,
  input  logic        fe_b_valid_i,
  input  logic [31:0] fe_b_raw_i,
  input  pred_t       fe_b_pred_i,
  output logic        fe_take_b_o,
  input  logic        no_pair_i,     // a trigger looks at every instruction's address
  // what may replace the instruction
  input  mode_t       mode_i,
  input  trap_t       irq_i,
  input  logic        halt_i,
  // register file
  output logic [4:0]  rs1_o,
  output logic [4:0]  rs2_o,
  input  logic [63:0] rs1_data_i,
  input  logic [63:0] rs2_data_i,
  output logic [4:0]  b_rs1_o,
  output logic [4:0]  b_rs2_o,
  input  logic [63:0] b_rs1_data_i,
  input  logic [63:0] b_rs2_data_i,
  // older instructions
  input  logic        x_ready_i,     // X is empty or moves on
  input  logic        kill_i,        // what is in D never happens: mispredict, or W redirects
  input  logic        kill_x_i,      // nor what is in X: a late branch mispredicted, or W redirects
  input  logic        m_valid_i,
  input  logic        m_rd_we_i,
  input  logic [4:0]  m_rd_i,
  input  logic        m_serial_i,
  input  logic        m_csr_i,
  input  logic        w_valid_i,
  input  logic        w_rd_we_i,
  input  logic [4:0]  w_rd_i,
  input  logic        w_serial_i,
  input  logic        w_csr_i,
  input  logic        x_fwd_ok_i,
  input  logic [63:0] x_fwd_i,
  input  logic        m_fwd_ok_i,
  input  logic [63:0] m_fwd_i,
  input  logic [63:0] w_fwd_i,
  // X
  output logic        x_valid_o,
  output xop_t        x_op_o,
  output logic [31:0] x_raw_o,
  output logic [63:0] x_pc_o,
  output pred_t       x_pred_o,
  output logic [63:0] x_a_o,
  output logic [63:0] x_b_o,
  output logic [63:0] x_c_o,
  output trap_t       x_trap_o,
  output logic        x_c_of_m_o,    // operand c is what is in M
  output slot_t       x_slot_o,
  output logic [63:0] x_b1_o,
  output logic [63:0] x_b2_o,
  output logic [31:0] x_b_raw_o,     // for the commit port alone
  output logic        stall_use_o    // event: waits for an operand
);

  // ---------------------------------------------------------------- decode
  ctrl_t       ctrl;
  logic [63:0] imm;
  logic [4:0]  rd, rs1, rs2;
  logic [2:0]  f3;
  logic        is_store, is_csr;
  partner_t    partner;

  core_decode u_decode (
    .raw_i       (fe_raw_i),
    .compressed_i(fe_compressed_i),
    .ctrl_o      (ctrl),
    .rd_o        (rd),
    .rs1_o       (rs1),
    .rs2_o       (rs2),
    .f3_o        (f3),
    .imm_o       (imm),
    .store_o     (is_store),
    .csr_o       (is_csr),
    .partner_o   (partner)
  );

  assign rs1_o = rs1;
  assign rs2_o = rs2;

  // ---------------------------------------------------------------- traps that start here
  trap_t trap;
  logic  replaced;  // by halt or interrupt
  logic  trapped;

  assign replaced = halt_i || irq_i.valid;
  assign trapped  = !halt_i && (irq_i.valid || fe_trap_i.valid || !ctrl.legal ||
                                ctrl.sys == SysEcall || ctrl.sys == SysEbreak);

  always_comb begin
    trap = '0;
    if (trapped) begin
      if (irq_i.valid) begin
        trap = irq_i;
      end else if (fe_trap_i.valid) begin
        trap = fe_trap_i;
      end else if (!ctrl.legal) begin
        trap.cause = ExcIllegal;
        trap.tval  = {32'd0, fe_raw_i};
      end else if (ctrl.sys == SysEcall) begin
        trap.cause = core_csr_pkg::ecall_cause(mode_i);
      end else begin
        trap.cause = ExcBreakpoint;
        trap.tval  = fe_pc_i;
        trap.gva   = mode_i.v;
      end
      trap.valid = 1'b1;
    end
  end

  // Whether an instruction is legal is known last in D, and only what travels on depends on it.
  logic plain, fetched;
  assign plain   = !trapped && !replaced;
  assign fetched = !replaced && !fe_trap_i.valid;

  // ---------------------------------------------------------------- the branch slot
  br_t  br;             // what goes into the slot
  logic lone, pair;
  logic b_use1, b_use2, dep1, dep2, late_ok;

  assign lone = is_br(fe_raw_i);   // none of them is illegal
  assign br   = br_decode(lone ? fe_raw_i : fe_b_raw_i);
  assign b_rs1_o = br.rs1;
  assign b_rs2_o = br.rs2;
  assign b_use1  = (br.rs1 != 5'd0);
  assign b_use2  = (br.rs2 != 5'd0);

  // Of the partners' results only some are there at the end of X. An illegal instruction takes the
  // branch behind it along, unheeded.
  assign dep1    = !lone && b_use1 && partner.rd_we && (rd == br.rs1);
  assign dep2    = !lone && b_use2 && partner.rd_we && (rd == br.rs2);
  assign late_ok = partner.early || !(dep1 || dep2);
  assign pair    = PairBranches && fetched && !lone && partner.ok && late_ok && fe_b_valid_i &&
                   br.valid && !no_pair_i;

  // ---------------------------------------------------------------- operands
  logic use1, use2, wait1, wait2, hazard;
  logic x_rd_we;
  logic [63:0] val1, val2;

  assign use1    = ctrl.use_rs1 && (rs1 != 5'd0);
  assign use2    = ctrl.use_rs2 && (rs2 != 5'd0);
  assign x_rd_we = x_valid_o && x_op_o.ctrl.rd_we;

  logic x1, x2, m1, m2, w1, w2;
  assign x1 = use1 && x_rd_we && (x_op_o.rd == rs1);
  assign x2 = use2 && x_rd_we && (x_op_o.rd == rs2);
  assign m1 = use1 && m_valid_i && m_rd_we_i && (m_rd_i == rs1);
  assign m2 = use2 && m_valid_i && m_rd_we_i && (m_rd_i == rs2);
  assign w1 = use1 && w_valid_i && w_rd_we_i && (w_rd_i == rs1);
  assign w2 = use2 && w_valid_i && w_rd_we_i && (w_rd_i == rs2);

  assign wait1  = x1 ? !x_fwd_ok_i : (m1 && !m_fwd_ok_i);
  // A store needs its data at the end of X only, and collects it there as a branch does.
  logic not_yet2, c_of_m;
  assign not_yet2 = x2 ? !x_fwd_ok_i : (m2 && !m_fwd_ok_i);
  assign wait2    = not_yet2 && !is_store;
  assign c_of_m   = not_yet2 && is_store;
  assign hazard = (wait1 || wait2) && !lone;

  assign val1 = x1 ? x_fwd_i : m1 ? m_fwd_i : w1 ? w_fwd_i : rs1_data_i;
  assign val2 = x2 ? x_fwd_i : m2 ? m_fwd_i : w2 ? w_fwd_i : rs2_data_i;

  // The slot's operands by the same rules, but what is not ready is collected in X: whatever is in
  // X when this leaves D is in M then.
  logic bx1, bx2, bm1, bm2, bw1, bw2, of_m1, of_m2;
  logic [63:0] b_val1, b_val2;

  assign bx1 = b_use1 && x_rd_we && (x_op_o.rd == br.rs1);
  assign bx2 = b_use2 && x_rd_we && (x_op_o.rd == br.rs2);
  assign bm1 = b_use1 && m_valid_i && m_rd_we_i && (m_rd_i == br.rs1);
  assign bm2 = b_use2 && m_valid_i && m_rd_we_i && (m_rd_i == br.rs2);
  assign bw1 = b_use1 && w_valid_i && w_rd_we_i && (w_rd_i == br.rs1);
  assign bw2 = b_use2 && w_valid_i && w_rd_we_i && (w_rd_i == br.rs2);

  assign of_m1 = !dep1 && (bx1 ? !x_fwd_ok_i : (bm1 && !m_fwd_ok_i));
  assign of_m2 = !dep2 && (bx2 ? !x_fwd_ok_i : (bm2 && !m_fwd_ok_i));

  assign b_val1 = bx1 ? x_fwd_i : bm1 ? m_fwd_i : bw1 ? w_fwd_i : b_rs1_data_i;
  assign b_val2 = bx2 ? x_fwd_i : bm2 ? m_fwd_i : bw2 ? w_fwd_i : b_rs2_data_i;

  // ---------------------------------------------------------------- may it go?
  // What became a trap waits like the instruction that it replaces: whether it did is known late.
  // A CSR is read in X and written in W, so it waits for everything older. Those of which nothing
  // but a trap and its handler knows (scratch, epc, cause, tval of any level) need not: what could
  // change them from M or W kills what is behind it, unless it is one of them itself.
  logic serial, light, csr_busy, alone_busy, go;

  assign light    = is_csr && (fe_raw_i[31:30] == 2'b00) && (fe_raw_i[29:28] != 2'b00) &&
                    (fe_raw_i[27:22] == 6'b010000);
  assign csr_busy = (x_valid_o && x_op_o.ctrl.fu == FuCsr) || (m_valid_i && m_csr_i) ||
                    (w_valid_i && w_csr_i);
  assign serial   = is_csr && !light;
  assign alone_busy = (x_valid_o && x_op_o.ctrl.serial) || (m_valid_i && m_serial_i) ||
                      (w_valid_i && w_serial_i);
  assign go = fe_valid_i && x_ready_i && !kill_i && !alone_busy && !hazard &&
              !(serial && (x_valid_o || m_valid_i || w_valid_i)) &&
              !(is_csr && csr_busy);
  assign fe_take_o   = go;
  assign fe_take_b_o = pair;
  assign stall_use_o = fe_valid_i && fetched && hazard && x_ready_i && !kill_i;

  // ---------------------------------------------------------------- D/X registers
  xop_t op;

  always_comb begin
    op = '{ctrl: ctrl, rd: rd, f3: f3, kind: cf_kind(ctrl.jump, ctrl.jalr, rd, rs1)};
    op.ctrl.rd_we  = ctrl.rd_we && (rd != 5'd0);
    op.ctrl.serial = ctrl.serial && !light;
    if (!plain) begin
      op.ctrl        = '0;
      op.ctrl.fu     = FuSys;
      op.ctrl.serial = 1'b1;
      op.ctrl.sys    = halt_i ? SysHalt : SysNone;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) x_valid_o <= 1'b0;
    else if (x_ready_i || kill_x_i) x_valid_o <= go;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      x_op_o   <= '0;
      x_raw_o  <= '0;
      x_pc_o   <= '0;
      x_pred_o <= '0;
      x_a_o    <= '0;
      x_b_o    <= '0;
    end else if (go) begin
      x_op_o   <= op;
      x_raw_o  <= fe_trap_i.valid ? 32'd0 : fe_raw_i;
      x_pc_o   <= fe_pc_i;
      x_pred_o <= pair ? fe_b_pred_i : fe_pred_i;
      x_a_o    <= (ctrl.fu == FuCsr && !ctrl.use_rs1) ? {59'd0, rs1} : use1 ? val1 : 64'd0;
      x_b_o    <= ctrl.b_imm ? imm : use2 ? val2 : 64'd0;
    end
    // What waits in X collects its operand; nothing comes from D meanwhile.
    if (!rst_ni) begin
      x_c_o <= '0;
    end else if (x_c_of_m_o && !x_ready_i) begin
      if (m_fwd_ok_i) x_c_o <= m_fwd_i;
    end else if (go) begin
      x_c_o <= ctrl.c_imm ? imm : use2 ? val2 : 64'd0;
    end
    if (!rst_ni) begin
      x_trap_o <= '0;
    end else if (go) begin
      x_trap_o.valid <= trapped;
      if (trapped) x_trap_o <= trap;
    end
  end

  slot_t      slot;
  logic [2:0] a_halves, b_halves;

  assign a_halves = fe_compressed_i ? 3'd1 : 3'd2;
  assign b_halves = (fe_b_raw_i[1:0] != 2'b11) ? 3'd1 : 3'd2;

  always_comb begin
    slot.valid  = (pair || lone) && fetched;
    slot.lone   = lone;
    slot.jump   = br.jump;
    slot.f3     = br.f3;
    slot.offset = {br.imm[20], br.imm} + (lone ? 22'd0 : {18'd0, a_halves, 1'b0});
    slot.halves = pair ? a_halves + b_halves : a_halves;
    slot.of_a   = {dep2, dep1};
    slot.of_m   = {of_m2, of_m1};
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      x_slot_o   <= '0;
      x_b_raw_o  <= '0;
      x_c_of_m_o <= 1'b0;
    end else if (go) begin
      x_slot_o <= slot;
      if (pair) x_b_raw_o <= fe_b_raw_i;
      x_c_of_m_o <= c_of_m && fetched;
    end else if (m_fwd_ok_i) begin
      x_slot_o.of_m <= '0;
      x_c_of_m_o    <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      x_b1_o <= '0;
      x_b2_o <= '0;
    end else if (!x_ready_i) begin
      if (m_fwd_ok_i && x_slot_o.of_m[0]) x_b1_o <= m_fwd_i;
      if (m_fwd_ok_i && x_slot_o.of_m[1]) x_b2_o <= m_fwd_i;
    end else if (go) begin
      x_b1_o <= b_val1;
      x_b2_o <= b_val2;
    end
  end

  logic of_nothing;
  assign of_nothing = x_valid_o && x_slot_o.valid && x_slot_o.of_m != '0 && !m_valid_i;
  always_ff @(posedge clk_i) if (rst_ni) OfM_A: assert (!of_nothing);
  always_ff @(posedge clk_i) if (rst_ni)
    LoneLegal_A: assert (!(fe_valid_i && !fe_trap_i.valid && lone && !ctrl.legal));
  always_ff @(posedge clk_i) if (rst_ni)
    StoreOfM_A: assert (!(x_valid_o && x_c_of_m_o && !m_valid_i));
  // Nothing younger is in the pipeline beside an instruction that goes alone, and a CSR is read
  // when everything older has been written; one that need not wait meets no other CSR.
  logic csr_early, zero_written, slot_wrong;
  assign csr_early = x_valid_o && x_op_o.ctrl.fu == FuCsr &&
                     (x_op_o.ctrl.serial ? m_valid_i || w_valid_i
                                         : (m_valid_i && m_csr_i) || (w_valid_i && w_csr_i));
  assign zero_written = x_op_o.ctrl.rd_we && x_op_o.rd == 5'd0;
  assign slot_wrong = x_valid_o && x_slot_o.valid &&
                      ((x_trap_o.valid && x_trap_o.interrupt) ||
                       (x_op_o.ctrl.serial && !x_trap_o.valid) ||
                       (x_op_o.ctrl.jump && !x_slot_o.lone));
  always_ff @(posedge clk_i) if (rst_ni)
    BehindSerial_A: assert (!(x_valid_o && ((m_valid_i && m_serial_i) || (w_valid_i
        && w_serial_i))));
  always_ff @(posedge clk_i) if (rst_ni) CsrReadLast_A: assert (!csr_early);
  // x0 is never written, so forwarding need not ask which register it is.
  always_ff @(posedge clk_i) if (rst_ni) NotZero_A: assert (!zero_written);
  // A branch in the second place is behind something that neither jumps nor traps by itself.
  always_ff @(posedge clk_i) if (rst_ni) SlotBehind_A: assert (!slot_wrong);

endmodule
