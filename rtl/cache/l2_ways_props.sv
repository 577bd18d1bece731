// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 1 at the L2's ways, as a two-copy proof: the commands of one domain, its run and which ways are
// its own are the same in both copies; commands, owners and sweeps of everybody else, and what the
// window looks up in the frozen domain, are anything at all and different. What the domain reads
// while it runs is equal in every cycle, and so is what its ways hold. The RAMs are real, with few sets.
//
// What l2_owner and management keep is assumed here and proved in l2_owner_props and mgmt_props.
module l2_ways_props
  import soc_pkg::*, l2_pkg::*;
#(
  parameter  int unsigned Models  = 1,
  parameter  int unsigned Watched = 0,    // the domain that must notice nothing
  localparam int unsigned Domains = Models + 1
) (
  input logic              clk_i,
  input logic              frame_last_i,
  input logic [SetW+1:0]   sweep_idx_i,
  input owner_t            owner_i [2][L2Ways],
  input logic [L2Ways-1:0] sweep_i [2],
  input logic              run_i [2][Domains],
  input l2_cmd_t           cmd_i [2][Domains],
  input logic [63:0]       cmd_data_i [2][Domains],
  input l2_cmd_t           win_cmd_i [2][Models],
  input logic [63:0]       win_data_i [2][Models]
);

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  logic [L2Ways-1:0] own [2][Domains];
  l2_tag_t           tag [2][Domains][L2Ways];
  logic [63:0]       data [2][Domains];
  for (genvar c = 0; c < 2; c++) begin : gen_copy
    l2_ways #(.NumModels(Models)) u_ways (
      .clk_i, .rst_ni(!reset_q), .frame_last_i, .owner_i(owner_i[c]), .sweep_i(sweep_i[c]),
      .sweep_idx_i, .own_o(own[c]), .run_i(run_i[c]), .cmd_i(cmd_i[c]),
      .cmd_data_i(cmd_data_i[c]), .tag_o(tag[c]), .data_o(data[c]), .win_cmd_i(win_cmd_i[c]),
      .win_data_i(win_data_i[c]), .tripwire_o()
    );
    for (genvar m = 0; m < Models; m++) begin : gen_window
      always_ff @(posedge clk_i) begin : p_window
        WindowRules_M: assume (!(win_cmd_i[c][m].tag_re || win_cmd_i[c][m].data_re
                                 || win_cmd_i[c][m].data_we)
                               || (!run_i[c][m+1] && !frame_last_i));
        WindowNoTag_M: assume (!win_cmd_i[c][m].tag_we);
      end
    end
  end

  // ---------------------------------------------------------------- the watched domain
  logic run, run_q, frame_last_q, swept_all;
  assign run = run_i[0][Watched];
  always_ff @(posedge clk_i) begin : p_watched
    run_q        <= run;
    frame_last_q <= frame_last_i;
    SameCommands_M: assume (cmd_i[0][Watched] == cmd_i[1][Watched]
                            && cmd_data_i[0][Watched] == cmd_data_i[1][Watched]);
    SameRun_M: assume (run_i[0][Watched] == run_i[1][Watched]);
    // l2_ctrl: one command reads or writes.
    ReadOrWrite_M: assume (!(cmd_i[0][Watched].tag_re && cmd_i[0][Watched].tag_we)
                           && !(cmd_i[0][Watched].data_re && cmd_i[0][Watched].data_we));
    // hv does not use its ways before the sweep of power-on: l2_owner's hv_enable_o.
    SweptFirst_M: assume (!(run && (cmd_i[0][Watched].tag_re || cmd_i[0][Watched].tag_we
                                    || cmd_i[0][Watched].data_re || cmd_i[0][Watched].data_we))
                          || swept_all);
    if (Watched != HvDomain) begin
      // mgmt_run: it thaws at the beginning of a frame.
      if (reset_q) begin
        Stands_M: assume (!run);
      end else begin
        RunAtBoundary_M: assume (run == run_q || frame_last_q);
      end
    end
  end
  if (Watched != HvDomain) begin : gen_events
    localparam int unsigned M = Watched - 1;
    always_ff @(posedge clk_i) begin : p_events
      // A write of the window is an event, the same in both; a look-up is not.
      SameEvents_M: assume (win_cmd_i[0][M].data_we == win_cmd_i[1][M].data_we
                            && (!win_cmd_i[0][M].data_we || (win_cmd_i[0][M] == win_cmd_i[1][M]
                                && win_data_i[0][M] == win_data_i[1][M])));
      Repeated_A: assert (reset_q
          || (gen_copy[0].u_ways.gen_cmd[M].last_set_q == gen_copy[1].u_ways.gen_cmd[M].last_set_q
              && gen_copy[0].u_ways.gen_cmd[M].last_idx_q
                 == gen_copy[1].u_ways.gen_cmd[M].last_idx_q
              && gen_copy[0].u_ways.gen_cmd[M].last_way_q
                 == gen_copy[1].u_ways.gen_cmd[M].last_way_q));
    end
  end

  // ---------------------------------------------------------------- sweeps, in each copy
  logic [SetW+1:0]   idx_q;
  logic [L2Ways-1:0] sweep_q [2];
  logic [L2Ways-1:0] swept_q [2];    // whole, since power-on
  logic [L2Ways-1:0] owned_q [2];
  logic [L2Ways-1:0] swept [2];
  always_ff @(posedge clk_i) begin : p_idx
    idx_q <= sweep_idx_i;
    if (!reset_q) begin
      FreeRunning_M: assume (sweep_idx_i == idx_q + 1'b1);
    end
  end
  for (genvar c = 0; c < 2; c++) begin : gen_sweep
    assign swept[c] = swept_q[c] | ((idx_q == '1) ? sweep_q[c] : '0);
    for (genvar w = 0; w < L2Ways; w++) begin : gen_way
      logic owned;
      assign owned = owner_i[c][w] == owner_t'(Watched);
      always_ff @(posedge clk_i) begin : p_way
        sweep_q[c][w] <= sweep_i[c][w];
        owned_q[c][w] <= owned;
        swept_q[c][w] <= !reset_q && swept[c][w];
        if (reset_q) begin
          NoSweepYet_M: assume (!sweep_i[c][w]);
          if (Watched != HvDomain) begin
            HvOwnsFirst_M: assume (!owned);
          end
        end else begin
          WholeSweep_M: assume (sweep_i[c][w] == sweep_q[c][w] || idx_q == '1);
          OwnerBySweep_M: assume (owned == owned_q[c][w] || (sweep_q[c][w] && idx_q == '1));
        end
      end
    end
  end
  assign swept_all = (own[0][Watched] & ~swept[0]) == '0;

  // ---------------------------------------------------------------- the two copies
  for (genvar w = 0; w < L2Ways; w++) begin : gen_way
    logic mine, tags_alike, words_alike;
    assign mine = own[0][Watched][w] && swept[0][w] && swept[1][w];
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
    for (genvar c = 0; c < 2; c++) begin : gen_zero
      logic tags_zero, words_zero;
      always_comb begin : p_zero
        tags_zero  = 1'b1;
        words_zero = 1'b1;
        for (int unsigned i = 0; i < L2Sets; i++) begin
          if (sweep_idx_i > (SetW + 2)'(i) && gen_copy[c].u_ways.gen_way[w].u_way.tag_mem[i] != '0)
            tags_zero = 1'b0;
        end
        for (int unsigned i = 0; i < 4 * L2Sets; i++) begin
          if (sweep_idx_i > (SetW + 2)'(i) && gen_copy[c].u_ways.gen_way[w].u_way.data_mem[i] != '0)
            words_zero = 1'b0;
        end
      end
      always_ff @(posedge clk_i) begin : p_prove
        if (!reset_q && sweep_i[c][w]) begin
          TagsZero_A:  assert (tags_zero);
          WordsZero_A: assert (words_zero);
        end
        // Cleared with every word of a sweep but its first cycle, and so at its end.
        if (!reset_q && sweep_q[c][w]) begin
          Cleared_A: assert (gen_copy[c].u_ways.way_tag[w] == '0
                             && gen_copy[c].u_ways.way_data[w] == '0);
        end
      end
    end

    always_ff @(posedge clk_i) begin : p_prove
      if (!reset_q) begin
        // Ownership is the same, and with it everything that the way holds.
        SameOwner_M: assume (own[0][Watched][w] == own[1][Watched][w]
            && (owner_i[0][w] == owner_t'(Watched)) == (owner_i[1][w] == owner_t'(Watched)));
        if (Watched != HvDomain) begin
          OwnIsSwept_A: assert (!own[0][Watched][w] || (swept[0][w] && swept[1][w]));
        end
        SweptAlike_A: assert (!own[0][Watched][w] || swept[0][w] == swept[1][w]);
        Tags_A:  assert (!mine || tags_alike);
        Words_A: assert (!mine || words_alike);
        if (run || Watched == HvDomain) begin
          TagOut_A:  assert (!mine || !gen_copy[0].u_ways.tag_live_q[Watched]
                             || gen_copy[0].u_ways.way_tag[w] == gen_copy[1].u_ways.way_tag[w]);
          DataOut_A: assert (!mine || !gen_copy[0].u_ways.data_live_q[Watched]
                             || gen_copy[0].u_ways.data_way_q[Watched] != WayW'(w)
                             || gen_copy[0].u_ways.way_data[w] == gen_copy[1].u_ways.way_data[w]);
          Tag_A: assert (tag[0][Watched][w] == tag[1][Watched][w]);
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin : p_prove
    if (!reset_q) begin
      OwnBefore_A: assert (gen_copy[0].u_ways.own_q[Watched]
                           == gen_copy[1].u_ways.own_q[Watched]);
      if (run || Watched == HvDomain) begin
        Data_A: assert (data[0][Watched] == data[1][Watched]);
        Live_A: assert (gen_copy[0].u_ways.tag_live_q[Watched]
                        == gen_copy[1].u_ways.tag_live_q[Watched]
                        && gen_copy[0].u_ways.data_live_q[Watched]
                           == gen_copy[1].u_ways.data_live_q[Watched]
                        && gen_copy[0].u_ways.data_way_q[Watched]
                           == gen_copy[1].u_ways.data_way_q[Watched]);
      end
    end
  end

endmodule
