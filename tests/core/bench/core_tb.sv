// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Shell around one core, so that C++ sees scalars where the RTL has packed structs. It holds no
// behaviour: memory, devices, management and checking are in C++. The canary is mutant_at_i: a shell
// that flips one bit of one commit record must be caught.
module core_tb
  import soc_pkg::*;
  import bus_pkg::*;
  import core_pkg::*;
#(
  parameter bit Captive = 1'b0
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        run_i,
  input  logic [31:0] reset_pc_i,
  input  logic [4:0]  region_log2_i,
  // Canary: commit record to corrupt, counted from reset; 0 is none.
  input  logic [31:0] mutant_at_i,

  output logic        mem_valid_o,
  output logic        mem_write_o,
  output logic [31:0] mem_addr_o,
  output logic [63:0] mem_wdata_o,
  output logic [7:0]  mem_wstrb_o,
  input  logic        mem_ready_i,
  input  logic        mem_rvalid_i,
  input  logic        mem_rlast_i,
  input  logic        mem_rerror_i,
  input  logic [63:0] mem_rdata_i,

  output logic        dev_valid_o,
  output logic        dev_we_o,
  output logic [31:0] dev_addr_o,
  output logic [1:0]  dev_size_o,
  output logic [63:0] dev_wdata_o,
  output logic [7:0]  dev_wstrb_o,
  input  logic        dev_ack_i,
  input  logic        dev_error_i,
  input  logic [63:0] dev_rdata_i,

  input  logic [3:0]  irq_i,       // {msip, mtip, meip, seip}
  input  logic [63:0] time_i,

  input  logic        fence_locked_i,
  input  logic [15:0] fence_base_i,   // pages, one range
  input  logic [15:0] fence_limit_i,
  input  logic        mgmt_tick_i,
  input  logic [2:0]  mgmt_op_i,
  input  logic [15:0] mgmt_regno_i,
  input  logic [63:0] mgmt_wdata_i,
  input  logic        mgmt_halt_i,
  output logic [63:0] mgmt_rdata_o,
  output logic        mgmt_error_o,
  output logic        parked_o,
  output logic [2:0]  exit_reason_o,
  output logic        exit_interrupt_o,
  output logic [5:0]  exit_cause_o,
  output logic [63:0] exit_tval_o,
  output logic [63:0] exit_htval_o,
  output logic [31:0] exit_htinst_o,
  output logic        exit_gva_o,
  output logic [31:0] exit_insn_o,
  output logic [63:0] exit_pc_o,
  output logic [63:0] model_cycle_o,

  output logic        wfi_o,

  output logic        c_valid_o,
  output logic [63:0] c_pc_o,
  output logic [31:0] c_insn_o,
  output logic [2:0]  c_mode_o,
  output logic        c_rd_we_o,
  output logic [4:0]  c_rd_o,
  output logic [63:0] c_rd_data_o,
  output logic        c_csr_we_o,
  output logic [11:0] c_csr_addr_o,
  output logic        c_mem_valid_o,
  output logic        c_mem_we_o,
  output logic [63:0] c_mem_va_o,
  output logic [31:0] c_mem_pa_o,
  output logic [1:0]  c_mem_size_o,
  output logic [63:0] c_mem_wdata_o,
  output logic [63:0] c_mem_rdata_o,
  output logic        c_trap_o,
  output logic        c_interrupt_o,
  output logic [5:0]  c_cause_o,
  output logic [63:0] c_tval_o,
  output logic [63:0] c_tval2_o,
  output logic [31:0] c_tinst_o,
  output logic        c_gva_o,
  output logic [2:0]  c_trap_mode_o,
  output logic        c_park_o,
  output logic        c_pair_o,
  output logic [31:0] c_pair_insn_o
);

  localparam core_cfg_t Cfg = '{captive: Captive, hart_id: 0, time_shift: 3};

  mem_req_t       mem_req;
  mem_rsp_t       mem_rsp;
  dev_req_t       dev_req;
  dev_rsp_t       dev_rsp;
  fence_t         fence;
  core_mgmt_req_t mgmt_req;
  core_mgmt_rsp_t mgmt_rsp;
  commit_t        commit;
  sb_entry_t [StoreBufferEntries-1:0] unused_sb;

  assign mem_valid_o = mem_req.valid;
  assign mem_write_o = mem_req.op == MemWrite;
  assign mem_addr_o  = mem_req.addr;
  assign mem_wdata_o = mem_req.wdata;
  assign mem_wstrb_o = mem_req.wstrb;
  assign mem_rsp     = '{valid: mem_rvalid_i, last: mem_rlast_i, error: mem_rerror_i,
                         data: mem_rdata_i};

  assign dev_valid_o = dev_req.valid;
  assign dev_we_o    = dev_req.we;
  assign dev_addr_o  = dev_req.addr;
  assign dev_size_o  = dev_req.size;
  assign dev_wdata_o = dev_req.wdata;
  assign dev_wstrb_o = dev_req.wstrb;
  assign dev_rsp     = '{ack: dev_ack_i, error: dev_error_i, rdata: dev_rdata_i};

  always_comb begin
    fence                 = '0;
    fence.locked          = fence_locked_i;
    fence.range[0].enable = fence_locked_i;
    fence.range[0].base   = fence_base_i;
    fence.range[0].limit  = fence_limit_i;
  end

  assign mgmt_req = '{regno: mgmt_regno_i, op: mgmt_op_e'(mgmt_op_i), wdata: mgmt_wdata_i,
                      halt_req: mgmt_halt_i};
  assign mgmt_rdata_o     = mgmt_rsp.rdata;
  assign mgmt_error_o     = mgmt_rsp.reg_error;
  assign parked_o         = mgmt_rsp.exit.parked;
  assign exit_reason_o    = mgmt_rsp.exit.reason;
  assign exit_interrupt_o = mgmt_rsp.exit.interrupt;
  assign exit_cause_o     = mgmt_rsp.exit.cause;
  assign exit_tval_o      = mgmt_rsp.exit.tval;
  assign exit_htval_o     = mgmt_rsp.exit.htval;
  assign exit_htinst_o    = mgmt_rsp.exit.htinst;
  assign exit_gva_o       = mgmt_rsp.exit.gva;
  assign exit_insn_o      = mgmt_rsp.exit.insn;
  assign exit_pc_o        = mgmt_rsp.exit.pc;
  assign model_cycle_o    = mgmt_rsp.model_cycle;

  // Canary.
  logic [31:0] records_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      records_q <= '0;
    end else if (commit.valid && commit.rd_we) begin
      records_q <= records_q + 32'd1;
    end
  end
  logic mutant;
  assign mutant = mutant_at_i != '0 && records_q == mutant_at_i;

  assign c_valid_o     = commit.valid;
  assign c_pc_o        = commit.pc;
  assign c_insn_o      = commit.insn;
  assign c_mode_o      = commit.mode;
  assign c_rd_we_o     = commit.rd_we;
  assign c_rd_o        = commit.rd;
  assign c_rd_data_o   = commit.rd_data ^ {63'd0, mutant};
  assign c_csr_we_o    = commit.csr_we;
  assign c_csr_addr_o  = commit.csr_addr;
  assign c_mem_valid_o = commit.mem_valid;
  assign c_mem_we_o    = commit.mem_we;
  assign c_mem_va_o    = commit.mem_va;
  assign c_mem_pa_o    = commit.mem_pa;
  assign c_mem_size_o  = commit.mem_size;
  assign c_mem_wdata_o = commit.mem_wdata;
  assign c_mem_rdata_o = commit.mem_rdata;
  assign c_trap_o      = commit.trap.valid;
  assign c_interrupt_o = commit.trap.interrupt;
  assign c_cause_o     = commit.trap.cause;
  assign c_tval_o      = commit.trap.tval;
  assign c_tval2_o     = commit.trap.tval2;
  assign c_tinst_o     = commit.trap.tinst;
  assign c_gva_o       = commit.trap.gva;
  assign c_trap_mode_o = commit.trap_mode;
  assign c_park_o      = commit.park;
  assign c_pair_o      = commit.pair && !commit.trap.valid;
  assign c_pair_insn_o = commit.pair_insn;

  core #(
    .Cfg(Cfg)
  ) u_core (
    .clk_i,
    .rst_ni,
    .run_i,
    .mem_req_o    (mem_req),
    .mem_ready_i,
    .mem_rsp_i    (mem_rsp),
    .dev_req_o    (dev_req),
    .dev_rsp_i    (dev_rsp),
    .irq_i        (irq_t'(irq_i)),
    .time_i,
    .reset_pc_i,
    .region_log2_i(region_log2_t'(region_log2_i)),
    .fence_i      (fence),
    .weaken_i     ('0),
    .mgmt_req_i   (mgmt_req),
    .mgmt_tick_i,
    .mgmt_rsp_o   (mgmt_rsp),
    .sb_o         (unused_sb),
    .wfi_o,
    .commit_o     (commit)
  );

endmodule
