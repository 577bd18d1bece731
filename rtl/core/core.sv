// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The RV64 core: pipeline F0 F1 D X M W, CSR file and memory subsystem, in one of two
// configurations. The hypervisor core runs freely; a captive core starts parked and is driven by
// management, which may read it while it is frozen and write it while it is parked.
module core
  import soc_pkg::*;
  import bus_pkg::*;
  import core_pkg::*;
  import core_decode_pkg::*;
  import core_pipe_pkg::*;
  import core_csr_pkg::sysop_t;
  import core_csr_pkg::sysop_rsp_t;
  import core_csr_pkg::trigger_cfg_t;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           run_i,
  output mem_req_t       mem_req_o,
  input  logic           mem_ready_i,
  input  mem_rsp_t       mem_rsp_i,
  output dev_req_t       dev_req_o,
  input  dev_rsp_t       dev_rsp_i,
  input  irq_t           irq_i,
  input  logic [63:0]    time_i,
  input  logic [31:0]    reset_pc_i,
  input  region_log2_t   region_log2_i,
  input  fence_t         fence_i,
  input  weaken_t        weaken_i,
  input  core_mgmt_req_t mgmt_req_i,
  input  logic           mgmt_tick_i,
  output core_mgmt_rsp_t mgmt_rsp_o,
  output sb_entry_t [StoreBufferEntries-1:0] sb_o,
  output logic           wfi_o,
  output commit_t        commit_o
);

  // ---------------------------------------------------------------- management commands
  logic  mgmt_write, mgmt_resume, mgmt_flush, mgmt_gpr, mgmt_dpc, gpr_we;
  exit_t exit_info;

  assign mgmt_write  = mgmt_tick_i && (mgmt_req_i.op == MgmtWrite);
  assign mgmt_resume = mgmt_tick_i && (mgmt_req_i.op == MgmtResume);
  assign mgmt_flush  = mgmt_tick_i && (mgmt_req_i.op == MgmtFlush);
  assign mgmt_gpr    = (mgmt_req_i.regno[15:5] == 11'h080);
  assign mgmt_dpc    = (mgmt_req_i.regno == 16'h07b1);
  assign gpr_we      = mgmt_write && mgmt_gpr && (mgmt_req_i.regno[4:0] != 5'd0);

  // ---------------------------------------------------------------- front end
  ifetch_req_t if_req;
  ifetch_rsp_t if_rsp;
  logic        if_ready, if_kill;
  logic        fe_valid, fe_compressed, fe_take, fe_redirect, fe_pending, fe_b_valid, fe_take_b;
  logic [31:0] fe_raw, fe_b_raw;
  logic [63:0] fe_pc, fe_redirect_pc;
  pred_t       fe_pred, fe_b_pred;
  trap_t       fe_trap;
  outcome_t    outcome;
  mode_t       mode, data_mode, hlv_mode;
  logic        w_redirect, x_mispredict, late_wrong, sleeping, quiet, look;
  logic [63:0] w_redirect_pc, x_next_pc;

  always_comb begin
    fe_redirect    = w_redirect || x_mispredict || (mgmt_write && mgmt_dpc);
    fe_redirect_pc = x_next_pc;
    if (w_redirect) fe_redirect_pc = w_redirect_pc;
    else if (mgmt_write) fe_redirect_pc = {mgmt_req_i.wdata[63:1], 1'b0};
  end

  core_frontend u_frontend (
    .clk_i,
    .rst_ni,
    .reset_pc_i   ({32'd0, reset_pc_i}),
    .keep_i       (weaken_i.scrub_core),
    .stop_i       (exit_info.parked || sleeping),
    .mode_i       (mode),
    .if_req_o     (if_req),
    .if_ready_i   (if_ready),
    .if_kill_o    (if_kill),
    .if_rsp_i     (if_rsp),
    .redirect_i   (fe_redirect),
    .redirect_pc_i(fe_redirect_pc),
    .outcome_i    (outcome),
    .valid_o      (fe_valid),
    .raw_o        (fe_raw),
    .compressed_o (fe_compressed),
    .pc_o         (fe_pc),
    .pred_o       (fe_pred),
    .trap_o       (fe_trap),
    .pending_o    (fe_pending),
    .take_i       (fe_take),
    .b_valid_o    (fe_b_valid),
    .b_raw_o      (fe_b_raw),
    .b_pred_o     (fe_b_pred),
    .take_b_i     (fe_take_b)
  );

  // ---------------------------------------------------------------- registers
  logic [4:0]  rs1, rs2, b_rs1, b_rs2;
  logic [63:0] rs1_data, rs2_data, b_rs1_data, b_rs2_data, w_result;
  logic        w_rd_we;
  tail_t       m_tail, w_tail;

  // Port a serves management while the core stands still. Only then does the mux switch.
  core_regfile u_regfile (
    .clk_i,
    .rst_ni,
    .keep_i   (weaken_i.scrub_core),
    .raddr_a_i(run_i ? rs1 : mgmt_req_i.regno[4:0]),
    .rdata_a_o(rs1_data),
    .raddr_b_i(rs2),
    .rdata_b_o(rs2_data),
    .raddr_c_i(b_rs1),
    .rdata_c_o(b_rs1_data),
    .raddr_d_i(b_rs2),
    .rdata_d_o(b_rs2_data),
    .we_i     (w_rd_we || gpr_we),
    .waddr_i  (gpr_we ? mgmt_req_i.regno[4:0] : w_tail.rd),
    .wdata_i  (gpr_we ? mgmt_req_i.wdata : w_result)
  );

  // ---------------------------------------------------------------- D
  trigger_cfg_t trigger;
  trap_t       irq, x_trap;
  logic        x_c_of_m, x_ready, x_valid, m_valid, w_valid, w_kill, w_ready, w_clear;
  logic        x_fwd_ok, m_fwd_ok, stall_use;
  logic [63:0] x_fwd, m_fwd, x_pc, x_a, x_b, x_c, m_pc;
  xop_t        x_op;
  slot_t       x_slot;
  logic [63:0] x_b1, x_b2;
  logic [31:0] x_raw, x_b_raw;
  pred_t       x_pred;

  core_issue u_issue (
    .clk_i,
    .rst_ni,
    .fe_valid_i     (fe_valid),
    .fe_raw_i       (fe_raw),
    .fe_compressed_i(fe_compressed),
    .fe_pc_i        (fe_pc),
    .fe_pred_i      (fe_pred),
    .fe_trap_i      (fe_trap),
    .fe_take_o      (fe_take),
    .fe_b_valid_i   (fe_b_valid),
    .fe_b_raw_i     (fe_b_raw),
    .fe_b_pred_i    (fe_b_pred),
    .fe_take_b_o    (fe_take_b),
    .no_pair_i      (trigger.any_execute),
    .mode_i         (mode),
    .irq_i          (irq),
    .halt_i         (Cfg.captive && mgmt_req_i.halt_req),
    .rs1_o          (rs1),
    .rs2_o          (rs2),
    .rs1_data_i     (rs1_data),
    .rs2_data_i     (rs2_data),
    .b_rs1_o        (b_rs1),
    .b_rs2_o        (b_rs2),
    .b_rs1_data_i   (b_rs1_data),
    .b_rs2_data_i   (b_rs2_data),
    .x_ready_i      (x_ready),
    .kill_i         (w_kill || x_mispredict || exit_info.parked),
    .kill_x_i       (w_kill || late_wrong || exit_info.parked),
    .m_valid_i      (m_valid),
    .m_rd_we_i      (m_tail.rd_we),
    .m_rd_i         (m_tail.rd),
    .m_serial_i     (m_tail.serial),
    .m_csr_i        (m_tail.csr),
    .w_valid_i      (w_valid),
    .w_rd_we_i      (w_tail.rd_we),
    .w_rd_i         (w_tail.rd),
    .w_serial_i     (w_tail.serial),
    .w_csr_i        (w_tail.csr),
    .x_fwd_ok_i     (x_fwd_ok),
    .x_fwd_i        (x_fwd),
    .m_fwd_ok_i     (m_fwd_ok),
    .m_fwd_i        (m_fwd),
    .w_fwd_i        (w_result),
    .x_valid_o      (x_valid),
    .x_op_o         (x_op),
    .x_raw_o        (x_raw),
    .x_pc_o         (x_pc),
    .x_pred_o       (x_pred),
    .x_a_o          (x_a),
    .x_b_o          (x_b),
    .x_c_o          (x_c),
    .x_trap_o       (x_trap),
    .x_c_of_m_o     (x_c_of_m),
    .x_slot_o       (x_slot),
    .x_b1_o         (x_b1),
    .x_b2_o         (x_b2),
    .x_b_raw_o      (x_b_raw),
    .stall_use_o    (stall_use)
  );

  // ---------------------------------------------------------------- X, M
  csr_rd_req_t  csr_rd;
  csr_rsp_t     csr_rsp;
  sysop_t       sysop;
  sysop_rsp_t   sysop_rsp;
  dreq_t        d_req;
  drsp_t        d_rsp;
  logic         d_ready, d_free, d_advance;
  logic [63:0]  w_pc, w_aux, w_store;
  logic [31:0]  w_raw, w_b_raw;
  logic [PaW-1:0] w_pa;
  trap_t        w_trap;
  logic         stall_divide, div_constant;

  core_execute #(
    .Cfg(Cfg)
  ) u_execute (
    .clk_i,
    .rst_ni,
    .x_valid_i   (x_valid),
    .x_op_i      (x_op),
    .x_raw_i     (x_raw),
    .x_pc_i      (x_pc),
    .x_pred_i    (x_pred),
    .x_a_i       (x_a),
    .x_b_i       (x_b),
    .x_c_i       (x_c),
    .x_trap_i    (x_trap),
    .x_c_of_m_i  (x_c_of_m),
    .x_slot_i    (x_slot),
    .x_b1_i      (x_b1),
    .x_b2_i      (x_b2),
    .x_b_raw_i   (x_b_raw),
    .x_ready_o   (x_ready),
    .fe_pc_i     (fe_pc),
    .mispredict_o(x_mispredict),
    .late_wrong_o(late_wrong),
    .next_pc_o   (x_next_pc),
    .outcome_o   (outcome),
    .x_fwd_ok_o  (x_fwd_ok),
    .x_fwd_o     (x_fwd),
    .m_fwd_ok_o  (m_fwd_ok),
    .m_fwd_o     (m_fwd),
    .csr_rd_o    (csr_rd),
    .csr_rsp_i   (csr_rsp),
    .sysop_o     (sysop),
    .sysop_rsp_i (sysop_rsp),
    .mode_i      (mode),
    .data_mode_i (data_mode),
    .hlv_mode_i  (hlv_mode),
    .trigger_i   (trigger),
    .div_constant_i(div_constant),
    .d_req_o     (d_req),
    .d_ready_i   (d_ready),
    .d_free_i    (d_free),
    .d_rsp_i     (d_rsp),
    .d_advance_o (d_advance),
    .w_ready_i   (w_ready),
    .kill_i      (w_kill),
    .m_valid_o   (m_valid),
    .m_tail_o    (m_tail),
    .m_pc_o      (m_pc),
    .w_valid_o   (w_valid),
    .w_tail_o    (w_tail),
    .w_pc_o      (w_pc),
    .w_raw_o     (w_raw),
    .w_b_raw_o   (w_b_raw),
    .w_result_o  (w_result),
    .w_aux_o     (w_aux),
    .w_store_o   (w_store),
    .w_pa_o      (w_pa),
    .w_trap_o    (w_trap),
    .w_clear_i   (w_clear),
    .stall_divide_o(stall_divide)
  );

  // ---------------------------------------------------------------- W
  logic    st_commit, st_ready, drained, resv_clear, flush_busy;
  flush_t  flush;
  csr_wr_t csr_wr;
  logic    retire, retire_b, trap_take, mret, sret, park, irq_wakeup;
  logic [63:0] target;
  mode_t   trap_mode;

  core_commit #(
    .Cfg(Cfg)
  ) u_commit (
    .clk_i,
    .rst_ni,
    .valid_i      (w_valid),
    .tail_i       (w_tail),
    .pc_i         (w_pc),
    .raw_i        (w_raw),
    .aux_i        (w_aux),
    .result_i     (w_result),
    .store_i      (w_store),
    .trap_i       (w_trap),
    .ready_o      (w_ready),
    .clear_o      (w_clear),
    .kill_o       (w_kill),
    .redirect_o   (w_redirect),
    .redirect_pc_o(w_redirect_pc),
    .rd_we_o      (w_rd_we),
    .st_commit_o  (st_commit),
    .st_ready_i   (st_ready),
    .drained_i    (drained),
    .resv_clear_o (resv_clear),
    .flush_o      (flush),
    .flush_busy_i (flush_busy),
    .csr_wr_o     (csr_wr),
    .retire_o     (retire),
    .retire_b_o   (retire_b),
    .trap_take_o  (trap_take),
    .mret_o       (mret),
    .sret_o       (sret),
    .target_i     (target),
    .park_i       (park),
    .irq_wakeup_i (irq_wakeup),
    .mode_i       (mode),
    .resume_i     (mgmt_resume),
    .mgmt_flush_i (mgmt_flush),
    .exit_o       (exit_info),
    .sleeping_o   (sleeping)
  );

  core_quiet u_quiet (
    .clk_i,
    .rst_ni,
    .stopped_i  (sleeping || exit_info.parked),
    .fetching_i (fe_pending),
    .req_i      (mem_req_o.valid || dev_req_o.valid),
    .read_take_i(mem_req_o.valid && mem_req_o.op == MemReadLine && mem_ready_i),
    .read_end_i (mem_rsp_i.valid && (mem_rsp_i.last || mem_rsp_i.error)),
    .time_i     (time_i[63:4]),
    .quiet_o    (quiet),
    .look_o     (look)
  );

  assign wfi_o = sleeping && quiet && !look;

  // ---------------------------------------------------------------- CSR file
  hpm_event_t  hpm, hpm_q, hpm_mem;
  trap_t       csr_trap;
  xlate_t      xlate;
  pmp_t        pmp;
  logic [63:0] mgmt_rdata, model_cycle;
  logic        mgmt_error;

  always_comb begin
    csr_trap = w_trap;
    csr_trap.valid = trap_take;
  end

  always_comb begin
    hpm = hpm_mem;
    hpm.branch             = outcome.valid && !outcome.forget;
    hpm.mispredict         = x_mispredict;
    hpm.stall_fetch        = !fe_valid && !w_kill;
    hpm.stall_load_use     = stall_use;
    hpm.stall_divide       = stall_divide;
  end

  // Counted a cycle later: events are known late, and a read of their counters waits for all that is
  // older anyway.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) hpm_q <= '0;
    else hpm_q <= hpm;
  end

  core_csr #(
    .Cfg(Cfg)
  ) u_csr (
    .clk_i,
    .rst_ni,
    .run_i,
    .rd_i         (csr_rd),
    .rsp_o        (csr_rsp),
    .wr_i         (csr_wr),
    .sysop_i      (sysop),
    .sysop_rsp_o  (sysop_rsp),
    .retire_i     (retire),
    .retire_b_i   (retire_b),
    .trap_i       (csr_trap),
    .trap_pc_i    (w_pc),
    .trap_insn_i  (w_raw),
    .mret_i       (mret),
    .sret_i       (sret),
    .target_o     (target),
    .park_o       (park),
    .trap_mode_o  (trap_mode),
    .mode_o       (mode),
    .data_mode_o  (data_mode),
    .hlv_mode_o   (hlv_mode),
    .irq_o        (irq),
    .irq_wakeup_o (irq_wakeup),
    .xlate_o      (xlate),
    .pmp_o        (pmp),
    .trigger_o    (trigger),
    .div_constant_o(div_constant),
    .irq_i,
    .time_i,
    .hpm_i        (hpm_q),
    .mgmt_req_i,
    .mgmt_tick_i,
    .mgmt_rdata_o (mgmt_rdata),
    .mgmt_error_o (mgmt_error),
    .model_cycle_o(model_cycle)
  );

  // ---------------------------------------------------------------- memory
  core_mem #(
    .Cfg(Cfg)
  ) u_mem (
    .clk_i,
    .rst_ni,
    .if_req_i    (if_req),
    .if_ready_o  (if_ready),
    .if_kill_i   (if_kill),
    .if_rsp_o    (if_rsp),
    .d_req_i     (d_req),
    .d_ready_o   (d_ready),
    .d_free_o    (d_free),
    .d_kill_i    (w_kill),
    .d_rsp_o     (d_rsp),
    .d_advance_i (d_advance),
    .st_commit_i (st_commit),
    .st_ready_o  (st_ready),
    .resv_clear_i(resv_clear),
    .flush_i     (flush),
    .flush_busy_o(flush_busy),
    .drained_o   (drained),
    .xlate_i     (xlate),
    .pmp_i       (pmp),
    .region_log2_i,
    .fence_i,
    .weaken_i,
    .mem_req_o,
    .mem_ready_i,
    .mem_rsp_i,
    .dev_req_o,
    .dev_rsp_i,
    .sb_o,
    .hpm_o       (hpm_mem)
  );

  // ---------------------------------------------------------------- what management reads
  logic [63:0] dpc;
  assign dpc = w_valid ? w_pc : m_valid ? m_pc : x_valid ? x_pc : fe_pc;

  always_comb begin
    mgmt_rsp_o = '{rdata: mgmt_rdata, reg_error: mgmt_error, exit: exit_info,
                   model_cycle: model_cycle};
    mgmt_rsp_o.exit.parked = exit_info.parked && quiet;
    if (mgmt_gpr || mgmt_dpc) begin
      mgmt_rsp_o.rdata     = mgmt_gpr ? rs1_data : dpc;
      mgmt_rsp_o.reg_error = 1'b0;
    end
  end

  // ---------------------------------------------------------------- commit port
  core_commit_port u_commit_port (
    .clk_i,
    .rst_ni,
    .retire_i   (retire),
    .retire_b_i (retire_b),
    .trap_take_i(trap_take),
    .tail_i     (w_tail),
    .pc_i       (w_pc),
    .raw_i      (w_raw),
    .b_raw_i    (w_b_raw),
    .result_i   (w_result),
    .aux_i      (w_aux),
    .store_i    (w_store),
    .pa_i       (w_pa),
    .trap_i     (w_trap),
    .mode_i     (mode),
    .trap_mode_i(trap_mode),
    .park_i     (park),
    .commit_o
  );

  logic unused;
  assign unused = ^m_tail;

  // ---------------------------------------------------------------- laws
  logic not_guest, enters, tick_unparked, csr_beside;
  assign not_guest = Cfg.captive && (retire || if_req.valid) && !(mode.v && mode.prv != PrivM);
  assign enters = Cfg.captive && trap_take && !park &&
                  !(trap_mode.v && trap_mode.prv != PrivM);
  assign tick_unparked = mgmt_tick_i && mgmt_req_i.op != MgmtNone &&
                         !(exit_info.parked && !run_i);
  // What X reads of a CSR is what W sets or clears bits of.
  assign csr_beside = csr_rd.valid && csr_wr.valid;
  always_ff @(posedge clk_i) if (rst_ni) CsrAlone_A: assert (!csr_beside);
  always_ff @(posedge clk_i) if (rst_ni) Law5_A: assert (!not_guest);
  always_ff @(posedge clk_i) if (rst_ni) ParkInsteadOfEntry_A: assert (!enters);
  always_ff @(posedge clk_i) if (rst_ni) Tick_A: assert (!tick_unparked);

endmodule
