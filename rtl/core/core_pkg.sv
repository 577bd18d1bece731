// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Types that the parts of the core share. Numbers are those of the RISC-V privileged specification
// (20240411) and the Sdtrig chapter of the debug specification 1.0; names follow them.
package core_pkg;
  import soc_pkg::*;

  // ---------------------------------------------------------------- configuration
  typedef struct packed {
    bit          captive;     // V is constant 1; M or HS entry parks the core; fence; no device bus
    int unsigned hart_id;
    int unsigned time_shift;   // captive: time = model cycles >> time_shift
  } core_cfg_t;

  parameter int unsigned PmpEntries   = 8;   // none on a captive core
  parameter int unsigned Triggers     = 4;   // mcontrol6
  parameter int unsigned HpmCounters  = 8;   // mhpmcounter3 .. 10
  parameter int unsigned FenceRanges  = 4;   // execute fence
  parameter int unsigned StoreBufferEntries = 4;
  parameter int unsigned AsidW = 16;         // bits the TLB compares: all that satp and hgatp hold
  parameter int unsigned VmidW = 14;
  parameter int unsigned ScrubW = 10;        // after a reset 2^ScrubW cycles clear the arrays

  // ---------------------------------------------------------------- privilege
  typedef enum logic [1:0] {PrivU = 2'd0, PrivS = 2'd1, PrivM = 2'd3} priv_e;

  typedef struct packed {
    logic  v;     // virtualisation mode
    priv_e prv;   // with v: PrivS is VS, PrivU is VU
  } mode_t;

  // ---------------------------------------------------------------- traps
  typedef enum logic [5:0] {
    ExcInsnMisaligned   = 6'd0,  ExcInsnAccess     = 6'd1,  ExcIllegal        = 6'd2,
    ExcBreakpoint       = 6'd3,  ExcLoadMisaligned = 6'd4,  ExcLoadAccess     = 6'd5,
    ExcStoreMisaligned  = 6'd6,  ExcStoreAccess    = 6'd7,  ExcEcallU         = 6'd8,
    ExcEcallS           = 6'd9,  ExcEcallVs        = 6'd10, ExcEcallM         = 6'd11,
    ExcInsnPage         = 6'd12, ExcLoadPage       = 6'd13, ExcStorePage      = 6'd15,
    ExcInsnGuestPage    = 6'd20, ExcLoadGuestPage  = 6'd21, ExcVirtualInsn    = 6'd22,
    ExcStoreGuestPage   = 6'd23
  } exc_e;

  // A trap travels down the pipe with its instruction and acts in W. Also the exit's contents.
  typedef struct packed {
    logic        valid;
    logic        interrupt;
    logic [5:0]  cause;   // exc_e, or interrupt number
    logic [63:0] tval;
    logic [63:0] tval2;   // guest physical address >> 2 of a guest-page fault, else 0
    logic [31:0] tinst;   // pseudo-instruction of an implicit access (0x3000 read), else 0
    logic        gva;     // tval is a guest virtual address
    logic        fence;   // captive: the execute fence refused; parks whatever medeleg says
    logic        trigger; // captive: a trigger fired; parks
  } trap_t;

  // ---------------------------------------------------------------- exits of a captive core
  typedef enum logic [2:0] {
    ExitNone    = 3'd0,
    ExitTrap    = 3'd1,  // a trap whose target would be HS or M
    ExitWfi     = 3'd2,  // WFI with nothing pending: idle
    ExitHalt    = 3'd3,  // halt request, at an instruction boundary
    ExitFence   = 3'd4,  // execute fence
    ExitTrigger = 3'd5,
    ExitBus     = 3'd6   // access fault: an address that is not memory of the region
  } exit_reason_e;

  typedef struct packed {
    logic         parked;   // drained and stopped; stays until resume
    exit_reason_e reason;
    logic         interrupt;
    logic [5:0]   cause;
    logic [63:0]  tval;
    logic [63:0]  htval;
    logic [31:0]  htinst;
    logic         gva;
    logic [31:0]  insn;     // raw instruction bits (16 zero-extended when compressed), 0 on fetch
    logic [63:0]  pc;
    mode_t        mode;
  } exit_t;

  // ---------------------------------------------------------------- address translation
  // Access rights and modes the memory subsystem needs. From the CSR file; constant while an
  // instruction that could change it is in flight (those serialise).
  typedef struct packed {
    logic [63:0] satp;
    logic [63:0] vsatp;
    logic [63:0] hgatp;
    logic        mxr;       // mstatus/sstatus.MXR
    logic        vmxr;      // vsstatus.MXR
    logic        sum;       // mstatus/sstatus.SUM
    logic        vsum;      // vsstatus.SUM
  } xlate_t;

  typedef struct packed {
    logic       l;
    logic [1:0] a;          // 0 off, 1 TOR, 2 NA4, 3 NAPOT
    logic       x;
    logic       w;
    logic       r;
  } pmp_cfg_t;

  typedef struct packed {
    pmp_cfg_t [PmpEntries-1:0]       cfg;
    logic     [PmpEntries-1:0][53:0] addr;
  } pmp_t;

  // Execute fence of a captive core: fetches are allowed inside the enabled ranges only, stores,
  // atomics and window writes outside them only. Offsets into the region, page granular.
  typedef struct packed {
    logic                 enable;
    logic [DramAddrW-1:12] base;   // first page
    logic [DramAddrW-1:12] limit;  // last page, inclusive
  } fence_range_t;

  typedef struct packed {
    logic                           locked;
    fence_range_t [FenceRanges-1:0] range;
  } fence_t;

  // ---------------------------------------------------------------- fetch port (front end <-> L1I)
  // req.valid && ready in cycle t takes the request; the answer comes in t + 1 on a hit, later on
  // a miss, in order, one outstanding besides the one being taken (so one per cycle on hits).
  // kill drops answers not yet given and the request of its own cycle. `va` is 8-byte aligned.
  typedef struct packed {
    logic        valid;
    logic [63:0] va;
    mode_t       mode;
  } ifetch_req_t;

  typedef struct packed {
    logic        valid;
    logic [63:0] data;
    trap_t       trap;      // valid: data is meaningless; tval to be replaced by the exact pc when
                            // the instruction starts before and faults in its second half
  } ifetch_rsp_t;

  // ---------------------------------------------------------------- data port (pipeline <-> L1D)
  typedef enum logic [1:0] {DLoad, DStore, DAmo, DProbe} dop_e;  // DProbe: reserved

  typedef enum logic [3:0] {
    AmoNone, AmoLr, AmoSc, AmoSwap, AmoAdd, AmoXor, AmoAnd, AmoOr, AmoMin, AmoMax, AmoMinu, AmoMaxu
  } amo_e;

  // Presented in X (valid && ready takes it; it is then in M). `mode` is the effective one (MPRV,
  // hlv/hsv applied by the pipeline). `hlvx`: needs X permission instead of R (and MXR rules).
  typedef struct packed {
    logic        valid;
    logic        soon;      // an access is in X; whether it is valid follows late in the cycle
    dop_e        op;
    amo_e        amo;
    logic [63:0] va;
    logic [1:0]  size;      // log2 bytes
    logic        uns;       // zero-extend
    logic        hlvx;
    logic        forced_v;  // hlv/hsv: gva is set whatever the mode
    mode_t       mode;
    logic [63:0] wdata;     // right aligned
  } dreq_t;

  // In M. `valid` ends the access: rdata (extended) or trap. Loads that hit: first M cycle. A store
  // is translated and checked in M and enters the store buffer only with `commit` from W.
  typedef struct packed {
    logic        valid;
    logic [63:0] rdata;
    trap_t       trap;
    logic [PaW-1:0] pa;     // for the commit log
  } drsp_t;

  // ---------------------------------------------------------------- fences and flushes, from W
  typedef struct packed {
    logic        fence_i;       // invalidate L1I (store buffer already drained)
    logic        sfence_vma;    // flush non-virtual translations
    logic        hfence_vvma;   // also sfence.vma with V=1: VS-stage of the current VMID
    logic        hfence_gvma;   // G-stage
    logic        use_va;        // rs1 != x0
    logic        use_id;        // rs2 != x0: ASID (sfence, hfence.vvma) or VMID (hfence.gvma)
    logic [63:0] va;            // rs1 (hfence.gvma: guest physical address >> 2)
    logic [15:0] id;
    logic        all;           // window writes at thaw: drop L1I, L1D and TLBs
  } flush_t;

  // ---------------------------------------------------------------- CSR access
  typedef enum logic [1:0] {CsrRead, CsrWrite, CsrSet, CsrClear} csr_op_e;

  typedef struct packed {
    logic        valid;
    logic [11:0] addr;
    logic        write;     // false for csrrs/csrrc with rs1 = x0
  } csr_rd_req_t;

  // Bank answers are OR-ed: a bank drives zeros unless it hits.
  typedef struct packed {
    logic        hit;
    logic        illegal;
    logic        virt;      // virtual-instruction exception
    logic [63:0] rdata;
  } csr_rsp_t;

  typedef struct packed {
    logic        valid;     // the instruction retires: acts, never for one that traps
    logic [11:0] addr;
    csr_op_e     op;
    logic [63:0] wdata;     // operand
    logic [63:0] old;       // what X read, to set or clear bits of: nothing else wrote it since
  } csr_wr_t;

  // ---------------------------------------------------------------- management side (captive)
  // `regno` as in the debug specification: 0x0000-0x0fff CSR, 0x1000-0x101f GPR; 0x07b1 (dpc) is
  // the pc of the oldest uncommitted instruction, 0x07b0 (dcsr) holds prv[1:0] and v (bit 5).
  // While frozen the answer is combinational from `regno`. Commands act in the one clock cycle
  // in which management ticks the frozen clock (`tick`): the core is parked then, does nothing
  // else in that cycle, and no counter counts (`run` is low).
  typedef enum logic [2:0] {
    MgmtNone    = 3'd0,
    MgmtWrite   = 3'd1,  // register regno := wdata
    MgmtResume  = 3'd2,  // leave the parked state; first instruction at dpc in the next run cycle
    MgmtAdvance = 3'd3,  // model cycle := the first with time >= vstimecmp - htimedelta
    MgmtFlush   = 3'd4   // flush_t.all
  } mgmt_op_e;

  typedef struct packed {
    logic [15:0] regno;
    mgmt_op_e    op;
    logic [63:0] wdata;
    logic        halt_req;  // level; park at the next instruction boundary
  } core_mgmt_req_t;

  typedef struct packed {
    logic [63:0] rdata;
    logic        reg_error;     // no such register
    exit_t       exit;
    logic [63:0] model_cycle;
  } core_mgmt_rsp_t;

  typedef struct packed {
    logic                 valid;
    logic [PaW-1:3]       addr;
    logic [63:0]          data;
    logic [7:0]           strb;
  } sb_entry_t;

  // ---------------------------------------------------------------- interrupts into the core
  typedef struct packed {
    logic msip;
    logic mtip;
    logic meip;
    logic seip;
  } irq_t;

  // ---------------------------------------------------------------- commit port
  // One per retired instruction or trap, registered, for lockstep, logs and assertions.
  typedef struct packed {
    logic        valid;
    logic [63:0] pc;
    logic [31:0] insn;
    mode_t       mode;       // before the instruction
    logic        rd_we;
    logic [4:0]  rd;
    logic [63:0] rd_data;
    logic        csr_we;
    logic [11:0] csr_addr;
    logic [63:0] csr_data;   // with csr_we, of a register that keeps what is written
    logic        mem_valid;  // retired load, store or atomic
    logic        mem_we;
    logic [63:0] mem_va;
    logic [PaW-1:0] mem_pa;
    logic [1:0]  mem_size;
    logic [63:0] mem_wdata;
    logic [63:0] mem_rdata;
    trap_t       trap;       // valid: the instruction did not retire
    mode_t       trap_mode;  // mode after the trap
    logic        park;       // the trap parked the core
    logic        pair;       // a branch retired with it, the next in order
    logic [31:0] pair_insn;
  } commit_t;

  // Events that hpm counters can count, one bit each, from the pipeline and memory subsystem.
  typedef struct packed {
    logic branch;
    logic mispredict;
    logic stall_fetch;
    logic stall_load_use;
    logic stall_dcache;
    logic stall_tlb;
    logic stall_divide;
    logic stall_store_buffer;
    logic l1i_miss;
    logic l1d_miss;
    logic itlb_miss;
    logic dtlb_miss;
  } hpm_event_t;

endpackage
