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
  output logic [4:0]  rd_o,
  output logic [4:0]  rs1_o,
  output logic [4:0]  rs2_o,
  output logic [2:0]  f3_o,
  output logic [63:0] imm_o,
  output logic        store_o,      // early: rs2 is data to be stored
  output logic        csr_o,        // early: a CSR instruction
  output partner_t    partner_o     // early: may a branch leave D with it
);

  logic [31:0] expanded, insn;

  core_expand u_expand (
    .c_i   (raw_i[15:0]),
    .insn_o(expanded)
  );

  assign insn   = compressed_i ? expanded : raw_i;
  assign ctrl_o = decode(insn);
  assign imm_o  = immediate(insn, ctrl_o.imm);
  assign store_o = stores_rs2(insn);
  assign csr_o   = insn[6:2] == 5'b11100 && insn[13:12] != 2'b00;
  assign partner_o = partner_of(insn);
  assign rd_o   = insn[11:7];
  assign rs1_o  = insn[19:15];
  assign rs2_o  = insn[24:20];
  assign f3_o   = insn[14:12];

endmodule
