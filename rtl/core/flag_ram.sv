// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Flags that can all be cleared in one cycle, and yet lie in LUT RAM: as flops, the valid bits of a
// cache cost more logic (a decoder and a wide multiplexer for every port) than all else about it.
// The flags of several neighbouring entries share a row of a small RAM; a flop for each row says
// whether the row has been written since the last clear, and until then it reads as zero.
module flag_ram #(
  parameter  int unsigned Depth = 128,
  parameter  int unsigned Width = 1,    // flags of one entry
  parameter  int unsigned Rows  = 16,   // the depth of a LUT RAM
  localparam int unsigned AddrW = $clog2(Depth),
  localparam int unsigned RowW  = $clog2(Rows)
) (
  input  logic             clk_i,
  input  logic             clear_i,    // every flag; wins over a write
  input  logic             scrub_i,    // after a clear, nothing is written: zero a row
  input  logic [RowW-1:0]  scrub_row_i,
  // Read, combinational.
  input  logic [AddrW-1:0] rd_idx_i,
  output logic [Width-1:0] rd_o,
  // Read and, where the mask says so, write.
  input  logic [AddrW-1:0] wr_idx_i,
  output logic [Width-1:0] wr_old_o,   // combinational
  input  logic [Width-1:0] wr_mask_i,
  input  logic [Width-1:0] wr_flags_i
);
  localparam int unsigned PerRow = Depth / Rows;
  localparam int unsigned ColW = AddrW - RowW;

  logic [PerRow*Width-1:0] rows [Rows];
  logic [Rows-1:0]         live_q;

  function automatic logic [Width-1:0] pick(logic [PerRow*Width-1:0] row, logic [ColW-1:0] col);
    return row[32'(col)*Width+:Width];
  endfunction

  logic [RowW-1:0] rd_row, wr_row;
  logic [ColW-1:0] rd_col, wr_col;
  assign {rd_row, rd_col} = rd_idx_i;
  assign {wr_row, wr_col} = wr_idx_i;

  logic [PerRow*Width-1:0] old, row_new;
  assign old = live_q[wr_row] ? rows[wr_row] : '0;
  assign rd_o = live_q[rd_row] ? pick(rows[rd_row], rd_col) : '0;
  assign wr_old_o = pick(old, wr_col);

  always_comb begin
    row_new = old;
    if (|wr_mask_i) begin
      for (int unsigned c = 0; c < PerRow; c++) begin
        for (int unsigned i = 0; i < Width; i++) begin
          if (wr_col == ColW'(c) && wr_mask_i[i]) row_new[c*Width+i] = wr_flags_i[i];
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (|wr_mask_i || scrub_i) rows[scrub_i ? scrub_row_i : wr_row] <= scrub_i ? '0 : row_new;
    if (|wr_mask_i) live_q[wr_row] <= 1'b1;
    if (clear_i) live_q <= '0;
  end
endmodule
