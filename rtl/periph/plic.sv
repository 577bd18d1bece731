// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Platform-level interrupt controller (RISC-V PLIC specification 1.0.0), memory map as on QEMU's
// `virt` machine: 15 level sources, contexts M and S of hart 0, priorities 0 to 7.
module plic
  import bus_pkg::*;
#(
  parameter int unsigned Sources  = 15,  // numbered 1 .. Sources; at most 31
  parameter int unsigned Contexts = 2
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic [Sources:1]  irq_i,     // levels
  input  dev_req_t          req_i,
  output dev_rsp_t          rsp_o,
  output logic [Contexts-1:0] irq_o    // registered
);

  localparam int unsigned PrioW = 3;

  logic [PrioW-1:0]   priority_q [Sources + 1];
  logic [PrioW-1:0]   threshold_q [Contexts];
  logic [Sources:0]   enable_q [Contexts];
  logic [Sources:0]   pending_q;
  logic [Sources:0]   in_service_q;  // claimed, not yet completed

  // ---------------------------------------------------------------- decode
  // Registers are 32 bits wide; the lane follows address bit 2.
  logic        access, ack_q, upper;
  logic [31:0] wdata;
  logic        is_priority, is_pending, is_enable, is_threshold, is_claim;
  logic [4:0]  source;
  logic        context_index;
  logic [31:0] rdata;
  logic [31:0] rdata_q;

  assign access = req_i.valid && !ack_q;
  assign upper  = req_i.addr[2];
  assign wdata  = upper ? req_i.wdata[63:32] : req_i.wdata[31:0];
  assign source = req_i.addr[6:2];

  assign is_priority  = req_i.addr[21:7] == '0 && source <= 5'(Sources);
  assign is_pending   = req_i.addr[21:2] == 20'(22'h00_1000 >> 2);
  assign is_enable    = req_i.addr[21:8] == 14'(22'h00_2000 >> 8) && req_i.addr[6:2] == '0;
  assign is_threshold = req_i.addr[21:13] == 9'(22'h20_0000 >> 13) && req_i.addr[11:2] == 10'd0;
  assign is_claim     = req_i.addr[21:13] == 9'(22'h20_0000 >> 13) && req_i.addr[11:2] == 10'd1;
  assign context_index = is_enable ? req_i.addr[7] : req_i.addr[12];

  // ---------------------------------------------------------------- choice
  // Highest priority wins, then the lowest number. Recomputed each cycle from registers only.
  logic [4:0]       best [Contexts];
  logic [PrioW-1:0] best_priority [Contexts];
  always_comb begin : p_choice
    for (int c = 0; c < int'(Contexts); c++) begin
      best[c]          = '0;
      best_priority[c] = '0;
      if ((pending_q & enable_q[c]) != '0) begin
        for (int s = int'(Sources); s >= 1; s--) begin
          if (pending_q[s] && enable_q[c][s] && priority_q[s] != '0
              && priority_q[s] >= best_priority[c]) begin
            best[c]          = 5'(s);
            best_priority[c] = priority_q[s];
          end
        end
      end
    end
  end

  logic claim, complete;
  assign claim    = access && !req_i.we && is_claim;
  assign complete = access && req_i.we && is_claim;

  always_ff @(posedge clk_i) begin : p_state
    if (!rst_ni) begin
      pending_q    <= '0;
      in_service_q <= '0;
      irq_o        <= '0;
      for (int s = 0; s <= int'(Sources); s++) priority_q[s] <= '0;
      for (int c = 0; c < int'(Contexts); c++) begin
        threshold_q[c] <= '0;
        enable_q[c]    <= '0;
      end
    end else begin
      pending_q <= (pending_q | {irq_i, 1'b0}) & ~in_service_q & {irq_i, 1'b0};
      for (int c = 0; c < int'(Contexts); c++) irq_o[c] <= best_priority[c] > threshold_q[c];
      if (claim && best[context_index] != '0) begin
        in_service_q[best[context_index][3:0]] <= 1'b1;
        pending_q[best[context_index][3:0]]    <= 1'b0;
      end
      if (complete && wdata[31:4] == '0) in_service_q[wdata[3:0]] <= 1'b0;
      if (access && req_i.we) begin
        if (is_priority && source != '0) priority_q[source[3:0]] <= wdata[PrioW-1:0];
        if (is_threshold) threshold_q[context_index] <= wdata[PrioW-1:0];
        if (is_enable) enable_q[context_index] <= {wdata[Sources:1], 1'b0};
      end
    end
  end

  always_comb begin : p_read
    rdata = '0;
    if (access) begin
      if (is_priority)       rdata = 32'(priority_q[source[3:0]]);
      else if (is_pending)   rdata = 32'(pending_q);
      else if (is_enable)    rdata = 32'(enable_q[context_index]);
      else if (is_threshold) rdata = 32'(threshold_q[context_index]);
      else if (is_claim)     rdata = 32'(best[context_index]);
    end
  end

  always_ff @(posedge clk_i) begin : p_rsp
    if (!rst_ni) begin
      ack_q   <= 1'b0;
      rdata_q <= '0;
    end else begin
      ack_q <= access;
      if (access) rdata_q <= rdata;
    end
  end

  assign rsp_o = ack_q ? '{ack: 1'b1, error: 1'b0, rdata: {rdata_q, rdata_q}} : '0;

  logic unused;
  assign unused = ^{req_i.addr, req_i.size, req_i.wstrb, wdata};

endmodule
