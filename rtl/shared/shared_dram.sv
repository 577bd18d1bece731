// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// CONFIG=shared only, never synthesised: memory as a conventional controller drives it. Rows stay open
// after an access, so the next one to the same bank is fast or slow depending on whose row is open;
// refresh runs in its own time and whoever comes then waits.
module shared_dram
  import soc_pkg::*;
  import mem_pkg::*;
  import shared_pkg::*;
#(
  parameter int unsigned Domains = 2
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             valid_i,     // one cycle, nothing under way
  input  dram_req_t        req_i,
  output logic             done_o,      // one cycle, with rdata_o
  output logic [LineW-1:0] rdata_o,
  input  logic             scrub_i [Domains],
  input  logic [LineAddrW-1:0] scrub_line_i [Domains]
);

  localparam int unsigned Banks = 1 << BanksLog2;
  localparam int unsigned RowW  = LineAddrW - RowLinesLog2 - BanksLog2 + $bits(domain_t);
  localparam int unsigned TimeW = $clog2(RefreshPeriod + 1);

  // ---------------------------------------------------------------- refresh
  logic [TimeW-1:0] period_q;
  logic             refresh;
  assign refresh = period_q < TimeW'(RefreshCycles);
  always_ff @(posedge clk_i) begin : p_refresh
    if (!rst_ni) period_q <= TimeW'(RefreshPeriod - 1);
    else         period_q <= period_q == '0 ? TimeW'(RefreshPeriod - 1) : period_q - 1'b1;
  end

  // ---------------------------------------------------------------- rows and the access under way
  typedef enum logic [1:0] {
    StIdle,
    StStart,   // waits for a refresh to end, then knows how long it takes
    StRun,
    StDone
  } state_e;

  state_e               state_q;
  dram_req_t            req_q;
  logic [4:0]           left_q;
  logic [Banks-1:0]     open_q;
  logic [RowW-1:0]      row_q [Banks];
  logic [BanksLog2-1:0] bank;
  logic [RowW-1:0]      row;
  logic                 start;
  logic [LineW-1:0]     rdata [Domains];

  assign bank  = req_q.line[RowLinesLog2 +: BanksLog2];
  assign row   = {req_q.domain, req_q.line[LineAddrW-1:RowLinesLog2 + BanksLog2]};
  // Before its reset the state may be any: no access then.
  assign start = rst_ni && state_q == StStart && !refresh;

  always_ff @(posedge clk_i) begin : p_state
    if (!rst_ni) begin
      state_q <= StIdle;
      req_q   <= '0;
      left_q  <= '0;
      open_q  <= '0;
      for (int unsigned b = 0; b < Banks; b++) row_q[b] <= '0;
    end else begin
      unique case (state_q)
        StIdle: begin
          if (valid_i) begin
            req_q   <= req_i;
            state_q <= StStart;
          end
        end
        StStart: begin
          if (!refresh) begin
            state_q <= StRun;
            left_q  <= 5'(RowHitCycles + ActivateCycles);
            if (open_q[bank]) begin
              left_q <= 5'(RowHitCycles);
              if (row_q[bank] != row) begin
                left_q <= 5'(RowHitCycles + ActivateCycles + PrechargeCycles);
              end
            end
            open_q[bank] <= 1'b1;
            row_q[bank]  <= row;
          end
        end
        StRun: begin
          left_q <= left_q - 1'b1;
          if (left_q == 5'd1) state_q <= StDone;
        end
        default: state_q <= StIdle;
      endcase
      if (refresh) open_q <= '0;
    end
  end

  assign done_o = state_q == StDone;
  always_comb begin : p_rdata
    rdata_o = '0;
    for (int unsigned d = 0; d < Domains; d++) begin
      if (done_o && req_q.domain == domain_t'(d)) rdata_o = rdata[d];
    end
  end

  for (genvar d = 0; d < Domains; d++) begin : gen_mem
    mem_sim #(.Domain(d)) u_mem (
      .clk_i,
      .en_i    (scrub_i[d] || (start && req_q.domain == domain_t'(d))),
      .we_i    (scrub_i[d] || req_q.we),
      .scrub_i (scrub_i[d]),
      .line_i  (scrub_i[d] ? scrub_line_i[d] : req_q.line),
      .wdata_i (req_q.wdata),
      .rdata_o (rdata[d])
    );
  end

endmodule
