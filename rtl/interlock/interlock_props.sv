// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Law 8 on the whole interlock, with its real periods: the level never falls, what hv asks never
// goes beyond offline, and silence of every kind reaches offline in bounded time: no right answer,
// no hv clock, a tripwire. So does a wrong, early or second answer, and a failed self-test. SHA-256
// is cut: whatever it says and whenever, silence is silence.
module interlock_props
  import interlock_pkg::*;
#(
  parameter int unsigned Period     = 1 << 20,
  parameter int unsigned BootWindow = 1 << 24,
  parameter int unsigned ClockLoss  = 64,
  parameter int unsigned Settle     = 256
) (
  input logic         lock_clk_i,
  input logic [127:0] seed_i,
  input logic         hv_alive_i,
  input logic         tripwire_i,
  input thermo_t      raise_i,
  input logic         lower_toggle_i,
  input thermo_t      lower_to_i,
  input logic         answer_toggle_i,
  input logic [127:0] answer_i,
  input relay_t       contact_i
);

  logic reset_q = 1'b1;
  always_ff @(posedge lock_clk_i) reset_q <= 1'b0;

  logic    hv_rst_n;
  gate_t   gates_now;
  thermo_t level_now;
  relay_t  drive, permit;
  interlock #(
    .SettleCycles(Settle), .HeartbeatPeriod(Period), .BootWindow(BootWindow),
    .ClockLossCycles(ClockLoss)
  ) u_lock (
    .lock_clk_i, .lock_rst_ni(!reset_q), .seed_i,
    .bare_i(1'b0), .weaken_write_i(1'b0),
    .hv_alive_i, .tripwire_i, .raise_i, .lower_toggle_i, .lower_to_i, .answer_toggle_i, .answer_i,
    .hv_rst_no(hv_rst_n), .gates_o(gates_now), .level_o(level_now), .trip_o(), .lower_refused_o(),
    .contact_fault_o(), .lock_alive_o(), .key_o(), .challenge_o(), .pending_o(), .window_open_o(),
    .armed_o(), .accepted_o(), .relay_drive_o(drive), .relay_permit_o(permit), .contact_i
  );

  logic offline, running, right;
  assign offline = level_now[2];
  assign running = u_lock.state_q == 3'd3;  // StRun: nothing leaves it
  assign right   = u_lock.u_heartbeat.right;

  // ---------------------------------------------------------------- silence of the hypervisor
  localparam int unsigned Open  = Period / 4;
  localparam int unsigned Close = Period / 4 * 3;
  localparam int unsigned CountW = 26;
  logic [CountW-1:0] silent_q, timer;  // cycles since the last right answer, or since the start
  assign timer = CountW'(u_lock.u_heartbeat.timer_q);
  always_ff @(posedge lock_clk_i) begin : p_silent
    if (reset_q || !running || right) silent_q <= '0;
    else if (!(&silent_q)) silent_q <= silent_q + 1'b1;
  end

  logic first, answered, lost;
  assign first    = u_lock.u_heartbeat.first_q;
  assign answered = u_lock.u_heartbeat.answered_q;
  assign lost     = u_lock.u_heartbeat.lost_o;

  always_ff @(posedge lock_clk_i) begin : p_silence
    if (!reset_q) begin
      SilenceIsOffline_A: assert (silent_q <= CountW'(BootWindow + 2) || offline);
      // Helpers: how the window's timer bounds the silence, in each kind of period.
      TimerBoot_A: assert (!first || timer <= CountW'(BootWindow));
      TimerPeriod_A: assert (first || timer < CountW'(Period));
      if (running && !offline) begin
        Boot_A: assert (!(first && !answered) || silent_q == timer
                        || (timer == CountW'(BootWindow) && lost
                            && silent_q == CountW'(BootWindow + 1)));
        BootAnswered_A: assert (!(first && answered) || silent_q == '0);
        Answered_A: assert (!(!first && answered)
                            || (timer > CountW'(Open) && silent_q + CountW'(Open) < timer));
        Open_A: assert (!(!first && !answered) || silent_q <= timer + CountW'(Period - Open));
        Closed_A: assert (!(!first && !answered) || timer <= CountW'(Close)
                          || (timer == CountW'(Close + 1) && lost));
      end
    end
  end

  // ---------------------------------------------------------------- what is no right answer
  logic early, twice, other, wrong1_q, wrong2_q, failed_q;
  assign early = !first && timer < CountW'(Open);
  assign twice = answered;
  assign other = answer_i != u_lock.u_heartbeat.expected_q;
  always_ff @(posedge lock_clk_i) begin : p_wrong
    wrong1_q <= !reset_q && running && u_lock.u_heartbeat.submit_i && (early || twice || other);
    wrong2_q <= !reset_q && wrong1_q;
    failed_q <= !reset_q && u_lock.state_q == 3'd4;  // StFailed
    if (!reset_q) begin
      WrongIsOffline_A:  assert (!wrong2_q || offline);
      FailedIsOffline_A: assert (!failed_q || offline);
    end
  end

  // ---------------------------------------------------------------- loss of the hv clock
  logic       alive_q;
  logic [7:0] still_q;  // cycles without an edge while hv is out of reset
  always_ff @(posedge lock_clk_i) begin : p_still
    alive_q <= hv_alive_i;
    if (reset_q || !hv_rst_n || hv_alive_i != alive_q) still_q <= '0;
    else if (!(&still_q)) still_q <= still_q + 1'b1;
    if (!reset_q) begin
      ClockLossIsOffline_A: assert (still_q < 8'(ClockLoss + 6) || offline);
      // Helper: the watch counts, four synchroniser and edge flops later.
      Saturates_A: assert (8'(u_lock.loss_q) <= 8'(ClockLoss));
      Watch_A: assert (offline || still_q <= 8'(u_lock.loss_q) + 8'd5);
    end
  end

  // ---------------------------------------------------------------- relays that do not follow
  relay_t drive_q;
  logic   running_q;
  always_ff @(posedge lock_clk_i) {running_q, drive_q} <= {running, drive};
  for (genvar i = 0; i < Relays; i++) begin : gen_apart
    localparam int unsigned ApartW = $clog2(Settle + 8);
    logic [ApartW-1:0] apart_q;  // cycles for which the pin has contradicted a steady drive
    always_ff @(posedge lock_clk_i) begin : p_apart
      if (reset_q || contact_i[i] == drive[i] || drive[i] != drive_q[i]) apart_q <= '0;
      else if (apart_q != ApartW'(Settle + 6)) apart_q <= apart_q + 1'b1;
      if (!reset_q) begin
        StuckIsOffline_A: assert (!(running && running_q) || apart_q < ApartW'(Settle + 6)
                                  || offline);
        // Helpers: the relay counts, its synchroniser's two flops later.
        Settles_A: assert (32'(u_lock.gen_relay[i].u_relay.settle_q) <= Settle);
        Counts_A: assert (u_lock.fault[i] || 32'(apart_q)
                          <= 32'(u_lock.gen_relay[i].u_relay.settle_q) + 32'd3);
      end
    end
  end

  // ---------------------------------------------------------------- requests and levels
  thermo_t level_q;
  thermo_t asked1_q, asked2_q, asked3_q;
  logic    trip1_q, trip2_q, trip3_q;
  logic [1:0] age_q;  // cycles out of reset, up to three
  always_ff @(posedge lock_clk_i) begin : p_past
    level_q <= level_now;
    {asked3_q, asked2_q, asked1_q} <= {asked2_q, asked1_q, raise_i};
    {trip3_q, trip2_q, trip1_q}    <= {trip2_q, trip1_q, tripwire_i};
    if (reset_q) age_q <= '0;
    else if (!(&age_q)) age_q <= age_q + 1'b1;
    if (!reset_q) begin
      NeverFalls_A: assert (age_q == '0 || (level_q & ~level_now) == '0);
      NotBeyondOffline_A: assert (level_now[4:3] == '0);
      RequestInThree_A: assert (!(&age_q) || (asked3_q[2:0] & ~level_now[2:0]) == '0);
      TripwireInThree_A: assert (!(&age_q) || !trip3_q || offline);
      // What each level closes, in the cycle in which it is reached.
      Severed_A: assert (!(|level_now[4:1])
                         || !(gates_now.volume || gates_now.nic_rx || gates_now.nic_tx
                              || gates_now.event_in));
      Offline_A: assert (!(|level_now[4:2])
                         || (gates_now == '0 && drive == '0 && permit == '0));
      // Gates open only once the self-test has passed.
      ClosedBeforeRun_A: assert (gates_now == '0 || running
                                 || u_lock.state_q == 3'd2);  // StStart
    end
  end

endmodule
