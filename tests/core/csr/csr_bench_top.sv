// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// core_csr and core_trigger_match behind plain ports, so that the bench need not know how Verilator
// packs structs. Built twice: hypervisor core and captive core.
module csr_bench_top
  import soc_pkg::*, core_pkg::*, core_csr_pkg::*;
#(
  parameter bit          Captive   = 1'b0,
  parameter int unsigned TimeShift = 0
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        run_i,
  input  logic        rd_valid_i,
  input  logic [11:0] rd_addr_i,
  input  logic        rd_write_i,
  output logic        rsp_illegal_o,
  output logic        rsp_virt_o,
  output logic [63:0] rsp_rdata_o,
  input  logic        wr_valid_i,
  input  logic [11:0] wr_addr_i,
  input  logic [1:0]  wr_op_i,
  input  logic [63:0] wr_wdata_i,
  input  logic [63:0] wr_old_i,
  input  logic        sysop_valid_i,
  input  logic [2:0]  sysop_i,
  output logic        sysop_illegal_o,
  output logic        sysop_virt_o,
  input  logic        retire_i,
  input  logic        trap_valid_i,
  input  logic        trap_interrupt_i,
  input  logic [5:0]  trap_cause_i,
  input  logic [63:0] trap_tval_i,
  input  logic [63:0] trap_tval2_i,
  input  logic [31:0] trap_tinst_i,
  input  logic        trap_gva_i,
  input  logic        trap_fence_i,
  input  logic        trap_trigger_i,
  input  logic [63:0] trap_pc_i,
  input  logic [31:0] trap_insn_i,
  input  logic        mret_i,
  input  logic        sret_i,
  output logic [63:0] target_o,
  output logic        park_o,
  output logic [2:0]  trap_mode_o,  // v, prv
  output logic [2:0]  mode_o,
  output logic [2:0]  data_mode_o,
  output logic [2:0]  hlv_mode_o,
  output logic        irq_valid_o,
  output logic [5:0]  irq_cause_o,
  output logic        irq_wakeup_o,
  output logic [63:0] satp_o,
  output logic [63:0] vsatp_o,
  output logic [63:0] hgatp_o,
  output logic [3:0]  xlate_flags_o,  // mxr, vmxr, sum, vsum
  input  logic [2:0]  pmp_idx_i,
  output logic [7:0]  pmp_cfg_o,
  output logic [63:0] pmp_addr_o,
  input  logic        exec_valid_i,
  input  logic        data_load_i,
  input  logic        data_store_i,
  input  logic [63:0] va_i,
  output logic        exec_hit_o,
  output logic        data_hit_o,
  input  logic [3:0]  irq_i,  // msip, mtip, meip, seip
  input  logic [63:0] time_i,
  input  logic [11:0] hpm_i,
  input  logic [15:0] mgmt_regno_i,
  input  logic [2:0]  mgmt_op_i,
  input  logic [63:0] mgmt_wdata_i,
  input  logic        mgmt_tick_i,
  output logic [63:0] mgmt_rdata_o,
  output logic        mgmt_error_o,
  output logic [63:0] model_cycle_o
);
  localparam core_cfg_t Cfg = '{captive: Captive, hart_id: 0, time_shift: TimeShift};

  csr_rsp_t     rsp;
  sysop_rsp_t   sysop_rsp;
  trap_t        trap, irq;
  mode_t        trap_mode, mode, data_mode, hlv_mode;
  xlate_t       xlate;
  pmp_t         pmp;
  trigger_cfg_t trigger;
  logic         div_constant;
  logic         unused;
  assign unused = div_constant;

  assign rsp_illegal_o   = rsp.illegal;
  assign rsp_virt_o      = rsp.virt;
  assign rsp_rdata_o     = rsp.rdata;
  assign sysop_illegal_o = sysop_rsp.illegal;
  assign sysop_virt_o    = sysop_rsp.virt;
  assign trap_mode_o     = trap_mode;
  assign mode_o          = mode;
  assign data_mode_o     = data_mode;
  assign hlv_mode_o      = hlv_mode;
  assign irq_valid_o     = irq.valid;
  assign irq_cause_o     = irq.cause;
  assign satp_o          = xlate.satp;
  assign vsatp_o         = xlate.vsatp;
  assign hgatp_o         = xlate.hgatp;
  assign xlate_flags_o   = {xlate.mxr, xlate.vmxr, xlate.sum, xlate.vsum};
  assign pmp_cfg_o       = {pmp.cfg[pmp_idx_i].l, 2'b0, pmp.cfg[pmp_idx_i].a, pmp.cfg[pmp_idx_i].x,
                            pmp.cfg[pmp_idx_i].w, pmp.cfg[pmp_idx_i].r};
  assign pmp_addr_o      = {10'b0, pmp.addr[pmp_idx_i]};
  assign trap = '{valid: trap_valid_i, interrupt: trap_interrupt_i, cause: trap_cause_i,
                  tval: trap_tval_i, tval2: trap_tval2_i, tinst: trap_tinst_i, gva: trap_gva_i,
                  fence: trap_fence_i, trigger: trap_trigger_i};

  core_csr #(.Cfg(Cfg)) u_csr (
    .clk_i(clk_i), .rst_ni(rst_ni), .run_i(run_i),
    .rd_i('{valid: rd_valid_i, addr: rd_addr_i, write: rd_write_i}), .rsp_o(rsp),
    .sysop_i('{valid: sysop_valid_i, op: sysop_e'(sysop_i)}), .sysop_rsp_o(sysop_rsp),
    .wr_i('{valid: wr_valid_i, addr: wr_addr_i, op: csr_op_e'(wr_op_i), wdata: wr_wdata_i,
           old: wr_old_i}),
    .retire_i(retire_i), .retire_b_i(1'b0),
    .trap_i(trap), .trap_pc_i(trap_pc_i), .trap_insn_i(trap_insn_i),
    .mret_i(mret_i), .sret_i(sret_i), .target_o(target_o), .park_o(park_o),
    .trap_mode_o(trap_mode), .mode_o(mode), .data_mode_o(data_mode), .hlv_mode_o(hlv_mode),
    .irq_o(irq), .irq_wakeup_o(irq_wakeup_o), .xlate_o(xlate), .pmp_o(pmp), .trigger_o(trigger),
    .div_constant_o(div_constant),
    .irq_i('{msip: irq_i[3], mtip: irq_i[2], meip: irq_i[1], seip: irq_i[0]}),
    .time_i(time_i), .hpm_i(hpm_event_t'(hpm_i)),
    .mgmt_req_i('{regno: mgmt_regno_i, op: mgmt_op_e'(mgmt_op_i), wdata: mgmt_wdata_i,
                  halt_req: 1'b0}),
    .mgmt_tick_i(mgmt_tick_i), .mgmt_rdata_o(mgmt_rdata_o), .mgmt_error_o(mgmt_error_o),
    .model_cycle_o(model_cycle_o)
  );

  core_trigger_match u_match (
    .cfg_i(trigger), .mode_i(mode), .exec_valid_i(exec_valid_i), .exec_va_i(va_i),
    .exec_hit_o(exec_hit_o), .data_valid_i(data_load_i || data_store_i),
    .data_load_i(data_load_i), .data_store_i(data_store_i), .data_va_i(va_i),
    .data_hit_o(data_hit_o)
  );
endmodule
