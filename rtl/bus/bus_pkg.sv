// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The two buses of a core: its cached memory port towards L2 (or the boot ROM), and the uncached
// device bus of the hypervisor core. Both carry 64-bit beats and have one owner at each end.
package bus_pkg;
  import soc_pkg::*;

  // ---------------------------------------------------------------- memory port (core -> L2)
  // A request is taken in a cycle with req.valid && ready. `ready` is a register output of the
  // responder. At most one line read is outstanding; writes are posted (no response) and ordered:
  // a read sees every write taken before it.
  typedef enum logic {
    MemReadLine = 1'b0,  // 32-byte line, four beats, the addressed doubleword first, then wrapping
    MemWrite    = 1'b1   // one doubleword with byte strobes; no response
  } mem_op_e;

  typedef struct packed {
    logic           valid;
    mem_op_e        op;
    logic [PaW-1:0] addr;   // physical, 8-byte aligned
    logic [63:0]    wdata;
    logic [7:0]     wstrb;
  } mem_req_t;

  // Beats of a read come in order, gaps allowed. A read outside memory answers one beat with error.
  // (The core checks ranges before it asks; this error is the second wall.)
  typedef struct packed {
    logic        valid;
    logic        last;
    logic        error;
    logic [63:0] data;
  } mem_rsp_t;

  // ---------------------------------------------------------------- device bus (uncached)
  // One outstanding access. `req.valid` holds with stable fields until `rsp.ack` (one cycle).
  // Register blocks made by PeakRDL have it as their port (scripts/device_bus.py). 64-bit lanes: a
  // 32-bit register at offset 4 is in wdata[63:32]. Sub-word reads return the whole lane; wstrb
  // marks written bytes; `size` is log2 of the bytes accessed (some devices have byte registers).
  typedef struct packed {
    logic           valid;
    logic           we;
    logic [PaW-1:0] addr;   // byte address of the access, naturally aligned
    logic [1:0]     size;
    logic [63:0]    wdata;  // already shifted to its byte lanes
    logic [7:0]     wstrb;
  } dev_req_t;

  typedef struct packed {
    logic        ack;
    logic        error;   // access fault in the core
    logic [63:0] rdata;
  } dev_rsp_t;

endpackage
