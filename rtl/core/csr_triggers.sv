// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Debug triggers, the subset of Sdtrig that the project uses: four triggers that are disabled
// (type 15) or mcontrol6 (type 6) with an address match and action 0. Everything else of tdata1
// and all of tdata3 reads zero. The context registers are plain storage.
module csr_triggers
  import core_pkg::*, core_csr_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  bank_rd_t     rd_i,
  output csr_rsp_t     rsp_o,
  input  bank_wr_t     wr_i,
  input  logic         mie_i,        // mstatus.MIE
  input  logic         sie_i,        // mstatus.SIE
  input  logic         vsie_i,       // vsstatus.SIE
  input  logic         deleg_hs_i,   // breakpoints are delegated to HS
  input  logic         deleg_vs_i,   // and on to VS
  output trigger_cfg_t trigger_o
);
  localparam logic [63:0] NoTrigger = {4'd15, 60'b0};
  localparam logic [63:0] Tinfo    = 64'h0100_8040;  // version 1; types 6 and 15

  logic [1:0]              tselect_q;
  logic [Triggers-1:0]     enabled_q;                // type 6
  trigger_t [Triggers-1:0] trig_q;
  logic [31:0]             scontext_q;
  logic [13:0]             hcontext_q;

  // verilator lint_off UNUSEDSIGNAL
  function automatic logic [63:0] tdata1_pack(logic enabled, trigger_t t);
    if (!enabled) return NoTrigger;
    return {4'd6, 35'b0, t.vs, t.vu, 12'b0, 2'b0, t.match, t.m, 1'b0, t.s, t.u, t.execute,
            t.store, t.load};
  endfunction
  // verilator lint_on UNUSEDSIGNAL

  always_comb begin : p_read
    rsp_o = '0;
    if (rd_i.valid) begin
      rsp_o.hit = 1'b1;
      case (rd_i.num)
        CsrTselect:  rsp_o.rdata = {62'b0, tselect_q};
        CsrTdata1:   rsp_o.rdata = tdata1_pack(enabled_q[tselect_q], trig_q[tselect_q]);
        CsrTdata2:   rsp_o.rdata = trig_q[tselect_q].tdata2;
        CsrTdata3:   rsp_o.rdata = '0;
        CsrTinfo:    rsp_o.rdata = Tinfo;
        CsrScontext: rsp_o.rdata = {32'b0, scontext_q};
        CsrHcontext, CsrMcontext: rsp_o.rdata = {50'b0, hcontext_q};
        default:     rsp_o.hit = 1'b0;
      endcase
    end
  end

  logic [63:0] tdata1_new;
  logic        type6;
  assign tdata1_new = wr_i.valid ? wr_i.value : '0;
  assign type6      = tdata1_new[63:60] == 4'd6;

  // Match: equal 0, napot 1, greater or equal 2, less 3; what is not implemented becomes equal.
  trig_match_e match_new;
  assign match_new = (tdata1_new[10:9] == '0) ? trig_match_e'(tdata1_new[8:7]) : TrigEqual;

  always_ff @(posedge clk_i) begin : p_write
    if (!rst_ni) begin
      tselect_q  <= '0;
      enabled_q  <= '0;
      scontext_q <= '0;
      hcontext_q <= '0;
      for (int i = 0; i < int'(Triggers); i++) begin
        trig_q[i] <= '{match: TrigEqual, napot: 64'd1, default: '0};
      end
    end else if (wr_i.valid) begin
      case (wr_i.num)
        CsrTselect: if (wr_i.value < 64'(Triggers)) tselect_q <= wr_i.value[1:0];
        CsrTdata1: begin
          enabled_q[tselect_q]      <= type6;
          trig_q[tselect_q].execute <= type6 && tdata1_new[2];
          trig_q[tselect_q].store   <= type6 && tdata1_new[1];
          trig_q[tselect_q].load    <= type6 && tdata1_new[0];
          trig_q[tselect_q].m       <= type6 && tdata1_new[6];
          trig_q[tselect_q].s       <= type6 && tdata1_new[4];
          trig_q[tselect_q].u       <= type6 && tdata1_new[3];
          trig_q[tselect_q].vs      <= type6 && tdata1_new[24];
          trig_q[tselect_q].vu      <= type6 && tdata1_new[23];
          trig_q[tselect_q].match   <= type6 ? match_new : TrigEqual;
        end
        CsrTdata2: begin
          trig_q[tselect_q].tdata2 <= wr_i.value;
          trig_q[tselect_q].napot  <= wr_i.value ^ (wr_i.value + 64'd1);
        end
        CsrScontext: scontext_q <= 32'(wr_i.value);
        CsrHcontext, CsrMcontext:
          hcontext_q <= 14'(wr_i.value);
        default: ;
      endcase
    end
  end

  // A breakpoint that the mode's own handler would take fires only while that handler could be
  // interrupted: else a trigger on the handler would loop. Captive: it parks, so it always fires.
  logic allow_m, allow_s, allow_vs;
  assign allow_m  = Cfg.captive || mie_i;
  assign allow_s  = Cfg.captive || !deleg_hs_i || sie_i;
  assign allow_vs = Cfg.captive || !deleg_vs_i || vsie_i;

  always_comb begin : p_out
    trigger_o = '0;
    if (|enabled_q) begin
      trigger_o.t = trig_q;
      for (int i = 0; i < int'(Triggers); i++) begin
        trigger_o.t[i].m      = trig_q[i].m && allow_m;
        trigger_o.t[i].s      = trig_q[i].s && allow_s;
        trigger_o.t[i].vs     = trig_q[i].vs && allow_vs;
        trigger_o.any_execute = trigger_o.any_execute | trig_q[i].execute;
        trigger_o.any_data    = trigger_o.any_data | trig_q[i].load | trig_q[i].store;
      end
    end
  end

  logic unused;
  assign unused = ^{rd_i.mode, rd_i.mgmt, wr_i, tdata1_new};
endmodule
