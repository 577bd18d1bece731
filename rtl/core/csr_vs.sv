// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Virtual-supervisor bank: the guest's copies of the supervisor registers. HS and management name
// them 0x2xx, the guest 0x1xx (the top has replaced the number already).
module csr_vs
  import core_pkg::*, core_csr_pkg::*;
(
  input  logic        clk_i,
  input  logic        rst_ni,
  input  bank_rd_t    rd_i,
  output csr_rsp_t    rsp_o,
  input  bank_wr_t    wr_i,
  input  logic        v_i,          // current V: a satp write by the guest is stricter
  input  trap_wr_t    trap_i,
  input  logic        vtvm_i,       // hstatus.VTVM
  output vsstatus_t   vsstatus_o,
  output logic [63:0] vstvec_o,
  output logic [63:0] vsepc_o,
  output logic [63:0] vsatp_o
);
  vsstatus_t   vsstatus_q;
  logic [63:0] vstvec_q, vsscratch_q, vsepc_q, vscause_q, vstval_q, vsatp_q;

  assign vsstatus_o = vsstatus_q;
  assign vstvec_o   = vstvec_q;
  assign vsepc_o    = vsepc_q;
  assign vsatp_o    = vsatp_q;

  always_comb begin : p_read
    rsp_o = '0;
    if (rd_i.valid) begin
      rsp_o.hit = 1'b1;
      case (rd_i.num)
        CsrVsstatus:  rsp_o.rdata = vsstatus_pack(vsstatus_q);
        CsrVstvec:    rsp_o.rdata = vstvec_q;
        CsrVsscratch: rsp_o.rdata = vsscratch_q;
        CsrVsepc:     rsp_o.rdata = vsepc_q;
        CsrVscause:   rsp_o.rdata = vscause_q;
        CsrVstval:    rsp_o.rdata = vstval_q;
        CsrVsatp: begin
          rsp_o.rdata = vsatp_q;
          rsp_o.virt  = rd_i.mode.v && vtvm_i;
        end
        default:      rsp_o.hit = 1'b0;
      endcase
    end
  end

  vsstatus_t vsstatus_d;
  always_comb begin : p_vsstatus
    vsstatus_d = vsstatus_q;
    if (wr_i.valid && wr_i.num == CsrVsstatus) begin
      vsstatus_d = vsstatus_unpack(wr_i.value);
    end
    if (trap_i.to_vs) begin
      vsstatus_d.spie = vsstatus_q.sie;
      vsstatus_d.sie  = 1'b0;
      vsstatus_d.spp  = trap_i.from.prv[0];
    end
    if (trap_i.vsret) begin
      vsstatus_d.sie  = vsstatus_q.spie;
      vsstatus_d.spie = 1'b1;
      vsstatus_d.spp  = 1'b0;
    end
  end

  logic vsstatus_en;
  assign vsstatus_en = (wr_i.valid && wr_i.num == CsrVsstatus) || trap_i.to_vs || trap_i.vsret;

  // Written as satp by the guest: an unsupported mode leaves all as it was. Written as vsatp by
  // the hypervisor: only the mode stays (both as in Spike; the specification allows either).
  logic [63:0] vsatp_new;
  logic        vsatp_mode_ok;
  assign vsatp_new     = wr_i.value;
  assign vsatp_mode_ok = vsatp_new[63:60] inside {4'd0, 4'd8};

  always_ff @(posedge clk_i) begin : p_write
    if (!rst_ni) begin
      vsstatus_q  <= '0;
      vstvec_q    <= '0;
      vsscratch_q <= '0;
      vsepc_q     <= '0;
      vscause_q   <= '0;
      vstval_q    <= '0;
      vsatp_q     <= '0;
    end else begin
      if (vsstatus_en) vsstatus_q <= vsstatus_d;
      // One enable for each register, whoever writes it: a trap and a CSR write never meet.
      if (trap_i.to_vs || wr_i.valid && wr_i.num == CsrVsepc) begin
        vsepc_q <= trap_i.to_vs ? trap_i.epc : wr_i.value & ~64'd1;
      end
      if (trap_i.to_vs || wr_i.valid && wr_i.num == CsrVscause) begin
        vscause_q <= trap_i.to_vs ? {trap_i.irq, 57'b0, trap_i.cause} : wr_i.value;
      end
      if (trap_i.to_vs || wr_i.valid && wr_i.num == CsrVstval) begin
        vstval_q <= trap_i.to_vs ? trap_i.tval : wr_i.value;
      end
      if (wr_i.valid) begin
        case (wr_i.num)
          CsrVstvec:    vstvec_q    <= wr_i.value & ~64'd2;
          CsrVsscratch: vsscratch_q <= wr_i.value;
          CsrVsatp: begin
            if (vsatp_mode_ok) vsatp_q[63:60] <= vsatp_new[63:60];
            if (vsatp_mode_ok || !v_i || wr_i.mgmt) vsatp_q[59:0] <= vsatp_new[59:0];
          end
          default: ;
        endcase
      end
    end
  end

  logic unused;
  assign unused = ^{rd_i.mode.prv, rd_i.mgmt, wr_i, trap_i};
endmodule
