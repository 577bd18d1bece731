// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// What the parts of the memory subsystem share: physical memory attributes, page permissions, the
// walker's and the translation's records. Rules of the privileged specification that more than one
// part needs are functions here, so that TLB and walker cannot disagree.
package core_mem_pkg;
  import soc_pkg::*;
  import core_pkg::*;

  parameter int unsigned L1Sets   = 128;
  parameter int unsigned L1IdxW   = 9;   // set and doubleword: va[11:3]
  parameter int unsigned DtlbSets = 32;  // 64 pages: a walk costs a third of a miss to DRAM
  parameter int unsigned ItlbSets = 8;
  parameter int unsigned MegaSets = 8;   // 2 MiB entries of each TLB, direct mapped

  parameter logic [3:0] AtpSv39 = 4'd8;  // satp.MODE, vsatp.MODE; hgatp: Sv39x4

  typedef enum logic [1:0] {AccFetch, AccLoad, AccStore, AccAmo} acc_e;  // AccAmo: reads and writes

  // ---------------------------------------------------------------- physical memory attributes
  // DRAM is the upper half of the address space; attributes are those of whole pages.
  typedef enum logic [1:0] {PmaNone, PmaRam, PmaRom, PmaDev} pma_e;

  // `any_region` (weakened): every offset that the memory path can carry counts as the region.
  function automatic pma_e pma(bit captive, logic [PaW-1:12] page, region_log2_t region_log2,
                               logic any_region);
    logic [PaW-2:0] beyond;   // address bits above the region's: known long before the page is
    beyond = '1 << (any_region ? region_log2_t'(DramAddrW) : region_log2);
    if (page[PaW-1]) return (page[PaW-2:12] & beyond[PaW-2:12]) == '0 ? PmaRam : PmaNone;
    if (captive) return PmaNone;
    if (page[PaW-1:16] == '0 && page[15:12] != '0) return PmaRom;
    return PmaDev;
  endfunction

  // ---------------------------------------------------------------- page permissions
  typedef struct packed {
    logic d;
    logic u;
    logic x;
    logic w;
    logic r;
  } perm_t;

  // R, W, X, D rule of one stage. Svade: the caller has seen A.
  function automatic logic perm_ok(perm_t p, acc_e acc, logic hlvx, logic mxr);
    if (acc == AccFetch || (hlvx && acc == AccLoad)) return p.x;
    if (acc == AccLoad) return p.r || (mxr && p.x);
    return p.r && p.w && p.d;
  endfunction

  // U bit of the first stage.
  function automatic logic user_ok(logic u, acc_e acc, logic s_mode, logic sum);
    if (u) return !(s_mode && (acc == AccFetch || !sum));
    return s_mode;
  endfunction

  // Which translations apply to an access (mem_regime).
  typedef struct packed {
    logic s1;    // satp or vsatp is Sv39
    logic s2;    // hgatp is Sv39x4
    logic sum;
    logic mxr1;
    logic mxr2;
  } regime_t;

  // ---------------------------------------------------------------- walker
  typedef struct packed {
    logic        valid;   // level; dropped after done or with the access that it belongs to
    logic [63:0] va;
    mode_t       mode;
    acc_e        acc;
    logic        hlvx;
  } walk_req_t;

  // What a TLB stores of a walk: the combined translation.
  typedef struct packed {
    logic        mega;    // 2 MiB (or more); else 4 KiB
    logic        frac;    // part of a larger page: a flush by address cannot find all its parts
    logic        any_asid;
    logic [19:0] ppn;
    perm_t       p1;
    perm_t       p2;
  } tlb_data_t;

  typedef struct packed {
    logic        done;    // one cycle; without fault the entry is being written
    logic        fault;
    logic        page;    // page fault of the first stage
    logic        guest;   // guest page fault; neither: access fault
    logic        implicit;// guest page fault of a first-stage table read
    logic [63:0] gpa;
  } walk_rsp_t;

  // ---------------------------------------------------------------- traps
  function automatic trap_t access_trap(acc_e acc, logic [63:0] tval, logic gva, logic fence);
    trap_t t;
    t = '0;
    t.valid = 1'b1;
    unique case (acc)
      AccFetch: t.cause = ExcInsnAccess;
      AccLoad:  t.cause = ExcLoadAccess;
      default:  t.cause = ExcStoreAccess;
    endcase
    t.tval = tval;
    t.gva = gva;
    t.fence = fence;
    return t;
  endfunction

  function automatic trap_t walk_trap(walk_rsp_t w, acc_e acc, logic [63:0] tval, logic gva);
    trap_t t;
    t = access_trap(acc, tval, gva, 1'b0);
    if (w.page || w.guest) begin
      unique case (acc)
        AccFetch: t.cause = w.guest ? ExcInsnGuestPage : ExcInsnPage;
        AccLoad:  t.cause = w.guest ? ExcLoadGuestPage : ExcLoadPage;
        default:  t.cause = w.guest ? ExcStoreGuestPage : ExcStorePage;
      endcase
    end
    if (w.guest) begin
      t.tval2 = w.gpa >> 2;
      // A first-stage table read that the second stage refused: the 64-bit read pseudoinstruction.
      if (w.implicit) t.tinst = 32'h0000_3000;
    end
    return t;
  endfunction

  // ---------------------------------------------------------------- stores
  typedef struct packed {
    logic           hit;   // in L1D, in `way`
    logic           way;
    logic [PaW-1:3] addr;
    logic [63:0]    data;
    logic [7:0]     strb;
  } store_t;

  // ---------------------------------------------------------------- cache to bus
  typedef struct packed {
    logic                valid;  // level until taken
    logic [PaW-1:3]      addr;   // critical doubleword
  } line_req_t;

endpackage
