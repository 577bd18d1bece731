// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Interrupts: one set of pending, enable and delegation bits with all its views (mip, sip, hip,
// vsip, hvip, mie, sie, hie, vsie), the Sstc comparators, and the choice of the interrupt to take.
// A bank like the others, and the only one that more than one privilege level writes.
module core_irq
  import core_pkg::*, core_csr_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  bank_rd_t    rd_i,
  output csr_rsp_t    rsp_o,
  input  bank_wr_t    wr_i,
  input  irq_t        irq_i,         // hv only
  input  logic [63:0] time_i,        // as mtime counts; captive: model time
  input  logic [63:0] vtime_i,       // time + htimedelta
  input  mode_t       mode_i,
  input  logic        mie_i,         // mstatus.MIE
  input  logic        sie_i,         // mstatus.SIE
  input  logic        vsie_i,        // vsstatus.SIE
  input  logic        menv_stce_i,
  input  logic        henv_stce_i,   // effective
  input  logic        mcounteren_tm_i,
  input  logic        hcounteren_tm_i,
  output logic [12:0] mideleg_o,
  output logic [12:0] hideleg_o,
  output logic [63:0] vstimecmp_o,
  output logic        vdue_o,        // combinational: vtime has reached vstimecmp
  output trap_t       irq_o,         // combinational, from registers and irq_i
  output logic        wakeup_o       // something pending is enabled in mie, whatever *status says
);
  // Bit numbers in mip and mie.
  localparam int unsigned Ssi = 1, Vssi = 2, Msi = 3, Sti = 5, Vsti = 6, Mti = 7,
                          Sei = 9, Vsei = 10, Mei = 11;
  localparam logic [12:0] VsMask  = 13'h0444;  // VSSI VSTI VSEI
  localparam logic [12:0] HsMask  = 13'h1444;  // and SGEI: what hie and hip show, always delegated
  localparam logic [12:0] SMask   = 13'h0222;  // SSI STI SEI: what M may delegate
  localparam logic [12:0] MieMask = 13'h1eee;

  logic [12:0] mie_q, mideleg_q, hideleg_q;  // mideleg_q: SMask bits, hideleg_q: VsMask bits
  logic        ssip_q, seip_q;      // software's part
  logic        stip_q;              // software's bit, or with STCE the registered comparison
  logic        vssip_q, hvstip_q, hvseip_q;  // hvip
  logic        vstip_q;             // registered comparison of vstimecmp
  logic [63:0] stimecmp_q, vstimecmp_q;

  logic [12:0] mip, mideleg;
  assign mideleg     = mideleg_q | HsMask;
  assign mideleg_o   = mideleg;
  assign hideleg_o   = hideleg_q;
  assign vstimecmp_o = vstimecmp_q;
  assign vdue_o      = vtime_i >= vstimecmp_q;

  always_comb begin : p_mip
    mip       = '0;
    mip[Ssi]  = ssip_q;
    mip[Vssi] = vssip_q;
    mip[Sti]  = stip_q;
    mip[Vsti] = hvstip_q | (vstip_q && henv_stce_i);
    mip[Sei]  = seip_q;
    mip[Vsei] = hvseip_q;
    if (!Cfg.captive) begin
      mip[Msi] = irq_i.msip;
      mip[Mti] = irq_i.mtip;
      mip[Mei] = irq_i.meip;
      mip[Sei] = seip_q | irq_i.seip;
    end
  end

  // ---------------------------------------------------------------- reads
  // (v)stimecmp: below M needs menvcfg.STCE and mcounteren.TM, in a guest henvcfg.STCE and
  // hcounteren.TM as well.
  logic timecmp_illegal, timecmp_virt;
  assign timecmp_illegal = rd_i.mode.prv != PrivM && !(menv_stce_i && mcounteren_tm_i);
  assign timecmp_virt    = rd_i.mode.v && !timecmp_illegal && !(henv_stce_i && hcounteren_tm_i);

  always_comb begin : p_read
    rsp_o = '0;
    if (rd_i.valid) begin
      rsp_o.hit = 1'b1;
      case (rd_i.num)
        CsrMip:     rsp_o.rdata[12:0] = mip;
        CsrMie:     rsp_o.rdata[12:0] = mie_q;
        CsrMideleg: rsp_o.rdata[12:0] = mideleg;
        CsrHideleg: rsp_o.rdata[12:0] = hideleg_q;
        CsrSip:     rsp_o.rdata[12:0] = mip & mideleg_q;
        CsrSie:     rsp_o.rdata[12:0] = mie_q & mideleg_q;
        CsrHip:     rsp_o.rdata[12:0] = mip & HsMask;
        CsrHie:     rsp_o.rdata[12:0] = mie_q & HsMask;
        CsrHvip:    rsp_o.rdata[12:0] = {2'b0, hvseip_q, 3'b0, hvstip_q, 3'b0, vssip_q, 2'b0};
        CsrVsip:    rsp_o.rdata[11:0] = 12'((mip & hideleg_q) >> 1);
        CsrVsie:    rsp_o.rdata[11:0] = 12'((mie_q & hideleg_q) >> 1);
        CsrStimecmp, CsrVstimecmp: begin
          rsp_o.rdata   = rd_i.num == CsrStimecmp ? stimecmp_q : vstimecmp_q;
          rsp_o.illegal = timecmp_illegal;
          rsp_o.virt    = timecmp_virt;
        end
        default:    rsp_o.hit = 1'b0;
      endcase
    end
  end

  // ---------------------------------------------------------------- writes
  // Every view is a mask and a shift on the same bits. Old values are those that software wrote:
  // a pin's SEIP must not stick by csrrs.
  logic [12:0] old, value, mask;
  logic        view_shift;
  logic        to_mie, to_mip;

  always_comb begin : p_view
    mask       = '0;
    to_mie     = 1'b0;
    to_mip     = 1'b0;
    view_shift = 1'b0;
    if (wr_i.valid) begin
      case (wr_i.num)
        CsrMie:  begin to_mie = 1'b1; mask = MieMask; end
        CsrSie:  begin to_mie = 1'b1; mask = mideleg_q; end
        CsrHie:  begin to_mie = 1'b1; mask = HsMask; end
        CsrVsie: begin to_mie = 1'b1; mask = hideleg_q; view_shift = 1'b1; end
        CsrMip: begin
          to_mip = 1'b1;
          mask   = menv_stce_i ? 13'h0206 : 13'h0226;  // SSIP VSSIP STIP SEIP
        end
        CsrSip:  begin to_mip = 1'b1; mask = mideleg_q & 13'h0002; end
        CsrHip:  begin to_mip = 1'b1; mask = 13'h0004; end
        CsrVsip: begin to_mip = 1'b1; mask = hideleg_q & 13'h0004; view_shift = 1'b1; end
        default: ;
      endcase
    end
    // mie's views show what is written; mip also shows pins.
    old   = '0;
    value = '0;
    if (to_mie) begin
      old   = mie_q;
      value = view_shift ? {wr_i.value[11:0], 1'b0} : wr_i.value[12:0];
    end else if (to_mip) begin
      old   = {3'b0, seip_q, 3'b0, stip_q, 2'b0, vssip_q, ssip_q, 1'b0};
      value = view_shift ? {wr_i.wdata[11:0], 1'b0} : wr_i.wdata[12:0];
      if (wr_i.op == CsrSet)   value = old | value;
      if (wr_i.op == CsrClear) value = old & ~value;
    end
    value = (old & ~mask) | (value & mask);
  end

  always_ff @(posedge clk_i) begin : p_write
    if (!rst_ni) begin
      mie_q       <= '0;
      mideleg_q   <= Cfg.captive ? SMask : '0;
      hideleg_q   <= '0;
      ssip_q      <= 1'b0;
      seip_q      <= 1'b0;
      stip_q      <= 1'b0;
      vssip_q     <= 1'b0;
      hvstip_q    <= 1'b0;
      hvseip_q    <= 1'b0;
      vstip_q     <= 1'b0;
      stimecmp_q  <= '0;
      vstimecmp_q <= '0;
    end else begin
      // One cycle late, which no program can tell: it must read mip or be interrupted after it
      // wrote the register, and CSR instructions refill the pipeline.
      // With STCE off STIP is software's and keeps its last value; VSTIP is hvip's alone. A captive
      // core has no HS timer.
      if (menv_stce_i && !Cfg.captive) stip_q <= time_i >= stimecmp_q;
      // Off, the comparison is forgotten: an old one would interrupt in the cycle that turns it on.
      vstip_q <= henv_stce_i && vdue_o;

      if (to_mie) mie_q <= value;
      if (to_mip) begin
        ssip_q  <= value[Ssi];
        vssip_q <= value[Vssi];
        seip_q  <= value[Sei];
        if (!menv_stce_i) stip_q <= value[Sti];
      end
      if (wr_i.valid) begin
        case (wr_i.num)
          CsrMideleg: mideleg_q <= 13'(wr_i.value) & SMask;
          CsrHideleg: hideleg_q <= 13'(wr_i.value) & VsMask;
          CsrHvip: begin
            vssip_q  <= wr_i.value[Vssi];
            hvstip_q <= wr_i.value[Vsti];
            hvseip_q <= wr_i.value[Vsei];
          end
          CsrStimecmp:  stimecmp_q  <= wr_i.value;
          CsrVstimecmp: vstimecmp_q <= wr_i.value;
          default: ;
        endcase
      end
    end
  end

  // ---------------------------------------------------------------- choice
  // Those for M first, then HS, then VS; within a level external, software, timer, and the
  // supervisor's before the guest's.
  function automatic logic [5:0] highest(logic [12:0] p);
    if (p[Mei])  return 6'd11;
    if (p[Msi])  return 6'd3;
    if (p[Mti])  return 6'd7;
    if (p[Sei])  return 6'd9;
    if (p[Ssi])  return 6'd1;
    if (p[Sti])  return 6'd5;
    if (p[Vsei]) return 6'd10;
    if (p[Vssi]) return 6'd2;
    return 6'd6;
  endfunction

  logic [12:0] pending, for_m, for_hs, for_vs, chosen;
  assign pending  = mip & mie_q;
  assign wakeup_o = |pending;

  always_comb begin : p_choose
    irq_o  = '0;
    for_m  = '0;
    for_hs = '0;
    for_vs = '0;
    chosen = '0;
    if (wakeup_o) begin
      for_m  = (mode_i.prv != PrivM || mie_i) ? pending & ~mideleg : '0;
      for_hs = (mode_i.v || mode_i.prv == PrivU || (mode_i.prv == PrivS && sie_i)) ?
               pending & mideleg & ~hideleg_q : '0;
      for_vs = (mode_i.v && (mode_i.prv == PrivU || vsie_i)) ? pending & hideleg_q : '0;
      chosen = |for_m ? for_m : |for_hs ? for_hs : for_vs;
      irq_o.valid     = |chosen;
      irq_o.interrupt = |chosen;
      if (|chosen) irq_o.cause = highest(chosen);
    end
  end

  // What is taken is pending and enabled; a guest's own interrupt comes to a guest only.
  logic not_enabled, not_guest;
  assign not_enabled = !(mip[irq_o.cause[3:0]] && mie_q[irq_o.cause[3:0]]);
  assign not_guest = hideleg_q[irq_o.cause[3:0]] && !mode_i.v;
  always_ff @(posedge clk_i) if (rst_ni && irq_o.valid) Taken_A: assert (!not_enabled);
  always_ff @(posedge clk_i) if (rst_ni && irq_o.valid) GuestOwn_A: assert (!not_guest);
  always_ff @(posedge clk_i) if (rst_ni)
    Delegable_A: assert ((hideleg_q & ~VsMask) == '0 && (mideleg_q & ~SMask) == '0);

  logic unused;
  assign unused = ^{rd_i.mgmt, wr_i, irq_i};
endmodule
