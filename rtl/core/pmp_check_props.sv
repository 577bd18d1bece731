// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// PMP against the privileged specification's own words (section "Physical Memory Protection"), part
// by part: an entry matches by its range; the lowest entry that matches any byte of the access
// decides; one that does not match all of them refuses; L and the mode say whom R, W, X bind;
// without a match S and U are refused.
module pmp_check_props
  import soc_pkg::*;
  import core_pkg::*;
(
  input logic           en_i,
  input logic [PaW-1:3] dword_i,
  input logic [1:0]     words_i,
  input logic           r_i,
  input logic           w_i,
  input logic           x_i,
  input priv_e          prv_i,
  input pmp_t           pmp_i
);

  logic fail;
  pmp_check u_pmp (
    .en_i, .dword_i, .words_i, .r_i, .w_i, .x_i, .prv_i, .pmp_i, .fail_o(fail)
  );

  // Which words of the doubleword an entry names. Ranges are multiples of four bytes, so a word
  // matches whole or not at all. A range that is a power of two is its base and its size.
  logic match [PmpEntries][2];
  for (genvar i = 0; i < PmpEntries; i++) begin : gen_entry
    logic [53:0] base, size_minus_1;
    if (i == 0) begin : gen_zero
      assign base = '0;
    end else begin : gen_below
      assign base = pmp_i.addr[i-1];
    end
    always_comb begin : p_size
      logic ones;
      size_minus_1 = '0;
      ones         = 1'b1;
      for (int unsigned b = 0; b < 54; b++) begin
        size_minus_1[b] = ones;  // one bit more than there are trailing ones
        ones            = ones && pmp_i.addr[i][b];
      end
    end
    for (genvar k = 0; k < 2; k++) begin : gen_word
      logic [53:0] word;
      assign word = {24'd0, dword_i, 1'(k)};
      always_comb begin : p_match
        unique case (pmp_i.cfg[i].a)
          2'd1:    match[i][k] = base <= word && word < pmp_i.addr[i];
          2'd2:    match[i][k] = word == pmp_i.addr[i];
          2'd3:    match[i][k] = (word & ~size_minus_1) == (pmp_i.addr[i] & ~size_minus_1);
          default: match[i][k] = 1'b0;
        endcase
      end
    end
  end

  logic refused;
  always_comb begin : p_spec
    logic decided, any, all;
    refused = prv_i != PrivM;
    decided = 1'b0;
    for (int unsigned i = 0; i < PmpEntries; i++) begin
      any = (words_i[0] && match[i][0]) || (words_i[1] && match[i][1]);
      all = (!words_i[0] || match[i][0]) && (!words_i[1] || match[i][1]);
      if (any && !decided) begin
        decided = 1'b1;
        if (!all) refused = 1'b1;
        else if (prv_i == PrivM && !pmp_i.cfg[i].l) refused = 1'b0;
        else refused = (r_i && !pmp_i.cfg[i].r) || (w_i && !pmp_i.cfg[i].w)
                    || (x_i && !pmp_i.cfg[i].x);
      end
    end
  end

  always_comb begin : p_prove
    Access_M: assume (en_i && words_i != 2'b00);
    Mode_M: assume (prv_i == PrivU || prv_i == PrivS || prv_i == PrivM);
    AsSpecified_A: assert (fail == refused);
  end

endmodule
