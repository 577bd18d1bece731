// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// One way of the L2: tags and data in single-port RAMs, with a parity bit for every byte. A way is
// the unit of ownership, so it is a module of its own and shares nothing with its neighbours.
//
// Timing: outputs follow a read by one cycle and hold until the next read of the same RAM.
module l2_way
  import soc_pkg::*;
  import l2_pkg::*;
(
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            clear_i,         // swept: the read registers go to zero too
  input  logic            tag_en_i,
  input  logic            tag_we_i,
  input  logic [SetW-1:0] tag_idx_i,
  input  l2_tag_t         tag_i,
  output l2_tag_t         tag_o,
  input  logic            data_en_i,
  input  logic            data_we_i,
  input  logic [SetW+1:0] data_idx_i,
  input  logic [63:0]     data_i,
  input  logic [7:0]      strb_i,
  output logic [63:0]     data_o,
  output logic            parity_error_o  // in the cycle after a read
);

  localparam int unsigned Words = 4 * L2Sets;

  l2_tag_t     tag_mem [L2Sets];
  logic [1:0]  tag_par_mem [L2Sets];
  logic [63:0] data_mem [Words];
  logic [7:0]  data_par_mem [Words];

  logic [1:0] tag_par_q;
  logic [7:0] data_par_q;
  logic       tag_read_q, data_read_q;

  function automatic logic [1:0] parity2(logic [15:0] d);
    return {^d[15:8], ^d[7:0]};
  endfunction

  // All bytes at once, folded onto their lowest bits.
  function automatic logic [7:0] parity8(logic [63:0] d);
    logic [63:0] x;
    x = d ^ (d >> 4);
    x = x ^ (x >> 2);
    x = x ^ (x >> 1);
    return {x[56], x[48], x[40], x[32], x[24], x[16], x[8], x[0]};
  endfunction

  // Behind a branch, so that a simulator has no work with idle ways.
  logic [7:0] data_par;
  always_comb begin : p_parity
    data_par = '0;
    if (data_en_i && data_we_i) data_par = parity8(data_i);
  end

`ifdef VERILATOR
  // Writes in place, as in prim_ram_1r1w: this process alone sees the array (always_ff may not).
  // verilator lint_off BLKSEQ
  always @(posedge clk_i) begin : p_tag
    if (tag_en_i) begin
      if (tag_we_i) begin
        tag_mem[tag_idx_i]     = tag_i;
        tag_par_mem[tag_idx_i] = parity2(tag_i);
      end else begin
        tag_o     <= tag_mem[tag_idx_i];
        tag_par_q <= tag_par_mem[tag_idx_i];
      end
    end
    if (clear_i) begin
      tag_o     <= '0;
      tag_par_q <= '0;
    end
  end

  always @(posedge clk_i) begin : p_data
    if (data_en_i) begin
      if (data_we_i) begin
        for (int unsigned b = 0; b < 8; b++) begin
          if (strb_i[b]) begin
            data_mem[data_idx_i][8*b +: 8] = data_i[8*b +: 8];
            data_par_mem[data_idx_i][b]    = data_par[b];
          end
        end
      end else begin
        data_o     <= data_mem[data_idx_i];
        data_par_q <= data_par_mem[data_idx_i];
      end
    end
    if (clear_i) begin
      data_o     <= '0;
      data_par_q <= '0;
    end
  end
  // verilator lint_on BLKSEQ
`else
  always_ff @(posedge clk_i) begin : p_tag
    if (tag_en_i) begin
      if (tag_we_i) begin
        tag_mem[tag_idx_i]     <= tag_i;
        tag_par_mem[tag_idx_i] <= parity2(tag_i);
      end else begin
        tag_o     <= tag_mem[tag_idx_i];
        tag_par_q <= tag_par_mem[tag_idx_i];
      end
    end
    if (clear_i) begin
      tag_o     <= '0;
      tag_par_q <= '0;
    end
  end

  always_ff @(posedge clk_i) begin : p_data
    if (data_en_i) begin
      if (data_we_i) begin
        for (int unsigned b = 0; b < 8; b++) begin
          if (strb_i[b]) begin
            data_mem[data_idx_i][8*b +: 8] <= data_i[8*b +: 8];
            data_par_mem[data_idx_i][b]    <= data_par[b];
          end
        end
      end else begin
        data_o     <= data_mem[data_idx_i];
        data_par_q <= data_par_mem[data_idx_i];
      end
    end
    if (clear_i) begin
      data_o     <= '0;
      data_par_q <= '0;
    end
  end
`endif

  always_ff @(posedge clk_i) begin : p_read
    tag_read_q  <= 1'b0;
    data_read_q <= 1'b0;
    if (rst_ni) begin
      if (tag_en_i) tag_read_q <= !tag_we_i;
      if (data_en_i) data_read_q <= !data_we_i;
    end
  end

  always_comb begin : p_check
    parity_error_o = 1'b0;
    if (tag_read_q) begin
      if (parity2(tag_o) != tag_par_q) parity_error_o = 1'b1;
    end
    if (data_read_q) begin
      if (parity8(data_o) != data_par_q) parity_error_o = 1'b1;
    end
  end

endmodule
