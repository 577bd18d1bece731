// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// core_mem with plain ports, so that the C++ bench names fields instead of bit positions.
module core_mem_tb
  import soc_pkg::*, bus_pkg::*, core_pkg::*;
#(
  parameter bit Captive = 1'b0
) (
  input  logic clk_i, rst_ni,
  // fetch
  input  logic if_valid_i, if_v_i, if_kill_i, input logic [1:0] if_prv_i,
  input  logic [63:0] if_va_i,
  output logic if_ready_o, if_rsp_o, output logic [63:0] if_data_o,
  output logic if_trap_o, if_gva_o, if_fence_o, output logic [5:0] if_cause_o,
  output logic [63:0] if_tval_o, if_tval2_o, output logic [31:0] if_tinst_o,
  // data
  input  logic d_valid_i, d_v_i, d_uns_i, d_hlvx_i, d_forced_v_i, input logic [1:0] d_op_i, d_prv_i,
  input  logic [1:0] d_size_i, input logic [3:0] d_amo_i, input logic [63:0] d_va_i, d_wdata_i,
  output logic d_ready_o, input logic d_kill_i, d_advance_i, st_commit_i, resv_clear_i,
  output logic d_rsp_o, output logic [63:0] d_rdata_o, output logic [31:0] d_pa_o,
  output logic d_trap_o, d_gva_o, d_fence_o, output logic [5:0] d_cause_o,
  output logic [63:0] d_tval_o, d_tval2_o, output logic [31:0] d_tinst_o,
  output logic st_ready_o, drained_o, flush_busy_o,
  // flush
  input  logic fl_fence_i_i, fl_sfence_i, fl_hvvma_i, fl_hgvma_i, fl_use_va_i, fl_use_id_i,
  input  logic fl_all_i,
  input  logic [63:0] fl_va_i, input logic [15:0] fl_id_i,
  // state
  input  logic [63:0] satp_i, vsatp_i, hgatp_i,
  input  logic mxr_i, vmxr_i, sum_i, vsum_i,
  input  logic [7:0] pmp_cfg_i [8], input logic [63:0] pmp_addr_i [8],
  input  logic [4:0] region_log2_i,
  input  logic fence_locked_i, input logic fence_en_i [4],
  input  logic [15:0] fence_base_i [4], fence_limit_i [4],
  input  logic wk_region_i, wk_fetch_i, wk_store_i, wk_park_i,
  // ports
  output logic mem_valid_o, mem_write_o, output logic [31:0] mem_addr_o,
  output logic [63:0] mem_wdata_o, output logic [7:0] mem_wstrb_o, input logic mem_ready_i,
  input  logic mr_valid_i, mr_last_i, mr_error_i, input logic [63:0] mr_data_i,
  output logic dev_valid_o, dev_we_o, output logic [31:0] dev_addr_o, output logic [1:0] dev_size_o,
  output logic [63:0] dev_wdata_o, output logic [7:0] dev_wstrb_o,
  input  logic dev_ack_i, dev_error_i, input logic [63:0] dev_rdata_i,
  output logic [3:0] sb_valid_o, output logic [31:0] sb_addr_o [4],
  output logic [63:0] sb_data_o [4],
  output logic [7:0] sb_strb_o [4]
);
  ifetch_req_t if_req;
  ifetch_rsp_t if_rsp;
  dreq_t d_req;
  drsp_t d_rsp;
  flush_t flush;
  xlate_t xlate;
  pmp_t pmp;
  fence_t fence;
  weaken_t weaken;
  mem_req_t mem_req;
  mem_rsp_t mem_rsp;
  dev_req_t dev_req;
  dev_rsp_t dev_rsp;
  sb_entry_t [StoreBufferEntries-1:0] sb;
  hpm_event_t hpm;

  assign if_req = '{valid: if_valid_i, va: if_va_i, mode: '{v: if_v_i, prv: priv_e'(if_prv_i)}};
  assign {if_rsp_o, if_data_o} = {if_rsp.valid, if_rsp.data};
  assign {if_trap_o, if_cause_o} = {if_rsp.trap.valid, if_rsp.trap.cause};
  assign if_tval_o = if_rsp.trap.tval;
  assign {if_tval2_o, if_tinst_o} = {if_rsp.trap.tval2, if_rsp.trap.tinst};
  assign {if_gva_o, if_fence_o} = {if_rsp.trap.gva, if_rsp.trap.fence};
  assign d_req = '{valid: d_valid_i, soon: d_valid_i, op: dop_e'(d_op_i), amo: amo_e'(d_amo_i),
                   va: d_va_i, size: d_size_i, uns: d_uns_i, hlvx: d_hlvx_i,
                   forced_v: d_forced_v_i, mode: '{v: d_v_i, prv: priv_e'(d_prv_i)},
                   wdata: d_wdata_i};
  assign {d_rsp_o, d_rdata_o, d_pa_o} = {d_rsp.valid, d_rsp.rdata, d_rsp.pa};
  assign {d_trap_o, d_cause_o, d_tval_o} = {d_rsp.trap.valid, d_rsp.trap.cause, d_rsp.trap.tval};
  assign {d_tval2_o, d_tinst_o} = {d_rsp.trap.tval2, d_rsp.trap.tinst};
  assign {d_gva_o, d_fence_o} = {d_rsp.trap.gva, d_rsp.trap.fence};
  assign flush = '{fence_i: fl_fence_i_i, sfence_vma: fl_sfence_i, hfence_vvma: fl_hvvma_i,
                   hfence_gvma: fl_hgvma_i, use_va: fl_use_va_i, use_id: fl_use_id_i, va: fl_va_i,
                   id: fl_id_i, all: fl_all_i};
  assign xlate = '{satp: satp_i, vsatp: vsatp_i, hgatp: hgatp_i, mxr: mxr_i, vmxr: vmxr_i,
                   sum: sum_i, vsum: vsum_i};
  for (genvar i = 0; i < 8; i++) begin : gen_pmp
    assign pmp.cfg[i] = '{l: pmp_cfg_i[i][7], a: pmp_cfg_i[i][4:3], x: pmp_cfg_i[i][2],
                          w: pmp_cfg_i[i][1], r: pmp_cfg_i[i][0]};
    assign pmp.addr[i] = pmp_addr_i[i][53:0];
  end
  assign fence.locked = fence_locked_i;
  for (genvar i = 0; i < 4; i++) begin : gen_fence
    assign fence.range[i] = '{enable: fence_en_i[i], base: fence_base_i[i],
                              limit: fence_limit_i[i]};
    assign sb_valid_o[i] = sb[i].valid;
    assign sb_addr_o[i] = {sb[i].addr, 3'b0};
    assign sb_data_o[i] = sb[i].data;
    assign sb_strb_o[i] = sb[i].strb;
  end
  always_comb begin
    weaken = '0;
    weaken.region_bound = wk_region_i;
    weaken.fence_fetch = wk_fetch_i;
    weaken.fence_store = wk_store_i;
    weaken.captive_park = wk_park_i;
  end
  assign {mem_valid_o, mem_write_o} = {mem_req.valid, mem_req.op == MemWrite};
  assign mem_addr_o = mem_req.addr;
  assign {mem_wdata_o, mem_wstrb_o} = {mem_req.wdata, mem_req.wstrb};
  assign mem_rsp = '{valid: mr_valid_i, last: mr_last_i, error: mr_error_i, data: mr_data_i};
  assign {dev_valid_o, dev_we_o, dev_addr_o} = {dev_req.valid, dev_req.we, dev_req.addr};
  assign {dev_size_o, dev_wdata_o, dev_wstrb_o} = {dev_req.size, dev_req.wdata, dev_req.wstrb};
  assign dev_rsp = '{ack: dev_ack_i, error: dev_error_i, rdata: dev_rdata_i};

  localparam core_cfg_t Cfg = '{captive: Captive, hart_id: 0, time_shift: 0};
  core_mem #(.Cfg(Cfg)) u_dut (
    .clk_i, .rst_ni, .if_req_i(if_req), .if_ready_o, .if_kill_i, .if_rsp_o(if_rsp),
    .d_req_i(d_req), .d_ready_o, .d_free_o(), .d_kill_i, .d_rsp_o(d_rsp), .d_advance_i,
    .st_commit_i, .st_ready_o,
    .resv_clear_i, .flush_i(flush), .flush_busy_o, .drained_o, .xlate_i(xlate), .pmp_i(pmp),
    .region_log2_i, .fence_i(fence), .weaken_i(weaken), .mem_req_o(mem_req), .mem_ready_i,
    .mem_rsp_i(mem_rsp), .dev_req_o(dev_req), .dev_rsp_i(dev_rsp), .sb_o(sb), .hpm_o(hpm));
endmodule
