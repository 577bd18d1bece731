// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Slot interface of the fixed-service memory controller, and the frame position it hangs on.
package mem_pkg;
  import soc_pkg::*;

  // Free-running, takes no domain's input. Registered outputs of `frame_ctr`.
  typedef struct packed {
    logic [PhaseW-1:0] phase;
    logic              first;  // phase == 0
    logic              last;   // phase == frame_cycles - 1
  } frame_t;

  // One per domain. Sampled in the first cycle of the domain's slot (phase = 12 x domain), when
  // `valid`; must hold until `taken`, which is asserted in that same cycle. The answer `done` comes
  // in the slot's last cycle, also for writes. A request not valid then waits for the next frame.
  typedef struct packed {
    logic                 valid;
    logic                 we;
    logic [LineAddrW-1:0] line;
    logic [LineW-1:0]     wdata;
  } slot_req_t;

  typedef struct packed {
    logic             taken;
    logic             done;
    logic             error;  // address outside the region: raised without using the slot
    logic [LineW-1:0] rdata;  // valid with done
  } slot_rsp_t;

  // Scrub of a domain's memory: one command in each of its slots while the domain is in reset. The
  // simulated RAM clears many lines in one command, real memory one (log2 of the lines).
`ifdef MEM_BACKEND_ARRAY
  parameter int unsigned ScrubLinesLog2 = 0;
`else
  parameter int unsigned ScrubLinesLog2 = 10;
`endif

  typedef struct packed {
    logic                 valid;
    logic [LineAddrW-1:0] line;   // aligned to the lines of one command
  } scrub_req_t;

endpackage
