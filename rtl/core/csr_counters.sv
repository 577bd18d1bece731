// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Counters: mcycle, minstret, the hpm counters with their event selectors, time, and who may read
// them. They change in every cycle, so they live apart from the rest of the CSR file. All but mcycle
// lie in one LUT RAM with one adder: each counts into a few bits of its own, which are added to its
// word when its turn comes, and to what a read returns, so that no reader can tell.
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
  input  logic        vdue_i,          // vtime_o has reached vstimecmp
  output logic [63:0] time_o,
  output logic [63:0] vtime_o,         // time_o + htimedelta
  output logic [63:0] model_cycle_o    // mcycle
);
  localparam int unsigned Events = $bits(hpm_event_t);

  // Places in the RAM are the counters' numbers: 2 is minstret, 3 mhpmcounter3.
  localparam int unsigned First = 2;
  localparam int unsigned Last  = 2 + HpmCounters;

  logic [63:0] mcycle_q;
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
  logic vtime_wraps;
  assign {vtime_wraps, vtime_o} = {1'b0, time_o} + {1'b0, htimedelta_i};

  // ---------------------------------------------------------------- reads
  // A counter is not there for a reader (the commit log) in the cycle in which another is written.
  // Numbers are 32-aligned groups: 0xb00 machine counters, 0xc00 their user views, 0x320 selectors.
  logic [4:0]  idx, wr_idx;
  logic        is_hpm, in_ram;           // one of those that count; ... or minstret
  logic        wr_word, away;            // one in the RAM is written; not the one that is read
  logic [63:0] value;                    // of the counter in the RAM
  assign idx    = rd_i.num[4:0];
  assign away   = wr_word && wr_idx != idx && in_ram;
  assign is_hpm = idx >= 5'd3 && idx <= 5'(Last);

  always_comb begin : p_read
    logic m_ok, h_ok, s_ok;
    rsp_o = '0;
    m_ok  = 1'b0;
    h_ok  = 1'b0;
    s_ok  = 1'b0;
    if (rd_i.valid) begin
      case (rd_i.num[11:5])
        CsrMcycle[11:5]: begin
          rsp_o.hit = idx != 5'd1 && !away;  // time has no machine register
          if (idx == 5'd0) rsp_o.rdata = mcycle_q;
          if (in_ram)      rsp_o.rdata = value;
        end
        CsrCycle[11:5]: begin
          rsp_o.hit = !away;
          if (idx == 5'd0) rsp_o.rdata = mcycle_q;
          if (idx == 5'd1) rsp_o.rdata = rd_i.mode.v ? vtime_o : time_o;
          if (in_ram)      rsp_o.rdata = value;
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
  assign inhibit    = wr_inhibit ? wr_i.value[31:0] & ~32'd2 : inhibit_q;

  // First cycle with the guest's timer pending. A target that lies in the past, or beyond the
  // counter, moves nothing: vstimecmp > time + htimedelta as numbers without end.
  logic [63:0] goal_time;
  logic        advance;
  always_comb begin : p_advance
    goal_time  = '0;
    advance    = 1'b0;
    if (Cfg.captive && advance_i) begin
      goal_time  = vstimecmp_i - htimedelta_i;
      advance    = !vdue_i && !vtime_wraps && (goal_time << Cfg.time_shift) >> Cfg.time_shift
                 == goal_time;
    end
  end

  always_ff @(posedge clk_i) begin : p_count
    if (!rst_ni) begin
      mcycle_q   <= '0;
      inhibit_q  <= '0;
    end else begin
      if (wr_inhibit) inhibit_q <= inhibit;
      if (run_i && (Cfg.captive || !inhibit[0])) mcycle_q <= mcycle_q + 64'd1;
      if (advance) mcycle_q <= goal_time << Cfg.time_shift;
      if (!Cfg.captive && wr_i.valid && wr_i.num == CsrMcycle) mcycle_q <= wr_i.value;
    end
  end

  logic [HpmCounters-1:0] wr_event, active;
  logic [3:0]             event_new;
  assign event_new = (wr_i.value <= 64'(Events)) ? wr_i.value[3:0] : '0;
  for (genvar i = 0; i < int'(HpmCounters); i++) begin : gen_select
    assign wr_event[i] = wr_i.valid && wr_i.num == CsrMhpmevent3 + 12'(i);
    assign active[i]   = wr_event[i] ? event_new != '0 : event_q[i] != '0;
  end

  logic [Last:First][1:0] count;         // what happened in this cycle; a pair retires as two
  always_comb begin : p_happened
    logic [Events:0] events;             // [0]: nothing, never
    events = '0;
    count  = '0;
    if (run_i) begin
      if (retire_i && !inhibit[2]) count[First] = retire_b_i ? 2'd2 : 2'd1;
      if (any_event_q) begin
        for (int i = 0; i < int'(Events); i++) events[i+1] = hpm_i[int'(Events) - 1 - i];
        for (int i = 0; i < int'(HpmCounters); i++) begin
          count[3+i] = {1'b0, events[event_q[i]] && !inhibit[3+i]};
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin : p_select
    if (!rst_ni) begin
      any_event_q <= 1'b0;
      for (int i = 0; i < int'(HpmCounters); i++) event_q[i] <= '0;
    end else begin
      if (|wr_event) any_event_q <= |active;
      for (int i = 0; i < int'(HpmCounters); i++) if (wr_event[i]) event_q[i] <= event_new;
    end
  end

  // ---------------------------------------------------------------- the counters' RAM
  // One place at a time: a reader's or writer's, else the next whose turn it is. A turn comes every
  // nine cycles, so what a counter has not yet handed over fits its six bits, even after dozens of
  // cycles that others took.
  logic [63:0]     words [16];
  logic [15:0]     live_q;               // written since reset; else the word counts as zero
  logic [Last:First][5:0] more_q, kept, more;
  logic [3:0]      turn_q, place;
  logic            wanted, hand_over;

  assign in_ram    = idx >= 5'(First) && idx <= 5'(Last);
  assign wanted    = rd_i.valid && in_ram &&
                     rd_i.num[11:5] inside {CsrMcycle[11:5], CsrCycle[11:5]};
  assign place     = wr_word ? wr_idx[3:0] : wanted ? idx[3:0] : turn_q;
  assign value     = (live_q[place] ? words[place] : '0) + {58'b0, more_q[place]};
  assign wr_idx    = wr_i.num[4:0];
  assign wr_word   = wr_i.valid && wr_i.num[11:5] == CsrMcycle[11:5] && wr_idx >= 5'(First) &&
                     wr_idx < 5'(Last + 1);
  assign hand_over = !wr_word && !wanted && more_q[place] != '0;

  // While reset is low a sweep zeroes a word in each cycle, as in core_regfile.
  logic [3:0] sweep_q;
  always_ff @(posedge clk_i) begin : p_ram
    sweep_q <= rst_ni ? '0 : sweep_q + 4'd1;
    if (!rst_ni) words[sweep_q] <= '0;
    else if (wr_word || hand_over) words[place] <= wr_word ? wr_i.value : value;
  end

  // All of them in one addition, since none overflows into its neighbour.
  always_comb begin : p_more
    kept = more_q;
    more = '0;
    more[First] = 6'(count[First]);
    if (any_event_q) begin
      for (int i = int'(First) + 1; i < int'(Last) + 1; i++) more[i] = 6'(count[i]);
    end
    if (wr_word || hand_over) kept[place] = '0;
    if (wr_word) more[place] = '0;
  end

  always_ff @(posedge clk_i) begin : p_turns
    if (!rst_ni) begin
      turn_q <= 4'(First);
      live_q <= '0;
      more_q <= '0;
    end else begin
      if (!wanted && !wr_word) turn_q <= (turn_q == 4'(Last)) ? 4'(First) : turn_q + 4'd1;
      if (wr_word || hand_over) live_q[place] <= 1'b1;
      if (wr_word || hand_over || |count) more_q <= kept + more;
    end
  end

  logic unused;
  assign unused = ^{rd_i.mgmt, wr_i};

`ifdef VERILATOR
  // Nothing that has happened is forgotten: an instruction that reads a counter is alone in the
  // pipeline, so that at least three cycles of four are left for turns, and management reads while
  // nothing counts. This block alone does not know it, so it is checked in every simulation instead:
  // where 62 or 63 wait, which is looked for in all counters at once.
  logic [Last:First][5:0] high;  // [1]: so are all bits above it
  assign high = more_q & (more_q >> 1) & (more_q >> 2) & (more_q >> 3) & (more_q >> 4);
  always_ff @(posedge clk_i) if (rst_ni && (high & {(Last - First + 1){6'd2}}) != '0) begin
    automatic logic fits = 1'b1;
    for (int i = int'(First); i < int'(Last) + 1; i++) begin
      fits &= 7'(more_q[i]) + 7'(count[i]) < 7'd64;
    end
    Fits_A: assert (fits);
  end
`endif
endmodule
