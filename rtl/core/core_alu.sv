// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Integer unit of X: RV64I, Zba, Zbb and Zbs in one combinational block. One adder, one shifter
// each way (rotates use both), one bit counter (leading and trailing zeros are counts of a mask).
// What is rarely needed is computed inside its case arm, which a simulator then skips.
module core_alu
  import core_decode_pkg::*;
(
  input  alu_e        op_i,
  input  logic [1:0]  sh_i,
  input  logic        uw_i,
  input  logic        word_i,
  input  logic [63:0] a_i,
  input  logic [63:0] b_i,
  output logic [63:0] result_o
);

  // ---------------------------------------------------------------- adder and compare
  logic [63:0] a_uw, sum;
  logic        lt_u, lt;

  assign a_uw = uw_i ? {32'd0, a_i[31:0]} : a_i;
  assign sum  = (a_uw << sh_i) + b_i;
  assign lt_u = a_i < b_i;
  assign lt   = (a_i[63] != b_i[63]) ? a_i[63] : lt_u;

  // ---------------------------------------------------------------- shifter
  logic        rol, ror, sra, sign;
  logic [5:0]  amt, neg, amt_l, amt_r;
  logic [63:0] sh_in, left, right;

  assign rol   = (op_i == AluRol);
  assign ror   = (op_i == AluRor);
  assign sra   = (op_i == AluSra);
  assign amt   = {b_i[5] && !word_i, b_i[4:0]};
  assign neg   = -amt;
  assign amt_l = ror ? neg : amt;
  assign amt_r = rol ? neg : amt;
  assign sign  = sra && (word_i ? a_i[31] : a_i[63]);

  // upper half of a 32-bit operand: a copy to rotate, else its extension
  always_comb begin
    sh_in = a_uw;
    if (word_i) sh_in[63:32] = (rol || ror) ? a_i[31:0] : {32{sign}};
  end

  assign left  = sh_in << amt_l;
  assign right = (sh_in >> amt_r) | (sign ? ~(64'hffff_ffff_ffff_ffff >> amt_r) : 64'd0);

  // ---------------------------------------------------------------- bit counts and bytes
  function automatic logic [63:0] reverse(logic [63:0] v);
    logic [63:0] r;
    r = v;
    r = {{32{1'b0}}, r[63:32]} | {r[31:0], {32{1'b0}}};
    r = ((r >> 16) & 64'h0000_ffff_0000_ffff) | ((r & 64'h0000_ffff_0000_ffff) << 16);
    r = ((r >> 8) & 64'h00ff_00ff_00ff_00ff) | ((r & 64'h00ff_00ff_00ff_00ff) << 8);
    r = ((r >> 4) & 64'h0f0f_0f0f_0f0f_0f0f) | ((r & 64'h0f0f_0f0f_0f0f_0f0f) << 4);
    r = ((r >> 2) & 64'h3333_3333_3333_3333) | ((r & 64'h3333_3333_3333_3333) << 2);
    r = ((r >> 1) & 64'h5555_5555_5555_5555) | ((r & 64'h5555_5555_5555_5555) << 1);
    return r;
  endfunction

  function automatic logic [63:0] bytes_reversed(logic [63:0] v);
    return {v[7:0], v[15:8], v[23:16], v[31:24], v[39:32], v[47:40], v[55:48], v[63:56]};
  endfunction

  function automatic logic [63:0] count(alu_e op, logic word, logic [63:0] a);
    logic [63:0] v, m;
    v = a;
    if (word) begin
      // ones beyond bit 31 end a count of zeros at 32; zeros there add nothing to a count of ones
      if (op == AluClz) v = {a[31:0], 32'hffff_ffff};
      else if (op == AluCtz) v = {32'hffff_ffff, a[31:0]};
      else v = {32'd0, a[31:0]};
    end
    if (op == AluClz) v = reverse(v);
    m = (op == AluCpop) ? v : (~v & (v - 64'd1));
    return {57'd0, 7'($countones(m))};
  endfunction

  function automatic logic [63:0] or_bytes(logic [63:0] v);
    logic [63:0] r;
    for (int i = 0; i < 8; i++) r[8*i+:8] = {8{|v[8*i+:8]}};
    return r;
  endfunction

  // ---------------------------------------------------------------- result
  logic [63:0] res;

  always_comb begin
    unique case (op_i)
      AluAdd:  res = sum;
      AluSub:  res = a_i - b_i;
      AluSll:  res = left;
      AluSlt:  res = {63'd0, lt};
      AluSltu: res = {63'd0, lt_u};
      AluXor:  res = a_i ^ b_i;
      AluSrl:  res = right;
      AluSra:  res = right;
      AluOr:   res = a_i | b_i;
      AluAnd:  res = a_i & b_i;
      AluAndn: res = a_i & ~b_i;
      AluOrn:  res = a_i | ~b_i;
      AluXnor: res = ~(a_i ^ b_i);
      AluClz:  res = count(AluClz, word_i, a_i);
      AluCtz:  res = count(AluCtz, word_i, a_i);
      AluCpop: res = count(AluCpop, word_i, a_i);
      AluMax:  res = lt ? b_i : a_i;
      AluMaxu: res = lt_u ? b_i : a_i;
      AluMin:  res = lt ? a_i : b_i;
      AluMinu: res = lt_u ? a_i : b_i;
      AluSextB: res = {{56{a_i[7]}}, a_i[7:0]};
      AluSextH: res = {{48{a_i[15]}}, a_i[15:0]};
      AluZextH: res = {48'd0, a_i[15:0]};
      AluRol:  res = left | right;
      AluRor:  res = left | right;
      AluOrcB: res = or_bytes(a_i);
      AluRev8: res = bytes_reversed(a_i);
      AluBclr: res = a_i & ~(64'd1 << b_i[5:0]);
      AluBext: res = {63'd0, a_i[b_i[5:0]]};
      AluBinv: res = a_i ^ (64'd1 << b_i[5:0]);
      AluBset: res = a_i | (64'd1 << b_i[5:0]);
      default: res = sum;
    endcase
  end

  assign result_o = word_i ? {{32{res[31]}}, res[31:0]} : res;

endmodule
