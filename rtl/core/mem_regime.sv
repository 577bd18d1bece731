// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Which translations apply to an access. Combinational. A module, since a simulator copies all of a
// record that a function takes as an argument, in every cycle.
module mem_regime
  import core_pkg::*, core_mem_pkg::*;
(
  input  mode_t   mode_i,
  input  xlate_t  xlate_i,
  output regime_t regime_o
);
  assign regime_o.s1   = mode_i.v ? xlate_i.vsatp[63:60] == AtpSv39
                                  : (mode_i.prv != PrivM && xlate_i.satp[63:60] == AtpSv39);
  assign regime_o.s2   = mode_i.v && xlate_i.hgatp[63:60] == AtpSv39;
  assign regime_o.sum  = mode_i.v ? xlate_i.vsum : xlate_i.sum;
  assign regime_o.mxr1 = xlate_i.mxr || (mode_i.v && xlate_i.vmxr);
  assign regime_o.mxr2 = xlate_i.mxr;

  logic unused;
  assign unused = ^xlate_i;
endmodule
