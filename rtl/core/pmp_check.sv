// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Physical memory protection for one access inside a doubleword, at the standard's 4-byte grain: an
// access whose words do not all lie in the first entry that matches any of them fails. Evaluated
// only while there is an access, since eight 54-bit comparisons are dear in simulation.
module pmp_check
  import soc_pkg::*, core_pkg::*;
(
  input  logic           en_i,
  input  logic [PaW-1:3] dword_i,
  input  logic [1:0]     words_i,  // which halves of the doubleword are touched
  input  logic           r_i,
  input  logic           w_i,
  input  logic           x_i,
  input  priv_e          prv_i,    // VS and VU count as S and U
  input  pmp_t           pmp_i,
  output logic           fail_o
);
  function automatic logic in_entry(logic [1:0] mode, logic [53:0] top, logic [53:0] bottom,
                                    logic [53:0] word);
    unique case (mode)
      2'd0: return 1'b0;
      2'd1: return word >= bottom && word < top;
      2'd2: return word == top;
      // NAPOT: the trailing ones and the zero above them are ignored.
      default: return ((word ^ top) & ~(top ^ (top + 54'd1))) == '0;
    endcase
  endfunction

  always_comb begin
    logic found, m0, m1;
    logic [53:0] word0, word1, bottom;
    fail_o = 1'b0;
    found = 1'b0;
    m0 = 1'b0;
    m1 = 1'b0;
    bottom = '0;
    word0 = 54'({dword_i, 1'b0});
    word1 = 54'({dword_i, 1'b1});
    if (en_i) begin
      fail_o = prv_i != PrivM;
      for (int unsigned i = 0; i < PmpEntries; i++) begin
        if (!found && pmp_i.cfg[i].a != 2'd0) begin
          m0 = words_i[0] && in_entry(pmp_i.cfg[i].a, pmp_i.addr[i], bottom, word0);
          m1 = words_i[1] && in_entry(pmp_i.cfg[i].a, pmp_i.addr[i], bottom, word1);
          if (m0 || m1) begin
            found = 1'b1;
            if ({m1, m0} != words_i) fail_o = 1'b1;
            else if (prv_i == PrivM && !pmp_i.cfg[i].l) fail_o = 1'b0;
            else begin
              fail_o = (r_i && !pmp_i.cfg[i].r) || (w_i && !pmp_i.cfg[i].w)
                    || (x_i && !pmp_i.cfg[i].x);
            end
          end
        end
        bottom = pmp_i.addr[i];
      end
    end
  end
endmodule
