// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// CONFIG=shared only, never synthesised: stands in for rtl/mem/mem_ctrl.sv. A conventional memory
// system: whoever asks first is served first, through one cache and one DRAM that all domains share.
// What a window writes and reads goes the same way, so it is coherent.
//
// Timing: `taken` when the cache is free, `done` when it answers; a domain that is frozen meanwhile
// finds its answer when it runs again. A region is still a region: outside it there is `error`.
module mem_ctrl
  import soc_pkg::*;
  import mem_pkg::*;
  import shared_pkg::*;
#(
  parameter int unsigned NumModels = 1,
  localparam int unsigned Domains = NumModels + 1
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic [PhaseW-1:0] phase_i,
  input  logic         weaken_region_bound_i,      // not looked at
  input  region_log2_t region_log2_i [Domains],
  input  logic         run_i [Domains],
  input  slot_req_t    req_i [Domains],
  output slot_rsp_t    rsp_o [Domains],
  input  slot_req_t    win_req_i [NumModels],
  output slot_rsp_t    win_rsp_o [NumModels],
  input  scrub_req_t   scrub_i [NumModels],
  output logic         scrub_taken_o [NumModels],
  output logic         tripwire_o
);

  // Requesters: the domains, then the windows.
  localparam int unsigned Ports = Domains + NumModels;
  localparam int unsigned PortW = $clog2(Ports);
  localparam int unsigned AgeW  = 10;

  function automatic logic outside(logic [LineAddrW-1:0] line, region_log2_t log2);
    return (line >> (log2 - 5'd5)) != '0;
  endfunction

  // ---------------------------------------------------------------- first come, first served
  logic [Ports-1:0] ask, taken, done, runs;
  logic [AgeW-1:0]  age_q [Ports];
  logic [PortW-1:0] first, who_q;
  logic             any, idle, l2_done, l2_busy_q, error_q;
  slot_req_t        req [Ports];
  domain_t          domain [Ports];
  region_log2_t     log2 [Ports];

  for (genvar p = 0; p < Ports; p++) begin : gen_port
    if (p < Domains) begin : gen_own
      assign req[p]    = req_i[p];
      assign domain[p] = domain_t'(p);
      assign runs[p]   = run_i[p];
      assign log2[p]   = region_log2_i[p];
    end else begin : gen_window
      assign req[p]    = win_req_i[p - Domains];
      assign domain[p] = domain_t'(p - Domains + 1);
      assign runs[p]   = 1'b1;
      assign log2[p]   = region_log2_i[p - Domains + 1];
    end
    assign ask[p] = req[p].valid && runs[p];
  end

  always_comb begin : p_first
    any   = 1'b0;
    first = '0;
    for (int unsigned p = 0; p < Ports; p++) begin
      if (ask[p] && (!any || age_q[p] > age_q[first])) begin
        any   = 1'b1;
        first = PortW'(p);
      end
    end
    taken = '0;
    if (any && idle && !l2_busy_q) taken[first] = 1'b1;
  end

  always_ff @(posedge clk_i) begin : p_age
    for (int unsigned p = 0; p < Ports; p++) begin
      if (!rst_ni || !ask[p] || taken[p]) age_q[p] <= '0;
      else if (age_q[p] != '1)            age_q[p] <= age_q[p] + 1'b1;
    end
  end

  // ---------------------------------------------------------------- cache
  logic    start, too_far;
  access_t access;

  always_comb begin : p_access
    start   = 1'b0;
    too_far = 1'b0;
    access  = '0;
    if (taken != '0) begin
      too_far       = outside(req[first].line, log2[first]);
      start         = !too_far;
      access.we     = req[first].we;
      access.domain = domain[first];
      access.line   = req[first].line;
      access.strb   = '1;
      access.wdata  = req[first].wdata;
      if (first < PortW'(Domains)) begin  // from an l2_ctrl: one doubleword
        access.strb  = LineBytes'(req[first].wdata[71:64]) << {req[first].wdata[73:72], 3'b0};
        access.wdata = {4{req[first].wdata[63:0]}};
      end
    end
  end

  // ---------------------------------------------------------------- answers
  logic [Ports-1:0] answer_q;     // waits until its domain runs
  logic [Ports-1:0] answer_error_q;
  logic [LineW-1:0] rdata_q [Ports];
  logic [LineW-1:0] l2_rdata;
  assign done = answer_q & runs;

  always_ff @(posedge clk_i) begin : p_answer
    if (!rst_ni) begin
      l2_busy_q      <= 1'b0;
      who_q          <= '0;
      error_q        <= 1'b0;
      answer_q       <= '0;
      answer_error_q <= '0;
      tripwire_o     <= 1'b0;
    end else begin
      answer_q   <= answer_q & ~done;
      error_q    <= too_far;
      tripwire_o <= too_far && first < PortW'(Domains);
      if (taken != '0) begin
        l2_busy_q <= 1'b1;
        who_q     <= first;
      end
      if (l2_done || error_q) begin
        l2_busy_q             <= 1'b0;
        answer_q[who_q]       <= 1'b1;
        answer_error_q[who_q] <= error_q;
        rdata_q[who_q]        <= error_q ? '0 : l2_rdata;
      end
      // What a core had asked for before its reset, nobody waits for.
      for (int unsigned m = 0; m < NumModels; m++) if (scrub_i[m].valid) answer_q[m + 1] <= 1'b0;
      if (!run_i[HvDomain]) answer_q[HvDomain] <= 1'b0;
    end
  end

  for (genvar d = 0; d < Domains; d++) begin : gen_rsp
    assign rsp_o[d] = '{taken: taken[d], done: done[d], error: done[d] && answer_error_q[d],
                        rdata: done[d] ? rdata_q[d] : '0};
  end
  for (genvar m = 0; m < NumModels; m++) begin : gen_win_rsp
    localparam int unsigned P = Domains + m;
    assign win_rsp_o[m] = '{taken: taken[P], done: done[P], error: done[P] && answer_error_q[P],
                            rdata: done[P] ? rdata_q[P] : '0};
  end

  // ---------------------------------------------------------------- memory that a reset zeroes
  logic                 scrub [Domains];
  logic [LineAddrW-1:0] scrub_line [Domains];
  logic                 forget;
  domain_t              forget_domain;

  always_comb begin : p_scrub
    forget              = 1'b0;
    forget_domain       = '0;
    scrub[HvDomain]      = 1'b0;
    scrub_line[HvDomain] = '0;
    for (int unsigned m = 0; m < NumModels; m++) begin
      scrub[m + 1]      = scrub_i[m].valid && !run_i[m + 1]
          && phase_i == PhaseW'(SlotCycles * (m + 1));
      scrub_line[m + 1] = scrub_i[m].line;
      scrub_taken_o[m]  = scrub[m + 1];
      if (scrub[m + 1]) begin
        forget        = 1'b1;
        forget_domain = domain_t'(m + 1);
      end
    end
  end

  logic             dram_valid, dram_done;
  dram_req_t        dram_req;
  logic [LineW-1:0] dram_rdata;

  shared_l2 u_l2 (
    .clk_i,
    .rst_ni,
    .valid_i         (start),
    .access_i        (access),
    .idle_o          (idle),
    .done_o          (l2_done),
    .rdata_o         (l2_rdata),
    .forget_i        (forget),
    .forget_domain_i (forget_domain),
    .dram_valid_o    (dram_valid),
    .dram_req_o      (dram_req),
    .dram_done_i     (dram_done),
    .dram_rdata_i    (dram_rdata)
  );

  shared_dram #(.Domains(Domains)) u_dram (
    .clk_i,
    .rst_ni,
    .valid_i      (dram_valid),
    .req_i        (dram_req),
    .done_o       (dram_done),
    .rdata_o      (dram_rdata),
    .scrub_i      (scrub),
    .scrub_line_i (scrub_line)
  );

  logic unused;
  assign unused = weaken_region_bound_i;

endmodule
