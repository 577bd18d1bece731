// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Who owns which way, and the only path by which that changes: a sweep of fixed length that zeroes
// tags and data. All sweeps share one free-running index, start when it is zero and end when it is
// zero again, so neither start nor length tells anything about what a way held.
//
// Sweeps are asked for by a way command, by a domain reset of a model (its own ways) and by a reset
// of hv or power-on (hv's ways). A way of hv must be cleaned first: clean empties it and takes it
// out of allocation, so that nothing can become dirty between clean and scrub.
module l2_owner
  import soc_pkg::*;
  import bus_pkg::*;
  import l2_pkg::*;
#(
  parameter int unsigned NumModels = 1
) (
  input  logic              clk_i,
  input  logic              rst_ni,            // power-on
  input  logic              hv_rst_ni,         // hv domain is out of reset
  input  dev_req_t          dev_req_i,
  output dev_rsp_t          dev_rsp_o,
  // to the ways
  output owner_t            owner_o [L2Ways],
  output logic [L2Ways-1:0] sweep_o,
  output logic [SetW+1:0]   sweep_idx_o,
  // controller of hv
  output logic [L2Ways-1:0] retired_o,         // own, but not to be filled
  output logic              hv_enable_o,
  output logic              clean_req_o,
  output logic [WayW-1:0]   clean_way_o,
  input  logic              clean_done_i,
  // management of the models
  input  logic              locked_i [NumModels],
  input  logic              in_reset_i [NumModels],
  input  logic              scrub_i [NumModels],      // level; sweep the model's ways
  input  logic              scrub_keep_i,             // weakened: same time, nothing is zeroed
  output logic              scrub_done_o [NumModels], // level, until scrub_i falls
  output logic              has_ways_o [NumModels]    // and none of them is coming or going
);

  import l2_reg_pkg::*;

  // ---------------------------------------------------------------- registers
  l2__in_t     hwif_in;
  l2__out_t    hwif_out;

  l2_reg u_reg (
    .clk   (clk_i),
    .rst   (!rst_ni),
    .req_i (dev_req_i),
    .rsp_o (dev_rsp_o),
    .hwif_in,
    .hwif_out
  );

  // ---------------------------------------------------------------- state
  owner_t            owner_q [L2Ways];
  logic [L2Ways-1:0] retired_q, sweep_q;
  logic [SetW+1:0]   idx_q;
  logic              wrap;
  sweep_e            cmd_sweep_q, hv_sweep_q;
  sweep_e            model_sweep_q [NumModels];
  logic              cmd_start_q, cleaning_q, refused_q, busy;
  logic [WayW-1:0]   way_q;
  owner_t            new_owner_q;

  assign wrap        = idx_q == '1;
  assign owner_o     = owner_q;
  assign sweep_o     = sweep_q;
  assign sweep_idx_o = idx_q;
  assign retired_o   = retired_q;
  assign hv_enable_o = hv_sweep_q == SwIdle;
  assign clean_req_o = cleaning_q;
  assign clean_way_o = way_q;

  assign hwif_in.owners.way0.next    = owner_q[0];
  assign hwif_in.owners.way1.next    = owner_q[1];
  assign hwif_in.owners.way2.next    = owner_q[2];
  assign hwif_in.owners.way3.next    = owner_q[3];
  assign hwif_in.owners.way4.next    = owner_q[4];
  assign hwif_in.owners.way5.next    = owner_q[5];
  assign hwif_in.owners.way6.next    = owner_q[6];
  assign hwif_in.owners.way7.next    = owner_q[7];
  assign hwif_in.status.busy.next    = busy;
  assign hwif_in.status.refused.next = refused_q;

  // ---------------------------------------------------------------- may this command start?
  logic            old_ok, new_ok, clean_ok, start_clean, start_scrub;
  logic [WayW-1:0] cmd_way;
  owner_t          cmd_owner;
  assign busy      = cmd_start_q || cleaning_q || cmd_sweep_q != SwIdle;
  assign cmd_way   = hwif_out.command.way.value;
  assign cmd_owner = hwif_out.command.owner.value;

  always_comb begin : p_allowed
    old_ok   = 1'b0;
    new_ok   = 1'b0;
    clean_ok = 1'b0;
    if (cmd_start_q) begin
      if (owner_q[cmd_way] == OwnerNobody) old_ok = 1'b1;
      if (owner_q[cmd_way] == OwnerHv) old_ok = retired_q[cmd_way];
      new_ok = cmd_owner == OwnerHv || cmd_owner == OwnerNobody;
      for (int unsigned m = 0; m < NumModels; m++) begin
        if (owner_q[cmd_way] == owner_t'(m + 1)) begin
          old_ok = in_reset_i[m] && model_sweep_q[m] == SwIdle && !scrub_i[m];
        end
        if (cmd_owner == owner_t'(m + 1)) new_ok = !locked_i[m];
      end
      // hv keeps at least one way in use.
      for (int unsigned w = 0; w < L2Ways; w++) begin
        if (owner_q[w] == OwnerHv && !retired_q[w] && WayW'(w) != cmd_way) clean_ok = 1'b1;
      end
      if (owner_q[cmd_way] != OwnerHv) clean_ok = 1'b0;
      if (!hv_enable_o) {clean_ok, old_ok} = '0;
    end
  end

  // Ways that are about to come or go: the model is not resumed before they have, so that none does
  // while it runs.
  for (genvar m = 0; m < NumModels; m++) begin : gen_model
    localparam owner_t Model = owner_t'(m + 1);
    logic [L2Ways-1:0] own;
    logic              moving;
    for (genvar w = 0; w < L2Ways; w++) begin : gen_way
      assign own[w] = owner_q[w] == Model;
    end
    always_comb begin : p_moving
      moving = 1'b0;
      if (cmd_start_q) moving = own[cmd_way] || cmd_owner == Model;
      if (cmd_sweep_q != SwIdle) moving = own[way_q] || new_owner_q == Model;
    end
    assign has_ways_o[m]   = |own && !moving;
    assign scrub_done_o[m] = model_sweep_q[m] == SwDone;
  end

  assign start_clean = cmd_start_q && hwif_out.command.op.value == 2'd1 && clean_ok;
  assign start_scrub = cmd_start_q && hwif_out.command.op.value == 2'd2 && old_ok && new_ok;

  always_ff @(posedge clk_i) begin : p_command
    if (!rst_ni) begin
      cmd_start_q <= 1'b0;
      cleaning_q  <= 1'b0;
      refused_q   <= 1'b0;
      way_q       <= '0;
      new_owner_q <= OwnerNobody;
    end else begin
      // The field follows its write strobe by one cycle.
      cmd_start_q <= hwif_out.command.op.swmod && !busy;
      if (hwif_out.command.op.swmod) refused_q <= busy;
      if (cmd_start_q) begin
        way_q       <= cmd_way;
        new_owner_q <= cmd_owner;
        refused_q   <= !(start_clean || start_scrub) && hwif_out.command.op.value != 2'd0;
      end
      if (start_clean) cleaning_q <= 1'b1;
      if (cleaning_q && (clean_done_i || !hv_rst_ni)) cleaning_q <= 1'b0;
    end
  end

  // ---------------------------------------------------------------- sweeps
  function automatic sweep_e step(sweep_e s, logic request, logic wrapped);
    unique case (s)
      SwIdle:  return request ? SwWait : SwIdle;
      SwWait:  return wrapped ? SwSweep : SwWait;
      SwSweep: return wrapped ? SwDone : SwSweep;
      default: return request ? SwDone : SwIdle;
    endcase
  endfunction

  always_ff @(posedge clk_i) begin : p_sweep
    if (!rst_ni) begin
      idx_q       <= '1;
      cmd_sweep_q <= SwIdle;
      hv_sweep_q  <= SwWait;
      sweep_q     <= '0;
      retired_q   <= '0;
      for (int unsigned m = 0; m < NumModels; m++) model_sweep_q[m] <= SwIdle;
      for (int unsigned w = 0; w < L2Ways; w++) begin
        owner_q[w] <= (w < L2Ways / 2) ? OwnerHv : OwnerNobody;
      end
    end else begin
      idx_q       <= idx_q + 1'b1;
      cmd_sweep_q <= step(cmd_sweep_q, start_scrub, wrap);
      hv_sweep_q  <= step(hv_sweep_q, !hv_rst_ni, wrap);
      for (int unsigned m = 0; m < NumModels; m++) begin
        model_sweep_q[m] <= step(model_sweep_q[m], scrub_i[m], wrap);
      end
      if (start_clean) retired_q[cmd_way] <= 1'b1;
      if (wrap) begin
        for (int unsigned w = 0; w < L2Ways; w++) begin
          sweep_q[w] <= cmd_sweep_q == SwWait && way_q == WayW'(w);
          // A way whose own sweep ends here is clean, and its new owner's from now on.
          if (!(cmd_sweep_q == SwSweep && way_q == WayW'(w))) begin
            if (hv_sweep_q == SwWait && owner_q[w] == OwnerHv) sweep_q[w] <= 1'b1;
            for (int unsigned m = 0; m < NumModels; m++) begin
              if (model_sweep_q[m] == SwWait && owner_q[w] == owner_t'(m + 1) && !scrub_keep_i)
                sweep_q[w] <= 1'b1;
            end
          end
        end
        if (hv_sweep_q == SwSweep) retired_q <= '0;
        if (cmd_sweep_q == SwSweep) begin
          owner_q[way_q]   <= new_owner_q;
          retired_q[way_q] <= 1'b0;
        end
      end
    end
  end

  // ---------------------------------------------------------------- what must hold
`ifdef VERILATOR
  // An owner changes where a sweep of its way ends, and nowhere else. Registers instead of $past,
  // which samples every signal in every evaluation.
  logic [L2Ways-1:0][2:0] owner_now, owner_was_q;
  logic [L2Ways-1:0]      swept_q, moved;
  for (genvar w = 0; w < L2Ways; w++) begin : gen_moved
    assign owner_now[w] = owner_q[w];
    assign moved[w]     = owner_now[w] != owner_was_q[w];
  end
  always_ff @(posedge clk_i) begin : p_was
    owner_was_q <= owner_now;
    swept_q     <= wrap ? sweep_q : '0;
  end
  always_ff @(posedge clk_i) if (rst_ni && owner_now != owner_was_q)
    OwnerBySweep_A: assert ((moved & ~swept_q) == '0);
`endif

endmodule
