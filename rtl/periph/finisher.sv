// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Test finisher, in the manner of QEMU's `virt` machine: software ends a simulation by a 32-bit
// store to offset 0. 0x5555 passes, 0x3333 | code << 16 fails. Absent from boards.
module finisher
  import bus_pkg::*;
(
  input  logic        clk_i,
  input  logic        rst_ni,
  input  dev_req_t    req_i,
  output dev_rsp_t    rsp_o,
  output logic        finish_o,  // holds from the deciding store on
  output logic [15:0] code_o     // 0: pass
);

  localparam logic [15:0] Pass = 16'h5555;
  localparam logic [15:0] Fail = 16'h3333;

  logic ack_q, store;
  assign store = req_i.valid && !ack_q && req_i.we && req_i.wstrb[0] && req_i.addr[11:3] == '0;

  always_ff @(posedge clk_i) begin : p_finish
    if (!rst_ni) begin
      ack_q    <= 1'b0;
      finish_o <= 1'b0;
      code_o   <= '0;
    end else begin
      ack_q <= req_i.valid && !ack_q;
      if (store && !finish_o) begin
        if (req_i.wdata[15:0] == Pass) begin
          finish_o <= 1'b1;
        end else if (req_i.wdata[15:0] == Fail) begin
          finish_o <= 1'b1;
          // A failure without a code is still a failure.
          code_o   <= (req_i.wdata[31:16] == '0) ? 16'd1 : req_i.wdata[31:16];
        end
      end
    end
  end

  assign rsp_o = '{ack: ack_q, error: 1'b0, rdata: '0};

  logic unused;
  assign unused = ^{req_i.addr, req_i.size, req_i.wdata, req_i.wstrb};

endmodule
