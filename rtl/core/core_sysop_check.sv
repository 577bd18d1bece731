// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Whether a system instruction may be executed here: the trap-and-virtualise bits of mstatus and
// hstatus by mode. One table, so that the rules of the hypervisor extension can be read in a page.
module core_sysop_check
  import core_pkg::*, core_csr_pkg::*;
(
  input  sysop_t     sysop_i,
  input  mode_t      mode_i,
  input  logic       tvm_i,
  input  logic       tw_i,
  input  logic       tsr_i,
  input  hstatus_t   hstatus_i,
  output sysop_rsp_t rsp_o     // combinational
);
  logic is_m, is_u;
  assign is_m = mode_i.prv == PrivM;
  assign is_u = mode_i.prv == PrivU;

  always_comb begin : p_check
    rsp_o = '0;
    if (sysop_i.valid) begin
      case (sysop_i.op)
        SysMret: rsp_o.illegal = !is_m;
        SysSret: begin
          if (mode_i.v) rsp_o.virt = is_u || hstatus_i.vtsr;
          else          rsp_o.illegal = is_u || (tsr_i && !is_m);
        end
        // No time limit: with TW or VTW set wfi below that level traps at once.
        SysWfi: begin
          if (tw_i && !is_m)  rsp_o.illegal = 1'b1;
          else if (mode_i.v)  rsp_o.virt = is_u || hstatus_i.vtw;
          else                rsp_o.illegal = is_u;
        end
        SysSfenceVma: begin
          if (mode_i.v) rsp_o.virt = is_u || hstatus_i.vtvm;
          else          rsp_o.illegal = is_u || (tvm_i && !is_m);
        end
        SysHfence: begin
          if (mode_i.v) rsp_o.virt = 1'b1;
          else          rsp_o.illegal = is_u;
        end
        SysHfenceGvma: begin
          if (mode_i.v) rsp_o.virt = 1'b1;
          else          rsp_o.illegal = is_u || (tvm_i && !is_m);
        end
        SysHlsv: begin
          if (mode_i.v) rsp_o.virt = 1'b1;
          else          rsp_o.illegal = is_u && !hstatus_i.hu;
        end
        default: rsp_o.illegal = 1'b1;
      endcase
    end
  end

  logic unused;
  assign unused = ^{hstatus_i.spvp, hstatus_i.spv, hstatus_i.gva};
endmodule
