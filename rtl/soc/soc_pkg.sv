// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Figures that several blocks must agree on: domains, frame, memory geometry, straps, and the
// vector by which simulation (and only simulation) switches single walls off.
package soc_pkg;

  // ---------------------------------------------------------------- domains
  parameter int unsigned MaxModels = 4;
  parameter int unsigned HvDomain  = 0;  // domain index of the hypervisor; model i is domain i + 1

  // ---------------------------------------------------------------- frame
  parameter int unsigned SlotCycles = 12;  // one 32-byte line, row opened and closed
  parameter int unsigned GapCycles  = 4;   // refresh, at the end of the frame

  function automatic int unsigned frame_cycles(int unsigned num_models);
    return SlotCycles * (num_models + 1) + GapCycles;
  endfunction

  parameter int unsigned PhaseW   = 7;   // position in the frame, 0 .. frame_cycles - 1
  parameter int unsigned FrameNoW = 57;  // frame number; with the phase a 64-bit event stamp

  // ---------------------------------------------------------------- memory
  // Every core sees its DRAM at DramBase. A domain's memory address is the offset from there.
  parameter int unsigned PaW        = 32;  // implemented physical address bits; above: access fault
  parameter logic [31:0] DramBase   = 32'h8000_0000;
  parameter int unsigned DramAddrW  = 28;  // offset inside a region, bytes (256 MiB at most)
  parameter int unsigned LineBytes  = 32;
  parameter int unsigned LineAddrW  = DramAddrW - 5;  // offset of a line
  parameter int unsigned LineW      = 8 * LineBytes;

  // ---------------------------------------------------------------- L2
`ifdef PROVE_FOUR_WAYS  // proofs hold the RAMs of the ways whole: few of them, of few sets
  parameter int unsigned L2Ways     = 4;
`else
  parameter int unsigned L2Ways     = 8;
`endif
`ifdef PROVE_TWO_SETS
  parameter int unsigned L2Sets     = 2;
`else
  parameter int unsigned L2Sets     = 512;
`endif

  // Base-2 logarithm of a region's size in bytes: 20 (1 MiB) .. 28 (256 MiB).
  typedef logic [4:0] region_log2_t;

  // ---------------------------------------------------------------- straps
  // Constant while power is on. On a board: pins and board constants; in simulation: the harness.
  typedef struct packed {
    logic         bare;        // boot ROM jumps to DramBase in M mode, a0 = hart id, a1 = 0
    region_log2_t hv_log2;     // hypervisor memory
    region_log2_t model_log2;  // largest region a model can be given
    logic [31:0]  guest_table; // physical address (hv view) of the table of guests
    logic [63:0]  seed;        // harness entropy (simulation)
  } straps_t;

  // ---------------------------------------------------------------- weakening vector
  // One bit per hardware wall, all zero in every design that is synthesised (the port is tied off
  // by the board tops). A set bit removes the wall. Software walls: upper bits, which only the
  // hypervisor reads, through the configuration block.
  typedef struct packed {
    logic [15:0] software;       // bit meaning: firmware/lib/walls.h
    logic [3:0]  reserved;
    logic        window_fence;   // window writes into the ranges of a locked fence are accepted
    logic        exit_alignment; // exits become visible at once, park is not aligned to the frame
    logic        interlock_write;// a hv register write may lower the level
    logic        window_guard;   // window writes to a domain that is only frozen are accepted
    logic        throttle;       // exits are not budgeted
    logic        scrub_dram;     // domain reset does not scrub the region
    logic        scrub_l2;       // domain reset does not scrub the domain's ways
    logic        scrub_core;     // domain reset keeps L1s, TLBs, predictors, registers
    logic        region_bound;   // an address outside the region reaches hv memory
    logic        fence_store;    // execute fence lets stores into its ranges pass
    logic        fence_fetch;    // execute fence lets fetches outside its ranges pass
    logic        captive_park;   // an access outside memory reads zero and does not park
  } weaken_t;

endpackage
