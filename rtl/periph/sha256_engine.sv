// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Registers around `sha256_core` for the hypervisor core. Message and digest registers hold byte
// strings as they lie in memory, so software copies with plain doubleword loads and stores.
module sha256_engine
  import bus_pkg::*;
(
  input  logic     clk_i,
  input  logic     rst_ni,
  input  dev_req_t req_i,
  output dev_rsp_t rsp_o
);

  localparam logic [255:0] InitialHash = {
    32'h6a09e667, 32'hbb67ae85, 32'h3c6ef372, 32'ha54ff53a,
    32'h510e527f, 32'h9b05688c, 32'h1f83d9ab, 32'h5be0cd19};

  // Registers are put in order only when they are taken: in simulation that is work.
  // Byte reversal of a doubleword: register (memory order) to big-endian words, and back.
  function automatic logic [63:0] bytes_reversed(logic [63:0] x);
    for (int i = 0; i < 8; i++) bytes_reversed[8 * i +: 8] = x[56 - 8 * i +: 8];
  endfunction

  sha256_reg_pkg::sha256__in_t  hwif_in;
  sha256_reg_pkg::sha256__out_t hwif_out;

  sha256_reg u_reg (
    .clk   (clk_i),
    .rst   (!rst_ni),
    .req_i,
    .rsp_o,
    .hwif_in,
    .hwif_out
  );

  logic last_word_q;  // block[7] was written in the last cycle, its value now stands
  logic start, busy, done;
  logic [511:0] block;
  logic [255:0] state_in, state_out;

  always_ff @(posedge clk_i) begin : p_auto
    if (!rst_ni) last_word_q <= 1'b0;
    else         last_word_q <= hwif_out.block[7].data.swmod;
  end

  assign start = hwif_out.control.next.value || (last_word_q && hwif_out.control.auto_start.value);

  for (genvar i = 0; i < 8; i++) begin : gen_block
    assign block[511 - 64 * i -: 64] = start ? bytes_reversed(hwif_out.block[i].data.value) : '0;
  end
  for (genvar i = 0; i < 4; i++) begin : gen_digest
    assign state_in[255 - 64 * i -: 64] =
        start ? bytes_reversed(hwif_out.digest[i].data.value) : '0;
    always_comb begin : p_digest
      hwif_in.digest[i].data.we   = hwif_out.control.init.value || done;
      hwif_in.digest[i].data.next = '0;
      if (done) begin
        hwif_in.digest[i].data.next = bytes_reversed(state_out[255 - 64 * i -: 64]);
      end
      if (hwif_out.control.init.value) begin
        hwif_in.digest[i].data.next = bytes_reversed(InitialHash[255 - 64 * i -: 64]);
      end
    end
  end

  // Busy until the digest registers hold the result.
  assign hwif_in.control.busy.next = busy || start || done;

  sha256_core u_core (
    .clk_i, .rst_ni,
    .start_i(start),
    .block_i(block),
    .state_i(state_in),
    .busy_o (busy),
    .done_o (done),
    .state_o(state_out)
  );

endmodule
