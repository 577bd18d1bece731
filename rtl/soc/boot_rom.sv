// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Boot ROM of the hypervisor core: answers the core's memory port for [0x1000, 0x10000) with the
// same beats as the L2, so that the core's caches see one kind of memory. Contents come from a
// $readmemh file of 64-bit words, the first at 0x1000: parameter, or +boot_rom=FILE in simulation.
//
// Timing: a line read is taken with valid && ready; its beats leave in the second to fifth cycle.
module boot_rom
  import soc_pkg::*;
  import bus_pkg::*;
#(
  parameter string InitFile = ""
) (
  input  logic     clk_i,
  input  logic     rst_ni,
  input  mem_req_t req_i,    // valid only for addresses of the ROM
  output logic     ready_o,
  output mem_rsp_t rsp_o
);

  localparam int unsigned Words = 7680;
  localparam int unsigned IdxW = 13;

  logic [63:0] rom [Words];

`ifdef VERILATOR
  string file;
  initial begin : p_init
    if ($value$plusargs("boot_rom=%s", file)) $readmemh(file, rom);
    else if (InitFile != "") $readmemh(InitFile, rom);
  end
`else
  if (InitFile != "") begin : gen_init
    initial $readmemh(InitFile, rom);
  end
`endif

  logic            busy_q, ready_q, read_q, last_q;
  logic [IdxW-3:0] line_q;
  logic [1:0]      first_q, beat_q;
  logic [63:0]     data_q;
  logic [IdxW-1:0] idx;

  assign idx     = {line_q, first_q + beat_q};
  assign ready_o = ready_q;
  assign rsp_o   = read_q ? '{valid: 1'b1, last: last_q, error: 1'b0, data: data_q} : '0;

  logic [PaW-1:0] offset;
  assign offset = req_i.addr - 32'h1000;

  always_ff @(posedge clk_i) begin : p_state
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      ready_q <= 1'b0;
      read_q  <= 1'b0;
      last_q  <= 1'b0;
      line_q  <= '0;
      first_q <= '0;
      beat_q  <= '0;
    end else begin
      read_q <= busy_q;
      if (busy_q) begin
        last_q <= beat_q == 2'd3;
        beat_q <= beat_q + 1'b1;
        if (beat_q == 2'd3) begin
          busy_q  <= 1'b0;
          ready_q <= 1'b1;
        end
      end else begin
        ready_q <= 1'b1;
        // A write to ROM is dropped: the core refuses it before it gets here.
        if (req_i.valid && ready_q && req_i.op == MemReadLine) begin
          busy_q  <= 1'b1;
          ready_q <= 1'b0;
          line_q  <= offset[IdxW+2:5];
          first_q <= offset[4:3];
          beat_q  <= '0;
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin : p_read
    if (busy_q) data_q <= rom[idx];
  end

  logic unused;
  assign unused = ^{offset[PaW-1:IdxW+3], offset[2:0], req_i.wdata, req_i.wstrb};

endmodule
