// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Flight recorder of one model, for the tops of simulator and replay: hands the trace port to the
// harness, and at a rising edge of `state_i`, which is no clock of the design, where the domain
// stands and all of its state. These names are the replay's; another top defines its own: the model's
// number and trace port, power-on reset, and where model, management, ways, frame and the ways of the
// domain are. (No .svh: Verible does not parse macros in hierarchical names.)

`ifndef MODEL
  `define NUMBER Model
  `define TRACE  trace
  `define RESETN rst_n
  `define MODEL  u_model
  `define MGMT   u_mgmt
  `define WAYS   u_l2_ways
  `define FRAME  frame
  `define OWN    own[D]
`endif

always_ff @(posedge clk) begin : p_event
  if (`TRACE.valid && `RESETN) begin  // anything at power-on
    flight_pkg::sim_flight_event(int'(`NUMBER), 8'(`TRACE.kind), 64'(`TRACE.frame),
                                 8'(`TRACE.phase), `TRACE.cycle, `TRACE.info, `TRACE.data);
  end
end

`define WORDS(X) \
    for (int i = 0; i < $bits(X); i += 64) flight_pkg::sim_flight_word(64'({X} >> i));
`define STATE(X) `WORDS(`MODEL.X)
`define STATE_ARRAY(X) \
    for (int unsigned n = 0; n < $size(`MODEL.X); n++) begin \
      `WORDS(`MODEL.X[n]) \
    end
// Of a way that is not the domain's, nothing.
`define WAY(W) \
    for (int unsigned n = 0; n < (`OWN[W] ? soc_pkg::L2Sets : 0); n++) begin \
      `WORDS(`WAYS.gen_way[W].u_way.tag_mem[n]) \
    end \
    for (int unsigned n = 0; n < (`OWN[W] ? 4 * soc_pkg::L2Sets : 0); n++) begin \
      `WORDS(`WAYS.gen_way[W].u_way.data_mem[n]) \
    end

always @(posedge state_i) begin : p_state
  // The last event may still be on its way.
  if (`TRACE.valid) begin
    flight_pkg::sim_flight_event(int'(`NUMBER), 8'(`TRACE.kind), 64'(`TRACE.frame),
                                 8'(`TRACE.phase), `TRACE.cycle, `TRACE.info, `TRACE.data);
  end
  // Busy: a line of the window is half written, or a resume half done.
  flight_pkg::sim_flight_state(
      int'(`NUMBER), 64'(`MGMT.u_stamp.frame_q), 8'(`FRAME.phase),
      `MODEL.mgmt_rsp_o.model_cycle,
      {5'b0, (`MGMT.win_busy && `MGMT.win_dirty) || `MGMT.run.resuming, `MGMT.scrub.in_reset,
       `MGMT.run.run});
`include "model_state.svh"
  `WAY(0) `WAY(1) `WAY(2) `WAY(3) `WAY(4) `WAY(5) `WAY(6) `WAY(7)
end

`undef WORDS
`undef STATE
`undef STATE_ARRAY
`undef WAY
