// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 2 as a two-copy proof: one domain's requests, scrub, run and window writes are the same in
// both copies, everything else is anything at all and different; its answers, and its memory, are
// equal in every cycle. Domain 0 is hv, whose slot its own windows may take. Beside that, on one
// copy: a slot ends inside itself, is never lent, and leaves the refresh gap alone.
module mem_ctrl_props
  import soc_pkg::*;
  import mem_pkg::*;
#(
  parameter  int unsigned Models  = 2,
  parameter  int unsigned Watched = 1,    // the domain that must notice nothing
  localparam int unsigned Domains = Models + 1
) (
  input logic         clk_i,
  input slot_req_t    req_i [2][Domains],
  input logic         run_i [2][Domains],
  input scrub_req_t   scrub_i [2][Models],
  input slot_req_t    win_i [2][Models],
  input region_log2_t region_i [Domains]  // configuration: locked before anything runs
);

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  frame_t frame;
  frame_ctr #(.NumModels(Models)) u_frame (.clk_i, .rst_ni(!reset_q), .frame_o(frame));

  slot_rsp_t rsp [2][Domains];
  slot_rsp_t win_rsp [2][Models];
  for (genvar c = 0; c < 2; c++) begin : gen_copy
    logic scrub_taken [Models];
    mem_ctrl #(.NumModels(Models)) u_mem (
      .clk_i,
      .rst_ni                (!reset_q),
      .phase_i               (frame.phase),
      .weaken_region_bound_i (1'b0),
      .region_log2_i         (region_i),
      .run_i                 (run_i[c]),
      .req_i                 (req_i[c]),
      .rsp_o                 (rsp[c]),
      .win_req_i             (win_i[c]),
      .win_rsp_o             (win_rsp[c]),
      .scrub_i               (scrub_i[c]),
      .scrub_taken_o         (scrub_taken),
      .tripwire_o            ()
    );
  end

  // ---------------------------------------------------------------- what the watched domain does
  always_ff @(posedge clk_i) begin : p_watched
    SameRequests_M: assume (req_i[0][Watched] == req_i[1][Watched]);
    SameRun_M: assume (run_i[0][Watched] == run_i[1][Watched]);
  end

  // ---------------------------------------------------------------- what management keeps
  for (genvar d = 0; d < Domains; d++) begin : gen_domain
    logic run_q [2];
    always_ff @(posedge clk_i) begin : p_keeps
      run_q[0] <= run_i[0][d];
      run_q[1] <= run_i[1][d];
      RegionSize_M: assume (region_i[d] >= 5'd20 && region_i[d] <= 5'd28);
    end
    for (genvar c = 0; c < 2; c++) begin : gen_one
      always_ff @(posedge clk_i) begin : p_one
        if (d != HvDomain) begin
          WindowFrozen_M: assume (!win_i[c][d-1].valid || !run_i[c][d]);
          if (!reset_q && !frame.first) begin
            RunAtBoundary_M: assume (run_i[c][d] == run_q[c]);
          end
          if (!reset_q) begin
            Runs_A: assert (!gen_copy[c].u_mem.busy_q[d] || run_i[c][d]);
          end
        end
        if (!reset_q) begin
          // A slot is under way only inside the slot.
          InSlot_A: assert (!gen_copy[c].u_mem.busy_q[d]
                            || (frame.phase > PhaseW'(SlotCycles * d)
                                && frame.phase < PhaseW'(SlotCycles * (d + 1))));
          // Served in the domain's own slot and at its two ends, nowhere else.
          TakenFirst_A: assert (!rsp[c][d].taken || frame.phase == PhaseW'(SlotCycles * d));
          DoneLast_A: assert (!rsp[c][d].done
                              || frame.phase == PhaseW'(SlotCycles * (d + 1) - 1));
          // Every slot taken is answered at its end: none lasts into another.
          Completes_A: assert (!(frame.phase == PhaseW'(SlotCycles * (d + 1) - 1)
                                 && gen_copy[c].u_mem.busy_q[d]) || rsp[c][d].done);
          // Never lent: in its slot a domain's own request and run decide, and hv's own windows.
          if (frame.phase == PhaseW'(SlotCycles * d)) begin
            Served_A: assert (rsp[c][d].taken == (req_i[c][d].valid && run_i[c][d]
                              && !(d == HvDomain && gen_copy[c].u_mem.win_any)));
          end
        end
      end
      if (d > 0) begin : gen_ram
        // RowHammer: a row is opened once in a frame, by the model's slot or by the window, since
        // the model runs all of a frame or none of it. (A scrub writes each line once.)
        logic opened_q;
        always_ff @(posedge clk_i) begin : p_opened
          if (reset_q || frame.last) opened_q <= 1'b0;
          else if (gen_copy[c].u_mem.gen_model[d-1].en) opened_q <= 1'b1;
          if (!reset_q) begin
            OpenedOnce_A: assert (!(gen_copy[c].u_mem.gen_model[d-1].en && opened_q)
                                  || gen_copy[c].u_mem.gen_model[d-1].scrub_take);
            // Helper: what has been there before the slot was the window.
            ByWindow_A: assert (!(opened_q && frame.phase <= PhaseW'(SlotCycles * d))
                                || !run_i[c][d]);
          end
        end
        always_ff @(posedge clk_i) begin : p_ram
          // A model's memory is touched in its own slot, or by the window in hv's.
          if (!reset_q && gen_copy[c].u_mem.gen_model[d-1].en) begin
            OwnSlot_A: assert (frame.phase == PhaseW'(SlotCycles * d)
                               || (frame.phase == '0 && win_i[c][d-1].valid));
          end
        end
      end
    end
  end

  // hv's memory in hv's slot alone; so the gap at the frame's end is free of commands.
  for (genvar c = 0; c < 2; c++) begin : gen_hv_ram
    always_ff @(posedge clk_i) begin : p_hv_ram
      if (!reset_q && gen_copy[c].u_mem.u_hv_mem.en_i) begin
        HvSlot_A: assert (frame.phase == '0);
      end
    end
  end

  // ---------------------------------------------------------------- refresh
  // The gap comes once in every frame: never later than a frame after the last one.
  localparam int unsigned GapStart = SlotCycles * Domains;
  logic [PhaseW-1:0] since_gap_q;
  always_ff @(posedge clk_i) begin : p_gap
    if (reset_q || frame.phase == PhaseW'(GapStart)) since_gap_q <= '0;
    else since_gap_q <= since_gap_q + 1'b1;
    if (!reset_q) begin
      InFrame_A: assert (frame.phase < PhaseW'(frame_cycles(Models))
                         && frame.last == (frame.phase == PhaseW'(frame_cycles(Models) - 1)));
      RefreshInTime_A: assert (since_gap_q < PhaseW'(frame_cycles(Models)));
      // Helper: the counter follows the phase, once a gap has been.
      SinceGap_A: assert (since_gap_q == (frame.phase > PhaseW'(GapStart)
                              ? frame.phase - PhaseW'(GapStart + 1)
                              : frame.phase + PhaseW'(frame_cycles(Models) - GapStart - 1))
                          || (since_gap_q == frame.phase
                              && frame.phase <= PhaseW'(GapStart)));
      GapIsQuiet_A: assert (frame.phase < PhaseW'(GapStart)
                            || (!gen_copy[0].u_mem.busy_q[Domains-1]
                                && !gen_copy[1].u_mem.busy_q[Domains-1]));
    end
  end

  // ---------------------------------------------------------------- the two copies
  // The two lines of the watched domain's memory, side by side.
  logic [2*LineW-1:0] memory [2];

  if (Watched == HvDomain) begin : gen_watch_hv
    for (genvar c = 0; c < 2; c++) begin : gen_memory
      assign memory[c] = {gen_copy[c].u_mem.u_hv_mem.mem[1], gen_copy[c].u_mem.u_hv_mem.mem[0]};
    end
    // The windows are hv's own, and so is the choice of which one goes first.
    for (genvar m = 0; m < Models; m++) begin : gen_win
      always_ff @(posedge clk_i) begin : p_win
        SameWindows_M: assume (win_i[0][m].valid == win_i[1][m].valid);
      end
    end
  end else begin : gen_watch_model
    localparam int unsigned M = Watched - 1;
    for (genvar c = 0; c < 2; c++) begin : gen_memory
      assign memory[c] = {gen_copy[c].u_mem.gen_model[M].u_mem.mem[1],
                          gen_copy[c].u_mem.gen_model[M].u_mem.mem[0]};
    end
    // A write through the window is an event, the same in both; a read is not.
    logic write [2];
    assign write[0] = gen_copy[0].u_mem.gen_model[M].win_take && win_i[0][M].we;
    assign write[1] = gen_copy[1].u_mem.gen_model[M].win_take && win_i[1][M].we;
    always_ff @(posedge clk_i) begin : p_model
      SameScrub_M: assume (scrub_i[0][M] == scrub_i[1][M]);
      SameEvents_M: assume (write[0] == write[1]);
      if (write[0]) begin
        SameData_M: assume (win_i[0][M].line == win_i[1][M].line
                            && win_i[0][M].wdata == win_i[1][M].wdata);
      end
    end
  end

  always_ff @(posedge clk_i) begin : p_prove
    if (reset_q) begin
      SameStart_M: assume (memory[0] == memory[1]);
    end else begin
      Memory_A: assert (memory[0] == memory[1]);
      Answers_A: assert (rsp[0][Watched] == rsp[1][Watched]);
      // Helpers: what the domain owns in here is equal.
      Busy_A:  assert (gen_copy[0].u_mem.busy_q[Watched] == gen_copy[1].u_mem.busy_q[Watched]);
      Error_A: assert (gen_copy[0].u_mem.error_q[Watched] == gen_copy[1].u_mem.error_q[Watched]);
      Read_A:  assert (gen_copy[0].u_mem.read_q[Watched] == gen_copy[1].u_mem.read_q[Watched]);
      NoRedirect_A: assert (!gen_copy[0].u_mem.redirect_q[Watched]
                            && !gen_copy[1].u_mem.redirect_q[Watched]);
      Data_A:  assert (!(gen_copy[0].u_mem.busy_q[Watched] && gen_copy[0].u_mem.read_q[Watched]
                         && !gen_copy[0].u_mem.error_q[Watched])
                       || gen_copy[0].u_mem.rdata[Watched] == gen_copy[1].u_mem.rdata[Watched]);
    end
  end

endmodule
