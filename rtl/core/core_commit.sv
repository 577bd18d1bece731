// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// W: the only place where architectural state changes. Ordinary instructions retire at once,
// stores when the store buffer takes them. What is special waits for its preconditions here, with
// nothing younger allowed to act: traps and fences until the store buffer is drained, flushes
// until they are done, WFI for an interrupt. On a captive core the trap target HS or M, WFI with
// nothing pending and a halt request park instead: stopped and drained, until management resumes.
module core_commit
  import core_pkg::*;
  import core_decode_pkg::*;
  import core_pipe_pkg::*;
#(
  parameter core_cfg_t Cfg = '0
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  // the instruction in W
  input  logic        valid_i,
  input  tail_t       tail_i,
  input  logic [63:0] pc_i,
  input  logic [31:0] raw_i,
  input  logic [63:0] aux_i,
  input  logic [63:0] result_i,
  input  logic [63:0] store_i,
  input  trap_t       trap_i,
  output logic        ready_o,        // W is empty or empties now
  output logic        clear_o,        // W empties now
  output logic        kill_o,         // younger instructions never happen
  output logic        redirect_o,
  output logic [63:0] redirect_pc_o,
  // registers
  output logic        rd_we_o,
  // memory
  output logic        st_commit_o,
  input  logic        st_ready_i,
  input  logic        drained_i,
  output logic        resv_clear_o,
  output flush_t      flush_o,
  input  logic        flush_busy_i,
  // CSR file
  output csr_wr_t     csr_wr_o,
  output logic        retire_o,
  output logic        retire_b_o,     // and the branch that came with it
  output logic        trap_take_o,
  output logic        mret_o,
  output logic        sret_o,
  input  logic [63:0] target_i,
  input  logic        park_i,         // the trap's target is not for this core to enter
  input  logic        irq_wakeup_i,
  input  mode_t       mode_i,
  // parking
  input  logic        resume_i,
  input  logic        mgmt_flush_i,
  output exit_t       exit_o,
  output logic        sleeping_o
);

  // ---------------------------------------------------------------- what kind of instruction
  logic trapped, special, flusher, fence, wfi, halt, xret, is_store;

  assign trapped  = trap_i.valid;
  assign is_store = tail_i.mem && (tail_i.dop == DStore);
  assign fence    = (tail_i.sys == SysFence);
  assign flusher  = (tail_i.sys == SysFenceI) || (tail_i.sys == SysSfence) ||
                    (tail_i.sys == SysHfenceV) || (tail_i.sys == SysHfenceG);
  assign wfi      = (tail_i.sys == SysWfi);
  assign halt     = (tail_i.sys == SysHalt);
  assign xret     = (tail_i.sys == SysMret) || (tail_i.sys == SysSret);
  assign special  = trapped || tail_i.serial;

  // ---------------------------------------------------------------- sequence
  typedef enum logic [1:0] {StRun, StFlush, StWait, StSleep} state_e;
  state_e state_q;

  logic go, start_flush, wfi_now, wfi_park, need_drain;

  assign need_drain = trapped || fence || flusher || wfi || halt;
  assign go          = valid_i && special && (state_q == StRun) && (!need_drain || drained_i);
  assign start_flush = go && !trapped && flusher;
  assign wfi_now     = go && !trapped && wfi;
  assign wfi_park    = wfi_now && Cfg.captive && !irq_wakeup_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= StRun;
    end else begin
      unique case (state_q)
        StRun: begin
          if (start_flush) state_q <= StFlush;
          else if (wfi_now && !Cfg.captive && !irq_wakeup_i) state_q <= StSleep;
        end
        StFlush: state_q <= StWait;  // the flush raises its busy in this cycle
        StWait:  if (!flush_busy_i) state_q <= StRun;
        default: if (irq_wakeup_i) state_q <= StRun;
      endcase
    end
  end

  logic flush_done, woken, special_done;
  assign flush_done   = (state_q == StWait) && !flush_busy_i;
  assign woken        = (state_q == StSleep) && irq_wakeup_i;
  assign special_done = (go && !start_flush && !(wfi_now && !irq_wakeup_i && !wfi_park)) ||
                        flush_done || woken;

  assign clear_o = valid_i && (special ? special_done : (!is_store || st_ready_i));
  assign ready_o = !valid_i || clear_o;
  assign kill_o  = valid_i && special;

  assign sleeping_o = (state_q == StSleep) && drained_i && !irq_wakeup_i;

  // ---------------------------------------------------------------- effects
  logic park;
  assign trap_take_o  = go && trapped;
  assign retire_o     = clear_o && !trapped && !halt;
  assign retire_b_o   = retire_o && tail_i.pair;
  assign rd_we_o      = retire_o && tail_i.rd_we;
  assign st_commit_o  = clear_o && !special && is_store;
  assign mret_o       = go && !trapped && (tail_i.sys == SysMret);
  assign sret_o       = go && !trapped && (tail_i.sys == SysSret);
  assign resv_clear_o = trap_take_o || mret_o || sret_o || park;  // a halt is an event too

  // What fetch depends on is fetched again: satp, vsatp, hgatp, PMP.
  logic csr_write, refetch;
  // A CSR instruction waits for nothing here.
  assign csr_write = valid_i && !trapped && tail_i.csr && tail_i.csr_write;
  assign refetch   = csr_write && tail_i.serial &&
                     (raw_i[31:20] == 12'h180 || raw_i[31:20] == 12'h280 ||
                      raw_i[31:20] == 12'h680 || (raw_i[31:28] == 4'h3 && raw_i[27:25] >= 3'd5));
  assign csr_wr_o  = '{valid: csr_write, addr: raw_i[31:20], op: tail_i.csr_op, wdata: aux_i,
                       old: result_i};

  always_comb begin
    flush_o = '0;
    flush_o.fence_i     = start_flush && (tail_i.sys == SysFenceI);
    flush_o.sfence_vma  = start_flush && (tail_i.sys == SysSfence) && !mode_i.v;
    flush_o.hfence_vvma = start_flush && ((tail_i.sys == SysHfenceV) ||
                                          (tail_i.sys == SysSfence && mode_i.v));
    flush_o.hfence_gvma = start_flush && (tail_i.sys == SysHfenceG);
    flush_o.use_va      = (raw_i[19:15] != 5'd0);
    flush_o.use_id      = (raw_i[24:20] != 5'd0);
    flush_o.va          = aux_i;
    flush_o.id          = store_i[15:0];
    flush_o.all         = mgmt_flush_i;
  end

  // ---------------------------------------------------------------- redirect
  logic        parked_q;
  logic [63:0] next_pc;

  assign park    = (trap_take_o && park_i) || wfi_park || (go && !trapped && halt);
  assign next_pc = pc_i + ((raw_i[1:0] == 2'b11) ? 64'd4 : 64'd2);

  assign redirect_o = park || trap_take_o || (go && !trapped && xret) || refetch || flush_done;

  always_comb begin
    redirect_pc_o = next_pc;
    if (park && !wfi_park) redirect_pc_o = pc_i;
    else if (trapped || xret) redirect_pc_o = target_i;
  end

  // ---------------------------------------------------------------- parking
  exit_reason_e trap_reason;
  exit_t        exit_q;

  always_comb begin
    trap_reason = ExitTrap;
    if (trap_i.fence) trap_reason = ExitFence;
    else if (trap_i.trigger) trap_reason = ExitTrigger;
    else if (!trap_i.interrupt && (trap_i.cause == ExcInsnAccess || trap_i.cause == ExcLoadAccess ||
                                   trap_i.cause == ExcStoreAccess)) trap_reason = ExitBus;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) parked_q <= Cfg.captive;
    else if (park) parked_q <= 1'b1;
    else if (resume_i) parked_q <= 1'b0;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      exit_q        <= '0;
      exit_q.reason <= Cfg.captive ? ExitHalt : ExitNone;
      exit_q.mode   <= '{v: Cfg.captive, prv: Cfg.captive ? PrivS : PrivM};
    end else if (park) begin
      exit_q      <= '0;
      exit_q.insn <= raw_i;
      exit_q.pc   <= redirect_pc_o;
      exit_q.mode <= mode_i;
      if (trapped) begin
        exit_q.reason    <= trap_reason;
        exit_q.interrupt <= trap_i.interrupt;
        exit_q.cause     <= trap_i.cause;
        exit_q.tval      <= trap_i.tval;
        exit_q.htval     <= trap_i.tval2;
        exit_q.htinst    <= trap_i.tinst;
        exit_q.gva       <= trap_i.gva;
      end else begin
        exit_q.reason <= wfi_park ? ExitWfi : ExitHalt;
      end
    end
  end

  always_comb begin
    exit_o        = exit_q;
    exit_o.parked = parked_q;
  end

  logic unused;
  assign unused = ^{tail_i, store_i[63:16]};

  always_ff @(posedge clk_i) if (rst_ni) Park_A: assert (!park || (Cfg.captive && drained_i));
  always_ff @(posedge clk_i) if (rst_ni) Parked_A: assert (!(parked_q && valid_i));
  // What traps retires nothing, writes nothing and commits no store.
  logic effect, undrained;
  assign effect = retire_o || csr_write || st_commit_o || mret_o || sret_o || start_flush;
  assign undrained = state_q == StRun && (trap_take_o || start_flush || (retire_o && fence));
  always_ff @(posedge clk_i) if (rst_ni && trapped) TrapNoEffect_A: assert (!effect);
  // Traps and fences find every older store in memory.
  always_ff @(posedge clk_i) if (rst_ni && !drained_i) Drained_A: assert (!undrained);
  always_ff @(posedge clk_i) if (rst_ni) StoreTaken_A: assert (!(st_commit_o && !st_ready_i));
  // Flush and sleep belong to the instruction that stays in W.
  always_ff @(posedge clk_i) if (rst_ni) WaitsInW_A: assert (state_q == StRun || valid_i);

endmodule
