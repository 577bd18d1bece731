// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Clock gate. Verilator: latch and AND, nothing else in the path. ECP5: DCCA. Anything else (formal,
// generic synthesis) passes the clock on, and the enable is added to the flops behind it by a pass
// over the netlist.
module prim_clkgate (
  input  logic clk_i,
  input  logic en_i,   // settled before the rising edge
  output logic clk_o
);

`ifdef VERILATOR
  logic en_q;
  always_latch begin : p_latch
    if (!clk_i) en_q = en_i;
  end
  assign clk_o = clk_i & en_q;
`elsif TARGET_ECP5
  DCCA u_dcca (
    .CLKI (clk_i),
    .CE   (en_i),
    .CLKO (clk_o)
  );
`else
  assign clk_o = clk_i;

  logic unused;
  assign unused = en_i;
`endif

endmodule
