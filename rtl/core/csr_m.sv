// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Machine bank: mstatus (with its view sstatus), delegation of exceptions, trap registers of M mode,
// identification, environment and counter enables. On a captive core nothing but management
// reaches it; its reset values then delegate everything, so that hedeleg and hcounteren decide.
module csr_m
  import core_pkg::*, core_csr_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  bank_rd_t    rd_i,
  output csr_rsp_t    rsp_o,
  input  bank_wr_t    wr_i,
  input  trap_wr_t    trap_i,
  output mstatus_t    mstatus_o,
  output logic [63:0] mtvec_o,
  output logic [63:0] mepc_o,
  output logic [23:0] medeleg_o,
  output logic [31:0] mcounteren_o,
  output logic        stce_o,        // menvcfg.STCE
  output logic        constant_o     // mtiming: constant-latency division
);
  // RV64 with A, B, C, H, I, M, S, U. Read-only here (Spike lets M, A, C and H be switched off).
  localparam logic [63:0] Misa        = 64'h8000_0000_0014_1187;
  localparam logic [23:0] MedelegMask = 24'hfc_b7fe;

  mstatus_t    mstatus_q;
  logic [23:0] medeleg_q;
  logic [63:0] mtvec_q, mscratch_q, mepc_q, mcause_q, mtval_q, mtval2_q, mtinst_q;
  logic [31:0] mcounteren_q;
  logic        stce_q, constant_q;

  assign mstatus_o    = mstatus_q;
  assign mtvec_o      = mtvec_q;
  assign mepc_o       = mepc_q;
  assign medeleg_o    = medeleg_q;
  assign mcounteren_o = mcounteren_q;
  assign stce_o       = stce_q;
  assign constant_o   = constant_q;

  always_comb begin : p_read
    rsp_o = '0;
    if (rd_i.valid) begin
      rsp_o.hit = 1'b1;
      case (rd_i.num)
        CsrMstatus:    rsp_o.rdata = mstatus_pack(mstatus_q);
        CsrSstatus:    rsp_o.rdata = vsstatus_pack(sstatus_view(mstatus_q));
        CsrMisa:       rsp_o.rdata = Misa;
        CsrMedeleg:    rsp_o.rdata = {40'b0, medeleg_q};
        CsrMtvec:      rsp_o.rdata = mtvec_q;
        CsrMcounteren: rsp_o.rdata = {32'b0, mcounteren_q};
        CsrMenvcfg:    rsp_o.rdata = {stce_q, 63'b0};
        CsrMtiming:    rsp_o.rdata = {63'b0, constant_q};
        CsrMscratch:   rsp_o.rdata = mscratch_q;
        CsrMepc:       rsp_o.rdata = mepc_q;
        CsrMcause:     rsp_o.rdata = mcause_q;
        CsrMtval:      rsp_o.rdata = mtval_q;
        CsrMtval2:     rsp_o.rdata = mtval2_q;
        CsrMtinst:     rsp_o.rdata = mtinst_q;
        CsrMhartid:    rsp_o.rdata = 64'(Cfg.hart_id);
        // Zero: not implemented, no number was given to this design.
        CsrMvendorid, CsrMarchid, CsrMimpid, CsrMconfigptr: rsp_o.rdata = '0;
        default:       rsp_o.hit = 1'b0;
      endcase
    end
  end

  // mstatus is written by itself, through sstatus, by traps into M and HS and by returns. sret
  // clears MPRV as mret does, since its target is never M.
  mstatus_t  mstatus_d;
  vsstatus_t sstatus_d;
  always_comb begin : p_mstatus
    mstatus_d = mstatus_q;
    sstatus_d = sstatus_view(mstatus_q);
    if (wr_i.valid && wr_i.num == CsrMstatus) begin
      mstatus_d = mstatus_unpack(wr_i.value);
    end
    if (wr_i.valid && wr_i.num == CsrSstatus) begin
      sstatus_d      = vsstatus_unpack(wr_i.value);
      mstatus_d.mxr  = sstatus_d.mxr;
      mstatus_d.sum  = sstatus_d.sum;
      mstatus_d.fs   = sstatus_d.fs;
      mstatus_d.spp  = sstatus_d.spp;
      mstatus_d.spie = sstatus_d.spie;
      mstatus_d.sie  = sstatus_d.sie;
    end
    if (trap_i.to_m) begin
      mstatus_d.mpie = mstatus_q.mie;
      mstatus_d.mie  = 1'b0;
      mstatus_d.mpp  = trap_i.from.prv;
      mstatus_d.mpv  = trap_i.from.v;
      mstatus_d.gva  = trap_i.gva;
    end
    if (trap_i.to_hs) begin
      mstatus_d.spie = mstatus_q.sie;
      mstatus_d.sie  = 1'b0;
      mstatus_d.spp  = trap_i.from.prv[0];
    end
    if (trap_i.mret) begin
      mstatus_d.mie  = mstatus_q.mpie;
      mstatus_d.mpie = 1'b1;
      mstatus_d.mpp  = PrivU;
      mstatus_d.mpv  = 1'b0;
      if (mstatus_q.mpp != PrivM) mstatus_d.mprv = 1'b0;
    end
    if (trap_i.sret) begin
      mstatus_d.sie  = mstatus_q.spie;
      mstatus_d.spie = 1'b1;
      mstatus_d.spp  = 1'b0;
      mstatus_d.mprv = 1'b0;
    end
  end

  logic mstatus_en;
  assign mstatus_en = (wr_i.valid && (wr_i.num == CsrMstatus || wr_i.num == CsrSstatus)) ||
                      trap_i.to_m || trap_i.to_hs || trap_i.mret || trap_i.sret;

  always_ff @(posedge clk_i) begin : p_write
    if (!rst_ni) begin
      mstatus_q    <= '{mpp: PrivU, default: '0};
      medeleg_q    <= Cfg.captive ? MedelegMask : '0;
      mtvec_q      <= '0;
      mscratch_q   <= '0;
      mepc_q       <= '0;
      mcause_q     <= '0;
      mtval_q      <= '0;
      mtval2_q     <= '0;
      mtinst_q     <= '0;
      mcounteren_q <= Cfg.captive ? '1 : '0;
      stce_q       <= Cfg.captive;
      constant_q   <= Cfg.captive;
    end else begin
      if (mstatus_en) mstatus_q <= mstatus_d;
      // One enable for each register, whoever writes it: a trap and a CSR write never meet.
      if (trap_i.to_m || wr_i.valid && wr_i.num == CsrMepc) begin
        mepc_q <= trap_i.to_m ? trap_i.epc : wr_i.value & ~64'd1;
      end
      if (trap_i.to_m || wr_i.valid && wr_i.num == CsrMcause) begin
        mcause_q <= trap_i.to_m ? {trap_i.irq, 57'b0, trap_i.cause} : wr_i.value;
      end
      if (trap_i.to_m || wr_i.valid && wr_i.num == CsrMtval) begin
        mtval_q <= trap_i.to_m ? trap_i.tval : wr_i.value;
      end
      if (trap_i.to_m || wr_i.valid && wr_i.num == CsrMtval2) begin
        mtval2_q <= trap_i.to_m ? trap_i.tval2 : wr_i.value;
      end
      if (trap_i.to_m || wr_i.valid && wr_i.num == CsrMtinst) begin
        mtinst_q <= trap_i.to_m ? {32'b0, trap_i.tinst} : wr_i.value;
      end
      if (wr_i.valid) begin
        case (wr_i.num)
          CsrMedeleg:    medeleg_q    <= 24'(wr_i.value) & MedelegMask;
          CsrMtvec:      mtvec_q      <= wr_i.value & ~64'd2;
          CsrMcounteren: mcounteren_q <= 32'(wr_i.value);
          CsrMenvcfg:    stce_q       <= wr_i.value[63];
          CsrMtiming:    constant_q   <= wr_i.value[0];
          CsrMscratch:   mscratch_q   <= wr_i.value;
          default: ;
        endcase
      end
    end
  end

  logic unused;
  assign unused = ^{rd_i.mode, rd_i.mgmt, wr_i, trap_i};
endmodule
