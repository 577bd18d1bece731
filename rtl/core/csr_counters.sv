// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Counters: mcycle, minstret, the hpm counters with their event selectors, time, and who may read
// them. They change in every cycle, so they live apart from the rest of the CSR file.
// Captive: mcycle is the model cycle. It counts the cycles with run_i from zero, nothing but
// MgmtAdvance moves it, and time is derived from it.
module csr_counters
  import core_pkg::*, core_csr_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        run_i,
  input  bank_rd_t    rd_i,
  output csr_rsp_t    rsp_o,
  input  bank_wr_t    wr_i,
  input  logic        retire_i,
  input  logic        retire_b_i,      // with retire_i: two
  input  hpm_event_t  hpm_i,
  input  logic [63:0] time_i,          // hv only
  input  logic [63:0] htimedelta_i,
  input  logic [31:0] mcounteren_i,
  input  logic [31:0] hcounteren_i,
  input  logic [31:0] scounteren_i,
  input  logic        advance_i,       // captive: this tick is MgmtAdvance
  input  logic [63:0] vstimecmp_i,
  output logic [63:0] time_o,
  output logic [63:0] vtime_o,         // time_o + htimedelta
  output logic [63:0] model_cycle_o    // mcycle
);
  localparam int unsigned Events = $bits(hpm_event_t);

  logic [63:0] mcycle_q, minstret_q;
  logic [63:0] hpm_q [HpmCounters];      // mhpmcounter3 ..
  logic [3:0]  event_q [HpmCounters];    // 0 none, 1 first field of hpm_event_t (branch), ..
  logic [31:0] inhibit_q;
  logic        any_event_q;              // else the event muxes stand still

  assign model_cycle_o = mcycle_q;
  if (Cfg.captive) begin : gen_model_time
    assign time_o = mcycle_q >> Cfg.time_shift;
    logic unused_time;
    assign unused_time = ^time_i;
  end else begin : gen_time
    assign time_o = time_i;
  end
  assign vtime_o = time_o + htimedelta_i;

  // ---------------------------------------------------------------- reads
  // Numbers are 32-aligned groups: 0xb00 machine counters, 0xc00 their user views, 0x320 selectors.
  logic [4:0] idx;
  logic       is_hpm;                    // one of those that count
  assign idx    = rd_i.num[4:0];
  assign is_hpm = idx >= 5'd3 && idx < 5'(3 + HpmCounters);

  always_comb begin : p_read
    logic m_ok, h_ok, s_ok;
    rsp_o = '0;
    m_ok  = 1'b0;
    h_ok  = 1'b0;
    s_ok  = 1'b0;
    if (rd_i.valid) begin
      case (rd_i.num[11:5])
        CsrMcycle[11:5]: begin
          rsp_o.hit = idx != 5'd1;       // time has no machine register
          if (idx == 5'd0) rsp_o.rdata = mcycle_q;
          if (idx == 5'd2) rsp_o.rdata = minstret_q;
          if (is_hpm)      rsp_o.rdata = hpm_q[3'(idx - 5'd3)];
        end
        CsrCycle[11:5]: begin
          rsp_o.hit = 1'b1;
          if (idx == 5'd0) rsp_o.rdata = mcycle_q;
          if (idx == 5'd1) rsp_o.rdata = rd_i.mode.v ? vtime_o : time_o;
          if (idx == 5'd2) rsp_o.rdata = minstret_q;
          if (is_hpm)      rsp_o.rdata = hpm_q[3'(idx - 5'd3)];
          m_ok = rd_i.mode.prv == PrivM || mcounteren_i[idx];
          h_ok = !rd_i.mode.v || hcounteren_i[idx];
          s_ok = rd_i.mode.prv != PrivU || scounteren_i[idx];
          rsp_o.illegal = !m_ok || (!s_ok && !rd_i.mode.v);
          rsp_o.virt    = m_ok && rd_i.mode.v && !(h_ok && s_ok);
        end
        CsrMcountinhibit[11:5]: begin
          rsp_o.hit = idx == 5'd0 || idx >= 5'd3;
          if (idx == 5'd0) rsp_o.rdata = {32'b0, inhibit_q};
          if (is_hpm)      rsp_o.rdata = {60'b0, event_q[3'(idx - 5'd3)]};
        end
        default: ;
      endcase
    end
  end

  // ---------------------------------------------------------------- counting and writes
  // A write to mcountinhibit holds for its own instruction already, and a counter that an
  // instruction writes is not bumped by it.
  logic        wr_inhibit;
  logic [31:0] inhibit;
  assign wr_inhibit = wr_i.valid && wr_i.num == CsrMcountinhibit;
  assign inhibit    = wr_inhibit ?
      32'(csr_apply({32'b0, inhibit_q}, wr_i.op, wr_i.wdata)) & ~32'd2 : inhibit_q;

  // First cycle with the guest's timer pending. A target that lies in the past, or beyond the
  // counter, moves nothing.
  logic [63:0] goal_time, goal_cycle;
  logic        advance;
  always_comb begin : p_advance
    goal_time  = '0;
    goal_cycle = '0;
    advance    = 1'b0;
    if (Cfg.captive && advance_i) begin
      goal_time  = vstimecmp_i - htimedelta_i;
      goal_cycle = goal_time << Cfg.time_shift;
      advance    = vstimecmp_i >= htimedelta_i && goal_cycle > mcycle_q &&
                   (goal_cycle >> Cfg.time_shift) == goal_time;
    end
  end

  always_ff @(posedge clk_i) begin : p_count
    if (!rst_ni) begin
      mcycle_q   <= '0;
      minstret_q <= '0;
      inhibit_q  <= '0;
    end else begin
      if (wr_inhibit) inhibit_q <= inhibit;
      if (run_i && (Cfg.captive || !inhibit[0])) mcycle_q <= mcycle_q + 64'd1;
      if (run_i && retire_i && !inhibit[2]) begin
        minstret_q <= minstret_q + (retire_b_i ? 64'd2 : 64'd1);
      end
      if (advance) mcycle_q <= goal_cycle;
      if (wr_i.valid) begin
        if (!Cfg.captive && wr_i.num == CsrMcycle) begin
          mcycle_q <= csr_apply(mcycle_q, wr_i.op, wr_i.wdata);
        end
        if (wr_i.num == CsrMinstret) minstret_q <= csr_apply(minstret_q, wr_i.op, wr_i.wdata);
      end
    end
  end

  logic [Events:0] events;               // [0]: nothing, never
  always_comb begin : p_events
    events = '0;
    for (int i = 0; i < int'(Events); i++) events[i+1] = hpm_i[int'(Events) - 1 - i];
  end

  logic [HpmCounters-1:0] wr_event, wr_hpm, active;
  logic [3:0]             event_new [HpmCounters];
  for (genvar i = 0; i < int'(HpmCounters); i++) begin : gen_select
    logic [63:0] value;
    assign wr_event[i]  = wr_i.valid && wr_i.num == CsrMhpmevent3 + 12'(i);
    assign wr_hpm[i]    = wr_i.valid && wr_i.num == CsrMhpmcounter3 + 12'(i);
    assign value        = wr_event[i] ? csr_apply({60'b0, event_q[i]}, wr_i.op, wr_i.wdata) : '0;
    assign event_new[i] = (value <= 64'(Events)) ? value[3:0] : '0;
    assign active[i]    = wr_event[i] ? event_new[i] != '0 : event_q[i] != '0;
  end

  always_ff @(posedge clk_i) begin : p_hpm
    if (!rst_ni) begin
      any_event_q <= 1'b0;
      for (int i = 0; i < int'(HpmCounters); i++) begin
        hpm_q[i]   <= '0;
        event_q[i] <= '0;
      end
    end else begin
      if (|wr_event) any_event_q <= |active;
      for (int i = 0; i < int'(HpmCounters); i++) begin
        if (wr_event[i]) event_q[i] <= event_new[i];
        if (any_event_q && run_i && events[event_q[i]] && !inhibit[3+i]) begin
          hpm_q[i] <= hpm_q[i] + 64'd1;
        end
        if (wr_hpm[i]) hpm_q[i] <= csr_apply(hpm_q[i], wr_i.op, wr_i.wdata);
      end
    end
  end

  logic unused;
  assign unused = ^{rd_i.mgmt, wr_i.mgmt};
endmodule
