// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Four doublewords of retired stores on their way to L2. Entries shift towards index 0, so the
// array itself is the order that the window and the drain need, without pointers. A store to a
// doubleword that waits behind the head joins it: only this domain sees its memory, and it sees
// the merged value. The head never changes while it is offered.
module store_buffer
  import soc_pkg::*, core_pkg::*;
(
  input  logic                               clk_i,
  input  logic                               rst_ni,
  input  logic [PaW-1:3]                     addr_i,      // of the store that wants in
  input  logic [63:0]                        data_i,
  input  logic [7:0]                         strb_i,
  output logic                               ready_o,     // room for a store to addr_i
  input  logic                               push_i,      // only when ready
  input  logic                               pop_i,       // the head was taken
  input  logic                               line_en_i,   // gates the comparison
  input  logic [PaW-1:5]                     line_i,
  output logic                               overlap_o,   // an entry lies in line_i
  output logic                               empty_o,
  output sb_entry_t [StoreBufferEntries-1:0] sb_o         // oldest first
);
  localparam int unsigned N = StoreBufferEntries;

  logic [N-1:0]        valid_q, match;
  logic [PaW-1:3]      addr_q [N];
  logic [63:0]         data_q [N];
  logic [7:0]          strb_q [N];
  logic                merge;

  always_comb begin
    match = '0;
    for (int unsigned i = 1; i < N; i++) match[i] = valid_q[i] && addr_q[i] == addr_i;
  end
  assign merge = |match;
  assign ready_o = !valid_q[N-1] || merge;
  assign empty_o = !valid_q[0];

  always_comb begin
    overlap_o = 1'b0;
    if (line_en_i) begin
      for (int unsigned i = 0; i < N; i++) begin
        if (valid_q[i] && addr_q[i][PaW-1:5] == line_i) overlap_o = 1'b1;
      end
    end
  end

  // Entry i takes the place of i + 1 on a pop; a new store goes behind the last one that stays.
  for (genvar i = 0; i < N; i++) begin : gen_entry
    localparam int unsigned Next = i == N - 1 ? i : i + 1;
    logic has_next, stays, add, join_it;
    logic [63:0] mask;  // what the store writes into this entry
    assign has_next = i == N - 1 ? 1'b0 : valid_q[Next];
    assign stays = pop_i ? has_next : valid_q[i];
    assign join_it = push_i && (pop_i ? has_next && match[Next] : match[i]);
    always_comb begin
      mask = '0;
      if (join_it) begin
        for (int unsigned b = 0; b < 8; b++) mask[8*b+:8] = {8{strb_i[b]}};
      end
    end
    if (i == 0) begin : gen_first
      assign add = push_i && !merge && !stays;
    end else begin : gen_rest
      assign add = push_i && !merge && !stays && (pop_i ? valid_q[i] : valid_q[i-1]);
    end

    always_ff @(posedge clk_i) begin
      valid_q[i] <= stays || add;
      if (add) begin
        addr_q[i] <= addr_i;
        data_q[i] <= data_i;
        strb_q[i] <= strb_i;
      end else if (pop_i || join_it) begin
        addr_q[i] <= pop_i ? addr_q[Next] : addr_q[i];
        strb_q[i] <= (pop_i ? strb_q[Next] : strb_q[i]) | (join_it ? strb_i : 8'h0);
        data_q[i] <= ((pop_i ? data_q[Next] : data_q[i]) & ~mask) | (data_i & mask);
      end
      if (!rst_ni) begin
        valid_q[i] <= 1'b0;
        addr_q[i] <= '0;
        data_q[i] <= '0;
        strb_q[i] <= '0;
      end
    end

    assign sb_o[i] = '{valid: valid_q[i], addr: addr_q[i], data: data_q[i], strb: strb_q[i]};
  end

  always_ff @(posedge clk_i) if (rst_ni) PushReady_A: assert (!(push_i && !ready_o));
  always_ff @(posedge clk_i) if (rst_ni) PopValid_A: assert (!(pop_i && !valid_q[0]));
  always_ff @(posedge clk_i) if (rst_ni) Compact_A: assert ((valid_q & (valid_q + 1'b1)) == '0);
  // A doubleword waits once, beside the head that is being taken.
  logic twice;
  always_comb begin
    twice = 1'b0;
    if (valid_q[2]) begin
      for (int unsigned i = 1; i < N; i++) begin
        for (int unsigned j = i + 1; j < N; j++) begin
          if (valid_q[j] && addr_q[i] == addr_q[j]) twice = 1'b1;
        end
      end
    end
  end
  always_ff @(posedge clk_i) if (rst_ni) Once_A: assert (!twice);
endmodule
