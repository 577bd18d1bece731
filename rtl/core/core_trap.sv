// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The trap unit: holds the current mode, decides where a trap goes (M, HS, VS, or the park of a
// captive core), and tells the banks what to stack. Acts in W, where order is by construction.
module core_trap
  import core_pkg::*, core_csr_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  trap_t       trap_i,        // W; at most one of trap_i.valid, mret_i, sret_i
  input  logic [63:0] trap_pc_i,
  input  logic [31:0] trap_insn_i,
  input  logic        mret_i,
  input  logic        sret_i,
  input  mstatus_t    mstatus_i,
  input  hstatus_t    hstatus_i,
  input  vsstatus_t   vsstatus_i,
  input  logic [23:0] medeleg_i,
  input  logic [19:0] hedeleg_i,
  input  logic [12:0] mideleg_i,
  input  logic [12:0] hideleg_i,
  input  logic [63:0] mtvec_i,
  input  logic [63:0] stvec_i,
  input  logic [63:0] vstvec_i,
  input  logic [63:0] mepc_i,
  input  logic [63:0] sepc_i,
  input  logic [63:0] vsepc_i,
  input  bank_wr_t    wr_i,          // management writes dcsr
  input  bank_rd_t    rd_i,
  output csr_rsp_t    rsp_o,
  output trap_wr_t    trap_wr_o,     // combinational, to the banks
  output logic [63:0] target_o,      // combinational: trap vector or xepc; zero when nothing acts
  output logic        park_o,        // combinational: the trap parks, no state changes
  output mode_t       trap_mode_o,   // combinational: mode after trap or return
  output mode_t       mode_o
);
  mode_t mode;
  logic  mode_en;
  assign mode_o = mode;

  // ---------------------------------------------------------------- target
  logic deleg_hs, deleg_vs, always_parks;
  logic to_vs, to_hs, to_m;

  always_comb begin : p_deleg
    deleg_hs = 1'b0;
    deleg_vs = 1'b0;
    if (trap_i.valid) begin
      if (trap_i.interrupt) begin
        deleg_hs = trap_i.cause < 6'd13 && mideleg_i[trap_i.cause[3:0]];
        deleg_vs = deleg_hs && hideleg_i[trap_i.cause[3:0]];
      end else begin
        deleg_hs = trap_i.cause < 6'd24 && medeleg_i[trap_i.cause[4:0]];
        deleg_vs = deleg_hs && trap_i.cause < 6'd20 && hedeleg_i[trap_i.cause[4:0]];
      end
    end
  end

  // The guest has no business with what lies outside its memory: whatever is delegated, it parks.
  assign always_parks = trap_i.fence || trap_i.trigger ||
      (!trap_i.interrupt &&
       trap_i.cause inside {ExcInsnAccess, ExcLoadAccess, ExcStoreAccess});

  assign to_vs  = trap_i.valid && mode.v && deleg_vs && !(Cfg.captive && always_parks);
  assign to_hs  = !Cfg.captive && trap_i.valid && !to_vs && mode.prv != PrivM && deleg_hs;
  assign to_m   = !Cfg.captive && trap_i.valid && !to_vs && !to_hs;
  assign park_o = Cfg.captive && trap_i.valid && !to_vs;

  // ---------------------------------------------------------------- what the banks stack
  always_comb begin : p_wr
    trap_wr_o = '{from: '{v: 1'b0, prv: PrivU}, default: '0};
    if (trap_i.valid || mret_i || sret_i) begin
      trap_wr_o.to_m      = to_m;
      trap_wr_o.to_hs     = to_hs;
      trap_wr_o.to_vs     = to_vs;
      trap_wr_o.mret      = !Cfg.captive && mret_i;
      trap_wr_o.sret      = !Cfg.captive && sret_i && !mode.v;
      trap_wr_o.vsret     = sret_i && mode.v;
      trap_wr_o.from      = mode;
      trap_wr_o.irq       = trap_i.interrupt;
      // The guest sees its interrupts under the supervisor's numbers.
      trap_wr_o.cause     = (to_vs && trap_i.interrupt) ? trap_i.cause - 6'd1 : trap_i.cause;
      trap_wr_o.epc       = {trap_pc_i[63:1], 1'b0};
      trap_wr_o.tval      = trap_tval(trap_i.interrupt, trap_i.cause, trap_i.tval, trap_insn_i);
      trap_wr_o.tval2     = trap_i.tval2;
      trap_wr_o.tinst     = trap_i.tinst;
      trap_wr_o.gva       = trap_i.gva;
    end
  end

  // ---------------------------------------------------------------- where to go
  logic [63:0] tvec;  // bit 1 is never set
  always_comb begin : p_target
    tvec     = '0;
    target_o = '0;
    if (to_m || to_hs || to_vs) begin
      tvec     = to_vs ? vstvec_i : to_hs ? stvec_i : mtvec_i;
      target_o = {tvec[63:2], 2'b0};
      if (tvec[0] && trap_i.interrupt) target_o = target_o + {56'b0, trap_wr_o.cause, 2'b0};
    end else if (mret_i) begin
      target_o = mepc_i;
    end else if (sret_i) begin
      target_o = mode.v ? vsepc_i : sepc_i;
    end
  end

  always_comb begin : p_mode
    trap_mode_o = mode;
    mode_en     = 1'b1;
    if (to_m)             trap_mode_o = '{v: 1'b0, prv: PrivM};
    else if (to_hs)       trap_mode_o = '{v: 1'b0, prv: PrivS};
    else if (to_vs)       trap_mode_o = '{v: 1'b1, prv: PrivS};
    else if (trap_wr_o.mret) begin
      trap_mode_o = '{v: mstatus_i.mpv && mstatus_i.mpp != PrivM, prv: mstatus_i.mpp};
    end else if (trap_wr_o.sret) begin
      trap_mode_o = '{v: hstatus_i.spv, prv: mstatus_i.spp ? PrivS : PrivU};
    end else if (trap_wr_o.vsret) begin
      trap_mode_o = '{v: 1'b1, prv: vsstatus_i.spp ? PrivS : PrivU};
    end else begin
      mode_en = 1'b0;
    end
  end

  // ---------------------------------------------------------------- current mode
  if (Cfg.captive) begin : gen_captive
    // One flop: nothing can make this core leave V=1 or enter M.
    logic is_s_q, dcsr_write;
    assign dcsr_write = wr_i.valid && wr_i.mgmt && wr_i.num == CsrDcsr;
    assign mode       = '{v: 1'b1, prv: is_s_q ? PrivS : PrivU};
    always_ff @(posedge clk_i) begin
      if (!rst_ni)         is_s_q <= 1'b1;
      else if (dcsr_write) is_s_q <= wr_i.value[0];
      else if (mode_en)    is_s_q <= trap_mode_o.prv[0];
    end

    // dcsr: debug version 4, v, prv. A guest does not see it: the top asks for management alone.
    always_comb begin
      rsp_o = '0;
      if (rd_i.valid && rd_i.mgmt && rd_i.num == CsrDcsr) begin
        rsp_o.hit   = 1'b1;
        rsp_o.rdata = {32'b0, 4'd4, 22'b0, mode.v, 3'b0, mode.prv};
      end
    end
  end else begin : gen_hv
    mode_t mode_q;
    assign mode = mode_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni)      mode_q <= '{v: 1'b0, prv: PrivM};
      else if (mode_en) mode_q <= trap_mode_o;
    end
    assign rsp_o = '0;
    logic unused_hv;
    assign unused_hv = ^{wr_i.valid, wr_i.mgmt, wr_i.num, wr_i.value[0], rd_i.valid, rd_i.mgmt,
                         rd_i.num};
  end

  logic several;
  assign several = trap_i.valid || (mret_i && sret_i);
  always_ff @(posedge clk_i) if (rst_ni && (mret_i || sret_i)) OneAtATime_A: assert (!several);
  // A trap goes to a mode at least as privileged, and to the guest's only from the guest.
  logic lower;
  assign lower = trap_mode_o.prv < mode.prv || (trap_mode_o.v && !mode.v);
  always_ff @(posedge clk_i) if (rst_ni && trap_i.valid) NotLower_A: assert (!lower);
  always_ff @(posedge clk_i) if (rst_ni)
    ModeLegal_A: assert (mode.prv inside {PrivU, PrivS, PrivM} && !(mode.v && mode.prv == PrivM));

  logic unused;
  assign unused = ^{rd_i.mode, wr_i, mstatus_i, hstatus_i, vsstatus_i, trap_pc_i[0],
                    tvec[1]};
endmodule
