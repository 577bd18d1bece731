// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Stands in for the core in the uncore tests: same ports, random memory traffic, parks at random.
// What it does next depends on the data it reads and on when it arrives, so one cycle or one bit of
// difference makes the rest of its run different: its trace is the detector of the isolation tests.
module core
  import soc_pkg::*;
  import bus_pkg::*;
  import core_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic           clk_i,
  input  logic           rst_ni,
  input  logic           run_i,
  output mem_req_t       mem_req_o,
  input  logic           mem_ready_i,
  input  mem_rsp_t       mem_rsp_i,
  output dev_req_t       dev_req_o,
  input  dev_rsp_t       dev_rsp_i,
  input  irq_t           irq_i,
  input  logic [63:0]    time_i,
  input  logic [31:0]    reset_pc_i,
  input  region_log2_t   region_log2_i,
  input  fence_t         fence_i,
  input  weaken_t        weaken_i,
  input  core_mgmt_req_t mgmt_req_i,
  input  logic           mgmt_tick_i,
  output core_mgmt_rsp_t mgmt_rsp_o,
  output sb_entry_t [StoreBufferEntries-1:0] sb_o,
  output logic           wfi_o,
  output commit_t        commit_o
);

  import "DPI-C" function longint mon_seed(input int domain);
  import "DPI-C" function void mon_push(input int domain, input longint cycle, input int addr,
                                        input longint data, input int strb);
  import "DPI-C" function void mon_req(input int domain, input longint cycle, input int op,
                                       input int addr, input longint data, input int strb);
  import "DPI-C" function void mon_rsp(input int domain, input longint cycle, input int last,
                                       input int error, input longint data);
  import "DPI-C" function void mon_mgmt(input int domain, input longint cycle, input int op,
                                        input longint data);

  localparam int Domain = Cfg.captive ? Cfg.hart_id + 1 : 0;

  logic [63:0] rng_q, cycle_q;
  logic [63:0] gpr_q [32];
  sb_entry_t [StoreBufferEntries-1:0] sb_q;
  logic        rd_pend_q, rd_out_q, stopping_q, parked_q;
  logic [31:0] rd_addr_q;
  logic [6:0]  think_q;
  exit_reason_e reason_q, stop_reason_q;
  logic [5:0]  cause_q;

  function automatic logic [63:0] mix(logic [63:0] x);
    logic [63:0] y;
    y = x ^ (x << 13);
    y = y ^ (y >> 7);
    return y ^ (y << 17);
  endfunction

  logic conflict;
  always_comb begin
    conflict = 1'b0;
    for (int i = 0; i < StoreBufferEntries; i++) begin
      if (sb_q[i].valid && sb_q[i].addr[31:5] == rd_addr_q[31:5]) conflict = 1'b1;
    end
  end

  logic read_first;
  assign read_first = rd_pend_q && !conflict;
  always_comb begin
    mem_req_o.valid = read_first || sb_q[0].valid;
    mem_req_o.op    = read_first ? MemReadLine : MemWrite;
    mem_req_o.addr  = read_first ? rd_addr_q : {sb_q[0].addr, 3'b0};
    mem_req_o.wdata = sb_q[0].data;
    mem_req_o.wstrb = sb_q[0].strb;
  end

  logic [31:0] addr;
  always_comb begin
    addr = 32'h8000_0000 | {14'b0, rng_q[23:20], 4'b0, rng_q[28:24], rng_q[31:30], 3'b0};
    if (rng_q[40:33] == 8'h5a) addr[24] = 1'b1;  // outside the region
  end

  // Store buffer: the oldest entry leaves when it is taken, a new one enters behind the rest.
  sb_entry_t [StoreBufferEntries-1:0] sb_d;
  logic                               wants_push, push;
  assign wants_push = !(mgmt_req_i.halt_req && !parked_q) && !stopping_q && think_q == '0
      && !rd_pend_q && !rd_out_q && !(Cfg.captive && rng_q[47:42] == '0) && !rng_q[6];
  always_comb begin
    sb_d = sb_q;
    if (mem_req_o.valid && mem_ready_i && !read_first) begin
      for (int i = 0; i < StoreBufferEntries - 1; i++) sb_d[i] = sb_q[i + 1];
      sb_d[StoreBufferEntries - 1] = '0;
    end
    push = 1'b0;
    for (int i = 0; i < StoreBufferEntries; i++) begin
      if (wants_push && !push && !sb_d[i].valid) begin
        sb_d[i] = '{valid: 1'b1, addr: addr[31:3], data: rng_q, strb: rng_q[63:56]};
        push    = 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      rng_q      <= mon_seed(Domain);
      cycle_q    <= '0;
      sb_q       <= '0;
      rd_pend_q  <= 1'b0;
      rd_out_q   <= 1'b0;
      rd_addr_q  <= '0;
      think_q    <= '0;
      stopping_q <= 1'b0;
      parked_q   <= Cfg.captive;
      reason_q   <= ExitNone;
      stop_reason_q <= ExitNone;
      cause_q    <= '0;
      for (int i = 0; i < 32; i++) gpr_q[i] <= '0;
    end else if (mgmt_tick_i) begin
      mon_mgmt(Domain, cycle_q, int'(mgmt_req_i.op), mgmt_req_i.wdata);
      unique case (mgmt_req_i.op)
        MgmtWrite: gpr_q[mgmt_req_i.regno[4:0]] <= mgmt_req_i.wdata;
        MgmtResume: begin
          parked_q   <= 1'b0;
          stopping_q <= 1'b0;
          rng_q      <= rng_q ^ gpr_q[5];
        end
        MgmtAdvance: cycle_q <= cycle_q + 64'd1000;
        default: ;
      endcase
    end else if (run_i) begin
      cycle_q <= cycle_q + 1'b1;
      rng_q   <= mix(rng_q) ^ (mem_rsp_i.valid ? mem_rsp_i.data ^ cycle_q : '0);
      if (mem_req_o.valid && mem_ready_i) begin
        mon_req(Domain, cycle_q, int'(mem_req_o.op), int'(mem_req_o.addr), mem_req_o.wdata,
                int'(mem_req_o.wstrb));
        if (read_first) begin
          rd_pend_q <= 1'b0;
          rd_out_q  <= 1'b1;
        end
      end
      if (mem_rsp_i.valid) begin
        mon_rsp(Domain, cycle_q, int'(mem_rsp_i.last), int'(mem_rsp_i.error), mem_rsp_i.data);
        if (mem_rsp_i.last) rd_out_q <= 1'b0;
      end
      if (mgmt_req_i.halt_req && !stopping_q && !parked_q) begin
        stopping_q    <= 1'b1;
        stop_reason_q <= ExitHalt;
      end else if (stopping_q) begin
        if (!parked_q && !sb_q[0].valid && !rd_pend_q && !rd_out_q) begin
          parked_q <= 1'b1;
          reason_q <= stop_reason_q;
          cause_q  <= rng_q[5:0];
        end
      end else if (think_q != '0) begin
        think_q <= think_q - 1'b1;
      end else if (!rd_pend_q && !rd_out_q) begin
        think_q <= (rng_q[9:7] == '0) ? {1'b0, rng_q[15:10]} : {5'b0, rng_q[11:10]};
        if (Cfg.captive && rng_q[47:42] == '0) begin
          stopping_q    <= 1'b1;
          stop_reason_q <= rng_q[50] ? ExitTrap : ExitWfi;
        end else if (rng_q[6]) begin
          rd_pend_q <= 1'b1;
          rd_addr_q <= addr;
        end else if (push) begin
          mon_push(Domain, cycle_q, int'(addr), rng_q, int'(rng_q[63:56]));
        end
      end
      sb_q <= sb_d;
    end
  end

  always_comb begin
    mgmt_rsp_o                 = '0;
    mgmt_rsp_o.rdata           = mgmt_req_i.regno == 16'h07b1 ? rng_q
                                 : gpr_q[mgmt_req_i.regno[4:0]];
    mgmt_rsp_o.reg_error       = mgmt_req_i.regno == 16'h0fff;
    mgmt_rsp_o.model_cycle     = cycle_q;
    mgmt_rsp_o.exit.parked     = parked_q;
    mgmt_rsp_o.exit.reason     = reason_q;
    mgmt_rsp_o.exit.cause      = cause_q;
    mgmt_rsp_o.exit.pc         = rng_q;
  end

  assign sb_o      = sb_q;
  assign wfi_o     = 1'b0;
  assign dev_req_o = '0;
  assign commit_o  = '0;

  logic unused;
  assign unused = ^{dev_rsp_i, irq_i, time_i, reset_pc_i, region_log2_i, fence_i, weaken_i};

endmodule
