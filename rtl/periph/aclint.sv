// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// ACLINT for one hart in the CLINT layout of QEMU's `virt` machine: MSWI at 0, MTIMER compare at
// 0x4000, time at 0xbff8. Time advances once every 2^TimeShift cycles of the hv clock.
module aclint
  import bus_pkg::*;
#(
  parameter int unsigned TimeShift = 4
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  dev_req_t    req_i,
  output dev_rsp_t    rsp_o,
  output logic        msip_o,
  output logic        mtip_o,  // registered: time >= mtimecmp
  output logic [63:0] time_o
);

  localparam logic [15:3] MsipWord     = 13'(16'h0000 >> 3);
  localparam logic [15:3] MtimecmpWord = 13'(16'h4000 >> 3);
  localparam logic [15:3] MtimeWord    = 13'(16'hbff8 >> 3);

  logic [TimeShift-1:0] prescale_q;
  logic [63:0] mtime_q, mtimecmp_q;
  logic        msip_q, mtip_q, ack_q;
  logic [63:0] rdata_q, write_mask;
  logic        write;

  assign write = req_i.valid && !ack_q && req_i.we;
  for (genvar i = 0; i < 8; i++) begin : gen_mask
    assign write_mask[8 * i +: 8] = {8{req_i.wstrb[i]}};
  end

  function automatic logic [63:0] merged(logic [63:0] old, logic [63:0] data, logic [63:0] mask);
    return (old & ~mask) | (data & mask);
  endfunction

  always_ff @(posedge clk_i) begin : p_time
    if (!rst_ni) begin
      prescale_q <= '0;
      mtime_q    <= '0;
      mtip_q     <= 1'b0;
    end else begin
      prescale_q <= prescale_q + 1'b1;
      mtip_q     <= mtime_q >= mtimecmp_q;
      if (write && req_i.addr[15:3] == MtimeWord) begin
        mtime_q <= merged(mtime_q, req_i.wdata, write_mask);
      end else if (&prescale_q) begin
        mtime_q <= mtime_q + 64'd1;
      end
    end
  end

  always_ff @(posedge clk_i) begin : p_registers
    if (!rst_ni) begin
      msip_q     <= 1'b0;
      mtimecmp_q <= '1;  // no interrupt before software asks for one
      ack_q      <= 1'b0;
      rdata_q    <= '0;
    end else begin
      ack_q <= req_i.valid && !ack_q;
      if (write && req_i.addr[15:3] == MsipWord && req_i.wstrb[0]) msip_q <= req_i.wdata[0];
      if (write && req_i.addr[15:3] == MtimecmpWord) begin
        mtimecmp_q <= merged(mtimecmp_q, req_i.wdata, write_mask);
      end
      if (req_i.valid && !ack_q) begin
        unique case (req_i.addr[15:3])
          MsipWord:     rdata_q <= 64'(msip_q);
          MtimecmpWord: rdata_q <= mtimecmp_q;
          MtimeWord:    rdata_q <= mtime_q;
          default:      rdata_q <= '0;
        endcase
      end
    end
  end

  assign rsp_o  = ack_q ? '{ack: 1'b1, error: 1'b0, rdata: rdata_q} : '0;
  assign msip_o = msip_q;
  assign mtip_o = mtip_q;
  assign time_o = mtime_q;

  logic unused;
  assign unused = ^{req_i.addr, req_i.size};

endmodule
