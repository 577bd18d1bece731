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

  // ---------------------------------------------------------------- trace port
  // What entered the domain, and the exits by which a replay of it is checked.
  typedef enum logic [2:0] {
    TraceReset   = 3'd0,  // info: 1 a domain reset begins, 0 it is over: parked
    TraceConfig  = 3'd1,  // info: {own, region_log2}, data: fence_t; from now on
    TraceWrite   = 3'd2,  // info: regno; data[63:0]: value
    TraceLine    = 3'd3,  // info: line of the region; data: its bytes from now on
    TraceAdvance = 3'd4,  // model time moved to the guest's timer
    TraceResume  = 3'd5,
    TraceHalt    = 3'd6,  // info: 1 asked for, 0 taken back
    TraceExit    = 3'd7   // info: trace_exit_t; data: {htinst, insn, htval, tval, pc}
  } trace_kind_e;

  typedef struct packed {
    logic        gva;
    logic [1:0]  prv;
    logic        interrupt;
    logic [5:0]  cause;
    logic [2:0]  reason;   // exit_reason_e
  } trace_exit_t;

  typedef struct packed {
    logic                valid;  // one cycle
    trace_kind_e         kind;
    logic [FrameNoW-1:0] frame;  // model frame that sees it, or in which the core parked
    logic [PhaseW-1:0]   phase;  // in it
    logic [63:0]         cycle;  // model cycle
    logic [31:0]         info;
    logic [LineW-1:0]    data;
  } trace_t;

endpackage
