// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Raw instruction to control word, register numbers and immediate: expands compressed encodings
// and looks up the one table. Purely combinational.
module core_decode
  import core_pkg::*;
  import core_decode_pkg::*;
(
  input  logic [31:0] raw_i,        // upper half meaningless when compressed
  input  logic        compressed_i,
  output ctrl_t       ctrl_o,
  output logic [31:0] insn_o,       // 32-bit equivalent
  output logic [63:0] imm_o
);

  logic [31:0] expanded;

  core_expand u_expand (
    .c_i   (raw_i[15:0]),
    .insn_o(expanded)
  );

  assign insn_o = compressed_i ? expanded : raw_i;
  assign ctrl_o = decode(insn_o);
  assign imm_o  = immediate(insn_o, ctrl_o.imm);

endmodule
