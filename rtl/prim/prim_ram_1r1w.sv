// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Synchronous RAM with one read and one write port, the shape that block RAM and Verilator share.
// It exists so that every cache array is written once, without a reset, and says the same about a
// read that meets a write of the same address in the same cycle: the old word is returned. Where the
// owner has no use for what such a read returns, it says so (`Meets` clear), and a block RAM needs no
// bypass of flops and multiplexers; in simulation nothing changes.
module prim_ram_1r1w #(
  parameter  int unsigned Depth = 512,
  parameter  int unsigned Width = 64,
  parameter  int unsigned Lane  = Width,  // bits per write strobe
  // The lanes written are used of a read that meets a write. For block RAM alone, by an attribute.
  // verilator lint_off UNUSEDPARAM
  parameter  bit          Meets = 1'b1,
  // verilator lint_on UNUSEDPARAM
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  logic                  clk_i,
  input  logic                  rd_en_i,    // the read register keeps its word while low
  input  logic [AddrW-1:0]      rd_addr_i,
  output logic [Width-1:0]      rd_data_o,  // one cycle after rd_en_i
  input  logic                  wr_en_i,
  input  logic [AddrW-1:0]      wr_addr_i,
  input  logic [Width/Lane-1:0] wr_strb_i,  // one bit per lane
  input  logic [Width-1:0]      wr_data_i
);
  (* no_rw_check = !Meets *)
  logic [Width-1:0] mem [Depth];

`ifdef VERILATOR
  // The same without a flag, an address and a value for every assignment, which Verilator carries
  // over the clock edge and looks at in every cycle: nobody else sees the array, and the read comes
  // first.
  always @(posedge clk_i) begin  // always_ff may not write in place
    if (rd_en_i) rd_data_o <= mem[rd_addr_i];
    if (wr_en_i) begin
      for (int unsigned i = 0; i < Width / Lane; i++) begin
        // verilator lint_off BLKSEQ
        if (wr_strb_i[i]) mem[wr_addr_i][i*Lane+:Lane] = wr_data_i[i*Lane+:Lane];
        // verilator lint_on BLKSEQ
      end
    end
  end
`else
  always_ff @(posedge clk_i) begin
    if (rd_en_i) rd_data_o <= mem[rd_addr_i];
    if (wr_en_i) begin
      for (int unsigned i = 0; i < Width / Lane; i++) begin
        if (wr_strb_i[i]) mem[wr_addr_i][i*Lane+:Lane] <= wr_data_i[i*Lane+:Lane];
      end
    end
  end
`endif
endmodule
