// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Arrays and refill engine of a first-level cache: 8 KiB, 2 ways, 32-byte lines, 64-bit port. L1I
// and L1D are the same array with different control around it, so the delicate part, a line that
// is being replaced while it is looked at, is written once.
//
// A lookup reads in one cycle and is compared in the next, by whoever owns the port. Valid bits can
// all be cleared at once (flag_ram): a flush takes one cycle, and nothing depends on what the RAMs
// held at power-on.
module l1_array
  import soc_pkg::*, bus_pkg::*, core_mem_pkg::*;
(
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               keep_i,        // weakened: reset leaves the lines
  input  logic               flush_i,       // drop every line; a refill under way fills nothing
  input  logic               scrub_i,       // after reset, nothing else happens: zero all words,
  input  logic [L1IdxW-1:0]  scrub_idx_i,   // ... this one now; twice round, for the read registers
  // Lookup: read, then compare in the next cycle.
  input  logic               rd_en_i,
  input  logic [L1IdxW-1:0]  rd_idx_i,      // va[11:3]
  input  logic               cmp_en_i,      // gates the comparison; whether walls let it pass
                                            // the owner knows later, and believes hit_o only then
  input  logic [PaW-1:12]    cmp_tag_i,
  output logic               hit_o,
  output logic               way_o,
  output logic [1:0][63:0]   data_o,        // of both ways
  output logic               unsettled_o,   // refill is or was under way: a miss may become a hit
  input  logic               touch_i,       // the compared line was used (replacement)
  // Refill of the line of start_addr_i; only when not busy.
  input  logic               start_i,
  input  logic [PaW-1:3]     start_addr_i,
  output logic               busy_o,
  output logic               first_o,       // registered: critical doubleword is there, one cycle
  output logic [63:0]        first_data_o,
  output logic               first_error_o,
  // Store to a line that is present. Never while busy.
  input  logic               wr_en_i,
  input  logic               wr_way_i,
  input  logic [L1IdxW-1:0]  wr_idx_i,
  input  logic [63:0]        wr_data_i,
  input  logic [7:0]         wr_strb_i,
  // Towards the bus
  output line_req_t          line_req_o,
  input  logic               line_ready_i,
  input  mem_rsp_t           line_rsp_i     // beats of this cache only
);
  // ---------------------------------------------------------------- refill state
  logic           req_q, busy_q, drop_q, rf_way_q;
  logic [PaW-1:3] rf_addr_q;   // request address; [4:3] advances with the beats
  logic [3:0]     got_q;       // doublewords of the line already written
  logic           first_q, first_error_q;
  logic [63:0]    first_data_q;

  logic lru_q [L1Sets];        // the way to replace next; read only where both ways are valid,
                               // and the refills that made them so have written it

  logic       beat, beat_ok, beat_last;
  logic [6:0] rf_set;
  assign beat = busy_q && !req_q && line_rsp_i.valid;
  assign beat_ok = beat && !line_rsp_i.error;
  assign beat_last = beat && (line_rsp_i.last || line_rsp_i.error);
  assign rf_set = rf_addr_q[11:5];

  logic [6:0] start_set;
  logic       victim;
  logic [1:0] rd_valid, start_valid, valid_mask;  // of ways 1 and 0
  assign start_set = start_addr_i[11:5];
  assign victim = !start_valid[0] ? 1'b0 : !start_valid[1] ? 1'b1 : lru_q[start_set];

  always_ff @(posedge clk_i) begin
    first_q <= beat && got_q == '0;
    if (beat && got_q == '0) begin
      first_data_q <= line_rsp_i.data;
      first_error_q <= line_rsp_i.error;
    end
    if (start_i) begin
      req_q <= 1'b1;
      busy_q <= 1'b1;
      drop_q <= flush_i;
      rf_addr_q <= start_addr_i;
      rf_way_q <= victim;
      got_q <= '0;
    end else if (busy_q) begin
      if (line_ready_i) req_q <= 1'b0;
      if (flush_i) drop_q <= 1'b1;
      if (beat_ok) begin
        got_q[rf_addr_q[4:3]] <= 1'b1;
        rf_addr_q[4:3] <= rf_addr_q[4:3] + 2'd1;
      end
      if (beat_last) busy_q <= 1'b0;
    end
    if (!rst_ni) begin
      req_q <= 1'b0;
      busy_q <= 1'b0;
      drop_q <= 1'b0;
      rf_way_q <= 1'b0;
      rf_addr_q <= '0;
      got_q <= '0;
      first_q <= 1'b0;
      first_error_q <= 1'b0;
      first_data_q <= '0;
    end
  end

  // ---------------------------------------------------------------- valid bits and replacement
  logic [6:0] rd_set, looked_set_q;
  assign rd_set = rd_idx_i[8:2];

  // A refill makes its victim invalid when it starts and valid when its last beat is in.
  logic fill_done;
  assign fill_done = beat_last && beat_ok && !drop_q;
  assign valid_mask = {2{start_i || fill_done}}
                    & ((start_i ? victim : rf_way_q) ? 2'b10 : 2'b01);

  flag_ram #(.Depth(L1Sets), .Width(2)) u_valid (
    .clk_i, .clear_i(flush_i || (!rst_ni && !keep_i)), .scrub_i,
    .scrub_row_i(scrub_idx_i[3:0]), .rd_idx_i(rd_set), .rd_o(rd_valid),
    .wr_idx_i(busy_q ? rf_set : start_set), .wr_old_o(start_valid), .wr_mask_i(valid_mask),
    .wr_flags_i({2{!start_i}}));

  logic [6:0] lru_set;
  assign lru_set = scrub_i ? scrub_idx_i[6:0] : start_i ? start_set : looked_set_q;
  always_ff @(posedge clk_i) begin
    if (start_i || touch_i || scrub_i) begin
      lru_q[lru_set] <= !scrub_i && (start_i ? !victim : !way_o);
    end
  end

  // ---------------------------------------------------------------- lookup
  // A doubleword of the line under refill counts as present once it is written.
  logic       partial, v0_q, v1_q, stale_q;
  logic [63:0] data0, data1;
  logic [19:0] tag0, tag1;
  assign partial = busy_q && !drop_q && rf_set == rd_set && got_q[rd_idx_i[1:0]];

  always_ff @(posedge clk_i) begin
    if (rd_en_i) begin
      v0_q <= rd_valid[0] || (partial && !rf_way_q);
      v1_q <= rd_valid[1] || (partial && rf_way_q);
      stale_q <= busy_q;
      looked_set_q <= rd_set;
    end
    if (flush_i || !rst_ni) begin
      v0_q <= 1'b0;
      v1_q <= 1'b0;
    end
    if (!rst_ni) begin
      stale_q <= 1'b0;
      looked_set_q <= '0;
    end
  end

  logic hit0, hit1;
  always_comb begin
    hit0 = 1'b0;
    hit1 = 1'b0;
    if (cmp_en_i) begin
      hit0 = v0_q && tag0 == cmp_tag_i;
      hit1 = v1_q && tag1 == cmp_tag_i;
    end
  end
  assign hit_o = hit0 || hit1;
  assign way_o = hit1;
  assign data_o = {data1, data0};
  assign unsettled_o = busy_q || stale_q;

  assign busy_o = busy_q;
  assign first_o = first_q;
  assign first_data_o = first_data_q;
  assign first_error_o = first_error_q;
  assign line_req_o = '{valid: req_q, addr: rf_addr_q};

  // ---------------------------------------------------------------- arrays
  // Scrub: writer and refill stand at reset, so what they would write is zero already.
  // What a read returns that meets a write is not used. A refill's doubleword counts as present from
  // the next read on; a tag is written while its way becomes invalid; the bytes of a store that was
  // written in the cycle of the read come from the store path (L1D's lw_q).
  logic              d_we0, d_we1, rd_en, t_we0, t_we1;
  logic [6:0]        t_set;
  logic [L1IdxW-1:0] d_idx;
  logic [63:0]       d_data;
  logic [7:0]        d_strb;
  assign rd_en = rd_en_i || scrub_i;
  assign d_we0 = scrub_i || (beat_ok ? !rf_way_q : wr_en_i && !wr_way_i);
  assign d_we1 = scrub_i || (beat_ok ? rf_way_q : wr_en_i && wr_way_i);
  assign d_idx = scrub_i ? scrub_idx_i : beat_ok ? rf_addr_q[11:3] : wr_idx_i;
  assign d_data = beat_ok ? line_rsp_i.data : wr_data_i;
  assign d_strb = (beat_ok || scrub_i) ? 8'hff : wr_strb_i;
  assign t_we0 = scrub_i || (start_i && !victim);
  assign t_we1 = scrub_i || (start_i && victim);
  assign t_set = scrub_i ? scrub_idx_i[6:0] : start_set;

  prim_ram_1r1w #(.Depth(512), .Width(64), .Lane(8), .Meets(1'b0)) u_data0 (
    .clk_i, .rd_en_i(rd_en), .rd_addr_i(rd_idx_i), .rd_data_o(data0),
    .wr_en_i(d_we0), .wr_addr_i(d_idx), .wr_strb_i(d_strb), .wr_data_i(d_data));
  prim_ram_1r1w #(.Depth(512), .Width(64), .Lane(8), .Meets(1'b0)) u_data1 (
    .clk_i, .rd_en_i(rd_en), .rd_addr_i(rd_idx_i), .rd_data_o(data1),
    .wr_en_i(d_we1), .wr_addr_i(d_idx), .wr_strb_i(d_strb), .wr_data_i(d_data));
  prim_ram_1r1w #(.Depth(128), .Width(20), .Meets(1'b0)) u_tag0 (
    .clk_i, .rd_en_i(rd_en), .rd_addr_i(rd_set), .rd_data_o(tag0),
    .wr_en_i(t_we0), .wr_addr_i(t_set), .wr_strb_i(1'b1), .wr_data_i(start_addr_i[31:12]));
  prim_ram_1r1w #(.Depth(128), .Width(20), .Meets(1'b0)) u_tag1 (
    .clk_i, .rd_en_i(rd_en), .rd_addr_i(rd_set), .rd_data_o(tag1),
    .wr_en_i(t_we1), .wr_addr_i(t_set), .wr_strb_i(1'b1), .wr_data_i(start_addr_i[31:12]));

  // ---------------------------------------------------------------- assertions
  always_ff @(posedge clk_i) if (rst_ni) StartNotBusy_A: assert (!(start_i && busy_q));
  logic met_q;  // the last read met the write of a tag: what it found does not count
  always_ff @(posedge clk_i) met_q <= rst_ni && rd_en_i && start_i && rd_set == start_set;
  always_ff @(posedge clk_i) if (rst_ni) NotMet_A: assert (!(met_q && touch_i));
  always_ff @(posedge clk_i) if (rst_ni) OneWriter_A: assert (!(wr_en_i && busy_q));
  always_ff @(posedge clk_i) if (rst_ni) OneLruWriter_A: assert (!(start_i && touch_i));
  always_ff @(posedge clk_i) if (rst_ni) OneWay_A: assert (!(hit0 && hit1));
  always_ff @(posedge clk_i) if (rst_ni)
    ScrubAlone_A: assert (!(scrub_i && (rd_en_i || wr_en_i || start_i || busy_q)));
  // Both ways never hold one line, or a store to one would leave the other stale: a refill starts
  // for a line only that its set does not hold.
  logic start_held, write_lost;
  always_comb begin
    start_held = 1'b0;
    write_lost = 1'b0;
    if (start_i) begin
      start_held = (start_valid[0] && u_tag0.mem[start_set] == start_addr_i[31:12])
                || (start_valid[1] && u_tag1.mem[start_set] == start_addr_i[31:12]);
    end
    if (wr_en_i) begin
      write_lost = !u_valid.live_q[wr_idx_i[8:5]]
                || !u_valid.rows[wr_idx_i[8:5]][{wr_idx_i[4:2], wr_way_i}];
    end
  end
  always_ff @(posedge clk_i) if (rst_ni) RefillNew_A: assert (!start_held);
  always_ff @(posedge clk_i) if (rst_ni) StorePresent_A: assert (!write_lost);
  logic beat_unasked;
  assign beat_unasked = line_rsp_i.valid && (!busy_q || req_q);
  always_ff @(posedge clk_i) if (rst_ni) BeatOnlyWhenBusy_A: assert (!beat_unasked);
endmodule
