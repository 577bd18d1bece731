// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The top that Verilator builds: the SoC, its pins for the harness, and the commit stream through
// DPI. Holds nothing that the SoC needs to work.
module guillotine_sim_top
  import soc_pkg::*;
  import core_pkg::*;
#(
  parameter int unsigned NumModels = 1
) (
  input  logic        edge_i,            // the clocks, see below
  input  logic        lock_edge_i,
  input  logic        rst_ni,            // power-on reset of the lock domain
  // Straps, constant from power-on.
  input  logic        bare_i,
  input  logic [4:0]  hv_log2_i,
  input  logic [4:0]  model_log2_i,
  input  logic [31:0] guest_table_i,
  input  logic [63:0] seed_i,
  input  logic [31:0] weaken_i,
  // Hypervisor's UART, byte by byte.
  output logic        uart_tx_valid_o,
  output logic [7:0]  uart_tx_data_o,
  input  logic        uart_rx_valid_i,
  input  logic [7:0]  uart_rx_data_i,
  output logic        uart_rx_ready_o,
  // Plant.
  output logic [3:0]  relay_drive_o,
  output logic [3:0]  relay_permit_o,
  input  logic [3:0]  contact_i,
  output logic [2:0]  level_o,
  input  logic        tripwire_i,        // a tripwire of the test bench
  input  logic [2:0]  fault_i,           // broken wires, see below; a bit that rose stays
  // End of the run.
  output logic        finish_o,
  output logic [15:0] finish_code_o,
  // `tohost` of a bare program: a store of the hypervisor core to this physical address.
  input  logic        tohost_enable_i,
  input  logic [31:0] tohost_addr_i,
  output logic        tohost_valid_o,    // one cycle
  output logic [63:0] tohost_data_o,
  // Observation.
  input  logic        commit_enable_i,
  input  logic        state_i,           // rises: the harness is told all state of the models
  output logic [NumModels-1:0] model_run_o,     // a bit for each model, here and below
  output logic        hv_sleep_o,
  output logic [NumModels-1:0] model_exit_o,    // parks with a trap, one cycle
  output logic [NumModels-1:0] model_commit_o,  // retires
  output logic        hv_commit_o,       // the hypervisor core retires, and it is no WFI
  output logic        level_write_o      // a level request stands on the device bus
);

  // ---------------------------------------------------------------- clocks
  // Traced, these inputs are the clocks, and a cycle takes two evaluations of the model. Otherwise
  // each change of one is a whole cycle of its clock in a single evaluation: the clock rises with it
  // and falls as soon as the rise has been seen.
  logic clk, lock_clk;
`ifdef SIM_TRACE
  assign clk      = edge_i;
  assign lock_clk = lock_edge_i;
`else
  logic seen_q, lock_seen_q;
  initial seen_q = 1'b0;
  initial lock_seen_q = 1'b0;
  always_ff @(posedge clk) begin : p_clk
    seen_q <= edge_i;
  end
  always_ff @(posedge lock_clk) begin : p_lock_clk
    lock_seen_q <= lock_edge_i;
  end
  assign clk      = edge_i ^ seen_q;
  assign lock_clk = lock_edge_i ^ lock_seen_q;
