// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The L2's ways and who may touch them (crossing module). Each way listens to its owner alone: the
// owner's command is selected before the RAM, its enable is zero when the owner is idle, and what a
// domain reads back is masked by its ownership. While a way is swept it belongs to nobody.
//
// A frozen model's ways answer the window. In the last cycle of every frozen frame the last reads
// of the model are repeated, so that after a thaw the RAM outputs are what they were.
module l2_ways
  import soc_pkg::*;
  import l2_pkg::*;
#(
  parameter int unsigned NumModels = 1,
  localparam int unsigned Domains = NumModels + 1
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              frame_last_i,
  // ownership
  input  owner_t            owner_i [L2Ways],
  input  logic [L2Ways-1:0] sweep_i,             // zero this way at sweep_idx_i
  input  logic [SetW+1:0]   sweep_idx_i,
  output logic [L2Ways-1:0] own_o [Domains],
  // controllers
  input  logic              run_i [Domains],     // thawed and out of reset
  input  l2_cmd_t           cmd_i [Domains],
  input  logic [63:0]       cmd_data_i [Domains],
  output l2_tag_t           tag_o [Domains][L2Ways],
  output logic [63:0]       data_o [Domains],
  // windows, while frozen; they read the outputs of their domain
  input  l2_cmd_t           win_cmd_i [NumModels],
  input  logic [63:0]       win_data_i [NumModels],
  output logic              tripwire_o           // parity, one cycle
);

  for (genvar d = 0; d < Domains; d++) begin : gen_own
    for (genvar w = 0; w < L2Ways; w++) begin : gen_way
      assign own_o[d][w] = owner_i[w] == owner_t'(d) && !sweep_i[w];
    end
  end

  // A model whose ways are swept is in reset: nothing stays of what it read last.
  logic swept [Domains];
  always_comb begin : p_swept
    for (int unsigned d = 0; d < Domains; d++) begin
      swept[d] = 1'b0;
      for (int unsigned w = 0; w < L2Ways; w++) begin
        if (d != HvDomain && sweep_i[w] && owner_i[w] == owner_t'(d)) swept[d] = 1'b1;
      end
    end
  end

  // ---------------------------------------------------------------- command of each domain
  l2_cmd_t         cmd [Domains];
  logic [63:0]     cmd_data [Domains];
  logic [SetW+1:0] data_idx [Domains];
  logic            tag_live_q [Domains];   // a tag read was made for this domain in the last cycle
  logic            data_live_q [Domains];
  logic [WayW-1:0] data_way_q [Domains];

  always_comb begin : p_hv_cmd
    cmd[HvDomain]      = run_i[HvDomain] ? cmd_i[HvDomain] : '0;
    cmd_data[HvDomain] = cmd_data_i[HvDomain];
    data_idx[HvDomain] = {cmd_i[HvDomain].set, cmd_i[HvDomain].beat};
  end

  for (genvar m = 0; m < NumModels; m++) begin : gen_cmd
    localparam int unsigned D = m + 1;
    logic [SetW-1:0] last_set_q;
    logic [SetW+1:0] last_idx_q;
    logic [WayW-1:0] last_way_q;

    always_comb begin : p_cmd
      cmd[D]      = cmd_i[D];
      cmd_data[D] = cmd_data_i[D];
      data_idx[D] = {cmd_i[D].set, cmd_i[D].beat};
      if (!run_i[D]) begin
        cmd[D]      = win_cmd_i[m];
        cmd_data[D] = win_data_i[m];
        data_idx[D] = {win_cmd_i[m].set, win_cmd_i[m].beat};
        if (frame_last_i && !win_cmd_i[m].data_we) begin
          cmd[D]         = '0;
          cmd[D].tag_re  = 1'b1;
          cmd[D].data_re = 1'b1;
          cmd[D].set     = last_set_q;
          cmd[D].way     = last_way_q;
          data_idx[D]    = last_idx_q;
        end
      end
    end

    always_ff @(posedge clk_i) begin : p_last
      if (!rst_ni || swept[D]) begin
        last_set_q <= '0;
        last_idx_q <= '0;
        last_way_q <= '0;
      end else if (run_i[D]) begin
        if (cmd_i[D].tag_re) last_set_q <= cmd_i[D].set;
        if (cmd_i[D].data_re) begin
          last_idx_q <= data_idx[D];
          last_way_q <= cmd_i[D].way;
        end
      end
    end

    // The window leaves the last cycle of a frame to the repeated read.
    always_ff @(posedge clk_i) if (rst_ni)
      WindowSparesLast_A: assert (!frame_last_i || (!(win_cmd_i[m].tag_re
          || win_cmd_i[m].data_re || win_cmd_i[m].data_we)));
    always_ff @(posedge clk_i) if (rst_ni)
      WindowFrozen_A: assert (!(run_i[D]) || (!(win_cmd_i[m].tag_re || win_cmd_i[m].data_re
          || win_cmd_i[m].data_we)));
    always_ff @(posedge clk_i) if (rst_ni) WindowWritesNoTag_A: assert (!win_cmd_i[m].tag_we);

  end

  // ---------------------------------------------------------------- ways
  l2_tag_t           way_tag [L2Ways];
  logic [63:0]       way_data [L2Ways];
  logic [L2Ways-1:0] parity_error;

  // Enables of all ways at once; address and data of a way are selected only when it does
  // something, since most ways are idle in most cycles of a simulation.
  logic [L2Ways-1:0] tag_en, tag_we, data_en, data_we;
  always_comb begin : p_enable
    tag_en  = '0;
    tag_we  = sweep_i;
    data_en = '0;
    data_we = sweep_i;
    for (int unsigned d = 0; d < Domains; d++) begin
      if (cmd[d].tag_re)  tag_en  |= own_o[d];
      if (cmd[d].tag_we)  tag_we  |= own_o[d] & (L2Ways'(1) << cmd[d].way);
      if (cmd[d].data_re) data_en |= own_o[d] & (L2Ways'(1) << cmd[d].way);
      if (cmd[d].data_we) data_we |= own_o[d] & (L2Ways'(1) << cmd[d].way);
    end
    tag_en  |= tag_we;
    data_en |= data_we;
  end

  for (genvar w = 0; w < L2Ways; w++) begin : gen_way
    logic [SetW-1:0] tag_idx;
    logic [SetW+1:0] idx;
    l2_tag_t         tag;
    logic [63:0]     data;
    logic [7:0]      strb;

    always_comb begin : p_mux
      tag_idx = sweep_idx_i[SetW-1:0];
      idx     = sweep_idx_i;
      tag     = '0;
      data    = '0;
      strb    = '1;
      if (tag_en[w] || data_en[w]) begin
        for (int unsigned d = 0; d < Domains; d++) begin
          if (own_o[d][w]) begin
            tag_idx = cmd[d].set;
            idx     = data_idx[d];
            tag     = cmd[d].tag;
            data    = cmd_data[d];
            strb    = cmd[d].strb;
          end
        end
      end
    end

    l2_way u_way (
      .clk_i,
      .rst_ni,
      .clear_i        (sweep_i[w]),
      .tag_en_i       (tag_en[w]),
      .tag_we_i       (tag_we[w]),
      .tag_idx_i      (tag_idx),
      .tag_i          (tag),
      .tag_o          (way_tag[w]),
      .data_en_i      (data_en[w]),
      .data_we_i      (data_we[w]),
      .data_idx_i     (idx),
      .data_i         (data),
      .strb_i         (strb),
      .data_o         (way_data[w]),
      .parity_error_o (parity_error[w])
    );
  end

  // ---------------------------------------------------------------- answers, masked by domain
  // A way answers from its second cycle in a domain on: in the first its output registers still hold
  // what its last owner read, and this domain's read of the cycle before did not reach it.
  logic [L2Ways-1:0] own_q [Domains];

  for (genvar d = 0; d < Domains; d++) begin : gen_rsp
    always_ff @(posedge clk_i) begin : p_own
      if (!rst_ni) own_q[d] <= '0;
      else         own_q[d] <= own_o[d];
    end

    always_ff @(posedge clk_i) begin : p_live
      if (!rst_ni || swept[d]) begin
        tag_live_q[d]  <= 1'b0;
        data_live_q[d] <= 1'b0;
        data_way_q[d]  <= '0;
      end else begin
        tag_live_q[d]  <= cmd[d].tag_re;
        data_live_q[d] <= cmd[d].data_re;
        if (cmd[d].data_re) data_way_q[d] <= cmd[d].way;
      end
    end

    always_comb begin : p_tag
      for (int unsigned w = 0; w < L2Ways; w++) tag_o[d][w] = '0;
      if (tag_live_q[d]) begin
        for (int unsigned w = 0; w < L2Ways; w++) begin
          if (own_o[d][w] && own_q[d][w]) tag_o[d][w] = way_tag[w];
        end
      end
    end

    always_comb begin : p_data
      data_o[d] = '0;
      if (data_live_q[d] && own_o[d][data_way_q[d]] && own_q[d][data_way_q[d]]) begin
        data_o[d] = way_data[data_way_q[d]];
      end
    end
  end

  always_ff @(posedge clk_i) begin : p_tripwire
    if (!rst_ni) tripwire_o <= 1'b0;
    else         tripwire_o <= |parity_error;
  end

endmodule
