// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 4 at the memory controller: copy 0 is frozen at will, by whole frames, and read through the
// window; copy 1 is never frozen and has no window, but an ideal enable on each of its flops and
// memories, which is copy 0's run (scripts/prove.py adds it to the netlist), and so has its frame
// counter. While the model runs its answers, and the phase at which they come, are those of copy 1:
// it is frozen where a frame begins and thawed where one begins. Its memory is the same throughout.
module mem_freeze_props
  import soc_pkg::*, mem_pkg::*;
(
  input logic         clk_i,
  input logic         run_i,           // of the model: its thaw, and the ideal enable
  input logic         hv_run_i,
  input slot_req_t    hv_req_i,
  input slot_req_t    req_i,           // the model's, held while it stands
  input slot_req_t    win_i,
  input region_log2_t region_i [2]
);

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  logic enable;             // named in proofs.toml
  assign enable = run_i || reset_q;

  frame_t frame, model_frame;
  frame_ctr #(.NumModels(1)) u_frame (.clk_i, .rst_ni(!reset_q), .frame_o(frame));
  frame_ctr #(.NumModels(1)) u_phase (.clk_i, .rst_ni(!reset_q), .frame_o(model_frame));

  slot_rsp_t rsp [2][2];
  for (genvar c = 0; c < 2; c++) begin : gen_copy
    logic       run [2];
    slot_req_t  req [2];
    slot_req_t  win [1];
    slot_rsp_t  win_rsp [1];
    scrub_req_t scrub [1];
    logic       scrub_taken [1];
    assign run[0]   = hv_run_i;
    assign run[1]   = c == 0 ? run_i : !reset_q;
    assign req[0]   = hv_req_i;
    assign req[1]   = req_i;
    assign win[0]   = c == 0 ? win_i : '0;
    assign scrub[0] = '0;
    mem_ctrl #(.NumModels(1)) u_mem (
      .clk_i,
      .rst_ni                (!reset_q),
      .phase_i               (c == 0 ? frame.phase : model_frame.phase),
      .weaken_region_bound_i (1'b0),
      .region_log2_i         (region_i),
      .run_i                 (run),
      .req_i                 (req),
      .rsp_o                 (rsp[c]),
      .win_req_i             (win),
      .win_rsp_o             (win_rsp),
      .scrub_i               (scrub),
      .scrub_taken_o         (scrub_taken),
      .tripwire_o            ()
    );
  end

  // ---------------------------------------------------------------- environment
  logic run_q;
  always_ff @(posedge clk_i) begin : p_environment
    run_q <= run_i;
    RegionSize_M: assume (region_i[0] >= 5'd20 && region_i[0] <= 5'd28
                          && region_i[1] >= 5'd20 && region_i[1] <= 5'd28);
    // mgmt-inwards: the window looks into a frozen model, which thaws with a frame.
    WindowLooks_M: assume (!win_i.valid || (!win_i.we && !run_i));
    if (reset_q) begin
      Stands_M: assume (!run_i);
    end else begin
      RunAtBoundary_M: assume (run_i == run_q || frame.first);
    end
  end

  // ---------------------------------------------------------------- the two copies
  logic [2*LineW-1:0] memory [2];
  for (genvar c = 0; c < 2; c++) begin : gen_memory
    assign memory[c] = {gen_copy[c].u_mem.gen_model[0].u_mem.mem[1],
                        gen_copy[c].u_mem.gen_model[0].u_mem.mem[0]};
  end
  always_ff @(posedge clk_i) begin : p_prove
    if (reset_q) begin
      SameStart_M: assume (memory[0] == memory[1]);
    end else begin
      Memory_A: assert (memory[0] == memory[1]);
      // A frozen model stands where its next frame begins.
      Phase_A: assert (run_i ? model_frame == frame
                             : model_frame == frame_t'{phase: '0, first: 1'b1, last: 1'b0});
      if (run_i) begin
        Answers_A: assert (rsp[0][1] == rsp[1][1]);
      end
      // Helpers: nothing is under way where it is frozen; what is, is the same.
      Idle_A: assert (run_i || (!gen_copy[0].u_mem.busy_q[1] && !gen_copy[1].u_mem.busy_q[1]));
      InSlot_A: assert (!gen_copy[0].u_mem.busy_q[1]
                        || (frame.phase > PhaseW'(SlotCycles)
                            && frame.phase < PhaseW'(2 * SlotCycles)));
      Busy_A: assert (gen_copy[0].u_mem.busy_q[1] == gen_copy[1].u_mem.busy_q[1]);
      InFrame_A: assert (frame.first == (frame.phase == '0));
      if (gen_copy[0].u_mem.busy_q[1]) begin
        Slot_A: assert (gen_copy[0].u_mem.error_q[1] == gen_copy[1].u_mem.error_q[1]
                        && gen_copy[0].u_mem.read_q[1] == gen_copy[1].u_mem.read_q[1]
                        && (!gen_copy[0].u_mem.read_q[1] || gen_copy[0].u_mem.error_q[1]
                            || gen_copy[0].u_mem.rdata[1] == gen_copy[1].u_mem.rdata[1]));
      end
      NoRedirect_A: assert (!gen_copy[0].u_mem.redirect_q[1] && !gen_copy[1].u_mem.redirect_q[1]);
    end
  end

endmodule
