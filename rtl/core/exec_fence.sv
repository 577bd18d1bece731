// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The execute fence of a captive core (law 6): the second wall behind the G-stage's permissions.
// It knows physical addresses only, so no page table can argue with it: fetches are refused outside
// the locked ranges, stores and atomics inside them.
module exec_fence
  import soc_pkg::*, core_pkg::*;
(
  input  logic                  en_i,      // gates the comparison
  input  logic [DramAddrW-1:12] page_i,    // page of the region
  input  logic                  fetch_i,
  input  logic                  store_i,   // store or atomic
  input  fence_t                fence_i,
  input  weaken_t               weaken_i,  // simulation: fence_fetch and fence_store open the wall
  output logic                  refuse_o
);
  always_comb begin
    logic in_range;
    in_range = 1'b0;
    refuse_o = 1'b0;
    if (en_i && fence_i.locked && (fetch_i || store_i)) begin
      for (int unsigned i = 0; i < FenceRanges; i++) begin
        if (fence_i.range[i].enable && page_i >= fence_i.range[i].base
            && page_i <= fence_i.range[i].limit) in_range = 1'b1;
      end
      refuse_o = (fetch_i && !in_range && !weaken_i.fence_fetch)
              || (store_i && in_range && !weaken_i.fence_store);
    end
  end

  logic unused_weaken;
  assign unused_weaken = ^weaken_i;
endmodule
