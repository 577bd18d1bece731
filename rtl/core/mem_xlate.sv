// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Everything that stands between an address in the pipeline and a physical access: regime, TLB,
// memory attributes, PMP and execute fence, in one cycle and for one access. Fetch and data each
// have one, so no path to memory exists on which a wall could be forgotten.
module mem_xlate
  import soc_pkg::*, core_pkg::*, core_mem_pkg::*;
#(
  parameter core_cfg_t   Cfg  = '0,
  parameter int unsigned Sets = 16
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  // The access to come: its translation is looked up while its address is made (see tlb).
  input  logic         ask_i,
  input  logic         take_i,
  input  logic [63:0]  ask_va_i,
  input  mode_t        ask_mode_i,
  // The access: the one last taken. Everything is evaluated only while en_i.
  input  logic         en_i,
  input  logic [63:0]  va_i,
  input  mode_t        mode_i,
  input  acc_e         acc_i,
  input  logic         reads_i,     // needs the PMP's R
  input  logic         hlvx_i,
  input  logic [1:0]   words_i,     // halves of the doubleword that are touched
  input  logic         only_ram_i,  // atomic, misaligned: refused on device space
  // The answer, combinational.
  output logic         walk_o,      // the walker has to look; everything below is meaningless
  output logic [PaW-1:0] pa_o,
  output logic         fault_o,     // access fault
  output logic         fence_o,     // ... by the execute fence
  output logic         dev_o,       // device space
  output logic         void_o,      // weakened: outside memory, answered with zero
  // Walker's result for the address that is being looked up.
  input  logic         fill_i,
  input  tlb_data_t    fill_data_i,
  input  flush_t       flush_i,
  input  logic         scrub_i,     // see l1_array
  input  logic [L1IdxW-1:0] scrub_idx_i,
  input  xlate_t       xlate_i,
  input  pmp_t         pmp_i,
  input  region_log2_t region_log2_i,
  input  fence_t       fence_i,
  input  weaken_t      weaken_i
);
  regime_t   rg_q, ask_rg;   // of the access, as it was when its translation was looked up
  logic      hit, translated;
  tlb_data_t entry;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) rg_q <= '0;
    else if (take_i) rg_q <= ask_rg;
  end
  mem_regime u_ask (.mode_i(ask_mode_i), .xlate_i, .regime_o(ask_rg));
  assign translated = rg_q.s1 || rg_q.s2;

  tlb #(.Sets(Sets)) u_tlb (
    .clk_i, .rst_ni, .keep_i(weaken_i.scrub_core),
    .ask_i, .take_i, .ask_va_i(ask_va_i[40:12]), .ask_v_i(ask_mode_i.v), .ask_s1_i(ask_rg.s1),
    .ask_s2_i(ask_rg.s2),
    .en_i(en_i && translated), .va_i(va_i[40:12]), .v_i(mode_i.v), .s1_i(rg_q.s1), .s2_i(rg_q.s2),
    .xlate_i, .hit_o(hit), .data_o(entry),
    .fill_i, .fill_data_i, .flush_i, .scrub_i, .scrub_idx_i(scrub_idx_i[$clog2(Sets)-1:0]));

  // The TLB grants; whatever it does not grant the walker decides, and it names the fault.
  logic in_range, granted, high;
  assign in_range = rg_q.s1 ? (va_i[63:38] == '0 || va_i[63:38] == '1) : va_i[63:41] == '0;
  assign granted = hit && in_range
      && (!rg_q.s1 || (perm_ok(entry.p1, acc_i, hlvx_i, rg_q.mxr1)
                     && user_ok(entry.p1.u, acc_i, mode_i.prv == PrivS, rg_q.sum)))
      && (!rg_q.s2 || perm_ok(entry.p2, acc_i, hlvx_i, rg_q.mxr2));
  assign walk_o = en_i && translated && !granted;
  assign pa_o = translated ? {entry.ppn, va_i[11:0]} : va_i[PaW-1:0];
  assign high = !translated && va_i[63:PaW] != '0;

  // ---------------------------------------------------------------- walls by physical address
  pma_e attr;
  logic check, store, attr_fail, no_memory, pmp_fail, refuse;
  assign check = en_i && !walk_o;
  assign store = acc_i == AccStore || acc_i == AccAmo;
  always_comb begin
    attr = PmaNone;
    if (en_i && !high) begin
      attr = pma(Cfg.captive, pa_o[PaW-1:12], region_log2_i, weaken_i.region_bound);
    end
  end
  assign no_memory = attr == PmaNone;
  assign void_o = check && no_memory && !high && Cfg.captive && weaken_i.captive_park;
  assign attr_fail = (no_memory && !void_o) || (attr == PmaRom && store)
                  || (attr == PmaDev && (only_ram_i || acc_i == AccFetch));

  if (Cfg.captive) begin : gen_captive
    assign pmp_fail = 1'b0;
    exec_fence u_fence (
      .en_i(check && attr == PmaRam), .page_i(pa_o[DramAddrW-1:12]),
      .fetch_i(acc_i == AccFetch), .store_i(store), .fence_i, .weaken_i, .refuse_o(refuse));
    logic unused_pmp;
    assign unused_pmp = ^{pmp_i, reads_i, words_i};
  end else begin : gen_hv
    assign refuse = 1'b0;
    pmp_check u_pmp (
      .en_i(check && !no_memory), .dword_i(pa_o[PaW-1:3]), .words_i, .r_i(reads_i), .w_i(store),
      .x_i(acc_i == AccFetch || hlvx_i), .prv_i(mode_i.prv), .pmp_i, .fail_o(pmp_fail));
    logic unused_fence;
    assign unused_fence = ^fence_i;
  end

  assign fault_o = check && (attr_fail || pmp_fail || refuse);
  assign fence_o = check && !attr_fail && refuse;
  assign dev_o = check && attr == PmaDev;

  // What a look-up depends on changes only when no access is under way; a fetch knows no SUM or MXR.
  regime_t now;
  logic    stale;
  mem_regime u_now (.mode_i, .xlate_i, .regime_o(now));
  assign stale = en_i && (acc_i == AccFetch ? {rg_q.s1, rg_q.s2} != {now.s1, now.s2} : rg_q != now);
  always_ff @(posedge clk_i) if (rst_ni) Regime_A: assert (!stale);

  logic unused;
  assign unused = ^{weaken_i, scrub_idx_i, entry.mega, entry.frac, entry.any_asid, ask_va_i};
endmodule
