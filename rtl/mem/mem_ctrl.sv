// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Fixed-service memory controller (crossing module). Every domain has one slot in every frame; when
// a request is served depends on the request and on the phase, never on another domain. A slot that
// is not used stays idle. Memory, its output register and the record of the slot in progress exist
// once for each domain, so nothing is left in a shared place when the next slot begins.
//
// A domain's slot carries its own requests; while the domain is in reset, its scrub. The hv slot
// may carry a window access instead: to the region of a model, on a port that management alone
// drives.
//
// Timing: `taken` in the slot's first cycle, `done` in its last. An address outside the region gets
// `error` with `done`, and its slot stays idle.
module mem_ctrl
  import soc_pkg::*;
  import mem_pkg::*;
#(
  parameter int unsigned NumModels = 1,
  localparam int unsigned Domains = NumModels + 1
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic [PhaseW-1:0] phase_i,
  input  logic         weaken_region_bound_i,
  input  region_log2_t region_log2_i [Domains],
  input  logic         run_i [Domains],            // domain is thawed; hv: out of reset
  input  slot_req_t    req_i [Domains],
  output slot_rsp_t    rsp_o [Domains],
  input  slot_req_t    win_req_i [NumModels],      // window of model i, carried by the hv slot
  output slot_rsp_t    win_rsp_o [NumModels],
  input  scrub_req_t   scrub_i [NumModels],        // model i in reset
  output logic         scrub_taken_o [NumModels],
  output logic         tripwire_o                  // a request outside its region, one cycle
);

  function automatic logic outside(logic [LineAddrW-1:0] line, region_log2_t log2);
    return (line >> (log2 - 5'd5)) != '0;
  endfunction

  logic slot_first [Domains];
  logic slot_last [Domains];
  for (genvar d = 0; d < Domains; d++) begin : gen_slot
    assign slot_first[d] = phase_i == PhaseW'(SlotCycles * d);
    assign slot_last[d]  = phase_i == PhaseW'(SlotCycles * d + SlotCycles - 1);
  end

  // ---------------------------------------------------------------- which window has the hv slot
  // Lowest number first. Whoever waits is frozen or drives the window, so no model can tell.
  logic win_any;
  logic win_grant [NumModels];
  always_comb begin : p_window
    win_any = 1'b0;
    for (int unsigned m = 0; m < NumModels; m++) begin
      win_grant[m] = win_req_i[m].valid && !win_any;
      if (win_req_i[m].valid) win_any = 1'b1;
    end
  end

  // ---------------------------------------------------------------- a domain's own slot
  logic own_take [Domains];
  logic own_out [Domains];     // outside the region
  logic redirect [Domains];    // weakened: such an access reaches hv memory
  logic busy_q [Domains];
  logic error_q [Domains];
  logic redirect_q [Domains];
  logic read_q [Domains];      // only a read brings data: what else is in the register is old
  logic [LineW-1:0] rdata [Domains];

  for (genvar d = 0; d < Domains; d++) begin : gen_own
    logic hidden;  // the hv slot is lent to the window
    if (d == HvDomain) begin : gen_hv
      assign hidden = win_any;
    end else begin : gen_model
      assign hidden = 1'b0;
    end

    assign own_take[d] = slot_first[d] && req_i[d].valid && run_i[d] && !hidden;
    assign own_out[d]  = own_take[d] && outside(req_i[d].line, region_log2_i[d]);
    assign redirect[d] = own_out[d] && weaken_region_bound_i && (d != HvDomain);

    always_ff @(posedge clk_i) begin : p_own
      if (!rst_ni) begin
        busy_q[d]     <= 1'b0;
        error_q[d]    <= 1'b0;
        redirect_q[d] <= 1'b0;
        read_q[d]     <= 1'b0;
      end else if (slot_first[d]) begin
        busy_q[d]     <= own_take[d];
        error_q[d]    <= own_out[d] && !redirect[d];
        redirect_q[d] <= redirect[d];
        read_q[d]     <= !req_i[d].we;
      end else if (slot_last[d]) begin
        busy_q[d]     <= 1'b0;
      end
    end

    always_comb begin : p_rsp
      rsp_o[d]       = '0;
      rsp_o[d].taken = own_take[d];
      if (slot_last[d] && busy_q[d]) begin
        rsp_o[d].done  = 1'b1;
        rsp_o[d].error = error_q[d];
        if (read_q[d] && !error_q[d]) rsp_o[d].rdata = redirect_q[d] ? rdata[HvDomain] : rdata[d];
      end
    end

    always_ff @(posedge clk_i) if (rst_ni)
      TakenRuns_A: assert (!(rsp_o[d].taken) || (run_i[d] && slot_first[d]));
    always_ff @(posedge clk_i) if (rst_ni)
      DoneInSlot_A: assert (!(rsp_o[d].done) || (run_i[d] || d == HvDomain));
  end

  // ---------------------------------------------------------------- hv memory
  logic                 hv_redirect;
  logic                 hv_we;
  logic [LineAddrW-1:0] hv_line;
  logic [LineW-1:0]     hv_wdata;

  always_comb begin : p_hv_cmd
    hv_redirect = 1'b0;
    hv_we       = req_i[HvDomain].we;
    hv_line     = req_i[HvDomain].line;
    hv_wdata    = req_i[HvDomain].wdata;
    for (int unsigned d = 1; d < Domains; d++) begin
      if (redirect[d]) begin
        hv_redirect = 1'b1;
        hv_we       = req_i[d].we;
        hv_line     = req_i[d].line;
        hv_wdata    = req_i[d].wdata;
      end
    end
  end

  mem_sim #(.Domain(HvDomain)) u_hv_mem (
    .clk_i,
    .en_i    (hv_redirect || (own_take[HvDomain] && !own_out[HvDomain])),
    .we_i    (hv_we),
    .scrub_i (1'b0),
    .line_i  (hv_line),
    .wdata_i (hv_wdata),
    .rdata_o (rdata[HvDomain])
  );

  // ---------------------------------------------------------------- memory of the models
  for (genvar m = 0; m < NumModels; m++) begin : gen_model
    localparam int unsigned D = m + 1;
    logic win_take, win_busy_q, win_read_q, win_error_q, win_out, scrub_take;

    assign win_take   = slot_first[HvDomain] && win_grant[m];
    assign win_out    = win_take && outside(win_req_i[m].line, region_log2_i[D]);
    assign scrub_take = slot_first[D] && scrub_i[m].valid && !run_i[D];

    assign scrub_taken_o[m] = scrub_take;

    always_ff @(posedge clk_i) begin : p_win
      if (!rst_ni) begin
        win_busy_q  <= 1'b0;
        win_read_q  <= 1'b0;
        win_error_q <= 1'b0;
      end else if (slot_first[HvDomain]) begin
        win_busy_q  <= win_take;
        win_read_q  <= !win_req_i[m].we;
        win_error_q <= win_out;
      end else if (slot_last[HvDomain]) begin
        win_busy_q  <= 1'b0;
      end
    end

    always_comb begin : p_win_rsp
      win_rsp_o[m]       = '0;
      win_rsp_o[m].taken = win_take;
      if (slot_last[HvDomain] && win_busy_q) begin
        win_rsp_o[m].done  = 1'b1;
        win_rsp_o[m].error = win_error_q;
        if (win_read_q && !win_error_q) win_rsp_o[m].rdata = rdata[D];
      end
    end

    logic                 en, we;
    logic [LineAddrW-1:0] line;
    logic [LineW-1:0]     wdata;

    always_comb begin : p_cmd
      en    = own_take[D] && !own_out[D];
      we    = req_i[D].we;
      line  = req_i[D].line;
      wdata = req_i[D].wdata;
      if (win_take) begin
        en    = !win_out;
        we    = win_req_i[m].we;
        line  = win_req_i[m].line;
        wdata = win_req_i[m].wdata;
      end
      if (scrub_take) begin
        en   = 1'b1;
        we   = 1'b1;
        line = scrub_i[m].line;
      end
    end

    mem_sim #(.Domain(D)) u_mem (
      .clk_i,
      .en_i    (en),
      .we_i    (we),
      .scrub_i (scrub_take),
      .line_i  (line),
      .wdata_i (wdata),
      .rdata_o (rdata[D])
    );

    always_ff @(posedge clk_i) if (rst_ni)
      WindowFrozen_A: assert (!(win_req_i[m].valid) || !run_i[D]);
  end

  // ---------------------------------------------------------------- tripwire
  always_ff @(posedge clk_i) begin : p_tripwire
    if (!rst_ni) begin
      tripwire_o <= 1'b0;
    end else begin
      tripwire_o <= 1'b0;
      for (int unsigned d = 0; d < Domains; d++) begin
        if (own_out[d] && !redirect[d]) tripwire_o <= 1'b1;
      end
    end
  end

endmodule
