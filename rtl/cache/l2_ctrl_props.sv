// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// What the proofs of the ways assume of a controller: a command reads or writes, and what the ways
// show counts only in the cycle after the controller's own read. So whatever stands on their
// outputs at any other time (after a thaw: the repeated read) changes nothing. Two copies.
module l2_ctrl_props
  import soc_pkg::*, bus_pkg::*, mem_pkg::*, l2_pkg::*;
(
  input logic              clk_i,
  input logic              enable_i,
  input logic [L2Ways-1:0] own_i,
  input logic [L2Ways-1:0] alloc_i,
  input mem_req_t          mem_req_i,
  input slot_rsp_t         slot_rsp_i,
  input logic              clean_req_i,
  input logic [WayW-1:0]   clean_way_i,
  input l2_peek_sel_e      peek_sel_i,
  input logic [1:0]        peek_beat_i,
  input l2_tag_t           tag_i [2][L2Ways],
  input logic [63:0]       data_i [2]
);

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  logic        mem_ready [2];
  mem_rsp_t    mem_rsp [2];
  l2_cmd_t     cmd [2];
  logic [63:0] cmd_data [2];
  slot_req_t   slot_req [2];
  logic        clean_done [2];
  logic        quiet [2];
  l2_peek_t    peek [2];
  for (genvar c = 0; c < 2; c++) begin : gen_copy
    l2_ctrl u_ctrl (
      .clk_i, .rst_ni(!reset_q), .enable_i, .own_i, .alloc_i, .mem_req_i,
      .mem_ready_o(mem_ready[c]), .mem_rsp_o(mem_rsp[c]), .cmd_o(cmd[c]),
      .cmd_data_o(cmd_data[c]), .tag_i(tag_i[c]), .data_i(data_i[c]), .slot_req_o(slot_req[c]),
      .slot_rsp_i, .clean_req_i, .clean_way_i, .clean_done_o(clean_done[c]), .quiet_o(quiet[c]),
      .peek_sel_i, .peek_beat_i, .peek_o(peek[c])
    );
  end

  logic tag_read_q, data_read_q;
  always_ff @(posedge clk_i) begin : p_read
    tag_read_q  <= !reset_q && cmd[0].tag_re;
    data_read_q <= !reset_q && cmd[0].data_re;
  end

  for (genvar w = 0; w < L2Ways; w++) begin : gen_way
    always_ff @(posedge clk_i) begin : p_way
      SameTags_M: assume (!tag_read_q || tag_i[0][w] == tag_i[1][w]);
    end
  end

  // ---------------------------------------------------------------- environment
  // mem_ctrl: a request is taken, and done with the last cycle of the same slot.
  logic [3:0] age_q;
  always_ff @(posedge clk_i) begin : p_environment
    if (reset_q || slot_rsp_i.done) age_q <= '0;
    else if (slot_rsp_i.taken)      age_q <= 4'd1;
    else if (age_q != '0)           age_q <= age_q + 1'b1;
    SlotTaken_M: assume (!slot_rsp_i.taken || (slot_req[0].valid && age_q == '0));
    SlotDone_M: assume (slot_rsp_i.done == (age_q == 4'(SlotCycles - 1)));
    AllocIsOwned_M: assume ((alloc_i & ~own_i) == '0);
    // A way is emptied before it is taken away; asserted in the RTL.
    OwnWayOnly_M: assume (!(cmd[0].data_re || cmd[0].data_we || cmd[0].tag_we)
                          || own_i[cmd[0].way]);
  end

  always_ff @(posedge clk_i) begin : p_prove
    SameData_M: assume (!data_read_q || data_i[0] == data_i[1]);
    if (!reset_q) begin
      ReadOrWrite_A: assert (!(cmd[0].tag_re && cmd[0].tag_we)
                             && !(cmd[0].data_re && cmd[0].data_we));
      Commands_A: assert (cmd[0] == cmd[1] && cmd_data[0] == cmd_data[1]);
      Core_A: assert (mem_ready[0] == mem_ready[1] && mem_rsp[0] == mem_rsp[1]);
      Slot_A: assert (slot_req[0] == slot_req[1]);
      Rest_A: assert (clean_done[0] == clean_done[1] && quiet[0] == quiet[1]
                      && peek[0] == peek[1]);
      // Helpers: state that is equal, and who has read.
      State_A: assert (gen_copy[0].u_ctrl.state_q == gen_copy[1].u_ctrl.state_q
                       && gen_copy[0].u_ctrl.req_q == gen_copy[1].u_ctrl.req_q
                       && gen_copy[0].u_ctrl.beat_q == gen_copy[1].u_ctrl.beat_q
                       && gen_copy[0].u_ctrl.rr_q == gen_copy[1].u_ctrl.rr_q
                       && gen_copy[0].u_ctrl.way_q == gen_copy[1].u_ctrl.way_q
                       && gen_copy[0].u_ctrl.clean_set_q == gen_copy[1].u_ctrl.clean_set_q
                       && gen_copy[0].u_ctrl.victim_tag_q == gen_copy[1].u_ctrl.victim_tag_q
                       && gen_copy[0].u_ctrl.victim_dirty_q
                          == gen_copy[1].u_ctrl.victim_dirty_q);
      Buffers_A: assert (gen_copy[0].u_ctrl.inflight_q == gen_copy[1].u_ctrl.inflight_q
                         && gen_copy[0].u_ctrl.inflight_we_q == gen_copy[1].u_ctrl.inflight_we_q
                         && gen_copy[0].u_ctrl.fill_want_q == gen_copy[1].u_ctrl.fill_want_q
                         && gen_copy[0].u_ctrl.fill_valid_q == gen_copy[1].u_ctrl.fill_valid_q
                         && gen_copy[0].u_ctrl.fill_error_q == gen_copy[1].u_ctrl.fill_error_q
                         && gen_copy[0].u_ctrl.fill_q == gen_copy[1].u_ctrl.fill_q
                         && gen_copy[0].u_ctrl.wb_valid_q == gen_copy[1].u_ctrl.wb_valid_q
                         && gen_copy[0].u_ctrl.wb_line_q == gen_copy[1].u_ctrl.wb_line_q
                         && gen_copy[0].u_ctrl.cap_q == gen_copy[1].u_ctrl.cap_q
                         && gen_copy[0].u_ctrl.cap_beat_q == gen_copy[1].u_ctrl.cap_beat_q
                         && gen_copy[0].u_ctrl.rd_q == gen_copy[1].u_ctrl.rd_q
                         && gen_copy[0].u_ctrl.rd_last_q == gen_copy[1].u_ctrl.rd_last_q);
      Age_A: assert (gen_copy[0].u_ctrl.inflight_q == (age_q != '0)
                     && age_q < 4'(SlotCycles));
      AgeOfVictim_A: assert (!gen_copy[0].u_ctrl.evict
                             || age_q <= {2'b0, gen_copy[0].u_ctrl.beat_q});
      AgeOfLast_A: assert (!gen_copy[0].u_ctrl.cap_q || age_q <= 4'd4);
      Looks_A: assert (!(gen_copy[0].u_ctrl.state_q inside {LcCompare, LcCleanTest})
                       || tag_read_q);
      Read_A: assert ((!gen_copy[0].u_ctrl.rd_q && !gen_copy[0].u_ctrl.cap_q) || data_read_q);
    end
  end

endmodule
