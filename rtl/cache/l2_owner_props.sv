// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// What the two-copy proofs of the ways assume of their owners: a way changes hands only at the end of
// a whole sweep, and hv uses its ways only after one. And law 3 at the owner map: from its first
// resume to its reset a model's ways neither come nor go, and none of them is swept.
module l2_owner_props
  import soc_pkg::*, bus_pkg::*, l2_pkg::*;
#(
  parameter int unsigned Models = 2
) (
  input logic     clk_i,
  input logic     hv_rst_ni,
  input dev_req_t dev_req_i,
  input logic     clean_done_i,
  input logic     locked_i [Models],
  input logic     in_reset_i [Models],
  input logic     scrub_i [Models],
  input logic     scrub_keep_i
);

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  owner_t            owner [L2Ways];
  logic [L2Ways-1:0] sweep;
  logic [SetW+1:0]   idx;
  logic              hv_enable;
  logic              scrub_done [Models];
  logic              has_ways [Models];
  l2_owner #(.NumModels(Models)) u_owner (
    .clk_i, .rst_ni(!reset_q), .hv_rst_ni, .dev_req_i, .dev_rsp_o(), .owner_o(owner),
    .sweep_o(sweep), .sweep_idx_o(idx), .retired_o(), .hv_enable_o(hv_enable), .clean_req_o(),
    .clean_way_o(), .clean_done_i, .locked_i, .in_reset_i, .scrub_i, .scrub_keep_i,
    .scrub_done_o(scrub_done), .has_ways_o(has_ways)
  );

  logic              start_q, last_q;
  logic [L2Ways-1:0] sweep_q, swept_q;
  owner_t            owner_q [L2Ways];
  always_ff @(posedge clk_i) begin : p_last
    start_q <= reset_q;
    last_q  <= idx == '1;
    sweep_q <= sweep;
    owner_q <= owner;
    if (reset_q) swept_q <= '0;
    else if (idx == '1) swept_q <= swept_q | sweep;
  end

  // ---------------------------------------------------------------- sweeps
  logic              sweeping, hv_sweeping;
  logic [L2Ways-1:0] model_sweeps;
  assign sweeping    = u_owner.cmd_sweep_q == SwSweep;
  assign hv_sweeping = u_owner.hv_sweep_q == SwSweep;
  always_comb begin : p_model_sweeps
    model_sweeps = '0;
    for (int unsigned w = 0; w < L2Ways; w++) begin
      for (int unsigned m = 0; m < Models; m++) begin
        if (u_owner.model_sweep_q[m] == SwSweep && owner[w] == owner_t'(m + 1)) begin
          model_sweeps[w] = 1'b1;
        end
      end
    end
  end

  for (genvar w = 0; w < L2Ways; w++) begin : gen_way
    always_ff @(posedge clk_i) begin : p_way
      if (!reset_q && !start_q) begin
        WholeSweep_A: assert (sweep[w] == sweep_q[w] || last_q);
        OwnerBySweep_A: assert (owner[w] == owner_q[w] || (sweep_q[w] && last_q));
      end
      if (!reset_q) begin
        SweptFirst_A: assert (!(hv_enable && owner[w] == OwnerHv) || swept_q[w]);
        // Helpers: who sweeps.
        SweptBy_A: assert (!sweep[w] || (sweeping && u_owner.way_q == WayW'(w))
                           || (hv_sweeping && owner[w] == OwnerHv) || model_sweeps[w]);
        Sweeps_A: assert (!(sweeping && u_owner.way_q == WayW'(w)) || sweep[w]);
        HvSweeps_A: assert (!(hv_sweeping && owner[w] == OwnerHv) || sweep[w] || swept_q[w]);
        HvSwept_A: assert (!(u_owner.hv_sweep_q == SwDone && owner[w] == OwnerHv)
                           || swept_q[w]);
      end
    end
  end

  always_ff @(posedge clk_i) begin : p_one
    // Helper: one command at a time.
    if (!reset_q) begin
      OneCommand_A: assert (!u_owner.cmd_start_q
                            || (u_owner.cmd_sweep_q == SwIdle && !u_owner.cleaning_q));
    end
  end

  // ---------------------------------------------------------------- a model between resume and reset
  for (genvar m = 0; m < Models; m++) begin : gen_model
    logic locked_q, has_ways_q, in_reset_q, scrub_q, done_q;
    always_ff @(posedge clk_i) begin : p_model
      locked_q   <= locked_i[m];
      in_reset_q <= in_reset_i[m];
      has_ways_q <= has_ways[m];
      scrub_q    <= scrub_i[m];
      done_q     <= scrub_done[m];
      // mgmt_regs: the configuration locks with a resume, which needs ways, and opens in reset.
      if (reset_q) begin
        OpenFirst_M: assume (!locked_i[m]);
      end else begin
        LockByResume_M: assume (!locked_i[m] || locked_q || (has_ways_q && !in_reset_q));
        OpensInReset_M: assume (!(in_reset_q && locked_i[m]));
        StaysLocked_M: assume (!(locked_q && !in_reset_q) || locked_i[m]);
        // mgmt_scrub: the ways are swept in reset, to the end.
        ScrubToEnd_M: assume (!(scrub_q && !done_q) || scrub_i[m]);
      end
      // Helpers: what moves finds the model in reset or not yet started, until it has moved.
      if (!reset_q) begin
        Moves_A: assert (!(u_owner.cmd_sweep_q inside {SwWait, SwSweep}
                           && (u_owner.new_owner_q == owner_t'(m + 1)
                               || owner[u_owner.way_q] == owner_t'(m + 1)))
                         || !locked_i[m] || in_reset_i[m]);
        Scrubs_A: assert (!(u_owner.model_sweep_q[m] inside {SwWait, SwSweep})
                          || scrub_i[m]);
      end
      ScrubInReset_M: assume (!scrub_i[m] || in_reset_i[m]);
    end
    for (genvar w = 0; w < L2Ways; w++) begin : gen_way
      logic mine, mine_q;
      assign mine = owner[w] == owner_t'(m + 1);
      always_ff @(posedge clk_i) begin : p_way
        mine_q <= mine;
        if (!reset_q && !start_q && locked_i[m] && !in_reset_i[m]) begin
          MapStays_A: assert (!locked_q || mine == mine_q);
          NoSweep_A:  assert (!mine || !sweep[w]);
        end
      end
    end
  end

endmodule
