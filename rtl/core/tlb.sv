// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Translation look-aside buffer of combined translations: virtual address to physical address over
// both stages, with both permission sets, in one entry. Pages of 4 KiB in two set-associative ways
// of LUT RAM, larger ones as 2 MiB parts in a direct-mapped array, so that a look-up is three reads
// and no wide multiplexer. Entries are compared in the cycle in which the address is made, like the
// cache's arrays are read, and the answer is there from the beginning of the next. Flushes drop what they name or more.
module tlb
  import soc_pkg::*, core_pkg::*, core_mem_pkg::*;
#(
  parameter  int unsigned Sets = 16,
  localparam int unsigned SetW = $clog2(Sets)
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        keep_i,     // weakened: reset leaves the entries
  // Look-up: asked in the cycle before the access, where the address is only just known; what is
  // taken is the answer until the next is taken. va must be canonical for its regime: the caller
  // checks.
  input  logic        ask_i,      // early: gates the comparison
  input  logic        take_i,     // late: the answer of the next cycle
  input  logic [40:12] ask_va_i,
  input  logic        ask_v_i,
  input  logic        ask_s1_i,
  input  logic        ask_s2_i,
  // The access: what was asked for.
  input  logic        en_i,
  input  logic [40:12] va_i,
  input  logic        v_i,
  input  logic        s1_i,
  input  logic        s2_i,
  input  xlate_t      xlate_i,    // ASID and VMID fields
  output logic        hit_o,
  output tlb_data_t   data_o,
  // Fill for the access; replaces what hits it, and answers it.
  input  logic        fill_i,
  input  tlb_data_t   fill_data_i,
  input  flush_t      flush_i,
  // After reset, while nothing is looked up: what a fill would write is constant, and goes here.
  input  logic        scrub_i,
  input  logic [SetW-1:0] scrub_idx_i
);
  localparam int unsigned MegaW = $clog2(MegaSets);

  typedef struct packed {
    logic [28:SetW]   vpn;   // above the set; of a 2 MiB part what is above its set
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

  logic [SetW-1:0]  ask_set, set;
  logic [MegaW-1:0] ask_mset, mset;
  assign ask_set = ask_va_i[12+:SetW];
  assign ask_mset = ask_va_i[21+:MegaW];
  assign set = va_i[12+:SetW];
  assign mset = va_i[21+:MegaW];

  // ---------------------------------------------------------------- look-up
  logic [AsidW-1:0] ask_asid, asid;
  logic [VmidW-1:0] vmid;
  assign ask_asid = ask_v_i ? xlate_i.vsatp[44+:AsidW] : xlate_i.satp[44+:AsidW];
  assign asid = v_i ? xlate_i.vsatp[44+:AsidW] : xlate_i.satp[44+:AsidW];
  assign vmid = xlate_i.hgatp[44+:VmidW];

  // The regime that an entry belongs to, against that of the access.
  function automatic logic tag_match(logic [2:0] kind, logic [2:0] e_kind, logic same_vmid,
                                     logic same_asid);
    return kind == e_kind && (!kind[2] || same_vmid) && (!kind[0] || same_asid);
  endfunction

  entry_t e0, e1, em;
  logic [2:0] kind;
  logic hit0, hit1, hitm;
  assign kind = {ask_v_i, ask_s2_i, ask_s1_i};
  always_comb begin
    e0 = '0;
    e1 = '0;
    em = '0;
    hit0 = 1'b0;
    hit1 = 1'b0;
    hitm = 1'b0;
    if (ask_i) begin
      e0 = ram0[ask_set];
      e1 = ram1[ask_set];
      em = ramm[ask_mset];
      hit0 = (ask_v_i ? guest0_q[ask_set] : host0_q[ask_set])
          && e0.vpn == ask_va_i[40:12+SetW]
          && tag_match(kind, {e0.v, e0.s2, e0.s1}, e0.vmid == vmid,
                       e0.data.any_asid || e0.asid == ask_asid);
      hit1 = (ask_v_i ? guest1_q[ask_set] : host1_q[ask_set])
          && e1.vpn == ask_va_i[40:12+SetW]
          && tag_match(kind, {e1.v, e1.s2, e1.s1}, e1.vmid == vmid,
                       e1.data.any_asid || e1.asid == ask_asid);
      hitm = (ask_v_i ? guestm_q[ask_mset] : hostm_q[ask_mset])
          && em.vpn[28:9+MegaW] == ask_va_i[40:21+MegaW]
          && tag_match(kind, {em.v, em.s2, em.s1}, em.vmid == vmid,
                       em.data.any_asid || em.asid == ask_asid);
    end
  end

  // What was taken, or filled since.
  logic      fill_small, fill_way, flush_host, flush_guest;
  logic      hit0_q, hit1_q, hitm_q;   // these entries name the address
  logic      hit_q;
  tlb_data_t data_q, answer;

  always_comb begin
    answer = fill_i ? fill_data_i : hit0 ? e0.data : hit1 ? e1.data : em.data;
    if (fill_i ? fill_data_i.mega : !hit0 && !hit1) begin
      answer.ppn[8:0] = fill_i ? va_i[20:12] : ask_va_i[20:12];
    end
  end

  always_ff @(posedge clk_i) begin
    if (take_i || fill_i) begin
      {hitm_q, hit1_q, hit0_q} <= fill_i ? {fill_data_i.mega, fill_small && fill_way,
                                            fill_small && !fill_way} : {hitm, hit1, hit0};
      hit_q <= fill_i || hit0 || hit1 || hitm;
      data_q <= answer;
    end
    if (flush_host || flush_guest || !rst_ni) {hitm_q, hit1_q, hit0_q, hit_q} <= '0;
    if (!rst_ni) data_q <= '0;
  end

  assign hit_o = hit_q;
  assign data_o = data_q;

  // ---------------------------------------------------------------- fill
  entry_t fill_entry;
  assign fill_small = fill_i && !fill_data_i.mega;
  assign fill_way = hit0_q ? 1'b0 : hit1_q ? 1'b1
                  : !(host0_q[set] || guest0_q[set]) ? 1'b0
                  : !(host1_q[set] || guest1_q[set]) ? 1'b1 : turn_q[set];
  assign fill_entry = '{vpn: va_i[40:12+SetW], s1: s1_i, s2: s2_i, v: v_i, asid: asid, vmid: vmid,
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
  logic by_va;
  logic [SetW-1:0] flush_set;
  assign flush_host = flush_i.sfence_vma || flush_i.all;
  assign flush_guest = flush_i.hfence_vvma || flush_i.hfence_gvma || flush_i.all;
  // By address only what an address finds: not a guest physical one, not parts of larger pages.
  assign by_va = flush_i.use_va && !flush_i.hfence_gvma && !flush_i.all && !frac_q;
  assign flush_set = flush_i.va[12+:SetW];

  always_ff @(posedge clk_i) begin
    if (fill_i) begin
      if (hitm_q) begin
        hostm_q[mset] <= 1'b0;
        guestm_q[mset] <= 1'b0;
      end
      if (hit0_q) begin
        host0_q[set] <= 1'b0;
        guest0_q[set] <= 1'b0;
      end
      if (hit1_q) begin
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
  always_ff @(posedge clk_i) if (rst_ni) FillNotTake_A: assert (!(fill_i && take_i));
  always_ff @(posedge clk_i) if (rst_ni) TakeAsked_A: assert (!take_i || ask_i);
  // What is answered is what was asked, and the regime has not changed since.
  logic [29+3+AsidW+VmidW-1:0] looked_q;
  logic  other_look;
  always_ff @(posedge clk_i) begin
    if (take_i) looked_q <= {ask_va_i, ask_v_i, ask_s1_i, ask_s2_i, ask_asid, vmid};
    if (!rst_ni) looked_q <= '0;
  end
  assign other_look = en_i && looked_q != {va_i, v_i, s1_i, s2_i, asid, vmid};
  always_ff @(posedge clk_i) if (rst_ni) OneLook_A: assert (!other_look);
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
