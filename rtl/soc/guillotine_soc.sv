// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// The SoC: one hypervisor domain, NumModels model domains, the interlock, and the crossing modules
// between them (l2_ways with l2_owner, mem_ctrl, mgmt, interlock_hv). Instances and wires only; long because
// every crossing between domains is to be seen in one file.
module guillotine_soc
  import soc_pkg::*;
  import bus_pkg::*;
  import mem_pkg::*;
  import l2_pkg::*;
  import core_pkg::*;
  import mgmt_pkg::*;
  import interlock_pkg::*;
  import soc_map_pkg::*;
#(
  parameter int unsigned NumModels  = 1,
  parameter bit          Simulation = 1'b0,
  parameter int unsigned TimeShift  = 4,     // time = cycles >> TimeShift, in both kinds of domain
  localparam int unsigned Domains   = NumModels + 1
) (
  input  logic        clk_i,           // system clock
  input  logic        lock_clk_i,      // interlock's clock
  input  logic        lock_rst_ni,     // power-on reset
  input  straps_t     straps_i,        // constant from power-on
  input  weaken_t     weaken_i,        // zero in every design that is synthesised
  // Hypervisor's UART as bytes.
  output logic        uart_tx_valid_o,
  output logic [7:0]  uart_tx_data_o,
  input  logic        uart_tx_ready_i,
  input  logic        uart_rx_valid_i,
  input  logic [7:0]  uart_rx_data_i,
  output logic        uart_rx_ready_o,
  // Plant.
  output relay_t      relay_drive_o,
  output relay_t      relay_permit_o,
  input  relay_t      contact_i,
  output logic [2:0]  level_o,
  input  logic        tripwire_i,      // an external tripwire, a register of the system clock
  // Simulation.
  output logic        finish_o,
  output logic [15:0] finish_code_o,
  // Observation; unconnected in synthesis.
  output commit_t                commit_o [Domains],
  output trace_t                 trace_o [NumModels],  // flight recorder: events of each model
  input  logic [11:0]            log_csr_i,    // hypervisor core's CSR to read; zero in synthesis
  output logic [NumModels-1:0]   model_run_o,
  output logic                   hv_sleep_o
);

  // ---------------------------------------------------------------- resets
  // rst_n: shared blocks, from power-on. hv_rst_n: hv domain, released by the interlock.
  logic rst_n, lock_hv_rst_n, hv_rst_n;

  prim_rst_sync u_rst_sync (.clk_i, .rst_ni(lock_rst_ni), .rst_no(rst_n));
  prim_rst_sync u_hv_rst_sync (.clk_i, .rst_ni(lock_hv_rst_n && rst_n), .rst_no(hv_rst_n));

  // ---------------------------------------------------------------- frame
  frame_t frame;
  frame_ctr #(.NumModels(NumModels)) u_frame (.clk_i, .rst_ni(rst_n), .frame_o(frame));

  logic unused;
  assign unused = frame.first;

  // ---------------------------------------------------------------- device bus
  localparam int unsigned DevAclint    = 0;
  localparam int unsigned DevPlic      = 1;
  localparam int unsigned DevUart      = 2;
  localparam int unsigned DevFinisher  = 3;
  localparam int unsigned DevL2        = 4;
  localparam int unsigned DevSha256    = 5;
  localparam int unsigned DevInterlock = 6;
  localparam int unsigned DevSysinfo   = 7;
  localparam int unsigned DevMgmt      = 8;
  localparam int unsigned DevWindow    = DevMgmt + NumModels;
  localparam int unsigned Devices      = DevWindow + NumModels;

  typedef logic [Devices-1:0][31:0] dev_map_t;

  function automatic dev_map_t dev_bases();
    dev_map_t map;
    map[DevAclint]    = AclintBase;
    map[DevPlic]      = PlicBase;
    map[DevUart]      = UartBase;
    map[DevFinisher]  = FinisherBase;
    map[DevL2]        = L2Base;
    map[DevSha256]    = Sha256Base;
    map[DevInterlock] = InterlockBase;
    map[DevSysinfo]   = SysinfoBase;
    for (int unsigned i = 0; i < NumModels; i++) begin
      map[DevMgmt + i]   = MgmtBase + 32'(i) * MgmtStride;
      map[DevWindow + i] = WindowBase + 32'(i) * WindowStride;
    end
    return map;
  endfunction

  function automatic dev_map_t dev_sizes();
    dev_map_t map;
    map[DevAclint]    = AclintSize;
    map[DevPlic]      = PlicSize;
    map[DevUart]      = UartSize;
    map[DevFinisher]  = Simulation ? FinisherSize : '0;
    map[DevL2]        = L2Size;
    map[DevSha256]    = Sha256Size;
    map[DevInterlock] = InterlockSize;
    map[DevSysinfo]   = SysinfoSize;
    for (int unsigned i = 0; i < NumModels; i++) begin
      map[DevMgmt + i]   = MgmtSize;
      map[DevWindow + i] = WindowSize;
    end
    return map;
  endfunction

  dev_req_t               hv_dev_req;
  dev_rsp_t               hv_dev_rsp;
  dev_req_t [Devices-1:0] dev_req;
  dev_rsp_t [Devices-1:0] dev_rsp;

  dev_xbar #(.Devices(Devices), .Base(dev_bases()), .Size(dev_sizes())) u_dev_xbar (
    .clk_i,
    .rst_ni   (hv_rst_n),
    .req_i    (hv_dev_req),
    .rsp_o    (hv_dev_rsp),
    .dev_req_o(dev_req),
    .dev_rsp_i(dev_rsp)
  );

  // ---------------------------------------------------------------- peripherals of hv
  logic [15:1] irq;
  logic [1:0]  plic_irq;
  irq_t        hv_irq;
  logic [63:0] hv_time;
  logic        irq_uart, irq_interlock;
  logic [NumModels-1:0] irq_mgmt;

  always_comb begin : p_irq
    irq = '0;
    for (int unsigned i = 0; i < NumModels; i++) irq[1 + i] = irq_mgmt[i];
    irq[5]  = irq_interlock;
    irq[10] = irq_uart;
  end

  aclint #(.TimeShift(TimeShift)) u_aclint (
    .clk_i,
    .rst_ni(hv_rst_n),
    .req_i (dev_req[DevAclint]),
    .rsp_o (dev_rsp[DevAclint]),
    .msip_o(hv_irq.msip),
    .mtip_o(hv_irq.mtip),
    .time_o(hv_time)
  );

  plic u_plic (
    .clk_i,
    .rst_ni(hv_rst_n),
    .irq_i (irq),
    .req_i (dev_req[DevPlic]),
    .rsp_o (dev_rsp[DevPlic]),
    .irq_o (plic_irq)
  );
  assign hv_irq.meip = plic_irq[0];
  assign hv_irq.seip = plic_irq[1];

  uart16550 u_uart (
    .clk_i,
    .rst_ni    (hv_rst_n),
    .req_i     (dev_req[DevUart]),
    .rsp_o     (dev_rsp[DevUart]),
    .irq_o     (irq_uart),
    .divisor_o (),
    .tx_valid_o(uart_tx_valid_o),
    .tx_data_o (uart_tx_data_o),
    .tx_ready_i(uart_tx_ready_i),
    .rx_valid_i(uart_rx_valid_i),
    .rx_data_i (uart_rx_data_i),
    .rx_ready_o(uart_rx_ready_o)
  );

  sha256_engine u_sha256 (
    .clk_i,
    .rst_ni(hv_rst_n),
    .req_i (dev_req[DevSha256]),
    .rsp_o (dev_rsp[DevSha256])
  );

  sysinfo #(.NumModels(NumModels), .TimeShift(TimeShift), .Simulation(Simulation)) u_sysinfo (
    .clk_i,
    .rst_ni(hv_rst_n),
    .straps_i, .weaken_i,
    .req_i (dev_req[DevSysinfo]),
    .rsp_o (dev_rsp[DevSysinfo])
  );

  if (Simulation) begin : gen_finisher
    finisher u_finisher (
      .clk_i,
      .rst_ni  (hv_rst_n),
      .req_i   (dev_req[DevFinisher]),
      .rsp_o   (dev_rsp[DevFinisher]),
      .finish_o(finish_o),
      .code_o  (finish_code_o)
    );
  end else begin : gen_no_finisher
    assign dev_rsp[DevFinisher] = '0;
    assign finish_o             = 1'b0;
    assign finish_code_o        = '0;
  end

  // ---------------------------------------------------------------- interlock
  logic         hv_alive, tripwire, lower_toggle, answer_toggle, lock_alive, model_run, event_in;
  logic         lower_refused, contact_fault, pending, window_open, armed;
  logic         tripwire_parity, tripwire_region, tripwire_q;
  thermo_t      raise_level, lower_to, level_thermo;
  logic [127:0] answer;
  logic [255:0] key;
  logic [63:0]  challenge;
  logic [31:0]  accepted;
  trip_e        trip;
  gate_t        gate;

  interlock u_interlock (
    .lock_clk_i, .lock_rst_ni,
    .seed_i         ({64'h6775_696c_6c6f_7469, straps_i.seed}),
    .bare_i         (straps_i.bare),
    .weaken_write_i (weaken_i.interlock_write),
    .hv_alive_i     (hv_alive),
    .tripwire_i     (tripwire),
    .raise_i        (raise_level),
    .lower_toggle_i (lower_toggle),
    .lower_to_i     (lower_to),
    .answer_toggle_i(answer_toggle),
    .answer_i       (answer),
    .hv_rst_no      (lock_hv_rst_n),
    .gates_o        (gate),
    .level_o        (level_thermo),
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

  interlock_hv u_interlock_hv (
    .clk_i,
    .rst_ni         (hv_rst_n),
    .req_i          (dev_req[DevInterlock]),
    .rsp_o          (dev_rsp[DevInterlock]),
    .irq_o          (irq_interlock),
    .tripwire_i     (tripwire_q),
    .model_run_o    (model_run),
    .event_in_o     (event_in),
    .hv_alive_o     (hv_alive),
    .tripwire_o     (tripwire),
    .raise_o        (raise_level),
    .lower_toggle_o (lower_toggle),
    .lower_to_o     (lower_to),
    .answer_toggle_o(answer_toggle),
    .answer_o       (answer),
    .gates_i        (gate),
    .level_i        (level_thermo),
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
  assign level_o = level(level_thermo);


  // A fault of isolation that hardware sees for itself.
  always_ff @(posedge clk_i) begin : p_tripwire
    if (!hv_rst_n) tripwire_q <= 1'b0;
    else           tripwire_q <= tripwire_i || tripwire_parity || tripwire_region;
  end

  // ---------------------------------------------------------------- joins of the crossing modules
  logic [L2Ways-1:0] own [Domains];
  l2_cmd_t           way_cmd [Domains];
  logic [63:0]       way_wdata [Domains];
  l2_tag_t           way_tag [Domains][L2Ways];
  logic [63:0]       way_rdata [Domains];
  logic              run [Domains];
  region_log2_t      region_log2 [Domains];
  slot_req_t         slot_req [Domains];
  slot_rsp_t         slot_rsp [Domains];

  l2_cmd_t           win_cmd [NumModels];
  logic [63:0]       win_wdata [NumModels];
  slot_req_t         win_slot_req [NumModels];
  slot_rsp_t         win_slot_rsp [NumModels];
  scrub_req_t        scrub [NumModels];
  logic              l2_scrub [NumModels];
  logic              l2_scrub_done [NumModels];
  logic              has_ways [NumModels];
  logic              config_locked [NumModels];
  logic              in_reset [NumModels];

  // ---------------------------------------------------------------- hypervisor domain
  logic [L2Ways-1:0] retired;
  logic              hv_l2_enable, clean_req, clean_done;
  logic [WayW-1:0]   clean_way;

  hv_domain #(.HartId(0)) u_hv (
    .clk_i,
    .rst_ni       (hv_rst_n),
    .reset_pc_i   (BootRomBase),
    .region_log2_i(straps_i.hv_log2),
    .weaken_i,
    .dev_req_o    (hv_dev_req),
    .dev_rsp_i    (hv_dev_rsp),
    .irq_i        (hv_irq),
    .time_i       (hv_time),
    .l2_enable_i  (hv_l2_enable),
    .own_i        (own[HvDomain]),
    .retired_i    (retired),
    .clean_req_i  (clean_req),
    .clean_way_i  (clean_way),
    .clean_done_o (clean_done),
    .cmd_o        (way_cmd[HvDomain]),
    .cmd_data_o   (way_wdata[HvDomain]),
    .tag_i        (way_tag[HvDomain]),
    .data_i       (way_rdata[HvDomain]),
    .slot_req_o   (slot_req[HvDomain]),
    .slot_rsp_i   (slot_rsp[HvDomain]),
    .commit_o     (commit_o[HvDomain]),
    .log_csr_i,
    .sleep_o      (hv_sleep_o)
  );
  assign run[HvDomain]         = hv_rst_n;
  assign region_log2[HvDomain] = straps_i.hv_log2;

  // ---------------------------------------------------------------- model domains
  for (genvar i = 0; i < NumModels; i++) begin : gen_model
    localparam int unsigned D = i + 1;
    logic           core_rst_n, clock_on, tick, l2_quiet;
    core_mgmt_req_t mgmt_req;
    core_mgmt_rsp_t mgmt_rsp;
    l2_peek_sel_e   peek_sel;
    logic [1:0]     peek_beat;
    l2_peek_t       peek;
    fence_t         fence;
    sb_entry_t [StoreBufferEntries-1:0] sb;

    model_domain #(.HartId(i), .TimeShift(TimeShift)) u_model (
      .clk_i,
      .clock_on_i   (clock_on),
      .rst_ni       (core_rst_n),
      .run_i        (run[D]),
      .weaken_i,
      .mgmt_req_i   (mgmt_req),
      .mgmt_tick_i  (tick),
      .mgmt_rsp_o   (mgmt_rsp),
      .sb_o         (sb),
      .region_log2_i(region_log2[D]),
      .fence_i      (fence),
      .l2_quiet_o   (l2_quiet),
      .peek_sel_i   (peek_sel),
      .peek_beat_i  (peek_beat),
      .peek_o       (peek),
      .own_i        (own[D]),
      .cmd_o        (way_cmd[D]),
      .cmd_data_o   (way_wdata[D]),
      .tag_i        (way_tag[D]),
      .data_i       (way_rdata[D]),
      .slot_req_o   (slot_req[D]),
      .slot_rsp_i   (slot_rsp[D]),
      .commit_o     (commit_o[D])
    );

    mgmt u_mgmt (
      .clk_i,
      .rst_ni            (rst_n),
      .hv_rst_ni         (hv_rst_n),
      .phase_i           (frame.phase),
      .frame_last_i      (frame.last),
      .model_log2_i      (straps_i.model_log2),
      .weaken_i,
      .interlock_freeze_i(!model_run),
      .event_open_i      (event_in),
      .dev_req_i         (dev_req[DevMgmt + i]),
      .dev_rsp_o         (dev_rsp[DevMgmt + i]),
      .win_req_i         (dev_req[DevWindow + i]),
      .win_rsp_o         (dev_rsp[DevWindow + i]),
      .irq_o             (irq_mgmt[i]),
      .core_rst_no       (core_rst_n),
      .run_o             (run[D]),
      .clock_on_o        (clock_on),
      .core_req_o        (mgmt_req),
      .core_tick_o       (tick),
      .core_rsp_i        (mgmt_rsp),
      .sb_i              (sb),
      .l2_quiet_i        (l2_quiet),
      .peek_sel_o        (peek_sel),
      .peek_beat_o       (peek_beat),
      .peek_i            (peek),
      .region_log2_o     (region_log2[D]),
      .fence_o           (fence),
      .win_cmd_o         (win_cmd[i]),
      .win_data_o        (win_wdata[i]),
      .win_tag_i         (way_tag[D]),
      .win_data_i        (way_rdata[D]),
      .l2_scrub_o        (l2_scrub[i]),
      .l2_scrub_done_i   (l2_scrub_done[i]),
      .l2_has_ways_i     (has_ways[i]),
      .own_i             (own[D]),
      .config_locked_o   (config_locked[i]),
      .in_reset_o        (in_reset[i]),
      .win_slot_req_o    (win_slot_req[i]),
      .win_slot_rsp_i    (win_slot_rsp[i]),
      .scrub_o           (scrub[i]),
      .trace_o           (trace_o[i])
    );
    assign model_run_o[i] = run[D];
  end

  // ---------------------------------------------------------------- L2 ways and their owners
  owner_t            owner [L2Ways];
  logic [L2Ways-1:0] sweep;
  logic [SetW+1:0]   sweep_idx;

  l2_owner #(.NumModels(NumModels)) u_l2_owner (
    .clk_i,
    .rst_ni      (rst_n),
    .hv_rst_ni   (hv_rst_n),
    .dev_req_i   (dev_req[DevL2]),
    .dev_rsp_o   (dev_rsp[DevL2]),
    .owner_o     (owner),
    .sweep_o     (sweep),
    .sweep_idx_o (sweep_idx),
    .retired_o   (retired),
    .hv_enable_o (hv_l2_enable),
    .clean_req_o (clean_req),
    .clean_way_o (clean_way),
    .clean_done_i(clean_done),
    .locked_i    (config_locked),
    .in_reset_i  (in_reset),
    .scrub_i     (l2_scrub),
    .scrub_keep_i(weaken_i.scrub_l2),
    .scrub_done_o(l2_scrub_done),
    .has_ways_o  (has_ways)
  );

  l2_ways #(.NumModels(NumModels)) u_l2_ways (
    .clk_i,
    .rst_ni      (rst_n),
    .frame_last_i(frame.last),
    .owner_i     (owner),
    .sweep_i     (sweep),
    .sweep_idx_i (sweep_idx),
    .own_o       (own),
    .run_i       (run),
    .cmd_i       (way_cmd),
    .cmd_data_i  (way_wdata),
    .tag_o       (way_tag),
    .data_o      (way_rdata),
    .win_cmd_i   (win_cmd),
    .win_data_i  (win_wdata),
    .tripwire_o  (tripwire_parity)
  );

  // ---------------------------------------------------------------- memory
  mem_ctrl #(.NumModels(NumModels)) u_mem_ctrl (
    .clk_i,
    .rst_ni               (rst_n),
    .phase_i              (frame.phase),
    .weaken_region_bound_i(weaken_i.region_bound),
    .region_log2_i        (region_log2),
    .run_i                (run),
    .req_i                (slot_req),
    .rsp_o                (slot_rsp),
    .win_req_i            (win_slot_req),
    .win_rsp_o            (win_slot_rsp),
    .scrub_i              (scrub),
    .scrub_taken_o        (),
    .tripwire_o           (tripwire_region)
  );

endmodule
