// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Arithmetic of the atomics. A word operation works on sign-extended words, so one 64-bit datapath
// serves both sizes; the caller writes back only the bytes that it owns.
module amo_alu
  import core_pkg::*;
(
  input  amo_e        op_i,
  input  logic        word_i,   // 32-bit operation
  input  logic [63:0] mem_i,    // right aligned
  input  logic [63:0] reg_i,
  output logic [63:0] result_o
);
  logic [63:0] a, b;
  logic        is_unsigned, less;
  assign is_unsigned = op_i == AmoMinu || op_i == AmoMaxu;
  assign a = word_i ? {{32{mem_i[31] && !is_unsigned}}, mem_i[31:0]} : mem_i;
  assign b = word_i ? {{32{reg_i[31] && !is_unsigned}}, reg_i[31:0]} : reg_i;
  // A signed comparison is an unsigned one with the signs turned.
  assign less = {a[63] ^ !is_unsigned, a[62:0]} < {b[63] ^ !is_unsigned, b[62:0]};

  always_comb begin
    unique case (op_i)
      AmoAdd:           result_o = a + b;
      AmoXor:           result_o = a ^ b;
      AmoAnd:           result_o = a & b;
      AmoOr:            result_o = a | b;
      AmoMin, AmoMinu:  result_o = less ? a : b;
      AmoMax, AmoMaxu:  result_o = less ? b : a;
      default:          result_o = b;  // AmoSwap, AmoSc
    endcase
  end
endmodule
