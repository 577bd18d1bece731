// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 5 between X and W: what core_law5_props assumes of the instruction in W. A return is checked in X
// (core_sysop_check) and acts in W, cycles later; the mode that it was checked in is the mode that it
// acts in, so mret acts in M mode only and sret not in U or VU. Issue, X, M, W and the CSR file are
// whole; the decoder is cut, so what it makes of an instruction is anything at all.
module core_return_props
  import soc_pkg::*, core_pkg::*, core_decode_pkg::*, core_pipe_pkg::*;
  import core_csr_pkg::sysop_t, core_csr_pkg::sysop_rsp_t, core_csr_pkg::trigger_cfg_t;
#(
  parameter bit Captive = 1'b0
) (
  input logic           clk_i,
  input logic           run_i,
  // front end and registers
  input logic           fe_valid_i,
  input logic [31:0]    fe_raw_i,
  input logic           fe_compressed_i,
  input logic [63:0]    fe_pc_i,
  input pred_t          fe_pred_i,
  input trap_t          fe_trap_i,
  input logic           fe_b_valid_i,
  input logic [31:0]    fe_b_raw_i,
  input pred_t          fe_b_pred_i,
  input logic           halt_i,
  input logic [63:0]    rs_data_i [4],
  // memory
  input logic           d_ready_i,
  input drsp_t          d_rsp_i,
  input logic           st_ready_i,
  input logic           drained_i,
  input logic           flush_busy_i,
  // CSR file
  input irq_t           irq_i,
  input logic [63:0]    time_i,
  input hpm_event_t     hpm_i,
  input core_mgmt_req_t mgmt_req_i,
  input logic           mgmt_tick_i
);

  localparam core_cfg_t Cfg = '{captive: Captive, hart_id: 0, time_shift: 0};

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  csr_rd_req_t  csr_rd;
  csr_rsp_t     csr_rsp;
  sysop_t       sysop;
  sysop_rsp_t   sysop_rsp;
  mode_t        mode, data_mode, hlv_mode;
  trigger_cfg_t trigger;
  logic         div_constant, m_valid, w_valid, w_ready, w_clear, w_kill;
  tail_t        m_tail, w_tail;
  logic [63:0]  w_pc, w_result, w_aux, w_store;
  logic [31:0]  w_raw;
  trap_t        w_trap, csr_trap;

  logic         x_valid, x_ready, x_c_of_m, x_fwd_ok, m_fwd_ok, mispredict, late_wrong;
  xop_t         x_op;
  logic [31:0]  x_raw, x_b_raw;
  logic [63:0]  x_pc, x_a, x_b, x_c, x_b1, x_b2, x_fwd, m_fwd;
  pred_t        x_pred;
  trap_t        x_trap, irq;
  slot_t        x_slot;
  exit_t        exit_info;
  core_issue u_issue (
    .clk_i, .rst_ni(!reset_q), .fe_valid_i, .fe_raw_i, .fe_compressed_i, .fe_pc_i, .fe_pred_i,
    .fe_trap_i, .fe_take_o(), .fe_b_valid_i, .fe_b_raw_i, .fe_b_pred_i, .fe_take_b_o(),
    .no_pair_i(trigger.any_execute), .mode_i(mode), .irq_i(irq), .halt_i(Captive && halt_i),
    .rs1_o(), .rs2_o(), .rs1_data_i(rs_data_i[0]), .rs2_data_i(rs_data_i[1]), .b_rs1_o(),
    .b_rs2_o(), .b_rs1_data_i(rs_data_i[2]), .b_rs2_data_i(rs_data_i[3]), .x_ready_i(x_ready),
    .kill_i(w_kill || mispredict || exit_info.parked),
    .kill_x_i(w_kill || late_wrong || exit_info.parked), .m_valid_i(m_valid),
    .m_rd_we_i(m_tail.rd_we), .m_rd_i(m_tail.rd), .m_serial_i(m_tail.serial),
    .m_csr_i(m_tail.csr), .w_valid_i(w_valid), .w_rd_we_i(w_tail.rd_we), .w_rd_i(w_tail.rd),
    .w_serial_i(w_tail.serial), .w_csr_i(w_tail.csr), .x_fwd_ok_i(x_fwd_ok), .x_fwd_i(x_fwd),
    .m_fwd_ok_i(m_fwd_ok), .m_fwd_i(m_fwd), .w_fwd_i(w_result), .x_valid_o(x_valid),
    .x_op_o(x_op), .x_raw_o(x_raw), .x_pc_o(x_pc), .x_pred_o(x_pred), .x_a_o(x_a), .x_b_o(x_b),
    .x_c_o(x_c), .x_trap_o(x_trap), .x_c_of_m_o(x_c_of_m), .x_slot_o(x_slot), .x_b1_o(x_b1),
    .x_b2_o(x_b2), .x_b_raw_o(x_b_raw), .stall_use_o()
  );

  core_execute #(.Cfg(Cfg)) u_execute (
    .clk_i, .rst_ni(!reset_q), .x_valid_i(x_valid), .x_op_i(x_op), .x_raw_i(x_raw),
    .x_pc_i(x_pc), .x_pred_i(x_pred), .x_a_i(x_a), .x_b_i(x_b), .x_c_i(x_c), .x_trap_i(x_trap),
    .x_c_of_m_i(x_c_of_m), .x_slot_i(x_slot), .x_b1_i(x_b1), .x_b2_i(x_b2), .x_b_raw_i(x_b_raw),
    .x_ready_o(x_ready), .fe_pc_i, .mispredict_o(mispredict), .late_wrong_o(late_wrong),
    .next_pc_o(), .outcome_o(), .x_fwd_ok_o(x_fwd_ok), .x_fwd_o(x_fwd),
    .m_fwd_ok_o(m_fwd_ok), .m_fwd_o(m_fwd), .csr_rd_o(csr_rd), .csr_rsp_i(csr_rsp),
    .sysop_o(sysop), .sysop_rsp_i(sysop_rsp), .mode_i(mode), .data_mode_i(data_mode),
    .hlv_mode_i(hlv_mode), .trigger_i(trigger), .div_constant_i(div_constant), .d_req_o(),
    .d_ready_i, .d_free_i(d_ready_i), .d_rsp_i, .d_advance_o(),
    .w_ready_i(w_ready), .kill_i(w_kill),
    .m_valid_o(m_valid), .m_tail_o(m_tail), .m_pc_o(), .w_valid_o(w_valid), .w_tail_o(w_tail),
    .w_pc_o(w_pc), .w_raw_o(w_raw), .w_b_raw_o(), .w_result_o(w_result), .w_aux_o(w_aux),
    .w_store_o(w_store), .w_pa_o(), .w_trap_o(w_trap), .w_clear_i(w_clear), .stall_divide_o()
  );

  logic        retire, retire_b, trap_take, mret, sret, park, irq_wakeup;
  logic [63:0] target;
  csr_wr_t     csr_wr;
  core_commit #(.Cfg(Cfg)) u_commit (
    .clk_i, .rst_ni(!reset_q), .valid_i(w_valid), .tail_i(w_tail), .pc_i(w_pc), .raw_i(w_raw),
    .aux_i(w_aux), .result_i(w_result), .store_i(w_store), .trap_i(w_trap), .ready_o(w_ready),
    .clear_o(w_clear), .kill_o(w_kill), .redirect_o(), .redirect_pc_o(), .rd_we_o(),
    .st_commit_o(), .st_ready_i, .drained_i, .resv_clear_o(), .flush_o(), .flush_busy_i,
    .csr_wr_o(csr_wr), .retire_o(retire), .retire_b_o(retire_b), .trap_take_o(trap_take),
    .mret_o(mret), .sret_o(sret), .target_i(target), .park_i(park), .irq_wakeup_i(irq_wakeup),
    .mode_i(mode), .resume_i(mgmt_tick_i && mgmt_req_i.op == MgmtResume),
    .mgmt_flush_i(mgmt_tick_i && mgmt_req_i.op == MgmtFlush), .exit_o(exit_info), .sleeping_o()
  );

  always_comb begin : p_trap  // as in core.sv
    csr_trap       = w_trap;
    csr_trap.valid = trap_take;
  end

  core_csr #(.Cfg(Cfg)) u_csr (
    .clk_i, .rst_ni(!reset_q), .run_i, .rd_i(csr_rd), .rsp_o(csr_rsp), .sysop_i(sysop),
    .sysop_rsp_o(sysop_rsp), .wr_i(csr_wr), .retire_i(retire), .retire_b_i(retire_b),
    .trap_i(csr_trap), .trap_pc_i(w_pc), .trap_insn_i(w_raw), .mret_i(mret), .sret_i(sret),
    .target_o(target), .park_o(park), .trap_mode_o(), .mode_o(mode), .data_mode_o(data_mode),
    .hlv_mode_o(hlv_mode), .irq_o(irq), .irq_wakeup_o(irq_wakeup), .xlate_o(), .pmp_o(),
    .trigger_o(trigger), .div_constant_o(div_constant), .irq_i, .time_i, .hpm_i, .mgmt_req_i,
    .mgmt_tick_i, .mgmt_rdata_o(), .mgmt_error_o(), .model_cycle_o()
  );

  always_ff @(posedge clk_i) begin : p_environment
    // mgmt-inwards, and Tick_A of the core: a command finds it parked.
    TickParked_M: assume (!mgmt_tick_i || mgmt_req_i.op == MgmtNone || exit_info.parked);
  end

  // A return that has been checked, in M and in W.
  function automatic logic wrong(tail_t tail, mode_t now);
    return (tail.sys == SysMret && now.prv != PrivM) || (tail.sys == SysSret && now.prv == PrivU);
  endfunction

  always_ff @(posedge clk_i) begin : p_prove
    if (!reset_q) begin
      // The three assumptions of core_law5_props.
      OneAtATime_A:  assert ($onehot0({trap_take, mret, sret}));
      MretChecked_A: assert (!mret || mode.prv == PrivM);
      SretChecked_A: assert (!sret || mode.prv != PrivU);
      // Helpers.
      InM_A:    assert (!m_valid || u_execute.m_trap_q.valid || !wrong(m_tail, mode));
      InW_A:    assert (!w_valid || w_trap.valid || !wrong(w_tail, mode));
      Parked_A: assert (!exit_info.parked || (!x_valid && !m_valid && !w_valid));
      Stays_A:  assert ((w_valid && w_tail.serial && !w_trap.valid) || u_commit.state_q == 2'd0);
    end
  end

endmodule