`endif

  // Reset and contacts enter through flops, straps are read once: Verilator evaluates what depends on
  // an input of the top in every cycle, whether it changed or not, and what depends on a flop of the
  // system's clock in every one of its cycles, even of a core whose own clock stands.
  straps_t    straps;
  weaken_t    weaken;
  logic       rst_nq;
  logic [3:0] contact_q;

  initial begin : p_power_on
    rst_nq = 1'b0;
    straps = '{bare: bare_i, hv_log2: hv_log2_i, model_log2: model_log2_i,
               guest_table: guest_table_i, seed: seed_i};
    weaken = weaken_t'(weaken_i);
  end
  always_ff @(posedge clk) begin : p_pins
    rst_nq    <= rst_ni;
    contact_q <= contact_i;
  end

  commit_t commit [NumModels + 1];
  mgmt_pkg::trace_t trace [NumModels];
  logic    [NumModels-1:0] model_run;
  logic [11:0] log_csr_q;

  guillotine_soc #(.NumModels(NumModels), .Simulation(1'b1)) u_soc (
    .clk_i       (clk),
    .lock_clk_i  (lock_clk),
    .lock_rst_ni (rst_nq),
    .straps_i    (straps),
    .weaken_i    (weaken),
    .uart_tx_valid_o, .uart_tx_data_o,
    .uart_tx_ready_i(1'b1),
    .uart_rx_valid_i, .uart_rx_data_i, .uart_rx_ready_o,
    .relay_drive_o, .relay_permit_o, .contact_i(contact_q), .level_o, .tripwire_i,
    .finish_o, .finish_code_o,
    .commit_o    (commit),
    .trace_o     (trace),
    .log_csr_i   (log_csr_q),
    .model_run_o (model_run),
    .hv_sleep_o
  );
  assign model_run_o = model_run;

  // ---------------------------------------------------------------- tohost
  always_ff @(posedge clk) begin : p_tohost
    tohost_valid_o <= tohost_enable_i && commit[0].valid && commit[0].mem_valid && commit[0].mem_we
                      && commit[0].mem_pa == tohost_addr_i;
    if (tohost_enable_i) tohost_data_o <= commit[0].mem_wdata;
  end

  // ---------------------------------------------------------------- faults
  // Wires that break, so that the tripwires behind them are seen to act: a parity bit stuck at 1 on
  // its way out of a memory (tags of a model's way, data of a way of the hypervisor), and an address
  // line stuck at 1 on the hypervisor's way to memory. The design has no input for any of them.
  localparam int unsigned ModelWay = L2Ways / 2;  // the hypervisor gives the upper half away
  logic [2:0] fault_q;
  initial fault_q = '0;
  always @(posedge clk) begin : p_fault  // always_ff may not force
    fault_q <= fault_q | fault_i;
    if (fault_q[0]) force u_soc.u_l2_ways.gen_way[ModelWay].u_way.tag_par_q[0] = 1'b1;
    if (fault_q[1]) force u_soc.u_l2_ways.gen_way[0].u_way.data_par_q[0] = 1'b1;
    if (fault_q[2]) force u_soc.u_hv.u_l2.wb_line_q[LineAddrW-1] = 1'b1;
  end

  // ---------------------------------------------------------------- latencies
  // The commit record of a gated model stands still, so an exit is the edge of it.
  localparam logic [31:0] Wfi       = 32'h1050_0073;
  localparam logic [31:0] LevelAddr = soc_map_pkg::InterlockBase + 32'h8;
  for (genvar i = 0; i < NumModels; i++) begin : gen_parking
    logic parking, parking_q;
    assign parking = commit[i+1].valid && commit[i+1].trap.valid && commit[i+1].park;

    initial parking_q = 1'b0;
    always_ff @(posedge clk) begin : p_parking
      parking_q <= parking;
    end
    assign model_exit_o[i]   = parking && !parking_q;
    assign model_commit_o[i] = commit[i+1].valid && model_run[i];
  end
  assign hv_commit_o    = commit[0].valid && commit[0].insn != Wfi;
  assign level_write_o  = u_soc.hv_dev_req.valid && u_soc.hv_dev_req.we
                          && u_soc.hv_dev_req.addr == LevelAddr;

  // ---------------------------------------------------------------- commit stream
  // mode: {v, prv}; flags: {park, trap, interrupt, gva, mem_we, mem_valid, csr_we, rd_we}.
  // sim_commit and sim_commit_csr return the number of the CSR whose value the line still lacks, 0
  // when it is complete. The answer is taken inside the core: the whole core_mgmt_rsp_t, which nothing
  // else on this side reads, would be put together in every cycle (callgrind: 0.7 % more host
  // instructions a cycle than without CSR reads, instead of 0.3 %). What writes a CSR holds the
  // pipeline up, so all are read before the next record; scratch, epc, cause and tval do not, and
  // come with the record.
  import "DPI-C" function int sim_commit(
      input int domain, input longint pc, input int insn, input byte mode, input byte flags,
      input byte rd, input longint rd_data, input shortint csr, input longint csr_data,
      input longint mem_va, input byte mem_size, input longint mem_data,
      input int cause, input longint tval, input byte mode_after);
  import "DPI-C" function int sim_commit_csr(input longint value);

  // Macros, since a function's record is a variable that is filled in every cycle, called or not.
  `define LOG_COMMIT(D, C, AFTER) \
    sim_commit(D, C.pc, C.insn, 8'(C.mode), \
               {C.park, C.trap.valid, C.trap.interrupt, C.trap.gva, C.mem_we, C.mem_valid, \
                C.csr_we, C.rd_we}, \
               8'(C.rd), C.rd_data, 16'(C.csr_addr), C.csr_data, C.mem_va, 8'(C.mem_size), \
               C.mem_we ? C.mem_wdata : C.mem_rdata, 32'(C.trap.cause), C.trap.tval, 8'(AFTER))
  // The branch that retired with an instruction, as a record of its own.
  `define LOG_BRANCH(D, C) \
    sim_commit(D, C.pc + (C.insn[1:0] == 2'b11 ? 64'd4 : 64'd2), C.pair_insn, 8'(C.mode), 8'd0, \
               8'd0, 64'd0, 16'd0, 64'd0, 64'd0, 8'd0, 64'd0, 32'd0, 64'd0, 8'd0)

  initial log_csr_q = '0;
  always_ff @(posedge clk) begin : p_hv_log
    if (commit_enable_i) begin
      if (commit[0].valid) begin
        log_csr_q <= 12'(`LOG_COMMIT(0, commit[0], u_soc.u_hv.u_core.mode));
        if (commit[0].pair) void'(`LOG_BRANCH(0, commit[0]));
      end else if (log_csr_q != '0 && !u_soc.u_hv.u_core.mgmt_error) begin
        log_csr_q <= 12'(sim_commit_csr(u_soc.u_hv.u_core.mgmt_rdata));
      end
    end
  end

  always_ff @(posedge clk) LogComplete_A: assert (!(log_csr_q != '0 && commit[0].valid));

  // ---------------------------------------------------------------- flight recorder
  `define NUMBER d
  `define TRACE  trace[d]
  `define RESETN u_soc.rst_n
  `define MODEL  u_soc.gen_model[d].u_model
  `define MGMT   u_soc.gen_model[d].u_mgmt
  `define WAYS   u_soc.u_l2_ways
  `define FRAME  u_soc.frame
  `define OWN    u_soc.own[d + 1]
`ifndef SIM_SHARED  // nothing of that machine can be replayed
  for (genvar d = 0; d < NumModels; d++) begin : gen_flight
`include "flight.vh"
  end
`else
  logic unused;
  assign unused = ^{state_i, trace[0]};
`endif

  // The models' CSRs are management's to read, and only while they stand still: not in the log.
  for (genvar d = 1; d <= NumModels; d++) begin : gen_log
    always_ff @(posedge clk) begin : p_log
      if (commit_enable_i && commit[d].valid && model_run[d-1]) begin
        void'(`LOG_COMMIT(d, commit[d], 8'd0));
        if (commit[d].pair) void'(`LOG_BRANCH(d, commit[d]));
      end
    end
  end

endmodule
