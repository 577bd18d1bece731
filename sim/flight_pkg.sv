// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The harness's end of the flight recorder (sim/flight.c, or in a replay sim/replay_check.c).
package flight_pkg;

  // A record of the trace port; kinds as in mgmt_pkg.
  import "DPI-C" function void sim_flight_event(
      input int model, input byte kind, input longint frame, input byte phase,
      input longint cycle, input int info, input bit [255:0] data);

  // Where a model domain stands (flags: {busy, in_reset, run}), then its state, word by word.
  import "DPI-C" function void sim_flight_state(
      input int model, input longint frame, input byte phase, input longint cycle,
      input byte flags);
  import "DPI-C" function void sim_flight_word(input longint word);

endpackage
