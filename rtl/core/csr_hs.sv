// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Hypervisor-supervisor bank: the supervisor's own trap registers and satp, and everything of the H
// extension that is not an interrupt (core_irq) or the guest's copy (csr_vs).
module csr_hs
  import core_pkg::*, core_csr_pkg::*;
(
  input  logic        clk_i,
  input  logic        rst_ni,
  input  bank_rd_t    rd_i,
  output csr_rsp_t    rsp_o,
  input  bank_wr_t    wr_i,
  input  trap_wr_t    trap_i,
  input  logic        tvm_i,         // mstatus.TVM
  input  logic        menv_stce_i,   // menvcfg.STCE
  output hstatus_t    hstatus_o,
  output logic [63:0] stvec_o,
  output logic [63:0] sepc_o,
  output logic [63:0] satp_o,
  output logic [63:0] hgatp_o,
  output logic [19:0] hedeleg_o,
  output logic [31:0] scounteren_o,
  output logic [31:0] hcounteren_o,
  output logic        stce_o,        // henvcfg.STCE, zero unless menvcfg.STCE
  output logic [63:0] htimedelta_o
);
  localparam logic [19:0] HedelegMask = 20'hc_b1ff;

  hstatus_t    hstatus_q;
  logic [63:0] stvec_q, sscratch_q, sepc_q, scause_q, stval_q, satp_q;
  logic [63:0] htimedelta_q, htval_q, htinst_q, hgatp_q;
  logic [19:0] hedeleg_q;
  logic [31:0] scounteren_q, hcounteren_q;
  logic        stce_q;

  assign hstatus_o    = hstatus_q;
  assign stvec_o      = stvec_q;
  assign sepc_o       = sepc_q;
  assign satp_o       = satp_q;
  assign hgatp_o      = hgatp_q;
  assign hedeleg_o    = hedeleg_q;
  assign scounteren_o = scounteren_q;
  assign hcounteren_o = hcounteren_q;
  assign stce_o       = stce_q && menv_stce_i;
  assign htimedelta_o = htimedelta_q;

  always_comb begin : p_read
    rsp_o = '0;
    if (rd_i.valid) begin
      rsp_o.hit = 1'b1;
      case (rd_i.num)
        CsrStvec:      rsp_o.rdata = stvec_q;
        CsrScounteren: rsp_o.rdata = {32'b0, scounteren_q};
        CsrSscratch:   rsp_o.rdata = sscratch_q;
        CsrSepc:       rsp_o.rdata = sepc_q;
        CsrScause:     rsp_o.rdata = scause_q;
        CsrStval:      rsp_o.rdata = stval_q;
        CsrSatp: begin
          rsp_o.rdata   = satp_q;
          rsp_o.illegal = tvm_i && !rd_i.mode.v && rd_i.mode.prv != PrivM;
        end
        CsrHstatus:    rsp_o.rdata = hstatus_pack(hstatus_q);
        CsrHedeleg:    rsp_o.rdata = {44'b0, hedeleg_q};
        CsrHtimedelta: rsp_o.rdata = htimedelta_q;
        CsrHcounteren: rsp_o.rdata = {32'b0, hcounteren_q};
        CsrHenvcfg:    rsp_o.rdata = {stce_o, 63'b0};
        CsrHtval:      rsp_o.rdata = htval_q;
        CsrHtinst:     rsp_o.rdata = htinst_q;
        CsrHgatp: begin
          rsp_o.rdata   = hgatp_q;
          rsp_o.illegal = tvm_i && !rd_i.mode.v && rd_i.mode.prv != PrivM;
        end
        // No field of these is implemented (no cache-block management, no guest external source).
        CsrSenvcfg, CsrHgeie, CsrHgeip: rsp_o.rdata = '0;
        default:       rsp_o.hit = 1'b0;
      endcase
    end
  end

  hstatus_t hstatus_d;
  always_comb begin : p_hstatus
    hstatus_d = hstatus_q;
    if (wr_i.valid && wr_i.num == CsrHstatus) begin
      hstatus_d = hstatus_unpack(wr_i.value);
    end
    if (trap_i.to_hs) begin
      if (trap_i.from.v) hstatus_d.spvp = trap_i.from.prv[0];  // else it keeps its value
      hstatus_d.spv = trap_i.from.v;
      hstatus_d.gva = trap_i.gva;
    end
    if (trap_i.sret) hstatus_d.spv = 1'b0;
  end

  logic hstatus_en;
  assign hstatus_en = (wr_i.valid && wr_i.num == CsrHstatus) || trap_i.to_hs || trap_i.sret;

  // satp and hgatp: Bare and Sv39 alone. A satp write with another mode does nothing at all; an
  // hgatp write with another mode keeps the mode and writes the rest (both as in Spike).
  logic [63:0] satp_new, hgatp_new;
  assign satp_new  = wr_i.value;
  assign hgatp_new = wr_i.value;

  always_ff @(posedge clk_i) begin : p_write
    if (!rst_ni) begin
      hstatus_q    <= '0;
      stvec_q      <= '0;
      sscratch_q   <= '0;
      sepc_q       <= '0;
      scause_q     <= '0;
      stval_q      <= '0;
      satp_q       <= '0;
      htimedelta_q <= '0;
      htval_q      <= '0;
      htinst_q     <= '0;
      hgatp_q      <= '0;
      hedeleg_q    <= '0;
      scounteren_q <= '0;
      hcounteren_q <= '0;
      stce_q       <= 1'b0;
    end else begin
      if (hstatus_en) hstatus_q <= hstatus_d;
      // One enable for each register, whoever writes it: a trap and a CSR write never meet.
      if (trap_i.to_hs || wr_i.valid && wr_i.num == CsrSepc) begin
        sepc_q <= trap_i.to_hs ? trap_i.epc : wr_i.value & ~64'd1;
      end
      if (trap_i.to_hs || wr_i.valid && wr_i.num == CsrScause) begin
        scause_q <= trap_i.to_hs ? {trap_i.irq, 57'b0, trap_i.cause} : wr_i.value;
      end
      if (trap_i.to_hs || wr_i.valid && wr_i.num == CsrStval) begin
        stval_q <= trap_i.to_hs ? trap_i.tval : wr_i.value;
      end
      if (trap_i.to_hs || wr_i.valid && wr_i.num == CsrHtval) begin
        htval_q <= trap_i.to_hs ? trap_i.tval2 : wr_i.value;
      end
      if (trap_i.to_hs || wr_i.valid && wr_i.num == CsrHtinst) begin
        htinst_q <= trap_i.to_hs ? {32'b0, trap_i.tinst} : wr_i.value;
      end
      if (wr_i.valid) begin
        case (wr_i.num)
          CsrStvec:      stvec_q      <= wr_i.value & ~64'd2;
          CsrScounteren: scounteren_q <= 32'(wr_i.value);
          CsrSscratch:   sscratch_q   <= wr_i.value;
          CsrSatp: if (satp_new[63:60] inside {4'd0, 4'd8}) satp_q <= satp_new;
          CsrHedeleg:    hedeleg_q    <= 20'(wr_i.value) & HedelegMask;
          CsrHtimedelta: htimedelta_q <= wr_i.value;
          CsrHcounteren: hcounteren_q <= 32'(wr_i.value);
          // The bit cannot be written while menvcfg.STCE keeps it at zero.
          CsrHenvcfg: if (menv_stce_i) stce_q <= wr_i.value[63];
          CsrHgatp: begin
            if (hgatp_new[63:60] inside {4'd0, 4'd8}) hgatp_q[63:60] <= hgatp_new[63:60];
            hgatp_q[57:2] <= hgatp_new[57:2];  // VMID, and the root is 16 KiB aligned
          end
          default: ;
        endcase
      end
    end
  end

  logic unused;
  assign unused = ^{rd_i.mgmt, wr_i, hgatp_new[59:58], hgatp_new[1:0],
                    trap_i};
endmodule
