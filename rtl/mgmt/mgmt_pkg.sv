// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// What the parts of one domain's management say to each other.
package mgmt_pkg;
  import soc_pkg::*;

  // Requests of the registers to mgmt_run. Pulses unless said otherwise.
  typedef struct packed {
    logic freeze;      // level
    logic halt;        // level
    logic resume;      // checked: the core is parked and may be resumed
    logic stop_clear;
    logic fill_tokens;
  } run_req_t;

  typedef struct packed {
    logic run;         // clock of the domain; changes at frame boundaries only
    logic parked;
    logic stopped;
    logic throttled;
    logic resuming;    // past the throttle: nothing may touch the domain
    logic parked_set;  // pulses
    logic stopped_set;
    logic event_in;    // something entered the domain
  } run_status_t;

  typedef struct packed {
    logic in_reset;    // from the frame boundary at which reset began
    logic hold;        // in reset, or reset asked for: does not run
    logic scrubbing;
    logic done;        // pulse: the scrub has ended
  } scrub_status_t;

endpackage
