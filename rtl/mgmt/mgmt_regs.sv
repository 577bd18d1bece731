// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Registers of one domain's management: the generated block, the checks that stand before every
// action, abstract commands, and the locks. Whatever is refused changes nothing and says why in
// cmderr. What the domain shows is visible only while it stands still.
module mgmt_regs
  import soc_pkg::*;
  import bus_pkg::*;
  import core_pkg::*;
  import mgmt_pkg::*;
(
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          hv_rst_ni,
  input  logic          frame_last_i,
  input  dev_req_t      dev_req_i,
  output dev_rsp_t      dev_rsp_o,
  output logic          irq_o,
  input  logic          event_open_i,
  input  logic          interlock_freeze_i,
  input  logic          has_ways_i,
  input  region_log2_t  model_log2_i,
  // parts
  output logic          ndmreset_o,
  input  scrub_status_t scrub_i,
  output run_req_t      run_req_o,
  input  run_status_t   run_i,
  output mgmt_op_e      cmd_op_o,
  output logic          cmd_busy_o,
  output logic          stop_enable_o,
  output logic [62:0]   stop_cycle_o,
  output logic [31:0]   period_o,
  output logic [15:0]   burst_o,
  input  logic [15:0]   tokens_i,
  output logic          win_flush_o,
  input  logic          win_flushed_i,
  input  logic          win_refused_i,
  input  logic [FrameNoW-1:0] stamp_frame_i,
  input  logic [PhaseW-1:0]   stamp_phase_i,
  // domain
  output logic [15:0]   regno_o,
  output logic [63:0]   wdata_o,
  input  core_mgmt_rsp_t core_i,
  output region_log2_t  region_log2_o,
  output fence_t        fence_o,
  output logic          config_locked_o
);

  import mgmt_reg_pkg::*;

  localparam logic [15:0] RegHedeleg = 16'h0602;
  localparam logic [15:0] RegHgatp   = 16'h0680;

  typedef enum logic [1:0] {
    CmdIdle,
    CmdCheck,  // the fields have their new values: refuse or act
    CmdRead    // the core answers: into data0
  } cmd_e;

  cmd_e cmd_q;
  logic advance_q, resume_q;

  // ---------------------------------------------------------------- register block
  mgmt__in_t   hwif_in;
  mgmt__out_t  hwif_out;

  // A command under way holds the bus.
  dev_req_t dev_req;
  always_comb begin : p_stall
    dev_req = dev_req_i;
    if (cmd_busy_o) dev_req.valid = 1'b0;
  end

  mgmt_reg u_reg (
    .clk   (clk_i),
    .rst   (!rst_ni),
    .req_i (dev_req),
    .rsp_o (dev_rsp_o),
    .hwif_in,
    .hwif_out
  );

  // ---------------------------------------------------------------- control
  logic parked, standing;  // standing: frozen and out of reset
  assign parked   = run_i.parked && !scrub_i.in_reset;
  assign standing = !run_i.run && !scrub_i.in_reset;

  logic resume_ok, resume_try, advance_ok, advance_try, advance_go;
  assign resume_ok   = parked && !run_i.throttled && !run_i.resuming && fence_o.locked
      && has_ways_i && event_open_i && !scrub_i.hold;
  assign resume_try  = resume_q;
  assign advance_ok  = parked && !run_i.throttled && !run_i.resuming && event_open_i
      && core_i.exit.reason == ExitWfi && core_i.exit.parked;
  assign advance_try = advance_q;
  assign advance_go  = advance_try && advance_ok && !frame_last_i;

  // The strobes of dmcontrol wait here, so that a decision never meets the frame's own.
  always_ff @(posedge clk_i) begin : p_strobe
    if (!rst_ni) begin
      resume_q  <= 1'b0;
      advance_q <= 1'b0;
    end else begin
      resume_q  <= hwif_out.dmcontrol.resumereq.value;
      advance_q <= hwif_out.dmcontrol.advancereq.value
          || (advance_q && advance_ok && frame_last_i);
    end
  end

  logic throttle_q;  // the fields follow their write strobe by one cycle
  always_ff @(posedge clk_i) begin : p_throttle
    if (!rst_ni) throttle_q <= 1'b0;
    else         throttle_q <= hwif_out.throttle.burst.swmod;
  end

  assign ndmreset_o = hwif_out.dmcontrol.ndmreset.value;
  assign run_req_o  = '{
    freeze:      hwif_out.dmcontrol.freezereq.value || !hv_rst_ni,
    halt:        hwif_out.dmcontrol.haltreq.value,
    resume:      resume_try && resume_ok,
    stop_clear:  hwif_out.dmcontrol.stopclear.value,
    fill_tokens: throttle_q
  };

  assign stop_enable_o = hwif_out.stop_at.enable.value;
  assign stop_cycle_o  = hwif_out.stop_at.cycle.value;
  assign period_o      = hwif_out.throttle.period.value;
  assign burst_o       = hwif_out.throttle.burst.value;
  assign win_flush_o   = hwif_out.window.flush.value;

  // ---------------------------------------------------------------- abstract commands
  logic cmd_supported, cmd_locked, cmd_state_ok, cmd_act;
  logic [15:0] regno;
  // Law 3: nothing that hv writes shows on these wires while the domain runs.
  assign regno         = hwif_out.command.regno.value;
  assign regno_o       = run_i.run ? '0 : regno;
  assign wdata_o       = run_i.run ? '0 : hwif_out.data0.data.value;
  assign cmd_supported = hwif_out.command.cmdtype.value == '0
      && hwif_out.command.aarsize.value == 3'd3 && hwif_out.command.transfer.value;
  assign cmd_locked    = hwif_out.command.write.value && config_locked_o
      && (regno == RegHedeleg || regno == RegHgatp);
  assign cmd_state_ok  = hwif_out.command.write.value
      ? parked && event_open_i && !run_i.resuming : standing;
  assign cmd_act       = cmd_q == CmdCheck && !frame_last_i && cmd_supported && !cmd_locked
      && cmd_state_ok;
  assign cmd_busy_o    = cmd_q != CmdIdle || advance_q || resume_q;

  always_ff @(posedge clk_i) begin : p_cmd
    if (!rst_ni) begin
      cmd_q <= CmdIdle;
    end else begin
      unique case (cmd_q)
        CmdIdle:  if (hwif_out.command.regno.swmod) cmd_q <= CmdCheck;
        // Not in the last cycle of a frame, where the domain may be about to thaw.
        CmdCheck: if (!frame_last_i) cmd_q <= cmd_act ? CmdRead : CmdIdle;
        default:  cmd_q <= CmdIdle;
      endcase
    end
  end

  always_comb begin : p_op
    cmd_op_o = MgmtNone;
    if (advance_go) cmd_op_o = MgmtAdvance;
    if (cmd_act && hwif_out.command.write.value) cmd_op_o = MgmtWrite;
  end

  logic       err_set;
  logic [2:0] err;
  always_comb begin : p_err
    err_set = 1'b0;
    err     = '0;
    if (cmd_q == CmdCheck && !frame_last_i && !cmd_act) begin
      err_set = 1'b1;
      err     = (cmd_supported && !cmd_locked) ? cmderr_e__halt_resume : cmderr_e__not_supported;
    end else if (cmd_q == CmdRead && core_i.reg_error) begin
      err_set = 1'b1;
      err     = cmderr_e__not_supported;
    end else if ((resume_try && !resume_ok) || (advance_try && !advance_ok)) begin
      err_set = 1'b1;
      err     = cmderr_e__halt_resume;
    end
  end

  // ---------------------------------------------------------------- locks
  logic locked_q;
  always_ff @(posedge clk_i) begin : p_lock
    if (!rst_ni || scrub_i.in_reset) locked_q <= 1'b0;
    else if (run_req_o.resume)       locked_q <= 1'b1;
  end
  assign config_locked_o = locked_q;
  assign fence_o.locked  = hwif_out.fence_lock.locked.value;
  for (genvar i = 0; i < FenceRanges; i++) begin : gen_fence
    assign fence_o.range[i] = '{
      enable: hwif_out.fence[i].enable.value,
      base:   hwif_out.fence[i].base.value,
      limit:  hwif_out.fence[i].limit.value
    };
    assign hwif_in.fence[i].base.swwel   = fence_o.locked;
    assign hwif_in.fence[i].limit.swwel  = fence_o.locked;
    assign hwif_in.fence[i].enable.swwel = fence_o.locked;
  end

  always_comb begin : p_region
    region_log2_o = hwif_out.config_.region_log2.value;
    if (region_log2_o < 5'd20) region_log2_o = 5'd20;
    if (region_log2_o > model_log2_i) region_log2_o = model_log2_i;
  end

  // ---------------------------------------------------------------- what hv sees
  assign hwif_in.dmcontrol.freezereq.hwset       = !hv_rst_ni;
  assign hwif_in.dmcontrol.haltreq.hwclr         = run_i.parked;
  assign hwif_in.dmstatus.allhalted.next         = parked;
  assign hwif_in.dmstatus.allrunning.next        = run_i.run;
  assign hwif_in.dmstatus.frozen.next            = standing;
  assign hwif_in.dmstatus.scrubbing.next         = scrub_i.scrubbing;
  assign hwif_in.dmstatus.inreset.next           = scrub_i.in_reset;
  assign hwif_in.dmstatus.fence_locked.next      = fence_o.locked;
  assign hwif_in.dmstatus.config_locked.next     = locked_q;
  assign hwif_in.dmstatus.stopped.next           = run_i.stopped;
  assign hwif_in.dmstatus.throttled.next         = run_i.throttled;
  assign hwif_in.dmstatus.interlocked.next       = interlock_freeze_i;
  assign hwif_in.abstractcs.busy.next            = cmd_busy_o;
  assign hwif_in.abstractcs.cmderr.we            = err_set
      && hwif_out.abstractcs.cmderr.value == '0;
  assign hwif_in.abstractcs.cmderr.next          = err;
  assign hwif_in.data0.data.we                   = cmd_q == CmdRead && !core_i.reg_error
      && !hwif_out.command.write.value;
  assign hwif_in.data0.data.next                 = core_i.rdata;
  assign hwif_in.exit.reason.next                = parked ? core_i.exit.reason : ExitNone;
  assign hwif_in.exit.interrupt.next             = parked && core_i.exit.interrupt;
  assign hwif_in.exit.cause.next                 = parked ? core_i.exit.cause : '0;
  assign hwif_in.exit.gva.next                   = parked && core_i.exit.gva;
  assign hwif_in.exit.prv.next                   = parked ? core_i.exit.mode.prv : PrivU;
  assign hwif_in.exit_tval.tval.next             = parked ? core_i.exit.tval : '0;
  assign hwif_in.exit_htval.htval.next           = parked ? core_i.exit.htval : '0;
  assign hwif_in.exit_insn.insn.next             = parked ? core_i.exit.insn : '0;
  assign hwif_in.exit_insn.htinst.next           = parked ? core_i.exit.htinst : '0;
  assign hwif_in.exit_pc.pc.next                 = parked ? core_i.exit.pc : '0;
  assign hwif_in.model_cycle.cycle.next          = standing ? core_i.model_cycle : '0;
  assign hwif_in.stamp.phase.next                = stamp_phase_i;
  assign hwif_in.stamp.frame.next                = stamp_frame_i;
  assign hwif_in.tokens.count.next               = tokens_i;
  assign hwif_in.config_.region_log2.swwel       = locked_q;
  assign hwif_in.fence_lock.locked.hwclr         = scrub_i.in_reset;
  assign hwif_in.window.flush.next               = 1'b0;
  assign hwif_in.window.flush.we                 = win_flush_o && win_flushed_i;
  assign hwif_in.window.refused.hwset            = win_refused_i;
  assign hwif_in.irq_status.parked.hwset         = run_i.parked_set;
  assign hwif_in.irq_status.stopped.hwset        = run_i.stopped_set;
  assign hwif_in.irq_status.scrubbed.hwset       = scrub_i.done;

  always_ff @(posedge clk_i) begin : p_irq
    if (!rst_ni) begin
      irq_o <= 1'b0;
    end else begin
      irq_o <= (hwif_out.irq_status.parked.value && hwif_out.irq_enable.parked.value)
          || (hwif_out.irq_status.stopped.value && hwif_out.irq_enable.stopped.value)
          || (hwif_out.irq_status.scrubbed.value && hwif_out.irq_enable.scrubbed.value);
    end
  end

  logic unused;
  assign unused = run_i.event_in;

endmodule
