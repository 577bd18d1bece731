// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Which window accesses are refused (law 3, law 6): the one place where that is decided.
module mgmt_guard
  import soc_pkg::*;
  import bus_pkg::*;
  import core_pkg::*;
(
  input  dev_req_t     req_i,            // address: offset into the window
  input  logic         in_reset_i,
  input  logic         run_i,
  input  logic         parked_i,
  input  logic         event_open_i,     // interlock gate
  input  region_log2_t region_log2_i,
  input  fence_t       fence_i,
  input  logic         weaken_guard_i,   // writes to a frozen domain pass
  input  logic         weaken_fence_i,   // writes into locked code pass
  output logic         refuse_o
);

  logic [26:0]            offset;
  logic [DramAddrW-1:12]  page;
  logic                   fenced;
  assign offset = req_i.addr[26:0];
  assign page   = {{(DramAddrW - 27){1'b0}}, offset[26:12]};

  always_comb begin : p_fenced
    fenced = 1'b0;
    if (req_i.valid && req_i.we && fence_i.locked) begin
      for (int unsigned i = 0; i < FenceRanges; i++) begin
        if (fence_i.range[i].enable && page >= fence_i.range[i].base
            && page <= fence_i.range[i].limit) begin
          fenced = 1'b1;
        end
      end
    end
  end

  always_comb begin : p_refuse
    refuse_o = in_reset_i || run_i || ({5'b0, offset} >> region_log2_i) != '0;
    if (req_i.we) begin
      if (!parked_i && !weaken_guard_i) refuse_o = 1'b1;
      if ((fenced && !weaken_fence_i) || !event_open_i) refuse_o = 1'b1;
    end
  end

  logic unused;
  assign unused = ^{req_i.addr[PaW-1:27], req_i.size, req_i.wdata, req_i.wstrb};

endmodule
