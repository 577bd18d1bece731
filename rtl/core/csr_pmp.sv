// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Physical memory protection registers of the machine bank, a file of their own because of their
// locks. Granularity 4 bytes, 8 of 64 entries; the rest reads zero. Entry 0 allows everything after
// reset (as in Spike), so that software which knows no PMP runs in S and U mode.
module csr_pmp
  import core_pkg::*, core_csr_pkg::*;
(
  input  logic     clk_i,
  input  logic     rst_ni,
  input  bank_rd_t rd_i,
  output csr_rsp_t rsp_o,
  input  bank_wr_t wr_i,
  output pmp_t     pmp_o
);
  localparam pmp_cfg_t OpenCfg = '{l: 1'b0, a: 2'd3, x: 1'b1, w: 1'b1, r: 1'b1};

  pmp_t pmp_q;
  assign pmp_o = pmp_q;

  function automatic logic [63:0] cfg_pack(pmp_cfg_t [PmpEntries-1:0] cfg);
    logic [63:0] v = '0;
    for (int i = 0; i < 8; i++) begin
      v[8*i+:8] = {cfg[i].l, 2'b0, cfg[i].a, cfg[i].x, cfg[i].w, cfg[i].r};
    end
    return v;
  endfunction

  // Numbers 0x3a0, 0x3a2 .. 0x3ae (odd ones are RV32's) and 0x3b0 .. 0x3ef.
  logic is_cfg, is_addr;
  assign is_cfg  = rd_i.valid && rd_i.num[11:4] == 8'h3a && !rd_i.num[0];
  assign is_addr = rd_i.valid && rd_i.num >= 12'h3b0 && rd_i.num <= 12'h3ef;

  always_comb begin : p_read
    rsp_o = '0;
    if (is_cfg || is_addr) begin
      rsp_o.hit = 1'b1;
      if (is_cfg && rd_i.num[3:0] == '0) rsp_o.rdata = cfg_pack(pmp_q.cfg);
      if (is_addr && rd_i.num[6:3] == 4'h6) rsp_o.rdata = {10'b0, pmp_q.addr[rd_i.num[2:0]]};
    end
  end

  logic [63:0] wcfg;
  logic        wr_cfg, wr_addr;
  assign wr_cfg  = wr_i.valid && wr_i.num == CsrPmpcfg0;
  assign wr_addr = wr_i.valid && wr_i.num[11:3] == CsrPmpaddr0[11:3];
  assign wcfg    = wr_i.value;

  for (genvar i = 0; i < PmpEntries; i++) begin : gen_entry
    // An address is also locked by the entry above when that is a locked range whose base it is.
    logic locked;
    if (i + 1 < PmpEntries) begin : gen_next
      assign locked = pmp_q.cfg[i].l || (pmp_q.cfg[i+1].l && pmp_q.cfg[i+1].a == 2'd1);
    end else begin : gen_last
      assign locked = pmp_q.cfg[i].l;
    end

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        pmp_q.cfg[i]  <= (i == 0) ? OpenCfg : '0;
        pmp_q.addr[i] <= (i == 0) ? '1 : '0;
      end else begin
        if (wr_cfg && !pmp_q.cfg[i].l) begin
          // W without R is reserved: W reads back zero.
          pmp_q.cfg[i] <= '{l: wcfg[8*i+7], a: wcfg[8*i+3+:2], x: wcfg[8*i+2],
                            w: wcfg[8*i+1] && wcfg[8*i], r: wcfg[8*i]};
        end
        if (wr_addr && wr_i.num[2:0] == 3'(i) && !locked) pmp_q.addr[i] <= wr_i.value[53:0];
      end
    end
  end

  logic unused_rd;
  assign unused_rd = ^{rd_i.mode, rd_i.mgmt, wr_i, wcfg};
endmodule
