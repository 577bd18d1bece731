// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Integer unit of X: RV64I, Zba, Zbb and Zbs in one combinational block. One adder (which compares
// too), one rotator for all shifts, one bit counter (leading and trailing zeros are counts of a mask).
// What is rarely needed is computed behind a condition, and a simulator skips it.
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
  // One carry chain adds, subtracts and compares; its lowest place takes the carry in.
  logic [63:0] a_uw, a_sh, sum;
  logic        subtract, lt_u, lt;

  assign a_uw     = uw_i ? {32'd0, a_i[31:0]} : a_i;
  assign a_sh     = a_uw << sh_i;
  assign subtract = op_i inside {AluSub, AluSlt, AluSltu, AluMax, AluMaxu, AluMin, AluMinu};

`ifdef VERILATOR
  // A sum of more than 64 bits is a loop over words there.
  assign sum  = a_sh + (b_i ^ {64{subtract}}) + {63'd0, subtract};
  assign lt_u = a_sh < b_i;
`else
  logic carry, unused_carry;
  assign {carry, sum, unused_carry} = {1'b0, a_sh, 1'b1} +
                                      {1'b0, b_i ^ {64{subtract}}, subtract};
  assign lt_u = !carry;  // of a comparison; nothing else asks
`endif
  assign lt   = (a_i[63] != b_i[63]) ? a_i[63] : lt_u;

  // ---------------------------------------------------------------- shifter
  // One rotation to the right; a shift to the left turns by the complement. Bits that came round
  // are those below `limit` (left) or from there on (right), and become copies of the sign.
  logic        left, round, sra, sign;
  logic [6:0]  amt, neg, limit;
  logic [5:0]  turn;
  logic [63:0] rot, below, shifted;

  assign left  = op_i inside {AluSll, AluRol};
  assign round = op_i inside {AluRol, AluRor, AluBext};
  assign sra   = (op_i == AluSra);
  assign sign  = sra && (word_i ? a_i[31] : a_i[63]);
  assign amt   = {1'b0, b_i[5] && !word_i, b_i[4:0]};
  assign neg   = (word_i ? 7'd32 : 7'd64) - amt;
  assign turn  = left ? -amt[5:0] : amt[5:0];
  assign limit = round ? 7'd0 : left ? amt : neg;

  always_comb begin
    rot     = '0;
    below   = '0;
    shifted = '0;
    if (op_i inside {AluSll, AluSrl, AluSra, AluRol, AluRor, AluBext}) begin
      rot = a_uw;
      if (word_i) rot[63:32] = a_i[31:0];  // a word turns beside its copy
      if (turn[0]) rot = {rot[0], rot[63:1]};
      if (turn[1]) rot = {rot[1:0], rot[63:2]};
      if (turn[2]) rot = {rot[3:0], rot[63:4]};
      if (turn[3]) rot = {rot[7:0], rot[63:8]};
      if (turn[4]) rot = {rot[15:0], rot[63:16]};
      if (turn[5]) rot = {rot[31:0], rot[63:32]};
      below   = ~(~64'd0 << limit);
      shifted = (left || round) ? rot & ~below : (rot & below) | ({64{sign}} & ~below);
    end
  end

  // ---------------------------------------------------------------- bit by bit
  // And, or, xor of a with b, one bit that b numbers, or their complement; min and max choose, which
  // of them is known last.
  logic        single, choose, pick_b, use_b, complement;
  logic [63:0] b_bits, bitwise;

  assign single     = op_i inside {AluBclr, AluBinv, AluBset};
  assign choose     = op_i inside {AluMax, AluMaxu, AluMin, AluMinu};
  assign pick_b     = (op_i inside {AluMaxu, AluMinu} ? lt_u : lt)
                   == (op_i inside {AluMax, AluMaxu});
  assign use_b      = !single;
  assign complement = op_i inside {AluAndn, AluOrn, AluXnor, AluBclr};
  assign b_bits     = ((b_i & {64{use_b}}) | (64'(single) << b_i[5:0])) ^ {64{complement}};

  always_comb begin
    if (op_i inside {AluAnd, AluAndn, AluBclr})      bitwise = a_i & b_bits;
    else if (op_i inside {AluXor, AluXnor, AluBinv}) bitwise = a_i ^ b_bits;
    else if (choose)                                 bitwise = pick_b ? b_i : a_i;
    else                                             bitwise = a_i | b_bits;
  end

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
  logic [63:0] rest, res;

  always_comb begin
    unique case (op_i)
      AluSlt:   rest = {63'd0, lt};
      AluSltu:  rest = {63'd0, lt_u};
      AluClz, AluCtz, AluCpop: rest = count(op_i, word_i, a_i);
      AluSextB: rest = {{56{a_i[7]}}, a_i[7:0]};
      AluSextH: rest = {{48{a_i[15]}}, a_i[15:0]};
      AluZextH: rest = {48'd0, a_i[15:0]};
      AluOrcB:  rest = or_bytes(a_i);
      AluBext:  rest = {63'd0, rot[0]};
      default:  rest = bytes_reversed(a_i);  // AluRev8
    endcase

    unique case (op_i)
      AluAdd, AluSub: res = sum;
      AluSll, AluSrl, AluSra, AluRol, AluRor: res = shifted;
      AluSlt, AluSltu, AluClz, AluCtz, AluCpop, AluSextB, AluSextH, AluZextH, AluOrcB, AluRev8,
      AluBext: res = rest;
      default: res = bitwise;
    endcase
  end

  assign result_o = word_i ? {{32{res[31]}}, res[31:0]} : res;

endmodule
