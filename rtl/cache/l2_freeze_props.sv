// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 4 at the L2's ways: copy 0 is frozen at will and looked into by the window; copy 1 is never
// frozen and has no window, but an ideal enable on each of its flops and memories, which is copy 0's
// run (scripts/prove.py adds it to the netlist). So both are at the same model cycle, and wherever
// the controller has just read, it sees the same in both: the repeated read brings back what a
// look-up took away. What the ways hold is the same throughout.
module l2_freeze_props
  import soc_pkg::*, l2_pkg::*;
(
  input logic              clk_i,
  input logic              frame_last_i,
  input logic              run_i,          // of the model: its thaw, and the ideal enable
  input owner_t            owner_i [L2Ways],
  input logic              hv_run_i,
  input l2_cmd_t           hv_cmd_i,
  input logic [63:0]       hv_data_i,
  input l2_cmd_t           cmd_i,
  input logic [63:0]       cmd_data_i,
  input l2_cmd_t           win_cmd_i
);

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  logic       enable;        // named in proofs.toml
  logic [L2Ways-1:0] own [2][2];
  l2_tag_t           tag [2][2][L2Ways];
  logic [63:0]       data [2][2];
  assign enable = run_i || reset_q;

  for (genvar c = 0; c < 2; c++) begin : gen_copy
    logic        run [2];
    l2_cmd_t     cmd [2];
    logic [63:0] cmd_data [2];
    l2_cmd_t     win_cmd [1];
    logic [63:0] win_data [1];
    assign run[0]      = hv_run_i;
    assign run[1]      = c == 0 ? run_i : !reset_q;
    assign cmd[0]      = hv_cmd_i;
    assign cmd[1]      = cmd_i;
    assign cmd_data[0] = hv_data_i;
    assign cmd_data[1] = cmd_data_i;
    assign win_cmd[0]  = c == 0 ? win_cmd_i : '0;
    assign win_data[0] = '0;
    l2_ways #(.NumModels(1)) u_ways (
      .clk_i, .rst_ni(!reset_q), .frame_last_i, .owner_i, .sweep_i('0), .sweep_idx_i('0),
      .own_o(own[c]), .run_i(run), .cmd_i(cmd), .cmd_data_i(cmd_data), .tag_o(tag[c]),
      .data_o(data[c]), .win_cmd_i(win_cmd), .win_data_i(win_data), .tripwire_o()
    );
  end

  logic tag_read, data_read;  // in the last model cycle
  assign tag_read  = gen_copy[1].u_ways.tag_live_q[1];
  assign data_read = gen_copy[1].u_ways.data_live_q[1];

  // ---------------------------------------------------------------- environment
  logic run_q, frame_last_q;
  always_ff @(posedge clk_i) begin : p_environment
    run_q        <= run_i;
    frame_last_q <= frame_last_i;
    // mgmt-inwards: thaw and freeze come with a frame; the window looks, and not in its last cycle.
    if (reset_q) begin
      Stands_M: assume (!run_i);
    end else begin
      RunAtBoundary_M: assume (run_i == run_q || frame_last_q);
    end
    WindowLooks_M: assume (!win_cmd_i.tag_we && !win_cmd_i.data_we
                           && (!(win_cmd_i.tag_re || win_cmd_i.data_re)
                               || (!run_i && !frame_last_i)));
    // ctrl-reads: a command reads or writes.
    ReadOrWrite_M: assume (!(cmd_i.tag_re && cmd_i.tag_we) && !(cmd_i.data_re && cmd_i.data_we));
  end

  for (genvar w = 0; w < L2Ways; w++) begin : gen_way
    logic mine, mine_q, tags_alike, words_alike;
    assign mine = own[0][1][w];
    always_comb begin : p_alike
      tags_alike  = 1'b1;
      words_alike = 1'b1;
      for (int unsigned i = 0; i < L2Sets; i++) begin
        if (gen_copy[0].u_ways.gen_way[w].u_way.tag_mem[i]
            != gen_copy[1].u_ways.gen_way[w].u_way.tag_mem[i]) tags_alike = 1'b0;
      end
      for (int unsigned i = 0; i < 4 * L2Sets; i++) begin
        if (gen_copy[0].u_ways.gen_way[w].u_way.data_mem[i]
            != gen_copy[1].u_ways.gen_way[w].u_way.data_mem[i]) words_alike = 1'b0;
      end
    end
    always_ff @(posedge clk_i) begin : p_way
      mine_q <= mine;
      if (reset_q) begin
        SameStart_M: assume (!mine || (tags_alike && words_alike));
      end else begin
        // owner: a started model's ways neither come nor go, and are not swept.
        MapStays_M: assume (mine == mine_q);
        Tags_A:  assert (!mine || tags_alike);
        Words_A: assert (!mine || words_alike);
        // What the model looks at: the answer to its read of the last model cycle.
        if (run_i && tag_read) begin
          Tag_A: assert (tag[0][1][w] == tag[1][1][w]);
        end
        // Helpers: an answer is what the RAM still holds where it was read.
        if (tag_read) begin
          TagRead_A: assert (!mine || gen_copy[1].u_ways.way_tag[w]
              == gen_copy[1].u_ways.gen_way[w].u_way.tag_mem[
                     gen_copy[1].u_ways.gen_cmd[0].last_set_q]);
          if (run_i) begin
            TagShown_A: assert (!mine || gen_copy[0].u_ways.way_tag[w]
                                         == gen_copy[1].u_ways.way_tag[w]);
          end
        end
        if (data_read && gen_copy[1].u_ways.data_way_q[1] == WayW'(w)) begin
          WordRead_A: assert (!mine || gen_copy[1].u_ways.way_data[w]
              == gen_copy[1].u_ways.gen_way[w].u_way.data_mem[
                     gen_copy[1].u_ways.gen_cmd[0].last_idx_q]);
          if (run_i) begin
            WordShown_A: assert (!mine || gen_copy[0].u_ways.way_data[w]
                                          == gen_copy[1].u_ways.way_data[w]);
          end
        end
      end
    end
  end

  // ---------------------------------------------------------------- the two copies
  always_ff @(posedge clk_i) begin : p_prove
    if (!reset_q) begin
      if (run_i && data_read) begin
        Data_A: assert (data[0][1] == data[1][1]);
      end
      // Helpers: what a thaw repeats, and that it repeats it.
      Last_A: assert (gen_copy[0].u_ways.gen_cmd[0].last_set_q
                      == gen_copy[1].u_ways.gen_cmd[0].last_set_q
                      && gen_copy[0].u_ways.gen_cmd[0].last_idx_q
                         == gen_copy[1].u_ways.gen_cmd[0].last_idx_q
                      && gen_copy[0].u_ways.gen_cmd[0].last_way_q
                         == gen_copy[1].u_ways.gen_cmd[0].last_way_q);
      LastWay_A: assert (!data_read || gen_copy[1].u_ways.data_way_q[1]
                                       == gen_copy[1].u_ways.gen_cmd[0].last_way_q);
      Own_A: assert (own[1][1] == own[0][1]);
      if (run_i) begin
        Live_A: assert ((!tag_read || gen_copy[0].u_ways.tag_live_q[1])
                        && (!data_read || (gen_copy[0].u_ways.data_live_q[1]
                            && gen_copy[0].u_ways.data_way_q[1]
                               == gen_copy[1].u_ways.data_way_q[1])));
      end
    end
  end
  for (genvar c = 0; c < 2; c++) begin : gen_own_before
    always_ff @(posedge clk_i) begin : p_own_before
      if (!reset_q) begin
        OwnBefore_A: assert (gen_copy[c].u_ways.own_q[1] == own[0][1]
                             || !(tag_read || data_read));
      end
    end
  end

endmodule
