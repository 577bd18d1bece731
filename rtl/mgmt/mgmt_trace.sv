// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Flight recorder's end in hardware: one record on the trace port for everything that enters the
// domain, stamped in the domain's own time, and for every exit, by which a replay is checked. It
// only listens: no input depends on it, and no register controls it, so nobody can stop, delay or
// alter a record. What passes unseen by the model (freezes, reads, throttle) is no event.
//
// A record leaves one cycle after its event. When events meet, commands, halts and exits come first,
// then domain reset, a stored line, the configuration. Reset and configuration are levels, which
// wait as long as they have to; a line waits one cycle, since commands never follow each other.
module mgmt_trace
  import soc_pkg::*;
  import core_pkg::*;
  import l2_pkg::*;
  import mgmt_pkg::*;
(
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 in_reset_i,
  input  logic                 scrubbing_i,
  input  logic                 run_i,
  input  logic [FrameNoW-1:0]  frame_i,
  input  logic [PhaseW-1:0]    phase_i,
  input  logic [63:0]          model_cycle_i,
  // configuration
  input  logic [L2Ways-1:0]    own_i,
  input  region_log2_t         region_log2_i,
  input  fence_t               fence_i,
  // commands, in the cycle in which they reach the domain
  input  logic                 tick_i,
  input  mgmt_op_e             op_i,
  input  logic [15:0]          regno_i,
  input  logic [63:0]          wdata_i,
  input  logic                 halt_i,        // level, as the core sees it
  // window: a line is in way and DRAM; it keeps for the next cycle
  input  logic                 stored_i,
  input  logic [LineAddrW-1:0] line_i,
  input  logic [LineW-1:0]     line_data_i,
  // exits
  input  logic                 parked_set_i,
  input  exit_t                exit_i,
  input  logic [FrameNoW-1:0]  exit_frame_i,
  input  logic [PhaseW-1:0]    exit_phase_i,
  output trace_t               trace_o
);

  typedef struct packed {
    logic [L2Ways-1:0] own;
    region_log2_t      region_log2;
    fence_t            fence;
  } config_t;

  config_t config_now, config_q;
  logic    reset_q, halt_q, stored_q;
  trace_t  trace_q;

  // A way that is swept is nobody's for a while, but in a domain reset it stays the model's.
  assign config_now = '{own: scrubbing_i ? config_q.own : own_i, region_log2: region_log2_i,
                        fence: fence_i};
  assign trace_o    = trace_q;

  // ---------------------------------------------------------------- what has happened
  logic command, halt_moved, first, reset_due, line_due, config_due, event_now;
  assign command     = tick_i && op_i != MgmtFlush;  // a flush follows from the lines
  assign reset_due   = in_reset_i != reset_q;
  assign halt_moved  = run_i && halt_i != halt_q;
  assign line_due    = stored_i || stored_q;
  assign config_due  = config_now != config_q;
  assign first       = command || halt_moved || parked_set_i;
  assign event_now   = first || reset_due || line_due || config_due;

  always_ff @(posedge clk_i) begin : p_seen
    if (!rst_ni) begin
      reset_q  <= 1'b1;  // power-on is a domain reset
      halt_q   <= 1'b0;
      stored_q <= 1'b0;
      config_q <= '0;
    end else begin
      stored_q <= stored_i && first;
      if (!first) reset_q <= in_reset_i;
      if (run_i)                      halt_q <= halt_i;
      if (in_reset_i || parked_set_i) halt_q <= 1'b0;
      if (!first && !reset_due && !line_due) config_q <= config_now;
    end
  end

  // ---------------------------------------------------------------- the record
  always_ff @(posedge clk_i) begin : p_trace
    if (!rst_ni) begin
      trace_q <= '{kind: TraceReset, default: '0};
    end else begin
      trace_q.valid <= event_now;
      if (event_now) begin
        trace_q.frame <= frame_i;
        trace_q.phase <= run_i ? phase_i : '0;
        trace_q.cycle <= model_cycle_i;
        trace_q.info  <= '0;
        trace_q.data  <= '0;
        if (command) begin
          unique case (op_i)
            MgmtWrite: begin
              trace_q.kind <= TraceWrite;
              trace_q.info <= 32'(regno_i);
              trace_q.data <= LineW'(wdata_i);
            end
            MgmtAdvance: trace_q.kind <= TraceAdvance;
            default:     trace_q.kind <= TraceResume;
          endcase
        end else if (parked_set_i) begin
          trace_q.kind  <= TraceExit;
          trace_q.frame <= exit_frame_i;
          trace_q.phase <= exit_phase_i;
          trace_q.info  <= 32'(trace_exit_t'{
            gva: exit_i.gva, prv: exit_i.mode.prv, interrupt: exit_i.interrupt,
            cause: exit_i.cause, reason: exit_i.reason});
          trace_q.data  <= {exit_i.htinst, exit_i.insn, exit_i.htval, exit_i.tval, exit_i.pc};
        end else if (halt_moved) begin
          trace_q.kind <= TraceHalt;
          trace_q.info <= 32'(halt_i);
        end else if (reset_due) begin
          trace_q.kind <= TraceReset;
          trace_q.info <= 32'(in_reset_i);
        end else if (line_due) begin
          trace_q.kind <= TraceLine;
          trace_q.info <= 32'(line_i);
          trace_q.data <= line_data_i;
        end else begin
          trace_q.kind <= TraceConfig;
          trace_q.info <= 32'({config_now.own, config_now.region_log2});
          trace_q.data <= LineW'(config_now.fence);
        end
      end
    end
  end

  // ---------------------------------------------------------------- no event is lost
`ifdef VERILATOR  // of the blocks around, not of this one
  always_ff @(posedge clk_i) if (rst_ni)
    OneAtATime_A: assert ($onehot0({command, halt_moved, parked_set_i}));
  always_ff @(posedge clk_i) if (rst_ni)
    LineWaitsOnce_A: assert (!stored_q || !(first || reset_due));
`endif

  logic unused;
  assign unused = exit_i.parked ^ exit_i.mode.v;

endmodule
