// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Memory of one domain behind the fixed-service controller. In simulation the bytes live in the
// harness (allocated lazily, one array for each domain) and are reached once in a slot through
// DPI-C. With MEM_BACKEND_ARRAY a small array stands in its place, for synthesis and proofs.
//
// Timing: a command is taken at the clock edge after `en_i`; `rdata_o` follows and holds until the
// next read. The controller hides that behind the slot's length, which is that of an SDRAM.
module mem_sim
  import soc_pkg::*;
  import mem_pkg::*;
#(
  parameter int unsigned Domain = 0
) (
  input  logic                 clk_i,
  input  logic                 en_i,
  input  logic                 we_i,
  input  logic                 scrub_i,  // with we_i: zero the lines of one scrub command
  input  logic [LineAddrW-1:0] line_i,
  input  logic [LineW-1:0]     wdata_i,
  output logic [LineW-1:0]     rdata_o
);

`ifdef MEM_BACKEND_ARRAY

`ifdef FORMAL
  localparam int unsigned IdxW = 1;  // data and line number never steer control: two lines do
`else
  localparam int unsigned IdxW = 6;
`endif

  logic [LineW-1:0] mem [1 << IdxW];

  always_ff @(posedge clk_i) begin : p_mem
    if (en_i) begin
      if (we_i) mem[line_i[IdxW-1:0]] <= scrub_i ? '0 : wdata_i;
      else      rdata_o <= mem[line_i[IdxW-1:0]];
    end
  end

  logic unused;
  assign unused = ^{line_i[LineAddrW-1:IdxW], Domain};

`else

  import "DPI-C" function void sim_dram_read(input int domain, input int line,
                                             output bit [255:0] data);
  import "DPI-C" function void sim_dram_write(input int domain, input int line,
                                              input bit [255:0] data);
  import "DPI-C" function void sim_dram_scrub(input int domain, input int line, input int lines);

  localparam int ScrubLines = 1 << ScrubLinesLog2;

  bit [255:0] rdata_q;
  assign rdata_o = rdata_q;

  always_ff @(posedge clk_i) begin : p_dpi
    if (en_i) begin
      if (scrub_i) begin
        sim_dram_scrub(int'(Domain), int'(line_i), ScrubLines);
      end else if (we_i) begin
        sim_dram_write(int'(Domain), int'(line_i), wdata_i);
      end else begin
        bit [255:0] data;
        sim_dram_read(int'(Domain), int'(line_i), data);
        rdata_q <= data;
      end
    end
  end

`endif

endmodule
