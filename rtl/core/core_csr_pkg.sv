// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// What the CSR file, the trap unit and the pipeline share beyond core_pkg: CSR numbers, the system
// instructions whose legality depends on CSRs, the trigger configuration, and the fields of the
// status registers by name, so that no bank and no test types an offset by hand.
package core_csr_pkg;
  import core_pkg::*;

  // ---------------------------------------------------------------- CSR numbers
  typedef enum logic [11:0] {
    // Supervisor. With V=1 those marked (v) name the register of the VS bank, 0x100 higher.
    CsrSstatus    = 12'h100,  // v
    CsrSie        = 12'h104,  // v
    CsrStvec      = 12'h105,  // v
    CsrScounteren = 12'h106,
    CsrSenvcfg    = 12'h10a,
    CsrSscratch   = 12'h140,  // v
    CsrSepc       = 12'h141,  // v
    CsrScause     = 12'h142,  // v
    CsrStval      = 12'h143,  // v
    CsrSip        = 12'h144,  // v
    CsrStimecmp   = 12'h14d,  // v
    CsrSatp       = 12'h180,  // v
    CsrScontext   = 12'h5a8,
    // Virtual supervisor
    CsrVsstatus   = 12'h200, CsrVsie     = 12'h204, CsrVstvec    = 12'h205, CsrVsscratch = 12'h240,
    CsrVsepc      = 12'h241, CsrVscause  = 12'h242, CsrVstval    = 12'h243, CsrVsip      = 12'h244,
    CsrVstimecmp  = 12'h24d, CsrVsatp    = 12'h280,
    // Hypervisor
    CsrHstatus    = 12'h600, CsrHedeleg  = 12'h602, CsrHideleg   = 12'h603, CsrHie       = 12'h604,
    CsrHtimedelta = 12'h605, CsrHcounteren = 12'h606, CsrHgeie   = 12'h607, CsrHenvcfg   = 12'h60a,
    CsrHtval      = 12'h643, CsrHip      = 12'h644, CsrHvip      = 12'h645, CsrHtinst    = 12'h64a,
    CsrHgatp      = 12'h680, CsrHcontext = 12'h6a8, CsrHgeip     = 12'he12,
    // Machine
    CsrMstatus    = 12'h300, CsrMisa     = 12'h301, CsrMedeleg   = 12'h302, CsrMideleg   = 12'h303,
    CsrMie        = 12'h304, CsrMtvec    = 12'h305, CsrMcounteren = 12'h306, CsrMenvcfg  = 12'h30a,
    CsrMscratch   = 12'h340, CsrMepc     = 12'h341, CsrMcause    = 12'h342, CsrMtval     = 12'h343,
    CsrMip        = 12'h344, CsrMtinst   = 12'h34a, CsrMtval2    = 12'h34b,
    CsrPmpcfg0    = 12'h3a0, CsrPmpaddr0 = 12'h3b0,
    CsrMvendorid  = 12'hf11, CsrMarchid  = 12'hf12, CsrMimpid    = 12'hf13, CsrMhartid   = 12'hf14,
    CsrMconfigptr = 12'hf15,
    // Counters
    CsrMcountinhibit = 12'h320, CsrMhpmevent3 = 12'h323,
    CsrMcycle     = 12'hb00, CsrMinstret = 12'hb02, CsrMhpmcounter3 = 12'hb03,
    CsrCycle      = 12'hc00, CsrTime     = 12'hc01, CsrInstret = 12'hc02, CsrHpmcounter3 = 12'hc03,
    // Debug triggers
    CsrTselect    = 12'h7a0, CsrTdata1   = 12'h7a1, CsrTdata2    = 12'h7a2, CsrTdata3    = 12'h7a3,
    CsrTinfo      = 12'h7a4, CsrMcontext = 12'h7a8,
    // Management only
    CsrDcsr       = 12'h7b0, CsrDpc      = 12'h7b1,
    // Custom: bit 0, divisions take the same time whatever the operands.
    CsrMtiming    = 12'h7c0
  } csr_num_e;

  // ---------------------------------------------------------------- system instructions
  // Legality depends on mode and CSRs; decode raises what is illegal in every mode by itself.
  // ecall and ebreak are always legal: their cause is ecall_cause() and ExcBreakpoint.
  typedef enum logic [2:0] {
    SysMret, SysSret, SysWfi,
    SysSfenceVma,
    SysHfence,       // hfence.vvma
    SysHfenceGvma,
    SysHlsv          // hlv, hlvx, hsv
  } sysop_e;

  typedef struct packed {
    logic   valid;
    sysop_e op;
  } sysop_t;

  // Combinational. Neither: legal. wfi in U mode and with TW or VTW set is answered here as well.
  typedef struct packed {
    logic illegal;
    logic virt;
  } sysop_rsp_t;

  function automatic exc_e ecall_cause(mode_t mode);
    if (mode.prv == PrivM) return ExcEcallM;
    if (mode.prv == PrivU) return ExcEcallU;
    return mode.v ? ExcEcallVs : ExcEcallS;
  endfunction

  // ---------------------------------------------------------------- triggers
  // Four mcontrol6 triggers, address match, action 0 (breakpoint; captive: park). The mode enables
  // already contain the rule that a trigger does not fire where its own handler runs with
  // interrupts off (Sdtrig, native triggers), so core_trigger_match just compares.
  typedef enum logic [1:0] {
    TrigEqual = 2'd0, TrigNapot = 2'd1, TrigGe = 2'd2, TrigLt = 2'd3
  } trig_match_e;

  typedef struct packed {
    logic        execute;
    logic        load;
    logic        store;
    logic        m;
    logic        s;
    logic        u;
    logic        vs;
    logic        vu;
    trig_match_e match;
    logic [63:0] tdata2;
    logic [63:0] napot;  // bits that a NAPOT match leaves out: trailing ones and the zero above
  } trigger_t;

  typedef struct packed {
    logic                    any_execute;  // some trigger watches fetches: else the pipeline may
    logic                    any_data;     // leave the comparators alone
    trigger_t [Triggers-1:0] t;
  } trigger_cfg_t;

  // ---------------------------------------------------------------- fields of the status registers
  typedef struct packed {
    logic       mpv;   // 39
    logic       gva;   // 38
    logic       tsr;   // 22
    logic       tw;    // 21
    logic       tvm;   // 20
    logic       mxr;   // 19
    logic       sum;   // 18
    logic       mprv;  // 17
    logic [1:0] fs;    // 14:13; no F here: plain storage, as in Spike when S exists
    priv_e      mpp;   // 12:11
    logic       spp;   // 8
    logic       mpie;  // 7
    logic       spie;  // 5
    logic       mie;   // 3
    logic       sie;   // 1
  } mstatus_t;

  typedef struct packed {
    logic vtsr;  // 22
    logic vtw;   // 21
    logic vtvm;  // 20
    logic hu;    // 9
    logic spvp;  // 8
    logic spv;   // 7
    logic gva;   // 6
  } hstatus_t;

  typedef struct packed {
    logic mxr;   // 19
    logic sum;   // 18
    logic [1:0] fs;
    logic spp;   // 8
    logic spie;  // 5
    logic sie;   // 1
  } vsstatus_t;

  // Views pick their own fields of a whole register.
  // verilator lint_off UNUSEDSIGNAL
  // The registers as software sees them: UXL, SXL and VSXL are constant 2 (64 bits), SD follows FS.
  function automatic logic [63:0] mstatus_pack(mstatus_t s);
    return {&s.fs, 23'b0, s.mpv, s.gva, 2'b0, 4'b1010, 9'b0, s.tsr, s.tw, s.tvm, s.mxr, s.sum,
            s.mprv, 2'b0, s.fs, s.mpp, 2'b0, s.spp, s.mpie, 1'b0, s.spie, 1'b0, s.mie, 1'b0,
            s.sie, 1'b0};
  endfunction

  function automatic mstatus_t mstatus_unpack(logic [63:0] v);
    mstatus_t s;
    s.mpv  = v[39];
    s.gva  = v[38];
    s.tsr  = v[22];
    s.tw   = v[21];
    s.tvm  = v[20];
    s.mxr  = v[19];
    s.sum  = v[18];
    s.mprv = v[17];
    s.fs   = v[14:13];
    s.mpp  = priv_e'(v[12:11] == 2'd2 ? 2'd0 : v[12:11]);  // the reserved mode reads as U
    s.spp  = v[8];
    s.mpie = v[7];
    s.spie = v[5];
    s.mie  = v[3];
    s.sie  = v[1];
    return s;
  endfunction

  function automatic logic [63:0] vsstatus_pack(vsstatus_t s);
    return {&s.fs, 29'b0, 2'b10, 12'b0, s.mxr, s.sum, 3'b0, s.fs, 4'b0, s.spp, 2'b0, s.spie, 3'b0,
            s.sie, 1'b0};
  endfunction

  function automatic vsstatus_t vsstatus_unpack(logic [63:0] v);
    vsstatus_t s;
    s.mxr  = v[19];
    s.sum  = v[18];
    s.fs   = v[14:13];
    s.spp  = v[8];
    s.spie = v[5];
    s.sie  = v[1];
    return s;
  endfunction

  // sstatus is a view of mstatus.
  function automatic vsstatus_t sstatus_view(mstatus_t m);
    vsstatus_t s;
    s.mxr  = m.mxr;
    s.sum  = m.sum;
    s.fs   = m.fs;
    s.spp  = m.spp;
    s.spie = m.spie;
    s.sie  = m.sie;
    return s;
  endfunction

  function automatic logic [63:0] hstatus_pack(hstatus_t s);
    return {30'b0, 2'b10, 9'b0, s.vtsr, s.vtw, s.vtvm, 10'b0, s.hu, s.spvp, s.spv, s.gva, 6'b0};
  endfunction

  function automatic hstatus_t hstatus_unpack(logic [63:0] v);
    hstatus_t s;
    s.vtsr = v[22];
    s.vtw  = v[21];
    s.vtvm = v[20];
    s.hu   = v[9];
    s.spvp = v[8];
    s.spv  = v[7];
    s.gva  = v[6];
    return s;
  endfunction
  // verilator lint_on UNUSEDSIGNAL

  // ---------------------------------------------------------------- trap unit -> banks
  // At most one of the six bits is set, in W; the bank concerned stacks its status.
  typedef struct packed {
    logic        to_m;
    logic        to_hs;
    logic        to_vs;
    logic        mret;
    logic        sret;    // with V=0
    logic        vsret;   // sret with V=1
    mode_t       from;
    logic        irq;     // an interrupt
    logic [5:0]  cause;   // as the target sees it (VS interrupts shifted by one)
    logic [63:0] epc;
    logic [63:0] tval;
    logic [63:0] tval2;
    logic [31:0] tinst;
    logic        gva;
  } trap_wr_t;

  // ---------------------------------------------------------------- helpers
  // A read of a bank, from the pipeline in X or from management while the core stands. `num` has V
  // already applied; `mode` is for the checks a register makes beyond its number (management: M).
  typedef struct packed {
    logic        valid;
    logic [11:0] num;
    mode_t       mode;
    logic        mgmt;
  } bank_rd_t;

  // A write to a bank: physical CSR number (V already applied), value not yet legalised. The top
  // has applied set and clear to what a read of the register shows, once for all banks; `op` and
  // `wdata` are for the one register (mip) that is not written with what it shows. `mgmt` marks a
  // management write, which passes no privilege check and may write what the core may not.
  typedef struct packed {
    logic        valid;
    logic [11:0] num;
    logic [63:0] value;
    csr_op_e     op;
    logic [63:0] wdata;
    logic        mgmt;
  } bank_wr_t;

  function automatic logic [63:0] csr_apply(logic [63:0] old, csr_op_e op, logic [63:0] operand);
    if (op == CsrSet) return old | operand;
    if (op == CsrClear) return old & ~operand;
    return operand;
  endfunction

  // With V=1 the number of a supervisor register that has a copy in the VS bank names that copy.
  function automatic logic [11:0] csr_physical(logic [11:0] num, logic v);
    if (v) begin
      case (num)
        CsrSstatus, CsrSie, CsrStvec, CsrSscratch, CsrSepc, CsrScause, CsrStval, CsrSip,
        CsrStimecmp, CsrSatp: return num ^ 12'h300;
        default: ;
      endcase
    end
    return num;
  endfunction

  // tval of a trap as the CSR (and an exit) shows it: the pipeline need not carry the instruction
  // twice, causes 2 and 22 take it from trap_insn_i.
  function automatic logic [63:0] trap_tval(logic interrupt, logic [5:0] cause,
                                            logic [63:0] tval, logic [31:0] insn);
    if (!interrupt && (cause == ExcIllegal || cause == ExcVirtualInsn)) return {32'b0, insn};
    return tval;
  endfunction

endpackage
