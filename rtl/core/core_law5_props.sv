// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 5, and what stands behind it in both configurations: a captive core never fetches, and never
// is, outside VS and VU; and no core gains privilege except by a trap, at that trap's vector. CSR
// file and trap unit are whole; the instruction in W is arbitrary but for what X has checked.
module core_law5_props
  import soc_pkg::*, core_pkg::*, core_csr_pkg::*;
#(
  parameter bit Captive = 1'b0
) (
  input logic           clk_i,
  input logic           run_i,
  input csr_rd_req_t    rd_i,
  input sysop_t         sysop_i,
  input csr_wr_t        wr_i,
  input logic           retire_i,
  input logic           retire_b_i,
  input trap_t          trap_i,
  input logic [63:0]    trap_pc_i,
  input logic [31:0]    trap_insn_i,
  input logic           mret_i,
  input logic           sret_i,
  input irq_t           irq_i,
  input logic [63:0]    time_i,
  input hpm_event_t     hpm_i,
  input core_mgmt_req_t mgmt_req_i,
  input logic           mgmt_tick_i
);

  localparam core_cfg_t Cfg = '{captive: Captive, hart_id: 0, time_shift: 0};

  logic reset_q = 1'b1;
  always_ff @(posedge clk_i) reset_q <= 1'b0;

  mode_t       mode, after;
  logic        park;
  logic [63:0] target;
  core_csr #(.Cfg(Cfg)) u_csr (
    .clk_i, .rst_ni(!reset_q), .run_i, .rd_i, .rsp_o(), .sysop_i, .sysop_rsp_o(), .wr_i, .retire_i,
    .retire_b_i, .trap_i, .trap_pc_i, .trap_insn_i, .mret_i, .sret_i,
    .target_o(target), .park_o(park),
    .trap_mode_o(after), .mode_o(mode), .data_mode_o(), .hlv_mode_o(), .irq_o(), .irq_wakeup_o(),
    .xlate_o(), .pmp_o(), .trigger_o(), .div_constant_o(),
    .irq_i, .time_i, .hpm_i, .mgmt_req_i, .mgmt_tick_i,
    .mgmt_rdata_o(), .mgmt_error_o(), .model_cycle_o()
  );

  // More privilege: a higher mode, or out of the guest.
  mode_t mode_q;
  logic  trap_q, mgmt_q, start_q;
  always_ff @(posedge clk_i) begin : p_last
    mode_q  <= mode;
    trap_q  <= trap_i.valid && !park;
    mgmt_q  <= Captive && mgmt_tick_i && mgmt_req_i.op == MgmtWrite;
    start_q <= reset_q;
  end

  // Vectors: where a trap of each target goes, whatever its cause.
  function automatic logic at_vector(logic [63:0] pc, logic [63:0] tvec, logic irq);
    logic [63:0] base;
    base = {tvec[63:2], 2'b00};
    return pc == base || (irq && tvec[0] && pc - base < 64'd256);
  endfunction

  always_ff @(posedge clk_i) begin : p_prove
    // W holds one instruction, and X let no return pass that the mode does not allow: proved by
    // core_return_props.
    OneAtATime_M: assume ($onehot0({trap_i.valid, mret_i, sret_i}));
    MretChecked_M: assume (!mret_i || mode.prv == PrivM);
    SretChecked_M: assume (!sret_i || mode.prv != PrivU);
    if (!reset_q) begin
      // The modes there are; a captive core's are two.
      Legal_A: assert ((mode.prv == PrivU || mode.prv == PrivS || mode.prv == PrivM)
                       && !(mode.v && mode.prv == PrivM));
      Captive_A: assert (!Captive || (mode.v && mode.prv != PrivM));
      CaptiveAfter_A: assert (!Captive || (after.v && after.prv != PrivM));
      // What would leave the guest parks, with no target and no change of mode.
      Parks_A: assert (!park || (Captive && trap_i.valid && after == mode));
      HvNeverParks_A: assert (Captive || !park);
      if (!start_q) begin
        RisesByTrap_A: assert (!(mode.prv > mode_q.prv || (mode_q.v && !mode.v))
                               || trap_q || mgmt_q);
      end
      if (trap_i.valid && !park) begin
        Vector_A: assert (after.v ? at_vector(target, u_csr.vstvec, trap_i.interrupt)
                          : after.prv == PrivM ? at_vector(target, u_csr.mtvec, trap_i.interrupt)
                          : at_vector(target, u_csr.stvec, trap_i.interrupt));
        // A trap never lowers: not below the mode it was taken in.
        NotBelow_A: assert (after.prv >= mode.prv && (mode.v || !after.v));
      end
      // Helper: MPP holds a mode that exists.
      Mpp_A: assert (u_csr.mstatus.mpp != 2'd2);
    end
  end

endmodule
