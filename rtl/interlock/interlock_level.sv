// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The level register. It can only rise: requests are OR-ed in, in thermometer code. It is held
// twice and read as the OR of both copies, so that no single stuck bit can lower it. Lowering has
// a port, for a decision that the interlock's own quorum hardware verified; where no quorum
// hardware exists the port is tied low, and a request through it is counted as refused.
//
// Timing: one cycle from request to `thermo_q` outputs.
module interlock_level
  import interlock_pkg::*;
(
  input  logic    lock_clk_i,
  input  logic    lock_rst_ni,
  input  thermo_t raise_i,         // levels, OR of all sources
  input  trip_e   trip_i,          // source of the highest request in raise_i
  input  logic    lower_i,         // pulse: set the level to lower_to_i
  input  thermo_t lower_to_i,
  input  logic    lower_verified_i, // the quorum's verdict; constant 0 without quorum hardware
  output thermo_t next_o,          // combinational: the level after this cycle
  output thermo_t thermo_o,
  output trip_e   trip_o,          // what raised the level last
  output logic    lower_refused_o  // sticky
);

  thermo_t copy_a_q, copy_b_q, held;
  trip_e   trip_q;
  logic    lower, refused_q;

  assign held   = copy_a_q | copy_b_q;
  // Decapitation and immolation never fall while powered, whatever was verified.
  assign lower  = lower_i && lower_verified_i && !held[3];
  // A decision to lower never raises: that has sources of its own.
  assign next_o = (lower ? lower_to_i & held : held) | raise_i;

  always_ff @(posedge lock_clk_i) begin : p_level
    if (!lock_rst_ni) begin
      copy_a_q  <= '0;
      copy_b_q  <= '0;
      trip_q    <= TripNone;
      refused_q <= 1'b0;
    end else begin
      copy_a_q <= next_o;
      copy_b_q <= next_o;
      if ((raise_i & ~held) != '0) trip_q <= trip_i;
      if (lower_i && !lower) refused_q <= 1'b1;
    end
  end

  assign thermo_o        = held;
  assign trip_o          = trip_q;
  assign lower_refused_o = refused_q;

  // Law 8.
  always_ff @(posedge lock_clk_i) if (lock_rst_ni)
    LevelOnlyRises_A: assert (lower || (held & ~next_o) == '0);

endmodule
