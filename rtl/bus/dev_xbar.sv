// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Address decode of the hypervisor core's device bus: one requester, one outstanding access, so a
// decoder and an OR are all of it. An address that no device owns answers with an error, which the
// core takes as an access fault.
//
// Timing: the request passes through in the same cycle; devices answer from registers.
module dev_xbar
  import bus_pkg::*;
#(
  parameter int unsigned Devices = 8,
  parameter logic [Devices-1:0][31:0] Base = '0,
  parameter logic [Devices-1:0][31:0] Size = '0   // a power of two is not required
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  dev_req_t                 req_i,
  output dev_rsp_t                 rsp_o,
  output dev_req_t [Devices-1:0]   dev_req_o,
  input  dev_rsp_t [Devices-1:0]   dev_rsp_i   // zeros unless acknowledging
);

  logic [Devices-1:0] hit;
  logic               miss_ack_q;

  function automatic logic [Devices-1:0] owner_of(logic [soc_pkg::PaW-1:0] addr);
    logic [Devices-1:0] owner;
    for (int unsigned i = 0; i < Devices; i++) owner[i] = addr - Base[i] < Size[i];
    return owner;
  endfunction

  always_comb begin : p_decode
    hit = '0;
    if (req_i.valid) hit = owner_of(req_i.addr);
  end

  for (genvar i = 0; i < Devices; i++) begin : gen_req
    always_comb begin : p_req
      dev_req_o[i]       = req_i;
      dev_req_o[i].valid = hit[i];
    end
  end

  always_ff @(posedge clk_i) begin : p_miss
    if (!rst_ni) miss_ack_q <= 1'b0;
    else         miss_ack_q <= req_i.valid && hit == '0 && !miss_ack_q;
  end

  always_comb begin : p_rsp
    rsp_o = '0;
    if (req_i.valid) begin
      for (int unsigned i = 0; i < Devices; i++) rsp_o |= dev_rsp_i[i];
      if (miss_ack_q) rsp_o = '{ack: 1'b1, error: 1'b1, rdata: '0};
    end
  end

  always_ff @(posedge clk_i) if (rst_ni) OneDevice_A: assert ($onehot0(hit));

endmodule
