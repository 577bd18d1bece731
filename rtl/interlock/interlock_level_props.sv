// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 8 on the level register, with and without a fault. The two copies are cut: each follows what
// the register was told, except one bit of one copy, which sticks at an arbitrary value from an
// arbitrary moment on. Beside it runs the same register without a fault.
module interlock_level_props
  import interlock_pkg::*;
(
  input logic       lock_clk_i,
  input thermo_t    raise_i,
  input trip_e      trip_i,
  input logic       lower_i,
  input thermo_t    lower_to_i,
  input logic       verified_i,
  // the fault: constant, arbitrary, except for when it begins
  input logic       stuck_i,      // has begun
  input logic       in_b_i,
  input logic [2:0] bit_i,
  input logic       value_i
);

  logic reset_q = 1'b1;
  always_ff @(posedge lock_clk_i) reset_q <= 1'b0;

  thermo_t held, good, next, good_next;
  interlock_level u_level (
    .lock_clk_i, .lock_rst_ni(!reset_q), .raise_i, .trip_i, .lower_i, .lower_to_i,
    .lower_verified_i(verified_i), .next_o(next), .thermo_o(held), .trip_o(), .lower_refused_o()
  );
  interlock_level u_good (
    .lock_clk_i, .lock_rst_ni(!reset_q), .raise_i, .trip_i, .lower_i, .lower_to_i,
    .lower_verified_i(verified_i), .next_o(good_next), .thermo_o(good), .trip_o(),
    .lower_refused_o()
  );

  // ---------------------------------------------------------------- the cut flops
  thermo_t told_q, mask;
  assign mask = stuck_i ? thermo_t'(5'b00001 << bit_i) : '0;
  logic       stuck_q, in_b_q, value_q;
  logic [2:0] bit_q;
  always_ff @(posedge lock_clk_i) begin : p_fault
    told_q <= reset_q ? '0 : next;
    {stuck_q, in_b_q, value_q, bit_q} <= {stuck_i, in_b_i, value_i, bit_i};
    if (!reset_q) begin
      CopyA_M: assume (u_level.copy_a_q == (in_b_i ? told_q
                       : value_i ? told_q | mask : told_q & ~mask));
      CopyB_M: assume (u_level.copy_b_q == (!in_b_i ? told_q
                       : value_i ? told_q | mask : told_q & ~mask));
      OneFault_M: assume ((!stuck_q || stuck_i) && in_b_i == in_b_q && value_i == value_q
                          && bit_i == bit_q);
    end
  end

  // ---------------------------------------------------------------- what must hold
  thermo_t held_q, good_q;
  logic    lowered_q, fell_ok_q, start_q;
  always_ff @(posedge lock_clk_i) begin : p_last
    held_q    <= held;
    good_q    <= good;
    start_q   <= reset_q;
    lowered_q <= lower_i && verified_i && !held[3];
    fell_ok_q <= lower_i && verified_i && !good[3];
  end

  always_ff @(posedge lock_clk_i) begin : p_prove
    if (!reset_q) begin
      // Whatever sticks, the level is never below that of the register without a fault.
      NeverBelow_A: assert ((good & ~held) == '0);
      // The next value, which drives gates and relays, neither.
      NextNeverBelow_A: assert ((good_next & ~next) == '0);
      if (!start_q) begin
        // It falls by a verified decision alone, and from decapitation upwards not even so.
        OnlyRises_A: assert (lowered_q || (held_q & ~held) == '0);
        GoodOnlyRises_A: assert (fell_ok_q || (good_q & ~good) == '0);
        Absorbing_A: assert (!held_q[3] || held[3]);
        AbsorbingTop_A: assert (!held_q[4] || !held_q[3] || held[4]);
      end
      // Helper: what both were told.
      Told_A: assert ((good & ~told_q) == '0 && good == u_good.copy_a_q
                      && u_good.copy_a_q == u_good.copy_b_q);
    end
  end

endmodule
