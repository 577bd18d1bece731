// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Compressed instructions to their 32-bit equals, so that only one table decodes. Reserved
// encodings become zero, which no row of that table matches. Hints expand to instructions that
// write x0.
module core_expand (
  input  logic [15:0] c_i,
  output logic [31:0] insn_o
);

  logic [4:0] rd, rs2, rdp, rs2p;
  assign rd   = c_i[11:7];
  assign rs2  = c_i[6:2];
  assign rdp  = {2'b01, c_i[9:7]};
  assign rs2p = {2'b01, c_i[4:2]};

  logic [11:0] imm6, uimm_w, uimm_d;
  logic [20:1] j;
  logic [12:1] b;
  assign imm6   = {{7{c_i[12]}}, c_i[6:2]};
  assign uimm_w = {5'd0, c_i[5], c_i[12:10], c_i[6], 2'b00};
  assign uimm_d = {4'd0, c_i[6:5], c_i[12:10], 3'b000};
  assign j = {{10{c_i[12]}}, c_i[8], c_i[10:9], c_i[6], c_i[7], c_i[2], c_i[11], c_i[5:3]};
  assign b = {{5{c_i[12]}}, c_i[6:5], c_i[2], c_i[11:10], c_i[4:3]};

  localparam logic [6:0] OpImm = 7'h13, OpImm32 = 7'h1b, Op = 7'h33, Op32 = 7'h3b, Lui = 7'h37,
                         Load = 7'h03, Store = 7'h23, Jal = 7'h6f, Jalr = 7'h67, Branch = 7'h63;

  // ---------------------------------------------------------------- quadrant 0
  logic [31:0] q0, q1, q2, q1_alu;
  logic [11:0] spn, lwsp, ldsp, swsp, sdsp, sp16;
  assign spn  = {2'b00, c_i[10:7], c_i[12:11], c_i[5], c_i[6], 2'b00};
  assign lwsp = {4'd0, c_i[3:2], c_i[12], c_i[6:4], 2'b00};
  assign ldsp = {3'd0, c_i[4:2], c_i[12], c_i[6:5], 3'b000};
  assign swsp = {4'd0, c_i[8:7], c_i[12:9], 2'b00};
  assign sdsp = {3'd0, c_i[9:7], c_i[12:10], 3'b000};
  assign sp16 = {{3{c_i[12]}}, c_i[4:3], c_i[5], c_i[2], c_i[6], 4'd0};

  always_comb begin
    unique case (c_i[15:13])
      3'b000:  q0 = (spn == 12'd0) ? 32'd0 : {spn, 5'd2, 3'b000, rs2p, OpImm};
      3'b010:  q0 = {uimm_w, rdp, 3'b010, rs2p, Load};
      3'b011:  q0 = {uimm_d, rdp, 3'b011, rs2p, Load};
      3'b110:  q0 = {uimm_w[11:5], rs2p, rdp, 3'b010, uimm_w[4:0], Store};
      3'b111:  q0 = {uimm_d[11:5], rs2p, rdp, 3'b011, uimm_d[4:0], Store};
      default: q0 = 32'd0;
    endcase
  end

  // ---------------------------------------------------------------- quadrant 1
  always_comb begin
    unique casez ({c_i[12:10], c_i[6:5]})
      5'b?_00_??: q1_alu = {6'b000000, c_i[12], rs2, rdp, 3'b101, rdp, OpImm};
      5'b?_01_??: q1_alu = {6'b010000, c_i[12], rs2, rdp, 3'b101, rdp, OpImm};
      5'b?_10_??: q1_alu = {imm6, rdp, 3'b111, rdp, OpImm};
      5'b0_11_00: q1_alu = {7'h20, rs2p, rdp, 3'b000, rdp, Op};
      5'b0_11_01: q1_alu = {7'h00, rs2p, rdp, 3'b100, rdp, Op};
      5'b0_11_10: q1_alu = {7'h00, rs2p, rdp, 3'b110, rdp, Op};
      5'b0_11_11: q1_alu = {7'h00, rs2p, rdp, 3'b111, rdp, Op};
      5'b1_11_00: q1_alu = {7'h20, rs2p, rdp, 3'b000, rdp, Op32};
      5'b1_11_01: q1_alu = {7'h00, rs2p, rdp, 3'b000, rdp, Op32};
      default:    q1_alu = 32'd0;
    endcase
  end

  always_comb begin
    unique case (c_i[15:13])
      3'b000: q1 = {imm6, rd, 3'b000, rd, OpImm};
      3'b001: q1 = (rd == 5'd0) ? 32'd0 : {imm6, rd, 3'b000, rd, OpImm32};
      3'b010: q1 = {imm6, 5'd0, 3'b000, rd, OpImm};
      3'b011: begin
        if ({c_i[12], c_i[6:2]} == 6'd0) q1 = 32'd0;
        else if (rd == 5'd2) q1 = {sp16, 5'd2, 3'b000, 5'd2, OpImm};
        else q1 = {{15{c_i[12]}}, c_i[6:2], rd, Lui};
      end
      3'b100: q1 = q1_alu;
      3'b101: q1 = {j[20], j[10:1], j[11], j[19:12], 5'd0, Jal};
      3'b110: q1 = {b[12], b[10:5], 5'd0, rdp, 3'b000, b[4:1], b[11], Branch};
      default: q1 = {b[12], b[10:5], 5'd0, rdp, 3'b001, b[4:1], b[11], Branch};
    endcase
  end

  // ---------------------------------------------------------------- quadrant 2
  always_comb begin
    unique case (c_i[15:13])
      3'b000: q2 = {6'd0, c_i[12], rs2, rd, 3'b001, rd, OpImm};
      3'b010: q2 = (rd == 5'd0) ? 32'd0 : {lwsp, 5'd2, 3'b010, rd, Load};
      3'b011: q2 = (rd == 5'd0) ? 32'd0 : {ldsp, 5'd2, 3'b011, rd, Load};
      3'b100: begin
        if (rs2 != 5'd0) begin
          q2 = {7'd0, rs2, c_i[12] ? rd : 5'd0, 3'b000, rd, Op};       // c.add, c.mv
        end else if (rd != 5'd0) begin
          q2 = {12'd0, rd, 3'b000, 4'd0, c_i[12], Jalr};               // c.jalr, c.jr
        end else begin
          q2 = c_i[12] ? 32'h0010_0073 : 32'd0;                        // c.ebreak
        end
      end
      3'b110:  q2 = {swsp[11:5], rs2, 5'd2, 3'b010, swsp[4:0], Store};
      3'b111:  q2 = {sdsp[11:5], rs2, 5'd2, 3'b011, sdsp[4:0], Store};
      default: q2 = 32'd0;
    endcase
  end

  always_comb begin
    unique case (c_i[1:0])
      2'b00:   insn_o = q0;
      2'b01:   insn_o = q1;
      default: insn_o = q2;
    endcase
  end

endmodule
