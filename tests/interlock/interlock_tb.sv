// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Both halves of the interlock, each on its clock, joined as in the SoC; short times for the tests.
module interlock_tb
  import bus_pkg::*;
  import interlock_pkg::*;
(
  input  logic         clk_i,
  input  logic         lock_clk_i,
  input  logic         lock_rst_ni,
  input  logic         bare_i,
  input  logic         weaken_write_i,
  input  logic         tripwire_i,
  input  dev_req_t     req_i,
  output dev_rsp_t     rsp_o,
  output logic         irq_o,
  output logic         model_run_o,
  output logic         event_in_o,
  output logic         hv_rst_no,
  output gate_t        gates_o,
  output thermo_t      level_o,
  output relay_t       relay_drive_o,
  output relay_t       relay_permit_o,
  input  relay_t       contact_i
);

  logic         hv_alive, tripwire, lower_toggle, answer_toggle, lock_alive;
  logic         lower_refused, contact_fault, pending, window_open, armed;
  thermo_t      raise, lower_to;
  logic [127:0] answer;
  logic [255:0] key;
  logic [63:0]  challenge;
  logic [31:0]  accepted;
  trip_e        trip;

  interlock #(
    .SettleCycles   (32),
    .HeartbeatPeriod(4096),
    .BootWindow     (8192),
    .ClockLossCycles(64)
  ) u_interlock (
    .lock_clk_i, .lock_rst_ni,
    .seed_i         (128'h0123_4567_89ab_cdef_fedc_ba98_7654_3210),
    .bare_i, .weaken_write_i,
    .hv_alive_i     (hv_alive),
    .tripwire_i     (tripwire),
    .raise_i        (raise),
    .lower_toggle_i (lower_toggle),
    .lower_to_i     (lower_to),
    .answer_toggle_i(answer_toggle),
    .answer_i       (answer),
    .hv_rst_no, .gates_o, .level_o,
    .trip_o         (trip),
    .lower_refused_o(lower_refused),
    .contact_fault_o(contact_fault),
    .lock_alive_o   (lock_alive),
    .key_o          (key),
    .challenge_o    (challenge),
    .pending_o      (pending),
    .window_open_o  (window_open),
    .armed_o        (armed),
    .accepted_o     (accepted),
    .relay_drive_o, .relay_permit_o, .contact_i
  );

  interlock_hv #(.ClockLossCycles(64)) u_hv (
    .clk_i,
    .rst_ni         (hv_rst_no),
    .req_i, .rsp_o, .irq_o, .tripwire_i, .model_run_o, .event_in_o,
    .hv_alive_o     (hv_alive),
    .tripwire_o     (tripwire),
    .raise_o        (raise),
    .lower_toggle_o (lower_toggle),
    .lower_to_o     (lower_to),
    .answer_toggle_o(answer_toggle),
    .answer_o       (answer),
    .gates_i        (gates_o),
    .level_i        (level_o),
    .trip_i         (trip),
    .lower_refused_i(lower_refused),
    .contact_fault_i(contact_fault),
    .lock_alive_i   (lock_alive),
    .key_i          (key),
    .challenge_i    (challenge),
    .pending_i      (pending),
    .window_open_i  (window_open),
    .armed_i        (armed),
    .accepted_i     (accepted),
    .relays_i       (relay_drive_o),
    .contacts_i     (contact_i)
  );

endmodule
