// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The instruction table: for each 32-bit encoding its control word. It is grouped by major opcode,
// one row per instruction, match and mask in one casez pattern; what no row matches is illegal.
// Rows inside a group look at {funct7, rs2, funct3} only, so that a simulator compiles each group
// to a narrow decision tree.
package core_decode_pkg;
  import core_pkg::*;

  typedef enum logic [3:0] {
    FuAlu, FuLink, FuAuipc, FuBranch, FuMem, FuMul, FuDiv, FuCsr, FuSys
  } fu_e;

  typedef enum logic [4:0] {
    AluAdd, AluSub, AluSll, AluSlt, AluSltu, AluXor, AluSrl, AluSra, AluOr, AluAnd,
    AluAndn, AluOrn, AluXnor, AluClz, AluCtz, AluCpop, AluMax, AluMaxu, AluMin, AluMinu,
    AluSextB, AluSextH, AluZextH, AluRol, AluRor, AluOrcB, AluRev8,
    AluBclr, AluBext, AluBinv, AluBset
  } alu_e;

  typedef enum logic [2:0] {ImmNone, ImmI, ImmS, ImmB, ImmU, ImmJ} imm_e;

  typedef enum logic [3:0] {
    SysNone, SysFence, SysFenceI, SysSfence, SysHfenceV, SysHfenceG, SysSret, SysMret, SysWfi,
    SysEcall, SysEbreak,
    SysHalt  // not an instruction: a halt request travelling down the pipe
  } sys_e;

  typedef struct packed {
    logic       legal;
    fu_e        fu;
    alu_e       op;
    logic [1:0] sh;       // operand a shifted left before the adder (Zba)
    logic       uw;       // operand a zero-extended from 32 bits
    logic       word;     // 32-bit operation
    logic       use_rs1;
    logic       use_rs2;
    logic       rd_we;
    logic       b_imm;    // operand b is the immediate, else rs2
    logic       c_imm;    // operand c is the immediate (target), else rs2 (store data)
    imm_e       imm;
    logic       jump;     // jal, jalr
    logic       jalr;
    dop_e       dop;
    amo_e       amo;
    logic [1:0] size;
    logic       uns;
    logic       hlvx;
    logic       hv;       // hlv, hsv
    sys_e       sys;
    logic       serial;   // leaves D alone; nothing younger leaves D before it has retired
  } ctrl_t;

  function automatic ctrl_t c_reg(alu_e op);
    ctrl_t c = '0;
    c.legal = 1'b1; c.fu = FuAlu; c.op = op;
    c.rd_we = 1'b1;
    return c;
  endfunction

  function automatic ctrl_t c_imm(alu_e op);
    ctrl_t c = '0;
    c.legal = 1'b1; c.fu = FuAlu; c.op = op;
    c.rd_we = 1'b1; c.b_imm = 1'b1; c.imm = ImmI;
    return c;
  endfunction

  function automatic ctrl_t c_word(ctrl_t base);
    ctrl_t c = base;
    c.word = 1'b1;
    return c;
  endfunction

  function automatic ctrl_t c_sh(ctrl_t base, logic uw, logic [1:0] sh);
    ctrl_t c = base;
    c.uw = uw;
    c.sh = sh;
    return c;
  endfunction

  function automatic ctrl_t c_fu(ctrl_t base, fu_e fu);
    ctrl_t c = base;
    c.fu = fu;
    return c;
  endfunction

  function automatic ctrl_t c_upper(fu_e fu, logic jump, imm_e imm);
    ctrl_t c = '0;
    c.legal = 1'b1; c.fu = fu; c.jump = jump; c.rd_we = 1'b1;
    c.b_imm = 1'b1; c.c_imm = 1'b1; c.imm = imm;
    return c;
  endfunction

  function automatic ctrl_t c_jalr();
    ctrl_t c = c_imm(AluAdd);
    c.fu = FuLink; c.jump = 1'b1; c.jalr = 1'b1;
    return c;
  endfunction

  function automatic ctrl_t c_branch();
    ctrl_t c = '0;
    c.legal = 1'b1; c.fu = FuBranch; c.c_imm = 1'b1; c.imm = ImmB;
    return c;
  endfunction

  function automatic ctrl_t c_load(logic [1:0] size, logic uns);
    ctrl_t c = c_imm(AluAdd);
    c.fu = FuMem; c.dop = DLoad; c.size = size; c.uns = uns;
    return c;
  endfunction

  function automatic ctrl_t c_store(logic [1:0] size);
    ctrl_t c = c_load(size, 1'b0);
    c.dop = DStore; c.imm = ImmS; c.rd_we = 1'b0;
    return c;
  endfunction

  function automatic ctrl_t c_amo(amo_e amo, logic [1:0] size);
    ctrl_t c = c_load(size, 1'b0);
    c.dop = DAmo; c.amo = amo; c.imm = ImmNone;
    return c;
  endfunction

  function automatic ctrl_t c_hlv(logic [1:0] size, logic uns, logic hlvx);
    ctrl_t c = c_load(size, uns);
    c.imm = ImmNone; c.hlvx = hlvx; c.hv = 1'b1;
    return c;
  endfunction

  function automatic ctrl_t c_hsv(logic [1:0] size);
    ctrl_t c = c_store(size);
    c.imm = ImmNone; c.hv = 1'b1;
    return c;
  endfunction

  function automatic ctrl_t c_csr();
    ctrl_t c = '0;
    c.legal = 1'b1; c.fu = FuCsr; c.rd_we = 1'b1; c.serial = 1'b1;
    return c;
  endfunction

  function automatic ctrl_t c_sys(sys_e sys);
    ctrl_t c = '0;
    c.legal = 1'b1; c.fu = FuSys; c.sys = sys; c.serial = 1'b1;
    return c;
  endfunction

  // ---------------------------------------------------------------- groups
  function automatic ctrl_t decode_load(logic [2:0] f3);
    ctrl_t c = '0;
    if (f3 != 3'b111) c = c_load(f3[1:0], f3[2]);
    return c;
  endfunction

  function automatic ctrl_t decode_op_imm(logic [11:0] i, logic [2:0] f3);
    ctrl_t c = '0;
    unique casez ({i, f3})
      15'b????????????_000: c = c_imm(AluAdd);
      15'b????????????_010: c = c_imm(AluSlt);
      15'b????????????_011: c = c_imm(AluSltu);
      15'b????????????_100: c = c_imm(AluXor);
      15'b????????????_110: c = c_imm(AluOr);
      15'b????????????_111: c = c_imm(AluAnd);
      15'b000000??????_001: c = c_imm(AluSll);
      15'b000000??????_101: c = c_imm(AluSrl);
      15'b010000??????_101: c = c_imm(AluSra);
      15'b011000000000_001: c = c_imm(AluClz);
      15'b011000000001_001: c = c_imm(AluCtz);
      15'b011000000010_001: c = c_imm(AluCpop);
      15'b011000000100_001: c = c_imm(AluSextB);
      15'b011000000101_001: c = c_imm(AluSextH);
      15'b011000??????_101: c = c_imm(AluRor);
      15'b001010000111_101: c = c_imm(AluOrcB);
      15'b011010111000_101: c = c_imm(AluRev8);
      15'b010010??????_001: c = c_imm(AluBclr);
      15'b010010??????_101: c = c_imm(AluBext);
      15'b011010??????_001: c = c_imm(AluBinv);
      15'b001010??????_001: c = c_imm(AluBset);
      default: c = '0;
    endcase
    return c;
  endfunction

  function automatic ctrl_t decode_op_imm_32(logic [11:0] i, logic [2:0] f3);
    ctrl_t c = '0;
    unique casez ({i, f3})
      15'b????????????_000: c = c_word(c_imm(AluAdd));
      15'b0000000?????_001: c = c_word(c_imm(AluSll));
      15'b0000000?????_101: c = c_word(c_imm(AluSrl));
      15'b0100000?????_101: c = c_word(c_imm(AluSra));
      15'b000010??????_001: c = c_sh(c_imm(AluSll), 1'b1, 2'd0);  // slli.uw
      15'b011000000000_001: c = c_word(c_imm(AluClz));
      15'b011000000001_001: c = c_word(c_imm(AluCtz));
      15'b011000000010_001: c = c_word(c_imm(AluCpop));
      15'b0110000?????_101: c = c_word(c_imm(AluRor));
      default: c = '0;
    endcase
    return c;
  endfunction

  function automatic ctrl_t decode_op(logic [6:0] f7, logic [2:0] f3);
    ctrl_t c = '0;
    unique casez ({f7, f3})
      10'b0000000_000: c = c_reg(AluAdd);
      10'b0100000_000: c = c_reg(AluSub);
      10'b0000000_001: c = c_reg(AluSll);
      10'b0000000_010: c = c_reg(AluSlt);
      10'b0000000_011: c = c_reg(AluSltu);
      10'b0000000_100: c = c_reg(AluXor);
      10'b0000000_101: c = c_reg(AluSrl);
      10'b0100000_101: c = c_reg(AluSra);
      10'b0000000_110: c = c_reg(AluOr);
      10'b0000000_111: c = c_reg(AluAnd);
      10'b0000001_0??: c = c_fu(c_reg(AluAdd), FuMul);
      10'b0000001_1??: c = c_fu(c_reg(AluAdd), FuDiv);
      10'b0100000_111: c = c_reg(AluAndn);
      10'b0100000_110: c = c_reg(AluOrn);
      10'b0100000_100: c = c_reg(AluXnor);
      10'b0000101_100: c = c_reg(AluMin);
      10'b0000101_101: c = c_reg(AluMinu);
      10'b0000101_110: c = c_reg(AluMax);
      10'b0000101_111: c = c_reg(AluMaxu);
      10'b0110000_001: c = c_reg(AluRol);
      10'b0110000_101: c = c_reg(AluRor);
      10'b0010000_010: c = c_sh(c_reg(AluAdd), 1'b0, 2'd1);  // sh1add
      10'b0010000_100: c = c_sh(c_reg(AluAdd), 1'b0, 2'd2);
      10'b0010000_110: c = c_sh(c_reg(AluAdd), 1'b0, 2'd3);
      10'b0100100_001: c = c_reg(AluBclr);
      10'b0100100_101: c = c_reg(AluBext);
      10'b0110100_001: c = c_reg(AluBinv);
      10'b0010100_001: c = c_reg(AluBset);
      default: c = '0;
    endcase
    return c;
  endfunction

  function automatic ctrl_t decode_op_32(logic [6:0] f7, logic [4:0] rs2, logic [2:0] f3);
    ctrl_t c = '0;
    unique casez ({f7, f3})
      10'b0000000_000: c = c_word(c_reg(AluAdd));
      10'b0100000_000: c = c_word(c_reg(AluSub));
      10'b0000000_001: c = c_word(c_reg(AluSll));
      10'b0000000_101: c = c_word(c_reg(AluSrl));
      10'b0100000_101: c = c_word(c_reg(AluSra));
      10'b0000001_000: c = c_word(c_fu(c_reg(AluAdd), FuMul));
      10'b0000001_1??: c = c_word(c_fu(c_reg(AluAdd), FuDiv));
      10'b0000100_000: c = c_sh(c_reg(AluAdd), 1'b1, 2'd0);  // add.uw
      10'b0010000_010: c = c_sh(c_reg(AluAdd), 1'b1, 2'd1);
      10'b0010000_100: c = c_sh(c_reg(AluAdd), 1'b1, 2'd2);
      10'b0010000_110: c = c_sh(c_reg(AluAdd), 1'b1, 2'd3);
      10'b0110000_001: c = c_word(c_reg(AluRol));
      10'b0110000_101: c = c_word(c_reg(AluRor));
      10'b0000100_100: if (rs2 == 5'd0) c = c_reg(AluZextH);
      default: c = '0;
    endcase
    return c;
  endfunction

  function automatic ctrl_t decode_amo(logic [4:0] f5, logic [4:0] rs2, logic [2:0] f3);
    ctrl_t c = '0;
    if (f3[2:1] == 2'b01) begin
      unique case (f5)
        5'b00010: if (rs2 == 5'd0) c = c_amo(AmoLr, f3[1:0]);
        5'b00011: c = c_amo(AmoSc, f3[1:0]);
        5'b00001: c = c_amo(AmoSwap, f3[1:0]);
        5'b00000: c = c_amo(AmoAdd, f3[1:0]);
        5'b00100: c = c_amo(AmoXor, f3[1:0]);
        5'b01100: c = c_amo(AmoAnd, f3[1:0]);
        5'b01000: c = c_amo(AmoOr, f3[1:0]);
        5'b10000: c = c_amo(AmoMin, f3[1:0]);
        5'b10100: c = c_amo(AmoMax, f3[1:0]);
        5'b11000: c = c_amo(AmoMinu, f3[1:0]);
        5'b11100: c = c_amo(AmoMaxu, f3[1:0]);
        default:  c = '0;
      endcase
    end
    return c;
  endfunction

  // ecall, ebreak, returns, wfi, fences of the TLB, hypervisor loads and stores, CSR instructions
  function automatic ctrl_t decode_system(logic [31:0] insn);
    ctrl_t c = '0;
    logic rd0 = (insn[11:7] == 5'd0);
    logic rs0 = (insn[19:15] == 5'd0);
    if (insn[13:12] != 2'b00) begin
      c = c_csr();
    end else if (insn[14]) begin
      unique casez ({insn[31:20], 1'b1})
        13'b011000000000_1: c = c_hlv(2'd0, 1'b0, 1'b0);
        13'b011000000001_1: c = c_hlv(2'd0, 1'b1, 1'b0);
        13'b011001000000_1: c = c_hlv(2'd1, 1'b0, 1'b0);
        13'b011001000001_1: c = c_hlv(2'd1, 1'b1, 1'b0);
        13'b011001000011_1: c = c_hlv(2'd1, 1'b1, 1'b1);
        13'b011010000000_1: c = c_hlv(2'd2, 1'b0, 1'b0);
        13'b011010000001_1: c = c_hlv(2'd2, 1'b1, 1'b0);
        13'b011010000011_1: c = c_hlv(2'd2, 1'b1, 1'b1);
        13'b011011000000_1: c = c_hlv(2'd3, 1'b0, 1'b0);
        13'b0110001?????_1: if (rd0) c = c_hsv(2'd0);
        13'b0110011?????_1: if (rd0) c = c_hsv(2'd1);
        13'b0110101?????_1: if (rd0) c = c_hsv(2'd2);
        13'b0110111?????_1: if (rd0) c = c_hsv(2'd3);
        default: c = '0;
      endcase
    end else if (rd0) begin
      unique casez ({insn[31:20], rs0})
        13'b000000000000_1: c = c_sys(SysEcall);
        13'b000000000001_1: c = c_sys(SysEbreak);
        13'b000100000010_1: c = c_sys(SysSret);
        13'b001100000010_1: c = c_sys(SysMret);
        13'b000100000101_1: c = c_sys(SysWfi);
        13'b0001001?????_?: c = c_sys(SysSfence);
        13'b0010001?????_?: c = c_sys(SysHfenceV);
        13'b0110001?????_?: c = c_sys(SysHfenceG);
        default: c = '0;
      endcase
    end
    return c;
  endfunction

  // ---------------------------------------------------------------- operands
  // Registers that an instruction reads, by its opcode and a few bits: hazards are the longest path
  // of D and cannot wait for the table. Of what is illegal it may say anything.
  typedef struct packed {
    logic rs1;
    logic rs2;
  } operands_t;

  // verilator lint_off UNUSEDSIGNAL
  function automatic operands_t operands(logic [31:0] insn);
    operands_t o = '0;
    unique case (insn[6:2])
      5'b00000, 5'b00100, 5'b00110, 5'b11001: o.rs1 = 1'b1;                   // loads, op-imm, jalr
      5'b01000, 5'b01011:                     o = '1;                           // stores, atomics
      5'b01100, 5'b01110, 5'b11000:           o = '1;                           // op, branches
      5'b11100: begin
        if (insn[13:12] != 2'b00) o.rs1 = !insn[14];                            // CSR
        else if (insn[14])        o = '{rs1: 1'b1, rs2: insn[25]};              // hlv, hsv
        else                      o = {2{insn[25]}};                            // fences of the TLB
      end
      default: o = '0;
    endcase
    return o;
  endfunction

  // Of these rs2 is data to be stored.
  function automatic logic stores_rs2(logic [31:0] insn);
    return insn[6:2] == 5'b01000 ||
           (insn[6:2] == 5'b11100 && insn[14:12] == 3'b100 && insn[25]);
  endfunction

  // What a branch may leave D with. Of what is illegal it may say anything but that a jump or what
  // goes alone is one.
  typedef struct packed {
    logic ok;
    logic early;   // its result is there at the end of X
    logic rd_we;
  } partner_t;

  function automatic partner_t partner_of(logic [31:0] insn);
    partner_t p = '0;
    logic     m = (insn[31:25] == 7'b0000001);
    unique case (insn[6:2])
      5'b00000, 5'b01011:           p = '{ok: 1'b1, early: 1'b0, rd_we: 1'b1};  // loads, atomics
      5'b01000:                     p = '{ok: 1'b1, early: 1'b0, rd_we: 1'b0};  // stores
      5'b00100, 5'b00110, 5'b01101: p = '{ok: 1'b1, early: 1'b1, rd_we: 1'b1};  // op-imm, lui
      5'b01100:                     p = '{ok: 1'b1, early: !m, rd_we: 1'b1};
      5'b01110:                     p = '{ok: 1'b1, early: !(m && insn[14]), rd_we: 1'b1};
      5'b11100:                     p = '{ok: insn[14:12] == 3'b100, early: 1'b0,
                                          rd_we: !insn[25]};                    // hlv, hsv
      default:                      p = '0;
    endcase
    return p;
  endfunction
  // verilator lint_on UNUSEDSIGNAL

  // ---------------------------------------------------------------- top
  function automatic ctrl_t decode(logic [31:0] insn);
    ctrl_t c = '0;
    logic [2:0] f3 = insn[14:12];
    logic [6:0] f7 = insn[31:25];
    operands_t uses = operands(insn);
    unique case (insn[6:0])
      7'b00000_11: c = decode_load(f3);
      7'b01000_11: if (!f3[2]) c = c_store(f3[1:0]);
      7'b00100_11: c = decode_op_imm(insn[31:20], f3);
      7'b00110_11: c = decode_op_imm_32(insn[31:20], f3);
      7'b01100_11: c = decode_op(f7, f3);
      7'b01110_11: c = decode_op_32(f7, insn[24:20], f3);
      7'b01101_11: c = c_upper(FuAlu, 1'b0, ImmU);    // lui: 0 + immediate
      7'b00101_11: c = c_upper(FuAuipc, 1'b0, ImmU);
      7'b11011_11: c = c_upper(FuLink, 1'b1, ImmJ);   // jal
      7'b11001_11: if (f3 == 3'd0) c = c_jalr();
      7'b11000_11: if (f3[2:1] != 2'b01) c = c_branch();
      7'b01011_11: c = decode_amo(insn[31:27], insn[24:20], f3);
      7'b00011_11: begin
        if (f3 == 3'd0) c = c_sys(SysFence);
        else if (f3 == 3'd1) c = c_sys(SysFenceI);
      end
      7'b11100_11: c = decode_system(insn);
      default: c = '0;
    endcase
    c.use_rs1 = uses.rs1;
    c.use_rs2 = uses.rs2;
    return c;
  endfunction

  function automatic logic [63:0] immediate(logic [31:0] i, imm_e sel);
    logic [31:0] v;
    unique case (sel)
      ImmI:    v = {{20{i[31]}}, i[31:20]};
      ImmS:    v = {{20{i[31]}}, i[31:25], i[11:7]};
      ImmB:    v = {{20{i[31]}}, i[7], i[30:25], i[11:8], 1'b0};
      ImmU:    v = {i[31:12], 12'd0};
      ImmJ:    v = {{12{i[31]}}, i[19:12], i[20], i[30:21], 1'b0};
      default: v = 32'd0;
    endcase
    return {{32{v[31]}}, v};
  endfunction
endpackage
