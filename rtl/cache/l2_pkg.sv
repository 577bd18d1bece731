// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// What an L2 controller, the way crossing and management say to each other. Commands are narrow on
// purpose: a way is named by number, and data travels beside the command on its own 64-bit lanes.
package l2_pkg;
  import soc_pkg::*;

  parameter int unsigned SetW = $clog2(L2Sets);
  parameter int unsigned TagW = LineAddrW - SetW;
  parameter int unsigned WayW = $clog2(L2Ways);

  // Owner of a way: a domain number, or nobody. Values as in l2.rdl.
  typedef logic [2:0] owner_t;
  parameter owner_t OwnerHv     = 3'd0;
  parameter owner_t OwnerNobody = 3'd7;

  typedef struct packed {
    logic            valid;
    logic            dirty;
    logic [TagW-1:0] tag;
  } l2_tag_t;

  // State of a controller.
  typedef enum logic [3:0] {
    LcIdle,      // takes a request, or one set of a clean
    LcCompare,   // hit: act; miss: choose a victim
    LcRead,      // remaining beats of a hit
    LcWaitWb,    // the write-back buffer is needed first
    LcVictim,    // dirty victim into the write-back buffer
    LcFill,      // waits for the line
    LcRefill,    // line into the way, beats to the core
    LcCleanTag,  // clean: reads one set's tag
    LcCleanTest, // clean: decides what the set needs
    LcCleanRead, // clean: dirty line into the write-back buffer
    LcCleanInv   // clean: empties the set
  } l2_state_e;

  // State of one request for a sweep.
  typedef enum logic [1:0] {
    SwIdle,   // nothing asked
    SwWait,   // waits for the index to be zero
    SwSweep,  // sweeping
    SwDone    // waits for the request to fall
  } sweep_e;

  // One command a cycle. `tag_re` reads the set in every own way, the others act on `way` alone.
  // RAM outputs are valid in the next cycle.
  typedef struct packed {
    logic            tag_re;
    logic            tag_we;
    logic            data_re;
    logic            data_we;
    logic [WayW-1:0] way;
    logic [SetW-1:0] set;
    logic [1:0]      beat;
    l2_tag_t         tag;
    logic [7:0]      strb;
  } l2_cmd_t;

  // What a frozen controller still holds, besides its ways; oldest first. The window asks for one
  // doubleword at a time with `sel` and `beat`.
  typedef enum logic [1:0] {
    PeekWriteBack = 2'd0,  // evicted line on its way to DRAM
    PeekFill      = 2'd1,  // line from DRAM on its way into a way
    PeekWrite     = 2'd2   // taken write that has not reached a way
  } l2_peek_sel_e;

  typedef struct packed {
    logic                 valid;
    logic [LineAddrW-1:0] line;
    logic [1:0]           beat;  // PeekWrite: where it goes
    logic [7:0]           strb;  // PeekWrite
    logic [63:0]          data;
  } l2_peek_t;

endpackage
