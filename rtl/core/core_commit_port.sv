// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// One record per retired instruction or trap, registered: lockstep, logs, model digests and
// assertions hang on it. A branch that retires with the instruction before it has no record of its
// own; it writes nothing, so its encoding says all. Nothing in the core reads the record, so
// synthesis removes it where it is unused.
module core_commit_port
  import core_pkg::*;
  import core_pipe_pkg::*;
  import soc_pkg::PaW;
(
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        retire_i,
  input  logic        retire_b_i,
  input  logic        trap_take_i,
  input  tail_t       tail_i,
  input  logic [63:0] pc_i,
  input  logic [31:0] raw_i,
  input  logic [31:0] b_raw_i,
  input  logic [63:0] result_i,
  input  logic [63:0] aux_i,
  input  logic [63:0] store_i,
  input  logic [PaW-1:0] pa_i,
  input  trap_t       trap_i,
  input  mode_t       mode_i,
  input  mode_t       trap_mode_i,
  input  logic        park_i,
  output commit_t     commit_o
);

  // A load-reserved and a store-conditional that failed write nothing.
  logic amo, writes;
  assign amo = (tail_i.dop == DAmo);

  always_comb begin
    writes = (tail_i.dop == DStore) || amo;
    if (amo && raw_i[31:27] == 5'b00010) writes = 1'b0;
    if (amo && raw_i[31:27] == 5'b00011) writes = (result_i == 64'd0);
  end

  // Of a CSR, result_i is what it held. Bit 0 of an epc is zero.
  logic [63:0] csr_data;
  assign csr_data = core_csr_pkg::csr_apply(result_i, tail_i.csr_op, aux_i) &
                    ~{63'd0, raw_i[27:20] == 8'h41};

  commit_t commit_q;

  always_ff @(posedge clk_i) begin
    commit_q.valid <= retire_i || trap_take_i;

    if (retire_i || trap_take_i) begin
      commit_q.pc         <= pc_i;
      commit_q.insn       <= raw_i;
      commit_q.mode       <= mode_i;
      commit_q.rd_we      <= retire_i && tail_i.rd_we;
      commit_q.rd         <= tail_i.rd;
      commit_q.rd_data    <= result_i;
      commit_q.csr_we     <= retire_i && tail_i.csr && tail_i.csr_write;
      commit_q.csr_addr   <= raw_i[31:20];
      if (tail_i.csr) commit_q.csr_data <= csr_data;
      commit_q.mem_valid  <= retire_i && tail_i.mem;
      commit_q.mem_we     <= retire_i && tail_i.mem && writes;
      commit_q.trap.valid <= trap_take_i;
      commit_q.pair       <= retire_b_i;
      if (retire_b_i) begin
        commit_q.pair_insn <= b_raw_i[1:0] == 2'b11 ? b_raw_i : {16'd0, b_raw_i[15:0]};
      end
    end

    if (retire_i && tail_i.mem) begin
      commit_q.mem_va    <= aux_i;
      commit_q.mem_pa    <= pa_i;
      commit_q.mem_size  <= tail_i.size;
      commit_q.mem_wdata <= store_i;
      commit_q.mem_rdata <= result_i;
    end

    if (trap_take_i) begin
      commit_q.trap      <= trap_i;
      commit_q.trap_mode <= trap_mode_i;
      commit_q.park      <= park_i;
    end
    if (!rst_ni) commit_q <= '0;
  end

  // Before the first clock edge the record holds anything.
  always_comb begin
    commit_o = commit_q;
    commit_o.valid = commit_q.valid && rst_ni;
  end

  logic unused;
  assign unused = ^tail_i;

endmodule
