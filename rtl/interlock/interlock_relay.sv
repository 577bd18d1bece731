// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Driver of one isolating relay contact with its read-back. The relay is closed only while
// `drive_o` is high AND `permit_o` keeps toggling (an external charge pump needs the edges), so a
// stuck pin, a dead clock or an unconfigured device opens it: de-energise to trip.
//
// A contact that disagrees with its drive for longer than the settling time is a fault, sticky.
module interlock_relay #(
  parameter int unsigned SettleCycles = 256,  // from drive change to contact, lock clock
  parameter int unsigned PermitHalf   = 4     // half period of the permit
) (
  input  logic lock_clk_i,
  input  logic lock_rst_ni,
  input  logic energise_i,   // next value of the drive
  input  logic contact_i,    // synchronised read-back: 1 closed
  output logic drive_o,
  output logic permit_o,
  output logic settled_o,    // the contact has had its time since the last change
  output logic fault_o
);

  localparam int unsigned SettleW = $clog2(SettleCycles + 1);
  localparam int unsigned PermitW = $clog2(PermitHalf);

  logic [SettleW-1:0] settle_q;
  logic [PermitW-1:0] permit_count_q;

  always_ff @(posedge lock_clk_i) begin : p_drive
    if (!lock_rst_ni) begin
      drive_o        <= 1'b0;
      permit_o       <= 1'b0;
      permit_count_q <= '0;
    end else begin
      drive_o <= energise_i;
      permit_count_q <= permit_count_q + 1'b1;
      if (!energise_i) permit_o <= 1'b0;
      else if (permit_count_q == '0) permit_o <= !permit_o;
    end
  end

  // The settling time runs whenever contact and drive disagree; agreement restarts it.
  always_ff @(posedge lock_clk_i) begin : p_settle
    if (!lock_rst_ni) begin
      settle_q <= '0;
      fault_o  <= 1'b0;
    end else if (contact_i == drive_o) begin
      settle_q <= '0;
    end else if (settle_q == SettleW'(SettleCycles)) begin
      fault_o <= 1'b1;
    end else begin
      settle_q <= settle_q + 1'b1;
    end
  end

  assign settled_o = contact_i == drive_o;

endmodule
