// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The interlock: holds the isolation level, drives gates and relays, and trips on silence. It runs
// on its own clock and reset and trusts no software. Everything from the hv domain comes through
// synchronisers: raise requests and tripwires as levels, the heartbeat answer as a static word with
// a toggle. See README.md for the sequence at power-on.
//
// Timing: tripwire or raise request to gates and relay drives: 3 lock cycles (2 synchroniser, 1).
module interlock
  import interlock_pkg::*;
#(
  parameter int unsigned SettleCycles    = 256,
  parameter int unsigned HeartbeatPeriod = 1 << 20,
  parameter int unsigned BootWindow      = 1 << 24,
  parameter int unsigned ClockLossCycles = 64
) (
  input  logic         lock_clk_i,
  input  logic         lock_rst_ni,
  input  logic [127:0] seed_i,             // device entropy, static
  input  logic         bare_i,             // strap, simulation only: no hypervisor, no heartbeat
  input  logic         weaken_write_i,     // simulation only: lowering needs no quorum
  // From the hv domain, asynchronous.
  input  logic         hv_alive_i,         // toggles with the hv clock
  input  logic         tripwire_i,         // level, sticky in hv
  input  thermo_t      raise_i,            // levels, sticky in hv
  input  logic         lower_toggle_i,     // a request to lower: refused without quorum
  input  thermo_t      lower_to_i,         // static while the toggle crosses
  input  logic         answer_toggle_i,
  input  logic [127:0] answer_i,           // static while the toggle crosses
  // To the hv domain; crossings are synchronised there.
  output logic         hv_rst_no,
  output gate_t        gates_o,            // registered
  output thermo_t      level_o,
  output trip_e        trip_o,
  output logic         lower_refused_o,
  output logic         contact_fault_o,
  output logic         lock_alive_o,       // toggles with the lock clock
  output logic [255:0] key_o,              // static after hv reset has ended
  output logic [63:0]  challenge_o,        // static while pending
  output logic         pending_o,
  output logic         window_open_o,
  output logic         armed_o,
  output logic [31:0]  accepted_o,
  // Plant.
  output relay_t       relay_drive_o,
  output relay_t       relay_permit_o,
  input  relay_t       contact_i
);

  typedef enum logic [2:0] {StOpen, StClose, StStart, StRun, StFailed} state_e;

  // Longest time a relay and its contact may need, with margin for the synchroniser.
  localparam int unsigned StepCycles = 2 * SettleCycles;
  localparam int unsigned StepW      = $clog2(StepCycles + 1);

  // ---------------------------------------------------------------- crossings from hv
  logic    alive, tripwire, lower_toggle, answer_toggle, lower_toggle_q, answer_toggle_q;
  thermo_t raise;
  relay_t  contact;

  prim_sync #(.Width(9)) u_sync_hv (
    .clk_i (lock_clk_i),
    .rst_ni(lock_rst_ni),
    .d_i   ({hv_alive_i, tripwire_i, raise_i, lower_toggle_i, answer_toggle_i}),
    .q_o   ({alive, tripwire, raise, lower_toggle, answer_toggle})
  );

  prim_sync #(.Width(Relays)) u_sync_contact (
    .clk_i (lock_clk_i),
    .rst_ni(lock_rst_ni),
    .d_i   (contact_i),
    .q_o   (contact)
  );

  always_ff @(posedge lock_clk_i) begin : p_toggles
    if (!lock_rst_ni) begin
      lower_toggle_q  <= 1'b0;
      answer_toggle_q <= 1'b0;
    end else begin
      lower_toggle_q  <= lower_toggle;
      answer_toggle_q <= answer_toggle;
    end
  end

  // ---------------------------------------------------------------- loss of the hv clock
  localparam int unsigned LossW = $clog2(ClockLossCycles + 1);
  logic [LossW-1:0] loss_q;
  logic             alive_q, clock_lost;

  always_ff @(posedge lock_clk_i) begin : p_clock_loss
    if (!lock_rst_ni || !hv_rst_no) begin
      loss_q  <= '0;
      alive_q <= 1'b0;
    end else begin
      alive_q <= alive;
      if (alive != alive_q) loss_q <= '0;
      else if (!clock_lost) loss_q <= loss_q + 1'b1;
    end
  end
  assign clock_lost = loss_q == LossW'(ClockLossCycles);

  // ---------------------------------------------------------------- power-on
  // Contacts are tested open, then closed, before hv leaves reset; a failure goes to offline, and
  // hv starts all the same, to say so.
  state_e          state_q;
  logic [StepW-1:0] step_q;
  logic            step_end, self_test_failed;
  relay_t          settled, fault;

  assign step_end         = step_q == StepW'(StepCycles);
  assign self_test_failed = step_end && (state_q == StOpen || state_q == StClose) && !(&settled);

  always_ff @(posedge lock_clk_i) begin : p_power_on
    if (!lock_rst_ni) begin
      state_q   <= StOpen;
      step_q    <= '0;
      hv_rst_no <= 1'b0;
    end else begin
      step_q <= step_end ? '0 : step_q + 1'b1;
      unique case (state_q)
        // StOpen: nothing driven; every contact must read open.
        StOpen: if (step_end) state_q <= self_test_failed ? StFailed : StClose;
        // StClose: all driven; every contact must read closed.
        StClose: if (step_end) state_q <= self_test_failed ? StFailed : StStart;
        // StStart: release hv.
        StStart: begin
          hv_rst_no <= 1'b1;
          state_q   <= StRun;
        end
        // StRun: levels rule.
        StRun: ;
        // StFailed: offline, hv released.
        StFailed: hv_rst_no <= 1'b1;
        default: state_q <= StFailed;
      endcase
      if (state_q == StRun) step_q <= '0;
    end
  end

  // ---------------------------------------------------------------- heartbeat
  logic heartbeat_lost, key_valid;
  interlock_heartbeat #(
    .Period     (HeartbeatPeriod),
    .WindowOpen (HeartbeatPeriod / 4),
    .WindowClose(HeartbeatPeriod / 4 * 3),
    .BootWindow (BootWindow)
  ) u_heartbeat (
    .lock_clk_i, .lock_rst_ni,
    .enable_i     (state_q == StRun && !bare_i),
    .seed_i,
    .submit_i     (answer_toggle != answer_toggle_q),
    .answer_i,
    .key_o,
    .key_valid_o  (key_valid),
    .challenge_o, .pending_o, .window_open_o, .armed_o, .accepted_o,
    .lost_o       (heartbeat_lost)
  );

  // ---------------------------------------------------------------- level
  logic    contact_fault;
  thermo_t raise_all, level_next;
  trip_e   trip;

  // Before self-test has ended the drives follow the test, so a fault counts from then on.
  assign contact_fault = (fault != '0) && (state_q == StRun);

  always_comb begin : p_raise
    raise_all = raise & thermo(LevelOffline);
    trip      = TripHypervisor;
    if (heartbeat_lost) begin
      raise_all |= thermo(LevelOffline);
      trip = TripHeartbeat;
    end
    if (clock_lost) begin
      raise_all |= thermo(LevelOffline);
      trip = TripClock;
    end
    if (contact_fault || state_q == StFailed) begin
      raise_all |= thermo(LevelOffline);
      trip = TripContact;
    end
    if (tripwire) begin
      raise_all |= thermo(LevelOffline);
      trip = TripTripwire;
    end
  end

  interlock_level u_level (
    .lock_clk_i, .lock_rst_ni,
    .raise_i         (raise_all),
    .trip_i          (trip),
    .lower_i         (lower_toggle != lower_toggle_q),
    .lower_to_i,
    .lower_verified_i(weaken_write_i),
    .next_o          (level_next),
    .thermo_o        (level_o),
    .trip_o,
    .lower_refused_o
  );

  // ---------------------------------------------------------------- gates, relays
  logic running;
  assign running = state_q == StRun || state_q == StStart;

  always_ff @(posedge lock_clk_i) begin : p_gates
    if (!lock_rst_ni) gates_o <= '0;
    else              gates_o <= running ? gates(level_next) : '0;
  end

  logic energise;
  // Not even the self-test closes a relay at offline.
  assign energise = (state_q == StClose || running) && !level_next[2];

  for (genvar i = 0; i < Relays; i++) begin : gen_relay
    interlock_relay #(.SettleCycles(SettleCycles)) u_relay (
      .lock_clk_i, .lock_rst_ni,
      .energise_i(energise),
      .contact_i (contact[i]),
      .drive_o   (relay_drive_o[i]),
      .permit_o  (relay_permit_o[i]),
      .settled_o (settled[i]),
      .fault_o   (fault[i])
    );
  end
  assign contact_fault_o = fault != '0;

  always_ff @(posedge lock_clk_i) begin : p_alive
    if (!lock_rst_ni) lock_alive_o <= 1'b0;
    else              lock_alive_o <= !lock_alive_o;
  end

  // Offline opens every isolating relay and stops every model in the cycle it is reached.
  always_ff @(posedge lock_clk_i) if (lock_rst_ni)
    OfflineIsOpen_A: assert (!level_o[2] || (relay_drive_o == '0 && !gates_o.run));

  logic unused;
  assign unused = key_valid;

endmodule
