// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Translation look-aside buffer of combined translations: virtual address to physical address over
// both stages, with both permission sets, in one entry. Pages of 4 KiB in two set-associative ways
// of LUT RAM, larger ones as 2 MiB parts in a direct-mapped array, so that a look-up is three reads
// and no wide multiplexer. Flushes drop what they name or more.
module tlb
  import soc_pkg::*, core_pkg::*, core_mem_pkg::*;
#(
  parameter  int unsigned Sets = 16,
  localparam int unsigned SetW = $clog2(Sets)
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        keep_i,     // weakened: reset leaves the entries
  // Look-up, combinational. va must be canonical for its regime: the caller checks.
  input  logic        en_i,
  input  logic [40:12] va_i,
  input  logic        v_i,
  input  logic        s1_i,
  input  logic        s2_i,
  input  xlate_t      xlate_i,    // ASID and VMID fields
  output logic        hit_o,
  output tlb_data_t   data_o,
  // The same before it is known which entry hits: page numbers, and which of them counts. A cache
  // compares its tags with all of them meanwhile.
  output logic [2:0]  which_o,    // at most one, where hit_o and no stale entry stands beside it
  output logic [2:0][19:0] page_o,
  output perm_t [2:0] p1_o,
  output perm_t [2:0] p2_o,
  // Fill for the address that is being looked up; replaces what hits it.
  input  logic        fill_i,
  input  tlb_data_t   fill_data_i,
  input  flush_t      flush_i,
  // After reset, while nothing is looked up: what a fill would write is constant, and goes here.
  input  logic        scrub_i,
  input  logic [SetW-1:0] scrub_idx_i
);
  localparam int unsigned MegaW = $clog2(MegaSets);

  typedef struct packed {
    logic [28:0]      vpn;   // the mega array compares [28:9] only
    logic             s1;
    logic             s2;
    logic             v;
    logic [AsidW-1:0] asid;
    logic [VmidW-1:0] vmid;
    tlb_data_t        data;
  } entry_t;

  entry_t ram0 [Sets];
  entry_t ram1 [Sets];
  entry_t ramm [MegaSets];
  // Valid bits by regime, so that a flush need not look into the arrays: host (V=0), guest (V=1).
  logic [Sets-1:0]     host0_q, host1_q, guest0_q, guest1_q, turn_q;
  logic [MegaSets-1:0] hostm_q, guestm_q;
  logic                frac_q;  // some 4 KiB entry is part of a larger page

  logic [SetW-1:0]  set;
  logic [MegaW-1:0] mset;
  assign set = va_i[12+:SetW];
  assign mset = va_i[21+:MegaW];

  // ---------------------------------------------------------------- look-up
  logic [AsidW-1:0] asid;
  logic [VmidW-1:0] vmid;
  assign asid = v_i ? xlate_i.vsatp[44+:AsidW] : xlate_i.satp[44+:AsidW];
  assign vmid = xlate_i.hgatp[44+:VmidW];

  // The regime that an entry belongs to, against that of the access.
  function automatic logic tag_match(logic [2:0] kind, logic [2:0] e_kind, logic same_vmid,
                                     logic same_asid);
    return kind == e_kind && (!kind[2] || same_vmid) && (!kind[0] || same_asid);
  endfunction

  entry_t e0, e1, em;
  logic hit0, hit1, hitm;
  always_comb begin
    e0 = '0;
    e1 = '0;
    em = '0;
    hit0 = 1'b0;
    hit1 = 1'b0;
    hitm = 1'b0;
    data_o = '0;
    if (en_i) begin
      if (v_i ? guest0_q[set] : host0_q[set]) begin
        e0 = ram0[set];
        hit0 = e0.vpn == va_i[40:12]
            && tag_match({v_i, s2_i, s1_i}, {e0.v, e0.s2, e0.s1}, e0.vmid == vmid,
                          e0.data.any_asid || e0.asid == asid);
      end
      if (v_i ? guest1_q[set] : host1_q[set]) begin
        e1 = ram1[set];
        hit1 = e1.vpn == va_i[40:12]
            && tag_match({v_i, s2_i, s1_i}, {e1.v, e1.s2, e1.s1}, e1.vmid == vmid,
                          e1.data.any_asid || e1.asid == asid);
      end
      if (v_i ? guestm_q[mset] : hostm_q[mset]) begin
        em = ramm[mset];
        hitm = em.vpn[28:9] == va_i[40:21]
            && tag_match({v_i, s2_i, s1_i}, {em.v, em.s2, em.s1}, em.vmid == vmid,
                          em.data.any_asid || em.asid == asid);
      end
      data_o = hit0 ? e0.data : hit1 ? e1.data : em.data;
      if (!hit0 && !hit1) data_o.ppn[8:0] = va_i[20:12];
    end
  end
  assign hit_o = hit0 || hit1 || hitm;
  assign which_o = {hitm && !hit0 && !hit1, hit1 && !hit0, hit0};
  assign page_o = {{em.data.ppn[19:9], va_i[20:12]}, e1.data.ppn, e0.data.ppn};
  assign p1_o = {em.data.p1, e1.data.p1, e0.data.p1};
  assign p2_o = {em.data.p2, e1.data.p2, e0.data.p2};

  // ---------------------------------------------------------------- fill
  logic   fill_small, fill_way;
  entry_t fill_entry;
  assign fill_small = fill_i && !fill_data_i.mega;
  assign fill_way = hit0 ? 1'b0 : hit1 ? 1'b1
                  : !(host0_q[set] || guest0_q[set]) ? 1'b0
                  : !(host1_q[set] || guest1_q[set]) ? 1'b1 : turn_q[set];
  assign fill_entry = '{vpn: va_i[40:12], s1: s1_i, s2: s2_i, v: v_i, asid: asid, vmid: vmid,
                        data: fill_data_i};

  logic [SetW-1:0]  wr_set;
  logic [MegaW-1:0] wr_mset;
  assign wr_set = scrub_i ? scrub_idx_i : set;
  assign wr_mset = scrub_i ? scrub_idx_i[MegaW-1:0] : mset;

  always_ff @(posedge clk_i) begin
    if ((fill_small && !fill_way) || scrub_i) ram0[wr_set] <= fill_entry;
    if ((fill_small && fill_way) || scrub_i) ram1[wr_set] <= fill_entry;
    if ((fill_i && fill_data_i.mega) || scrub_i) ramm[wr_mset] <= fill_entry;
  end

  // ---------------------------------------------------------------- flush
  logic flush_host, flush_guest, by_va;
  logic [SetW-1:0] flush_set;
  assign flush_host = flush_i.sfence_vma || flush_i.all;
  assign flush_guest = flush_i.hfence_vvma || flush_i.hfence_gvma || flush_i.all;
  // By address only what an address finds: not a guest physical one, not parts of larger pages.
  assign by_va = flush_i.use_va && !flush_i.hfence_gvma && !flush_i.all && !frac_q;
  assign flush_set = flush_i.va[12+:SetW];

  always_ff @(posedge clk_i) begin
    if (fill_i) begin
      if (hitm) begin
        hostm_q[mset] <= 1'b0;
        guestm_q[mset] <= 1'b0;
      end
      if (hit0) begin
        host0_q[set] <= 1'b0;
        guest0_q[set] <= 1'b0;
      end
      if (hit1) begin
        host1_q[set] <= 1'b0;
        guest1_q[set] <= 1'b0;
      end
      if (fill_data_i.mega) begin
        hostm_q[mset] <= !v_i;
        guestm_q[mset] <= v_i;
      end else begin
        turn_q[set] <= !fill_way;
        if (fill_data_i.frac) frac_q <= 1'b1;
        if (fill_way) begin
          host1_q[set] <= !v_i;
          guest1_q[set] <= v_i;
        end else begin
          host0_q[set] <= !v_i;
          guest0_q[set] <= v_i;
        end
      end
    end
    if (flush_host) begin
      hostm_q <= '0;
      if (by_va) begin
        host0_q[flush_set] <= 1'b0;
        host1_q[flush_set] <= 1'b0;
      end else begin
        host0_q <= '0;
        host1_q <= '0;
      end
    end
    if (flush_guest) begin
      guestm_q <= '0;
      if (by_va) begin
        guest0_q[flush_set] <= 1'b0;
        guest1_q[flush_set] <= 1'b0;
      end else begin
        guest0_q <= '0;
        guest1_q <= '0;
      end
    end
    if (flush_i.all) turn_q <= '0;
    if (flush_guest && !by_va) frac_q <= 1'b0;  // only the guest has a second stage
    if (!rst_ni && !keep_i) begin
      {host0_q, host1_q, guest0_q, guest1_q, turn_q} <= '0;
      {hostm_q, guestm_q} <= '0;
      frac_q <= 1'b0;
    end
  end

  logic unused;
  assign unused = ^{flush_i, xlate_i};

  // Several may hit: software that changes a page's size, or makes it global, without a fence leaves
  // an old entry beside the new one. Either may answer (tlb_props.sv), and the next fill ends both.
  always_ff @(posedge clk_i) if (rst_ni) FillLooked_A: assert (!(fill_i && !en_i));
  // An entry is the host's or the guest's.
  logic both;
  assign both = (host0_q & guest0_q) != '0 || (host1_q & guest1_q) != '0
             || (hostm_q & guestm_q) != '0;
  always_ff @(posedge clk_i) if (rst_ni) OneRegime_A: assert (!both);
  always_ff @(posedge clk_i) if (rst_ni)
    FenceAlone_A: assert (!(fill_i && (flush_host || flush_guest)));
  // Only the second stage cuts a page into parts, and a fence is one instruction: tlb_props.sv too.
  always_ff @(posedge clk_i) if (rst_ni)
    FracGuest_A: assert (!(fill_i && fill_data_i.frac && !v_i));
  always_ff @(posedge clk_i) if (rst_ni)
    OneFence_A: assert ($onehot0({flush_i.sfence_vma, flush_i.hfence_vvma, flush_i.hfence_gvma,
                                  flush_i.all}));
endmodule
