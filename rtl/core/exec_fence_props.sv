// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 6 at the wall itself: once locked, a fetch of any page outside every enabled range is refused,
// so is a store to any page inside one, and nothing else is. Pages by number, ranges inclusive.
module exec_fence_props
  import soc_pkg::*;
  import core_pkg::*;
(
  input logic [DramAddrW-1:12] page_i,
  input logic                  fetch_i,
  input logic                  store_i,
  input fence_t                fence_i
);

  logic refuse;
  exec_fence u_fence (
    .en_i(1'b1), .page_i, .fetch_i, .store_i, .fence_i, .weaken_i('0), .refuse_o(refuse)
  );

  logic inside_any;
  always_comb begin : p_inside
    inside_any = 1'b0;
    for (int unsigned i = 0; i < FenceRanges; i++) begin
      if (fence_i.range[i].enable && !(page_i < fence_i.range[i].base)
          && !(page_i > fence_i.range[i].limit)) inside_any = 1'b1;
    end
  end

  always_comb begin : p_prove
    FetchOutside_A: assert (!(fence_i.locked && fetch_i && !inside_any) || refuse);
    StoreInside_A: assert (!(fence_i.locked && store_i && inside_any) || refuse);
    NothingElse_A: assert (!refuse || (fetch_i && !inside_any) || (store_i && inside_any));
  end

endmodule
