// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The decoder against a table that was written from the specification alone
// (tests/prove/isa_table.py): it accepts what the table lists and nothing else, and says the same
// of every encoding about operands, immediate and effect. Both lengths, all 2^32 and 3 x 2^14.
module core_decode_props
  import core_pkg::*;
  import core_decode_pkg::*;
  import isa_table_pkg::*;
(
  input logic [31:0] raw_i,
  input logic        compressed_i
);

  ctrl_t       ctrl;
  logic [4:0]  rd, rs1, rs2;
  logic [2:0]  f3;
  logic [63:0] imm;
  logic        store, csr;
  partner_t    p;

  core_decode u_decode (
    .raw_i, .compressed_i, .ctrl_o(ctrl), .rd_o(rd), .rs1_o(rs1), .rs2_o(rs2), .f3_o(f3),
    .imm_o(imm), .store_o(store), .csr_o(csr),
    .partner_o(p)
  );

  expansion_t  short_form;
  logic [31:0] insn;
  meaning_t    m;
  assign short_form = isa_expand(raw_i[15:0]);
  assign insn       = compressed_i ? short_form.insn : raw_i;
  assign m          = isa_meaning(insn);

  logic legal;
  assign legal = compressed_i ? short_form.legal : m.rows != 4'd0;

  always_comb begin : p_prove
    // The front end calls an instruction compressed by these bits and by nothing else.
    Length_M: assume (compressed_i == (raw_i[1:0] != 2'b11));

    TableUnambiguous_A: assert (m.rows <= 4'd1 || (compressed_i && !short_form.legal));
    ExpansionsListed_A: assert (!(compressed_i && short_form.legal) || m.rows == 4'd1);
    Legal_A: assert (ctrl.legal == legal);
    if (legal) begin
      Registers_A: assert (ctrl.use_rs1 == m.rs1 && ctrl.rd_we == m.rd
                           && (ctrl.use_rs2 == m.rs2 || rs2 == 5'd0)
                           && (!m.rs1 || rs1 == insn[19:15]) && (!m.rs2 || rs2 == insn[24:20])
                           && (!m.rd || rd == insn[11:7]) && f3 == insn[14:12]);
      Early_A: assert (store == (m.fu == FuMem && m.dop == DStore) && csr == (m.fu == FuCsr));
      Partner_A: assert (p.ok == (m.fu inside {FuAlu, FuMem, FuMul, FuDiv}));
      PartnerResult_A: assert (!p.ok || (p.rd_we == m.rd
                               && p.early == (m.fu == FuAlu || (m.fu == FuMul && m.word))));
      Immediate_A: assert (!m.has_imm || imm == m.imm);
      Shamt_A: assert (!m.has_shamt || (ctrl.b_imm && imm[5:0] == m.imm[5:0]));
      Unit_A: assert (ctrl.fu == m.fu && ctrl.word == m.word && ctrl.serial == m.serial
                      && ctrl.jump == m.jump && ctrl.jalr == m.jalr && ctrl.sys == m.sys);
      Alu_A: assert (!m.alu || (ctrl.op == m.op && ctrl.sh == m.sh && ctrl.uw == m.uw
                                && (!m.rs2 || !ctrl.b_imm)
                                && (!(m.has_imm || m.has_shamt) || ctrl.b_imm)));
      Memory_A: assert (m.fu != FuMem || (ctrl.dop == m.dop && ctrl.amo == m.amo
                        && ctrl.size == m.size && ctrl.uns == m.uns && ctrl.hlvx == m.hlvx
                        && ctrl.hv == m.hv && ctrl.b_imm && (m.has_imm || imm == '0)));
      // What is not a memory access never looks like one of the hypervisor's.
      NoStrayHypervisor_A: assert (m.fu == FuMem || (!ctrl.hv && !ctrl.hlvx));
    end
  end

endmodule
