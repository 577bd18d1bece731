// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// CONFIG=shared only, never synthesised: what its cache and its DRAM say to each other, and the
// figures of an ordinary memory: open rows, banks that all domains share, refresh in its own time.
package shared_pkg;
  import soc_pkg::*;

  typedef logic [2:0] domain_t;

  typedef struct packed {
    logic                 we;
    domain_t              domain;
    logic [LineAddrW-1:0] line;
    logic [LineBytes-1:0] strb;
    logic [LineW-1:0]     wdata;
  } access_t;

  typedef struct packed {
    logic                 we;
    domain_t              domain;
    logic [LineAddrW-1:0] line;
    logic [LineW-1:0]     wdata;
  } dram_req_t;

  parameter int unsigned RowLinesLog2  = 6;    // rows of 2 KiB
  parameter int unsigned BanksLog2     = 3;
  // Cycles at 200 MHz, with what a controller adds.
  parameter int unsigned RowHitCycles    = 14;    // column access and burst
  parameter int unsigned ActivateCycles  = 8;     // a closed row first
  parameter int unsigned PrechargeCycles = 8;     // another row is open
  parameter int unsigned RefreshPeriod   = 1560;  // 7.8 us
  parameter int unsigned RefreshCycles   = 70;    // 350 ns; all rows close
endpackage
