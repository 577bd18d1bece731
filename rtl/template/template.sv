// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// One-way, paced mailbox (crossing module): a word that hv writes reaches another domain at the
// frame's end, while the interlock's gate is open. Nothing comes back: not whether the receiver has
// taken it, not even that it could not. So there is no handshake; a word that still waits when the
// next one is written is lost.
//
// Timing: `valid_o` and `data_o` are registers that take a word in the last cycle of a frame alone.
// `valid_o` falls in the cycle after `taken_i`.
module template
  import bus_pkg::*;
(
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        frame_last_i,  // last cycle of a frame
  input  logic        gate_i,        // of the interlock; closed, nothing is delivered
  // hv: may not depend on taken_i
  input  dev_req_t    req_i,
  output dev_rsp_t    rsp_o,
  // receiving domain
  input  logic        taken_i,       // the receiver has the word
  output logic        valid_o,
  output logic [63:0] data_o
);

  template_reg_pkg::template__in_t  hwif_in;
  template_reg_pkg::template__out_t hwif_out;
  logic pending_q, deliver;

  template_reg u_reg (
    .clk   (clk_i),
    .rst   (!rst_ni),
    .req_i,
    .rsp_o,
    .hwif_in,
    .hwif_out
  );

  assign hwif_in.status.pending.next = pending_q;

  assign deliver = frame_last_i && gate_i && pending_q;

  always_ff @(posedge clk_i) begin : p_pending
    if (!rst_ni)                        pending_q <= 1'b0;
    else if (hwif_out.data.word.swmod)  pending_q <= 1'b1;  // a word written now goes next time
    else if (deliver)                   pending_q <= 1'b0;
  end

  always_ff @(posedge clk_i) begin : p_deliver
    if (!rst_ni) begin
      valid_o <= 1'b0;
      data_o  <= '0;
    end else if (deliver) begin
      valid_o <= 1'b1;
      data_o  <= hwif_out.data.word.value;
    end else if (taken_i) begin
      valid_o <= 1'b0;
    end
  end

endmodule
