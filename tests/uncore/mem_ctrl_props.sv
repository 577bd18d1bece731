// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 2 as a two-copy proof: the same model requests, scrub, run and phase in both copies, anything
// at all from hv, its window and the other model; the model's answers are equal in every cycle, and
// so is its memory. Window writes are events and therefore equal; window reads need not be.
`ifdef FORMAL
module mem_ctrl_props
  import soc_pkg::*;
  import mem_pkg::*;
(
  input  logic              clk_i,
  // common to both copies: the model, and what management does to it
  input  slot_req_t         req_i,
  input  scrub_req_t        scrub_i,
  input  logic              run_i,
  input  region_log2_t      region_i,
  // different: hv (0), the other model (2), window reads
  input  slot_req_t         hv_i [2],
  input  slot_req_t         other_i [2],
  input  slot_req_t         win_i [2],
  input  slot_req_t         other_win_i [2],
  input  scrub_req_t        other_scrub_i [2],
  input  logic              hv_run_i [2],
  input  logic              other_run_i [2]
);

  localparam int unsigned Models = 2;

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  frame_t frame;
  frame_ctr #(.NumModels(Models)) u_frame (.clk_i, .rst_ni(!reset_q), .frame_o(frame));

  slot_rsp_t rsp [2];

  for (genvar c = 0; c < 2; c++) begin : gen_copy
    region_log2_t region [3];
    logic         run [3];
    slot_req_t    req [3];
    slot_rsp_t    answer [3];
    slot_req_t    win [2];
    slot_rsp_t    win_answer [2];
    scrub_req_t   scrub [2];
    logic         scrub_taken [2];
    always_comb begin
      region   = '{region_i, region_i, region_i};
      run      = '{hv_run_i[c], run_i, other_run_i[c]};
      req      = '{hv_i[c], req_i, other_i[c]};
      win      = '{win_i[c], other_win_i[c]};
      scrub    = '{scrub_i, other_scrub_i[c]};
    end
    mem_ctrl #(.NumModels(Models)) u_mem (
      .clk_i,
      .rst_ni                (!reset_q),
      .phase_i               (frame.phase),
      .weaken_region_bound_i (1'b0),
      .region_log2_i         (region),
      .run_i                 (run),
      .req_i                 (req),
      .rsp_o                 (answer),
      .win_req_i             (win),
      .win_rsp_o             (win_answer),
      .scrub_i               (scrub),
      .scrub_taken_o         (scrub_taken),
      .tripwire_o            ()
    );
    assign rsp[c] = answer[1];
  end

  // What management keeps: a window is used while its model stands still, and a write through it is
  // an event, the same in both copies.
  logic write_a, write_b;
  assign write_a = gen_copy[0].u_mem.gen_model[0].win_take && win_i[0].we;
  assign write_b = gen_copy[1].u_mem.gen_model[0].win_take && win_i[1].we;

  always_ff @(posedge clk_i) begin : p_assume
    assume (!win_i[0].valid || !run_i);
    assume (!win_i[1].valid || !run_i);
    assume (!other_win_i[0].valid || !other_run_i[0]);
    assume (!other_win_i[1].valid || !other_run_i[1]);
    assume (region_i >= 5'd20 && region_i <= 5'd28);
    assume (write_a == write_b);
    if (write_a) begin
      assume (win_i[0].line == win_i[1].line && win_i[0].wdata == win_i[1].wdata);
    end
    if (reset_q) begin
      for (int i = 0; i < 2; i++) begin
        assume (gen_copy[0].u_mem.gen_model[0].u_mem.mem[i]
                == gen_copy[1].u_mem.gen_model[0].u_mem.mem[i]);
      end
    end
  end

  // `run` changes at frame boundaries.
  logic run_q, other_run_q [2];
  always_ff @(posedge clk_i) begin : p_run
    run_q       <= run_i;
    other_run_q <= other_run_i;
    if (!reset_q && !frame.first) begin
      assume (run_i == run_q);
      assume (other_run_i[0] == other_run_q[0]);
      assume (other_run_i[1] == other_run_q[1]);
    end
  end

  // Helpers on one copy: a slot is under way only inside the slot, and its domain runs.
  for (genvar c = 0; c < 2; c++) begin : gen_helper
    for (genvar d = 1; d < 3; d++) begin : gen_domain
      always_ff @(posedge clk_i) begin : p_slot
        if (!reset_q) begin
          InSlot_A: assert (!gen_copy[c].u_mem.busy_q[d]
                            || (frame.phase > PhaseW'(SlotCycles * d)
                                && frame.phase < PhaseW'(SlotCycles * (d + 1))
                                && gen_copy[c].run[d]));
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin : p_prove
    if (!reset_q) begin
      Answers_A: assert (rsp[0] == rsp[1]);
      // Helpers: what the model owns in here is equal.
      Busy_A:  assert (gen_copy[0].u_mem.busy_q[1] == gen_copy[1].u_mem.busy_q[1]);
      Error_A: assert (gen_copy[0].u_mem.error_q[1] == gen_copy[1].u_mem.error_q[1]);
      Read_A:  assert (gen_copy[0].u_mem.read_q[1] == gen_copy[1].u_mem.read_q[1]);
      NoRedirect_A: assert (!gen_copy[0].u_mem.redirect_q[1] && !gen_copy[1].u_mem.redirect_q[1]);
      Phase_A: assert (frame.phase < PhaseW'(frame_cycles(Models)));
      Data_A:  assert (!(gen_copy[0].u_mem.busy_q[1] && gen_copy[0].u_mem.read_q[1]
                         && !gen_copy[0].u_mem.error_q[1])
                       || gen_copy[0].u_mem.rdata[1] == gen_copy[1].u_mem.rdata[1]);
      Memory0_A: assert (gen_copy[0].u_mem.gen_model[0].u_mem.mem[0]
                         == gen_copy[1].u_mem.gen_model[0].u_mem.mem[0]);
      Memory1_A: assert (gen_copy[0].u_mem.gen_model[0].u_mem.mem[1]
                         == gen_copy[1].u_mem.gen_model[0].u_mem.mem[1]);
    end
  end

endmodule
`endif
