// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// A TLB returns what the walker installed and no fence has dropped since, and nothing else. One
// arbitrary key (address, regime, ASID, VMID) and one arbitrary translation stand for all: whenever
// the TLB answers that key with that translation, a fill of it came after the last fence that the
// privileged specification says must drop it, and after reset.
module tlb_props
  import soc_pkg::*, core_pkg::*, core_mem_pkg::*;
#(
  parameter int unsigned Sets = DtlbSets
) (
  input logic         clk_i,
  input logic         ask_i,
  input logic         take_i,
  input logic [40:12] ask_va_i,
  input logic         ask_v_i,
  input logic         ask_s1_i,
  input logic         ask_s2_i,
  input logic         en_i,
  input logic [40:12] va_i,
  input logic         v_i,
  input logic         s1_i,
  input logic         s2_i,
  input xlate_t       xlate_i,
  input logic         fill_i,
  input tlb_data_t    fill_data_i,
  input flush_t       flush_i,
  // the key and the translation: constant, arbitrary
  input logic [40:12]     key_va_i,
  input logic             key_v_i,
  input logic             key_s1_i,
  input logic             key_s2_i,
  input logic [AsidW-1:0] key_asid_i,
  input logic [VmidW-1:0] key_vmid_i,
  input tlb_data_t        want_i
);

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  logic      hit;
  tlb_data_t data;
  tlb #(.Sets(Sets)) u_tlb (
    .clk_i, .rst_ni(!reset_q), .keep_i(1'b0), .ask_i, .take_i, .ask_va_i, .ask_v_i, .ask_s1_i,
    .ask_s2_i, .en_i, .va_i, .v_i, .s1_i, .s2_i, .xlate_i, .hit_o(hit), .data_o(data), .fill_i,
    .fill_data_i, .flush_i,
    .scrub_i(1'b0), .scrub_idx_i('0)  // before the first access, with no entry valid
  );

  // ---------------------------------------------------------------- this access, this key
  logic [AsidW-1:0] asid;
  logic [VmidW-1:0] vmid;
  logic             same_regime, access_key;
  assign asid = v_i ? xlate_i.vsatp[59:44] : xlate_i.satp[59:44];
  assign vmid = xlate_i.hgatp[57:44];
  assign same_regime = v_i == key_v_i && s1_i == key_s1_i && s2_i == key_s2_i
                    && (!key_v_i || vmid == key_vmid_i);
  assign access_key  = en_i && same_regime && va_i == key_va_i
                    && (!key_s1_i || asid == key_asid_i);

  // ---------------------------------------------------------------- what was asked
  typedef struct packed {
    logic [40:12]     va;
    logic             v;
    logic             s1;
    logic             s2;
    logic [AsidW-1:0] asid;
    logic [VmidW-1:0] vmid;
  } look_t;
  look_t looked_q;
  logic  looked_key;
  always_ff @(posedge clk_i) begin : p_looked
    if (take_i) begin
      looked_q <= '{va: ask_va_i, v: ask_v_i, s1: ask_s1_i, s2: ask_s2_i,
                    asid: ask_v_i ? xlate_i.vsatp[59:44] : xlate_i.satp[59:44], vmid: vmid};
    end
    if (reset_q) looked_q <= '0;
  end
  assign looked_key = looked_q.va == key_va_i && looked_q.v == key_v_i
                   && looked_q.s1 == key_s1_i && looked_q.s2 == key_s2_i
                   && (!key_v_i || looked_q.vmid == key_vmid_i)
                   && (!key_s1_i || looked_q.asid == key_asid_i);

  // ---------------------------------------------------------------- installed, and by what
  logic      covers, installs;
  tlb_data_t given;
  always_comb begin : p_installs
    given = fill_data_i;
    if (given.mega) given.ppn[8:0] = key_va_i[20:12];
    covers = given.mega ? va_i[40:21] == key_va_i[40:21] : va_i == key_va_i;
    installs = fill_i && same_regime && covers && given == want_i
            && (!key_s1_i || asid == key_asid_i || given.any_asid);
  end

  // ---------------------------------------------------------------- fences that must drop it
  logic page_named, asid_named, must_drop;
  always_comb begin : p_must_drop
    // Any address inside a larger page names all of it; 1 GiB is the largest.
    page_named = !flush_i.use_va || flush_i.va[40:12] == key_va_i
              || ((want_i.mega || want_i.frac) && flush_i.va[40:30] == key_va_i[40:30]);
    asid_named = !flush_i.use_id || (flush_i.id == key_asid_i && !want_i.any_asid);
    must_drop = flush_i.all;
    if (!key_v_i && flush_i.sfence_vma && page_named && asid_named) must_drop = 1'b1;
    if (key_v_i && key_s1_i && flush_i.hfence_vvma && page_named && asid_named
        && vmid == key_vmid_i) must_drop = 1'b1;
    // Its address is a guest-physical one, which this key does not know: any may be meant.
    if (key_v_i && key_s2_i && flush_i.hfence_gvma
        && (!flush_i.use_id || flush_i.id[VmidW-1:0] == key_vmid_i)) must_drop = 1'b1;
  end

  logic installed_q;
  always_ff @(posedge clk_i) begin : p_installed
    if (reset_q) installed_q <= 1'b0;
    else         installed_q <= (installed_q || installs) && !must_drop;
  end

  // ---------------------------------------------------------------- environment
  logic [40:12]     key_va_q;
  logic [2:0]       key_kind_q;
  logic [AsidW-1:0] key_asid_q;
  logic [VmidW-1:0] key_vmid_q;
  tlb_data_t        want_q;
  always_ff @(posedge clk_i) begin : p_constant
    key_va_q   <= key_va_i;
    key_kind_q <= {key_v_i, key_s2_i, key_s1_i};
    key_asid_q <= key_asid_i;
    key_vmid_q <= key_vmid_i;
    want_q     <= want_i;
    if (!reset_q) begin
      KeyConstant_M: assume (key_va_i == key_va_q && {key_v_i, key_s2_i, key_s1_i} == key_kind_q
                             && key_asid_i == key_asid_q && key_vmid_i == key_vmid_q
                             && want_i == want_q);
    end
    // What follows the RTL asserts under the same names (the third as FenceAlone_A).
    // The walker fills for the address that is being looked up.
    FillLooked_M: assume (!fill_i || en_i);
    FillNotTake_M: assume (!(fill_i && take_i));
    // An access is the one that was asked for, in the regime in which it was. Whoever takes asks.
    OneLook_M: assume (!en_i || looked_q == {va_i, v_i, s1_i, s2_i, asid, vmid});
    TakeAsked_M: assume (!take_i || ask_i);
    // Only the second stage cuts a page into parts: ptw sets frac where it meets the first's.
    FracGuest_M: assume (!(fill_i && fill_data_i.frac) || v_i);
    // A fence ends the walk under way: ptw answers nothing in that cycle.
    NoFillInFence_M: assume (!fill_i || !(flush_i.sfence_vma || flush_i.hfence_vvma
                                          || flush_i.hfence_gvma || flush_i.all));
    // One fence at a time: an instruction is one, and a drop of all comes to a parked core.
    OneFence_M: assume ($onehot0({flush_i.sfence_vma, flush_i.hfence_vvma, flush_i.hfence_gvma,
                                  flush_i.all}));
  end

  // ---------------------------------------------------------------- helpers: the three entries
  localparam int unsigned SetW  = $clog2(Sets);
  localparam int unsigned MegaW = $clog2(MegaSets);
  logic [SetW-1:0]  set;
  logic [MegaW-1:0] mset;
  assign set  = key_va_i[12+:SetW];
  assign mset = key_va_i[21+:MegaW];

  logic      tag0, tag1, tagm, valid0, valid1, validm;
  tlb_data_t mega_data;
  always_comb begin : p_entries
    tag0 = u_tlb.ram0[set].vpn == key_va_i[40:12+SetW]
        && {u_tlb.ram0[set].v, u_tlb.ram0[set].s2, u_tlb.ram0[set].s1}
           == {key_v_i, key_s2_i, key_s1_i}
        && (!key_v_i || u_tlb.ram0[set].vmid == key_vmid_i)
        && (!key_s1_i || u_tlb.ram0[set].data.any_asid || u_tlb.ram0[set].asid == key_asid_i);
    tag1 = u_tlb.ram1[set].vpn == key_va_i[40:12+SetW]
        && {u_tlb.ram1[set].v, u_tlb.ram1[set].s2, u_tlb.ram1[set].s1}
           == {key_v_i, key_s2_i, key_s1_i}
        && (!key_v_i || u_tlb.ram1[set].vmid == key_vmid_i)
        && (!key_s1_i || u_tlb.ram1[set].data.any_asid || u_tlb.ram1[set].asid == key_asid_i);
    tagm = u_tlb.ramm[mset].vpn[28:9+MegaW] == key_va_i[40:21+MegaW]
        && {u_tlb.ramm[mset].v, u_tlb.ramm[mset].s2, u_tlb.ramm[mset].s1}
           == {key_v_i, key_s2_i, key_s1_i}
        && (!key_v_i || u_tlb.ramm[mset].vmid == key_vmid_i)
        && (!key_s1_i || u_tlb.ramm[mset].data.any_asid || u_tlb.ramm[mset].asid == key_asid_i);
    valid0 = key_v_i ? u_tlb.guest0_q[set] : u_tlb.host0_q[set];
    valid1 = key_v_i ? u_tlb.guest1_q[set] : u_tlb.host1_q[set];
    validm = key_v_i ? u_tlb.guestm_q[mset] : u_tlb.hostm_q[mset];
    mega_data = u_tlb.ramm[mset].data;
    mega_data.ppn[8:0] = key_va_i[20:12];
  end

  always_ff @(posedge clk_i) begin : p_prove
    if (!reset_q) begin
      Installed_A: assert (!(access_key && hit && data == want_i) || installed_q);
      Looked_A: assert (u_tlb.looked_q == looked_q);
      // Helpers: an entry that would answer so was installed; a part of a larger page is known.
      Way0_A: assert (!(valid0 && tag0 && u_tlb.ram0[set].data == want_i) || installed_q);
      Way1_A: assert (!(valid1 && tag1 && u_tlb.ram1[set].data == want_i) || installed_q);
      Look_A: assert (!(u_tlb.hit_q && looked_key && u_tlb.data_q == want_i) || installed_q);
      Mega_A: assert (!(validm && tagm && mega_data == want_i) || installed_q);
      MegaMega_A: assert (!validm || u_tlb.ramm[mset].data.mega);
      SmallSmall_A: assert ((!valid0 || !u_tlb.ram0[set].data.mega)
                            && (!valid1 || !u_tlb.ram1[set].data.mega));
      HostFrac_A: assert (key_v_i || !((valid0 && tag0 && u_tlb.ram0[set].data.frac)
                                       || (valid1 && tag1 && u_tlb.ram1[set].data.frac)));
      Frac_A: assert (!((valid0 && tag0 && u_tlb.ram0[set].data.frac)
                        || (valid1 && tag1 && u_tlb.ram1[set].data.frac)) || u_tlb.frac_q);
    end
  end

endmodule
