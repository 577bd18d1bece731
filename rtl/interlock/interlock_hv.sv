// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The hypervisor's side of the interlock: registers (interlock.rdl) in the hv domain. Raise
// requests are sticky levels in thermometer code, so they cross to the lock domain bit by bit; the
// answer is a static word announced by a toggle. Losing the lock domain's clock stops the models.
//
// Timing: a register write reaches `raise_o` one cycle after its strobe on the device bus.
module interlock_hv
  import bus_pkg::*;
  import interlock_pkg::*;
#(
  parameter int unsigned ClockLossCycles = 64
) (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  dev_req_t     req_i,
  output dev_rsp_t     rsp_o,
  output logic         irq_o,
  input  logic         tripwire_i,       // a register of hv hardware; made sticky here
  output logic         model_run_o,      // models may run: gate open and lock clock alive
  output logic         event_in_o,       // events may enter models
  // To the lock domain: registers, and tripwire_i itself, which saves it a cycle.
  output logic         hv_alive_o,
  output logic         tripwire_o,
  output thermo_t      raise_o,
  output logic         lower_toggle_o,
  output thermo_t      lower_to_o,
  output logic         answer_toggle_o,
  output logic [127:0] answer_o,
  // From the lock domain, asynchronous unless said static there.
  input  gate_t        gates_i,
  input  thermo_t      level_i,
  input  trip_e        trip_i,
  input  logic         lower_refused_i,
  input  logic         contact_fault_i,
  input  logic         lock_alive_i,
  input  logic [255:0] key_i,
  input  logic [63:0]  challenge_i,
  input  logic         pending_i,
  input  logic         window_open_i,
  input  logic         armed_i,
  input  logic [31:0]  accepted_i,
  input  relay_t       relays_i,
  input  relay_t       contacts_i
);

  // ---------------------------------------------------------------- crossings from lock
  gate_t   gate_open;
  thermo_t level_sync;
  logic    lower_refused, contact_fault, alive, pending, window_open, armed;
  relay_t  relays, contacts;

  prim_sync #(.Width($bits(gate_t) + ThermoW + 6 + 2 * Relays)) u_sync (
    .clk_i, .rst_ni,
    .d_i({gates_i, level_i, lower_refused_i, contact_fault_i, lock_alive_i, pending_i,
          window_open_i, armed_i, relays_i, contacts_i}),
    .q_o({gate_open, level_sync, lower_refused, contact_fault, alive, pending,
          window_open, armed, relays, contacts})
  );

  localparam int unsigned LossW = $clog2(ClockLossCycles + 1);
  logic [LossW-1:0] loss_q;
  logic             alive_q, lock_lost;
  always_ff @(posedge clk_i) begin : p_lock_loss
    if (!rst_ni) begin
      loss_q     <= '0;
      alive_q    <= 1'b0;
      hv_alive_o <= 1'b0;
    end else begin
      hv_alive_o <= !hv_alive_o;
      alive_q    <= alive;
      if (alive != alive_q) loss_q <= '0;
      else if (!lock_lost) loss_q <= loss_q + 1'b1;
    end
  end
  assign lock_lost   = loss_q == LossW'(ClockLossCycles);
  assign model_run_o = gate_open.run && !lock_lost;
  assign event_in_o  = gate_open.event_in;

  // ---------------------------------------------------------------- registers
  interlock_reg_pkg::interlock__in_t  hwif_in;
  interlock_reg_pkg::interlock__out_t hwif_out;

  interlock_reg u_reg (
    .clk   (clk_i),
    .rst   (!rst_ni),
    .req_i,
    .rsp_o,
    .hwif_in,
    .hwif_out
  );

  assign hwif_in.status.isolation.next     = level(level_sync);
  assign hwif_in.status.trip.next          = trip_i;  // changes only with the level
  assign hwif_in.status.gates.next         = 8'(gate_open);
  assign hwif_in.status.relays.next        = 8'(relays);
  assign hwif_in.status.contacts.next      = 16'(contacts);
  assign hwif_in.status.lower_refused.next = lower_refused;
  assign hwif_in.status.contact_fault.next = contact_fault;
  assign hwif_in.heartbeat.pending.next     = pending;
  assign hwif_in.heartbeat.window_open.next = window_open;
  assign hwif_in.heartbeat.armed.next       = armed;
  assign hwif_in.heartbeat.accepted.next    = accepted_i;
  assign hwif_in.challenge.challenge.next   = challenge_i;

  // ---------------------------------------------------------------- key: each word reads once
  logic [3:0] key_taken_q;
  for (genvar i = 0; i < 4; i++) begin : gen_key
    assign hwif_in.key[i].word.next = key_taken_q[i] ? '0 : key_i[255 - 64 * i -: 64];
    always_ff @(posedge clk_i) begin : p_taken
      if (!rst_ni) key_taken_q[i] <= 1'b0;
      else if (hwif_out.key[i].word.swacc) key_taken_q[i] <= 1'b1;
    end
  end

  // ---------------------------------------------------------------- requests
  // The written value is taken from the bus in the strobe's cycle: trip latency counts.
  logic    tripwire_q;
  level_e  wanted;
  thermo_t wanted_thermo;
  assign wanted        = level_e'(req_i.wdata[2:0]);
  assign wanted_thermo = thermo(wanted);

  always_ff @(posedge clk_i) begin : p_requests
    if (!rst_ni) begin
      raise_o         <= '0;
      tripwire_q      <= 1'b0;
      lower_toggle_o  <= 1'b0;
      lower_to_o      <= '0;
      answer_toggle_o <= 1'b0;
      irq_o           <= 1'b0;
    end else begin
      irq_o <= hwif_out.irq_enable.enable.value && window_open;
      if (tripwire_i || hwif_out.panic.kick.swmod) tripwire_q <= 1'b1;
      // A request stands until it is in force: then a decision to lower is not undone by it.
      raise_o <= raise_o & ~level_sync;
      if (hwif_out.request.isolation.swmod) begin
        if ((wanted_thermo & ~level_sync) != '0) begin
          // Never beyond offline: decapitation and immolation are not the hypervisor's to ask.
          raise_o <= (raise_o & ~level_sync) | (wanted_thermo & thermo(LevelOffline));
        end else if (wanted_thermo != level_sync) begin
          lower_toggle_o <= !lower_toggle_o;
          lower_to_o     <= wanted_thermo;
        end
      end
      if (hwif_out.answer[1].half.swmod) answer_toggle_o <= !answer_toggle_o;
    end
  end
  assign tripwire_o = tripwire_q || tripwire_i;
  assign answer_o = {hwif_out.answer[0].half.value, hwif_out.answer[1].half.value};

endmodule
