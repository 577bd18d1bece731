// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Divider: two quotient bits a cycle by restoring division on magnitudes; division by zero and
// overflow fall out of the sign rules. The divisor's magnitude is only ever taken away, so its
// negative is kept, which is the divisor or its complement; dividend and result are negated in the
// same place. With `constant_i` a division takes 34 cycles from start to
// result, a 32-bit one 18, whatever the operands, so that time tells nothing about values; without
// it leading zeros of the dividend are skipped sixteen at a time.
module core_div (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        constant_i,
  input  logic        start_i,   // held until done_o; operands stable meanwhile
  input  logic        kill_i,
  input  logic        ack_i,     // result taken
  input  logic [1:0]  f3_i,      // div, divu, rem, remu
  input  logic        word_i,
  input  logic [63:0] a_i,
  input  logic [63:0] b_i,
  output logic        done_o,
  output logic [63:0] result_o
);

  typedef enum logic [1:0] {StIdle, StRun, StDone} state_e;
  state_e      state_q;
  logic [4:0]  count_q;              // steps done, of 32
  logic        leading_q;            // no bit of the dividend has gone into a step yet
  logic [63:0] rem_q, quo_q;         // quo_q shifts the dividend out and the quotient in
  logic [63:0] away_q;               // with away_one_q: minus the divisor's magnitude
  logic        away_one_q, by_zero_q;
  logic        neg_quo_q, neg_rem_q;

  // ---------------------------------------------------------------- magnitudes
  logic        is_signed, a_neg, b_neg;
  logic [63:0] a_ext, b_ext, magnitude;

  assign is_signed = !f3_i[0];
  always_comb begin
    a_ext = a_i;
    b_ext = b_i;
    if (word_i) begin
      a_ext = {{32{a_i[31] && is_signed}}, a_i[31:0]};
      b_ext = {{32{b_i[31] && is_signed}}, b_i[31:0]};
    end
  end
  assign a_neg = is_signed && a_ext[63];
  assign b_neg = is_signed && b_ext[63];

  // Of the dividend before the first step, of the result after the last.
  logic [63:0] signed_in;
  logic        negate;
  assign signed_in = (state_q == StIdle) ? a_ext : f3_i[1] ? rem_q : quo_q;
  assign negate    = (state_q == StIdle) ? a_neg : f3_i[1] ? neg_rem_q : neg_quo_q;
  assign magnitude = (signed_in ^ {64{negate}}) + {63'd0, negate};

  // ---------------------------------------------------------------- two restoring steps
  // A remainder with its next bit, less the divisor; where that is negative, as it was. The sign
  // stands above it.
  function automatic logic [64:0] step(logic [64:0] left, logic [63:0] away, logic away_one);
    logic [64:0] less;
    logic        unused;  // the lowest place takes the carry in
    {less, unused} = {left, 1'b1} + {1'b1, away, away_one};
    return {less[64], less[64] ? left[63:0] : less[63:0]};
  endfunction

  // A quotient bit is one for a divisor of zero even where the dividend is zero: no skipping then.
  logic skip;
  assign skip = leading_q && count_q[4:3] != 2'd3 && quo_q[63:48] == '0 && !by_zero_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || kill_i) begin
      state_q <= StIdle;
    end else begin
      unique case (state_q)
        StIdle:  if (start_i) state_q <= StRun;
        StRun:   if (count_q == 5'd31) state_q <= StDone;
        default: if (ack_i) state_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q    <= '0;
      leading_q  <= 1'b0;
      rem_q      <= '0;
      quo_q      <= '0;
      away_q     <= '0;
      away_one_q <= 1'b0;
      by_zero_q  <= 1'b0;
      neg_quo_q  <= 1'b0;
      neg_rem_q  <= 1'b0;
    end else if (state_q == StIdle && start_i) begin
      count_q    <= word_i ? 5'd16 : 5'd0;
      leading_q  <= !constant_i;
      rem_q      <= 64'd0;
      quo_q      <= word_i ? {magnitude[31:0], 32'd0} : magnitude;
      away_q     <= b_neg ? b_ext : ~b_ext;
      away_one_q <= !b_neg;
      by_zero_q  <= (b_ext == 64'd0);
      neg_quo_q  <= (a_neg != b_neg) && (b_ext != 64'd0);
      neg_rem_q  <= a_neg;
    end else if (state_q == StRun && skip) begin
      count_q    <= count_q + 5'd8;
      quo_q      <= {quo_q[47:0], 16'd0};
    end else if (state_q == StRun) begin
      automatic logic [64:0] s1 = step({rem_q, quo_q[63]}, away_q, away_one_q);
      automatic logic [64:0] s2 = step({s1[63:0], quo_q[62]}, away_q, away_one_q);
      count_q    <= count_q + 5'd1;
      leading_q  <= 1'b0;
      rem_q      <= s2[63:0];
      quo_q      <= {quo_q[61:0], !s1[64], !s2[64]};
    end
  end

  // ---------------------------------------------------------------- result
  assign result_o = word_i ? {{32{magnitude[31]}}, magnitude[31:0]} : magnitude;
  assign done_o = (state_q == StDone);

  always_ff @(posedge clk_i) if (rst_ni) Busy_A: assert (!ack_i || done_o);
  // What restoring division rests on.
  logic        too_large;
  logic [64:0] left;
  assign left = {1'b0, rem_q} + {1'b1, away_q} + {64'd0, away_one_q};
  assign too_large = state_q != StIdle && !by_zero_q && $signed(left) >= 65'sd0;
  always_ff @(posedge clk_i) if (rst_ni) Remainder_A: assert (!too_large);

endmodule
