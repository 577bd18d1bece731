// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// A core alone on an FPGA, to measure its area and speed out of context: its ports are more than a
// package has pins, so every input comes from a bit of one long shift register and every output
// goes through a flop into another. So ports neither limit nor flatter the timing: flop to flop, as
// they are in the SoC (docs/interfaces.md). What a board ties off is tied off here as well.
module core_ooc
  import soc_pkg::*;
  import bus_pkg::*;
  import core_pkg::*;
#(
  parameter bit Captive = 1'b1
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic scan_i,
  output logic scan_o
);

  localparam core_cfg_t Cfg = '{captive: Captive, hart_id: Captive ? 1 : 0, time_shift: 4};

  // ---------------------------------------------------------------- ports, as one vector each
  typedef struct packed {
    logic           rst_n;
    logic           run;
    logic           mem_ready;
    mem_rsp_t       mem_rsp;
    dev_rsp_t       dev_rsp;
    irq_t           irq;
    logic [63:0]    now;
    region_log2_t   region_log2;
    fence_t         fence;
    core_mgmt_req_t mgmt_req;
    logic           mgmt_tick;
  } in_t;

  typedef struct packed {
    mem_req_t       mem_req;
    dev_req_t       dev_req;
    core_mgmt_rsp_t mgmt_rsp;
    sb_entry_t [StoreBufferEntries-1:0] sb;
    logic           wfi;
  } out_t;

  in_t  in_q, in;
  out_t out, out_q, chain_q;

  always_ff @(posedge clk_i) begin
    in_q    <= {in_q[$bits(in_t)-2:0], scan_i};
    out_q   <= out;
    chain_q <= {chain_q[$bits(out_t)-2:0], 1'b0} ^ out_q;
    scan_o  <= chain_q[$bits(out_t)-1];
  end

  // Each configuration has the ports that its domain connects (rtl/soc/*_domain.sv).
  always_comb begin
    in = in_q;
    in.rst_n = in_q.rst_n && rst_ni;
    if (Captive) begin
      in.dev_rsp = '0;
      in.irq     = '0;
      in.now     = '0;
    end else begin
      in.run       = 1'b1;
      in.fence     = '0;
      in.mgmt_req  = '0;
      in.mgmt_tick = 1'b0;
    end
  end

  core_mgmt_rsp_t mgmt_rsp;
  sb_entry_t [StoreBufferEntries-1:0] sb;
  assign out.mgmt_rsp = Captive ? mgmt_rsp : '0;
  assign out.sb       = Captive ? sb : '0;

  core #(.Cfg(Cfg)) u_core (
    .clk_i,
    .rst_ni       (in.rst_n),
    .run_i        (in.run),
    .mem_req_o    (out.mem_req),
    .mem_ready_i  (in.mem_ready),
    .mem_rsp_i    (in.mem_rsp),
    .dev_req_o    (out.dev_req),
    .dev_rsp_i    (in.dev_rsp),
    .irq_i        (in.irq),
    .time_i       (in.now),
    .reset_pc_i   (Captive ? DramBase : 32'h1000),
    .region_log2_i(in.region_log2),
    .fence_i      (in.fence),
    .weaken_i     ('0),
    .mgmt_req_i   (in.mgmt_req),
    .mgmt_tick_i  (in.mgmt_tick),
    .mgmt_rsp_o   (mgmt_rsp),
    .sb_o         (sb),
    .wfi_o        (out.wfi),
    .commit_o     ()
  );

endmodule
