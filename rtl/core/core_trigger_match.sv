// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Compares an instruction's address, and its load or store address, with the triggers. Purely
// combinational; idle inputs (valid low, or no trigger of the kind) keep the comparators quiet.
// A hit is a breakpoint exception before the instruction acts: cause 3, tval the address that
// matched. A data access is matched by its first byte's address, in the mode of the hart (not MPRV).
module core_trigger_match
  import core_pkg::*, core_csr_pkg::*;
(
  input  trigger_cfg_t cfg_i,
  input  mode_t        mode_i,
  input  logic         exec_valid_i,
  input  logic [63:0]  exec_va_i,
  output logic         exec_hit_o,
  input  logic         data_valid_i,
  input  logic         data_load_i,
  input  logic         data_store_i,   // both for an AMO
  input  logic [63:0]  data_va_i,
  output logic         data_hit_o
);
  // verilator lint_off UNUSEDSIGNAL
  function automatic logic in_mode(trigger_t t, mode_t mode);
    case (mode.prv)
      PrivM:   return t.m;
      PrivS:   return mode.v ? t.vs : t.s;
      default: return mode.v ? t.vu : t.u;
    endcase
  endfunction
  // verilator lint_on UNUSEDSIGNAL

  // verilator lint_off UNUSEDSIGNAL
  function automatic logic compare(trigger_t t, logic [63:0] va);
    logic equal, less;
    equal = ((va ^ t.tdata2) & ~(t.napot & {64{t.match == TrigNapot}})) == '0;
    less  = va < t.tdata2;
    case (t.match)
      TrigGe:  return !less;
      TrigLt:  return less;
      default: return equal;
    endcase
  endfunction
  // verilator lint_on UNUSEDSIGNAL

  always_comb begin : p_exec
    exec_hit_o = 1'b0;
    if (cfg_i.any_execute && exec_valid_i) begin
      for (int i = 0; i < int'(Triggers); i++) begin
        if (cfg_i.t[i].execute && in_mode(cfg_i.t[i], mode_i) &&
            compare(cfg_i.t[i], exec_va_i)) begin
          exec_hit_o = 1'b1;
        end
      end
    end
  end

  always_comb begin : p_data
    data_hit_o = 1'b0;
    if (cfg_i.any_data && data_valid_i) begin
      for (int i = 0; i < int'(Triggers); i++) begin
        if (((cfg_i.t[i].load && data_load_i) || (cfg_i.t[i].store && data_store_i)) &&
            in_mode(cfg_i.t[i], mode_i) && compare(cfg_i.t[i], data_va_i)) begin
          data_hit_o = 1'b1;
        end
      end
    end
  end
endmodule
