// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Levels, gates and relays of the interlock. Numbers of levels and trips come from interlock.rdl.
package interlock_pkg;

  typedef enum logic [2:0] {
    LevelStandard     = 3'(interlock_reg_pkg::level_e__standard),
    LevelProbation    = 3'(interlock_reg_pkg::level_e__probation),
    LevelSevered      = 3'(interlock_reg_pkg::level_e__severed),
    LevelOffline      = 3'(interlock_reg_pkg::level_e__offline),
    LevelDecapitation = 3'(interlock_reg_pkg::level_e__decapitation),
    LevelImmolation   = 3'(interlock_reg_pkg::level_e__immolation)
  } level_e;

  typedef enum logic [2:0] {
    TripNone       = 3'(interlock_reg_pkg::trip_e__none),
    TripHypervisor = 3'(interlock_reg_pkg::trip_e__hypervisor),
    TripHeartbeat  = 3'(interlock_reg_pkg::trip_e__heartbeat),
    TripTripwire   = 3'(interlock_reg_pkg::trip_e__tripwire),
    TripContact    = 3'(interlock_reg_pkg::trip_e__contact),
    TripClock      = 3'(interlock_reg_pkg::trip_e__clock),
    TripConsole    = 3'(interlock_reg_pkg::trip_e__console)
  } trip_e;

  // Thermometer code: bit n set means the level is at least n + 1. Bits cross clock domains one by
  // one, and an OR of two codes is the higher level.
  parameter int unsigned ThermoW = 5;
  typedef logic [ThermoW-1:0] thermo_t;

  function automatic thermo_t thermo(level_e level);
    unique case (level)
      LevelStandard:     return 5'b00000;
      LevelProbation:    return 5'b00001;
      LevelSevered:      return 5'b00011;
      LevelOffline:      return 5'b00111;
      LevelDecapitation: return 5'b01111;
      default:           return 5'b11111;
    endcase
  endfunction

  function automatic level_e level(thermo_t t);
    if (t[4]) return LevelImmolation;
    if (t[3]) return LevelDecapitation;
    if (t[2]) return LevelOffline;
    if (t[1]) return LevelSevered;
    if (t[0]) return LevelProbation;
    return LevelStandard;
  endfunction

  // Gates, active high: open. All closed in reset.
  typedef struct packed {
    logic audit;    // append to the audit log
    logic volume;   // storage volumes
    logic nic_rx;
    logic nic_tx;
    logic event_in; // events into a model domain
    logic run;      // model domains may run
  } gate_t;

  function automatic gate_t gates(thermo_t t);
    logic severed, offline;
    severed = |t[4:1];
    offline = |t[4:2];
    return '{
      audit:    !offline,
      volume:   !severed,
      nic_rx:   !severed,
      nic_tx:   !severed,
      event_in: !severed,
      run:      !offline
    };
  endfunction

  // Relays that isolate; each is doubled, two contacts in series. Energised means closed.
  parameter int unsigned Relays = 4;
  typedef struct packed {
    logic model_power_b;
    logic model_power_a;
    logic network_b;
    logic network_a;
  } relay_t;

endpackage
