// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Top of the CSR file: numbers a request once (privilege, read-only, V's second names), asks every
// bank and ORs the answers, and joins banks, interrupts and the trap unit. No register lives here.
//
//   X  rd_i  -> rsp_o             combinational; rdata is zero when illegal or virt
//   W  wr_i, trap_i, mret_i, sret_i act at the end of the cycle; target_o, park_o, trap_mode_o now
//
// Captive: while run_i is low the read port answers management (regno), and a tick with MgmtWrite
// writes. Numbers then name the registers of their banks as in M mode: 0x1xx are HS's, 0x2xx VS's.
// The hypervisor core has no management: its read port answers the simulator's commit log in cycles
// in which no instruction reads; regno is constant zero in every design that is synthesised.
module core_csr
  import core_pkg::*, core_csr_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           run_i,          // captive: model time passes; hv: constant 1
  // X
  input  csr_rd_req_t    rd_i,
  output csr_rsp_t       rsp_o,          // hit is not used by the pipeline: no hit is illegal
  input  sysop_t         sysop_i,
  output sysop_rsp_t     sysop_rsp_o,    // combinational
  // W
  input  csr_wr_t        wr_i,
  input  logic           retire_i,
  input  logic           retire_b_i,
  input  trap_t          trap_i,
  input  logic [63:0]    trap_pc_i,
  input  logic [31:0]    trap_insn_i,    // becomes tval of causes 2 and 22
  input  logic           mret_i,
  input  logic           sret_i,
  output logic [63:0]    target_o,
  output logic           park_o,
  output mode_t          trap_mode_o,
  // state for the pipeline and the memory subsystem, from registers
  output mode_t          mode_o,
  output mode_t          data_mode_o,    // plain loads and stores (MPRV)
  output mode_t          hlv_mode_o,     // hlv, hlvx, hsv
  output trap_t          irq_o,          // interrupt, cause, valid; tval and the rest are zero
  output logic           irq_wakeup_o,
  output xlate_t         xlate_o,
  output pmp_t           pmp_o,
  output trigger_cfg_t   trigger_o,
  output logic           div_constant_o, // divisions take the same time whatever the operands
  // outside
  input  irq_t           irq_i,
  input  logic [63:0]    time_i,
  input  hpm_event_t     hpm_i,
  input  core_mgmt_req_t mgmt_req_i,
  input  logic           mgmt_tick_i,
  output logic [63:0]    mgmt_rdata_o,   // CSRs and dcsr; GPRs and dpc are the pipeline's
  output logic           mgmt_error_o,   // no such register, or (hv) not in this cycle
  output logic [63:0]    model_cycle_o
);
  // ---------------------------------------------------------------- requests
  mode_t    mode;
  logic     mgmt_read, mgmt_write, mgmt_advance;
  bank_rd_t rd;
  bank_wr_t wr;

  assign mgmt_read    = Cfg.captive ? !run_i
                                    : !rd_i.valid && mgmt_req_i.regno != '0;
  assign mgmt_write   = Cfg.captive && mgmt_tick_i && mgmt_req_i.op == MgmtWrite &&
                        mgmt_req_i.regno[15:12] == '0;
  assign mgmt_advance = Cfg.captive && mgmt_tick_i && mgmt_req_i.op == MgmtAdvance;

  always_comb begin : p_rd
    rd = '{mode: '{v: 1'b0, prv: PrivU}, default: '0};
    if (mgmt_read) begin
      rd.valid = mgmt_req_i.regno[15:12] == '0;
      rd.num   = mgmt_req_i.regno[11:0];
      rd.mode  = '{v: 1'b0, prv: PrivM};
      rd.mgmt  = 1'b1;
    end else if (rd_i.valid) begin
      rd.valid = 1'b1;
      rd.num   = csr_physical(rd_i.addr, mode.v);
      rd.mode  = mode;
    end
  end

  always_comb begin : p_wr
    wr = '{op: CsrWrite, default: '0};
    if (mgmt_write) begin
      wr.valid = 1'b1;
      wr.num   = mgmt_req_i.regno[11:0];
      wr.value = mgmt_req_i.wdata;
      wr.wdata = mgmt_req_i.wdata;
      wr.mgmt  = 1'b1;
    end else if (wr_i.valid) begin
      wr.valid = 1'b1;
      wr.num   = csr_physical(wr_i.addr, mode.v);
      wr.value = csr_apply(wr_i.old, wr_i.op, wr_i.wdata);
      wr.op    = wr_i.op;
      wr.wdata = wr_i.wdata;
    end
  end

  // ---------------------------------------------------------------- answer
  csr_rsp_t m_rsp, pmp_rsp, hs_rsp, vs_rsp, irq_rsp, cnt_rsp, trig_rsp, trap_rsp;
  csr_rsp_t any;   // the answer of whichever bank hit
  assign any = m_rsp | pmp_rsp | hs_rsp | vs_rsp | irq_rsp | cnt_rsp | trig_rsp | trap_rsp;

  // By the number alone: bits 9:8 are the level (2 is HS), 11:10 = 3 is read-only. A guest that
  // would have been allowed as S or HS gets a virtual-instruction exception; what a bank calls
  // illegal would have trapped there too.
  always_comb begin : p_rsp
    logic [1:0] level, needed;
    rsp_o  = '0;
    level  = '0;
    needed = '0;
    if (!mgmt_read && rd_i.valid) begin
      needed = rd_i.addr[9:8];
      level  = (mode.prv == PrivS && !mode.v) ? 2'd2 : mode.prv;
      if (!any.hit || any.illegal || (rd_i.write && rd_i.addr[11:10] == 2'd3)) begin
        rsp_o.illegal = 1'b1;
      end else if (level < needed) begin
        rsp_o.virt    = mode.v && needed != 2'd3;
        rsp_o.illegal = !(mode.v && needed != 2'd3);
      end else begin
        rsp_o.virt    = any.virt;
      end
      rsp_o.hit = any.hit;
      if (!rsp_o.illegal && !rsp_o.virt) rsp_o.rdata = any.rdata;
    end
  end

  assign mgmt_rdata_o = mgmt_read ? any.rdata : '0;
  assign mgmt_error_o = Cfg.captive ? (mgmt_read && !any.hit) : !(mgmt_read && any.hit);

  // ---------------------------------------------------------------- banks
  trap_wr_t    trap_wr;
  mstatus_t    mstatus;
  hstatus_t    hstatus;
  vsstatus_t   vsstatus;
  logic [63:0] mtvec, mepc, stvec, sepc, vstvec, vsepc, satp, hgatp, vsatp;
  logic [63:0] htimedelta, vstimecmp, now, vnow;
  logic [23:0] medeleg;
  logic [19:0] hedeleg;
  logic [12:0] mideleg, hideleg;
  logic [31:0] mcounteren, hcounteren, scounteren;
  logic        menv_stce, henv_stce, vdue;

  csr_m #(.Cfg(Cfg)) u_m (
    .clk_i(clk_i), .rst_ni(rst_ni), .rd_i(rd), .rsp_o(m_rsp), .wr_i(wr), .trap_i(trap_wr),
    .mstatus_o(mstatus), .mtvec_o(mtvec), .mepc_o(mepc), .medeleg_o(medeleg),
    .mcounteren_o(mcounteren), .stce_o(menv_stce), .constant_o(div_constant_o)
  );

  if (Cfg.captive) begin : gen_no_pmp
    assign pmp_rsp = '0;
    assign pmp_o   = '0;
  end else begin : gen_pmp
    csr_pmp u_pmp (
      .clk_i(clk_i), .rst_ni(rst_ni), .rd_i(rd), .rsp_o(pmp_rsp), .wr_i(wr), .pmp_o(pmp_o)
    );
  end

  csr_hs u_hs (
    .clk_i(clk_i), .rst_ni(rst_ni), .rd_i(rd), .rsp_o(hs_rsp), .wr_i(wr), .trap_i(trap_wr),
    .tvm_i(mstatus.tvm), .menv_stce_i(menv_stce), .hstatus_o(hstatus), .stvec_o(stvec),
    .sepc_o(sepc), .satp_o(satp), .hgatp_o(hgatp), .hedeleg_o(hedeleg),
    .scounteren_o(scounteren), .hcounteren_o(hcounteren), .stce_o(henv_stce),
    .htimedelta_o(htimedelta)
  );

  csr_vs u_vs (
    .clk_i(clk_i), .rst_ni(rst_ni), .rd_i(rd), .rsp_o(vs_rsp), .wr_i(wr), .v_i(mode.v),
    .trap_i(trap_wr), .vtvm_i(hstatus.vtvm), .vsstatus_o(vsstatus), .vstvec_o(vstvec),
    .vsepc_o(vsepc), .vsatp_o(vsatp)
  );

  csr_counters #(.Cfg(Cfg)) u_counters (
    .clk_i(clk_i), .rst_ni(rst_ni), .run_i(run_i), .rd_i(rd), .rsp_o(cnt_rsp), .wr_i(wr),
    .retire_i(retire_i), .retire_b_i(retire_b_i),
    .hpm_i(hpm_i), .time_i(time_i), .htimedelta_i(htimedelta),
    .mcounteren_i(mcounteren), .hcounteren_i(hcounteren), .scounteren_i(scounteren),
    .advance_i(mgmt_advance), .vstimecmp_i(vstimecmp), .vdue_i(vdue), .time_o(now), .vtime_o(vnow),
    .model_cycle_o(model_cycle_o)
  );

  localparam logic [4:0] Bp = 5'(ExcBreakpoint);
  csr_triggers #(.Cfg(Cfg)) u_triggers (
    .clk_i(clk_i), .rst_ni(rst_ni), .rd_i(rd), .rsp_o(trig_rsp), .wr_i(wr),
    .mie_i(mstatus.mie), .sie_i(mstatus.sie), .vsie_i(vsstatus.sie),
    .deleg_hs_i(medeleg[Bp]), .deleg_vs_i(medeleg[Bp] && hedeleg[Bp]), .trigger_o(trigger_o)
  );

  core_irq #(.Cfg(Cfg)) u_irq (
    .clk_i(clk_i), .rst_ni(rst_ni), .rd_i(rd), .rsp_o(irq_rsp), .wr_i(wr), .irq_i(irq_i),
    .time_i(now), .vtime_i(vnow), .mode_i(mode), .mie_i(mstatus.mie), .sie_i(mstatus.sie),
    .vsie_i(vsstatus.sie), .menv_stce_i(menv_stce), .henv_stce_i(henv_stce),
    .mcounteren_tm_i(mcounteren[1]), .hcounteren_tm_i(hcounteren[1]), .mideleg_o(mideleg),
    .hideleg_o(hideleg), .vstimecmp_o(vstimecmp), .vdue_o(vdue), .irq_o(irq_o),
    .wakeup_o(irq_wakeup_o)
  );

  core_trap #(.Cfg(Cfg)) u_trap (
    .clk_i(clk_i), .rst_ni(rst_ni), .trap_i(trap_i), .trap_pc_i(trap_pc_i),
    .trap_insn_i(trap_insn_i), .mret_i(mret_i), .sret_i(sret_i), .mstatus_i(mstatus),
    .hstatus_i(hstatus), .vsstatus_i(vsstatus), .medeleg_i(medeleg), .hedeleg_i(hedeleg),
    .mideleg_i(mideleg), .hideleg_i(hideleg), .mtvec_i(mtvec), .stvec_i(stvec),
    .vstvec_i(vstvec), .mepc_i(mepc), .sepc_i(sepc), .vsepc_i(vsepc), .wr_i(wr), .rd_i(rd),
    .rsp_o(trap_rsp), .trap_wr_o(trap_wr), .target_o(target_o), .park_o(park_o),
    .trap_mode_o(trap_mode_o), .mode_o(mode)
  );

  core_sysop_check u_sysop_check (
    .sysop_i(sysop_i), .mode_i(mode), .tvm_i(mstatus.tvm), .tw_i(mstatus.tw),
    .tsr_i(mstatus.tsr), .hstatus_i(hstatus), .rsp_o(sysop_rsp_o)
  );

  // ---------------------------------------------------------------- state for others
  assign mode_o     = mode;
  assign hlv_mode_o = '{v: 1'b1, prv: hstatus.spvp ? PrivS : PrivU};

  always_comb begin : p_data_mode
    data_mode_o = mode;
    if (!Cfg.captive && mstatus.mprv) begin
      data_mode_o = '{v: mstatus.mpv && mstatus.mpp != PrivM, prv: mstatus.mpp};
    end
  end

  assign xlate_o = '{satp: satp, vsatp: vsatp, hgatp: hgatp, mxr: mstatus.mxr, vmxr: vsstatus.mxr,
                     sum: mstatus.sum, vsum: vsstatus.sum};

  // The banks' answers are joined by OR: one number has one home, and who has none is silent.
  logic [7:0] homes;
  logic       stray;
  assign homes = {m_rsp.hit, pmp_rsp.hit, hs_rsp.hit, vs_rsp.hit, irq_rsp.hit, cnt_rsp.hit,
                  trig_rsp.hit, trap_rsp.hit};
  assign stray = !mgmt_read && !any.hit && (any.rdata != '0 || any.illegal || any.virt);
  always_ff @(posedge clk_i) if (rst_ni) OneHome_A: assert ((homes & (homes - 8'd1)) == '0);
`ifdef VERILATOR
  // Of the pipeline's reads, beside which nothing is written: a proof of the CSRs alone has others.
  always_ff @(posedge clk_i) if (rst_ni) SilentElsewhere_A: assert (!stray);
`else
  logic unused_stray;
  assign unused_stray = stray;
`endif

  logic unused;
  assign unused = ^{mgmt_req_i.halt_req, mgmt_req_i, mgmt_tick_i, mstatus, vsstatus};
endmodule
