// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// 16550-compatible UART: byte registers at offsets 0 to 7, 16-byte FIFOs, interrupts for received
// data, empty transmitter and line status. Characters leave and enter as bytes with handshakes, so
// that a board puts a serialiser behind them and the simulator none. The divisor is kept for the
// serialiser; a character takes no time here.
//
// Reads and writes of one register are single bytes; wider accesses reach only the addressed byte.
module uart16550
  import bus_pkg::*;
(
  input  logic        clk_i,
  input  logic        rst_ni,
  input  dev_req_t    req_i,
  output dev_rsp_t    rsp_o,
  output logic        irq_o,
  output logic [15:0] divisor_o,
  output logic        tx_valid_o,
  output logic [7:0]  tx_data_o,
  input  logic        tx_ready_i,
  input  logic        rx_valid_i,
  input  logic [7:0]  rx_data_i,
  output logic        rx_ready_o
);

  typedef enum logic [2:0] {
    RegData = 3'd0, RegIer = 3'd1, RegIirFcr = 3'd2, RegLcr = 3'd3,
    RegMcr  = 3'd4, RegLsr = 3'd5, RegMsr    = 3'd6, RegScr = 3'd7
  } reg_e;

  localparam logic [2:0] IirReceived = 3'b010, IirTimeout = 3'b110, IirThre = 3'b001;

  logic [7:0] ier_q, lcr_q, mcr_q, scr_q;
  logic [15:0] divisor_q;
  logic [1:0] trigger_q;      // FCR receive trigger level
  logic       fifo_enable_q;
  logic       thre_irq_q;     // transmitter became empty; cleared by reading IIR or writing THR

  // ---------------------------------------------------------------- access
  logic       access, ack_q, dlab, loopback;
  reg_e       register;
  logic [7:0] wbyte;
  assign access   = req_i.valid && !ack_q;
  assign register = reg_e'(req_i.addr[2:0]);
  assign wbyte    = req_i.wdata[8 * req_i.addr[2:0] +: 8];
  assign dlab     = lcr_q[7];
  assign loopback = mcr_q[4];

  logic read_rbr, write_thr, read_iir, write_fcr;
  assign read_rbr  = access && !req_i.we && register == RegData && !dlab;
  assign write_thr = access && req_i.we && register == RegData && !dlab;
  assign read_iir  = access && !req_i.we && register == RegIirFcr;
  assign write_fcr = access && req_i.we && register == RegIirFcr;

  // ---------------------------------------------------------------- FIFOs
  logic       rx_push, rx_pop, rx_empty, rx_full, tx_empty, tx_full, tx_pop;
  logic [7:0] rx_head, tx_head, rx_in;
  logic [4:0] rx_count;

  assign rx_push = loopback ? tx_pop : (rx_valid_i && rx_ready_o);
  assign rx_in   = loopback ? tx_head : rx_data_i;
  assign rx_pop  = read_rbr && !rx_empty;
  assign tx_pop  = loopback ? (!tx_empty && !rx_full) : (tx_valid_o && tx_ready_i);

  byte_fifo u_rx (
    .clk_i, .rst_ni,
    .clear_i(write_fcr && wbyte[1]),
    .push_i (rx_push),
    .data_i (rx_in),
    .pop_i  (rx_pop),
    .data_o (rx_head),
    .empty_o(rx_empty),
    .full_o (rx_full),
    .count_o(rx_count)
  );

  byte_fifo u_tx (
    .clk_i, .rst_ni,
    .clear_i(write_fcr && wbyte[2]),
    .push_i (write_thr && !tx_full),
    .data_i (wbyte),
    .pop_i  (tx_pop),
    .data_o (tx_head),
    .empty_o(tx_empty),
    .full_o (tx_full),
    .count_o()
  );

  // A full receive FIFO paces the sender instead of losing bytes: there is no line to overrun.
  assign rx_ready_o = !rx_full && !loopback;
  assign tx_valid_o = !tx_empty && !loopback;
  assign tx_data_o  = tx_head;
  assign divisor_o  = divisor_q;

  // ---------------------------------------------------------------- interrupts
  logic [4:0] rx_level;
  logic       rx_irq, rx_timeout;
  always_comb begin : p_level
    unique case (trigger_q)
      2'd0:    rx_level = 5'd1;
      2'd1:    rx_level = 5'd4;
      2'd2:    rx_level = 5'd8;
      default: rx_level = 5'd14;
    endcase
    if (!fifo_enable_q) rx_level = 5'd1;
  end
  // Without a line there is no character time: bytes below the trigger level count as timed out.
  assign rx_irq     = rx_count >= rx_level;
  assign rx_timeout = !rx_empty && !rx_irq;

  logic [3:0] iir;
  always_comb begin : p_iir
    iir = 4'b0001;
    if (ier_q[0] && rx_irq)          iir = {IirReceived, 1'b0};
    else if (ier_q[0] && rx_timeout) iir = {IirTimeout, 1'b0};
    else if (ier_q[1] && thre_irq_q) iir = {IirThre, 1'b0};
  end

  // ---------------------------------------------------------------- registers
  logic tx_was_empty_q;
  always_ff @(posedge clk_i) begin : p_registers
    if (!rst_ni) begin
      ier_q          <= '0;
      lcr_q          <= 8'h03;
      mcr_q          <= '0;
      scr_q          <= '0;
      divisor_q      <= 16'd1;
      trigger_q      <= '0;
      fifo_enable_q  <= 1'b0;
      thre_irq_q     <= 1'b0;
      tx_was_empty_q <= 1'b1;
      irq_o          <= 1'b0;
    end else begin
      tx_was_empty_q <= tx_empty;
      irq_o          <= !iir[0];
      if (tx_empty && !tx_was_empty_q) thre_irq_q <= 1'b1;
      else if (write_thr || (read_iir && iir[3:1] == IirThre)) thre_irq_q <= 1'b0;
      if (access && req_i.we) begin
        unique case (register)
          RegData:   if (dlab) divisor_q[7:0] <= wbyte;
          RegIer: begin
            if (dlab) begin
              divisor_q[15:8] <= wbyte;
            end else begin
              ier_q <= {4'd0, wbyte[3:0]};
              // Enabling the interrupt on an empty transmitter raises it at once.
              if (wbyte[1] && !ier_q[1] && tx_empty) thre_irq_q <= 1'b1;
            end
          end
          RegIirFcr: begin
            fifo_enable_q <= wbyte[0];
            trigger_q     <= wbyte[7:6];
          end
          RegLcr:    lcr_q <= wbyte;
          RegMcr:    mcr_q <= {3'd0, wbyte[4:0]};
          RegScr:    scr_q <= wbyte;
          default: ;  // LSR and MSR are read-only
        endcase
      end
    end
  end

  logic [7:0] rbyte, rbyte_q;
  always_comb begin : p_read
    rbyte = '0;
    if (access && !req_i.we) begin
      unique case (register)
        RegData:   rbyte = dlab ? divisor_q[7:0] : (rx_empty ? 8'd0 : rx_head);
        RegIer:    rbyte = dlab ? divisor_q[15:8] : ier_q;
        RegIirFcr: rbyte = {{2{fifo_enable_q}}, 2'b00, iir};
        RegLcr:    rbyte = lcr_q;
        RegMcr:    rbyte = mcr_q;
        RegLsr:    rbyte = {1'b0, tx_empty, !tx_full, 4'b0000, !rx_empty};
        RegMsr:    rbyte = loopback ? {mcr_q[3], mcr_q[2], mcr_q[0], mcr_q[1], 4'd0} : 8'hb0;
        RegScr:    rbyte = scr_q;
        default:   rbyte = '0;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin : p_rsp
    if (!rst_ni) begin
      ack_q   <= 1'b0;
      rbyte_q <= '0;
    end else begin
      ack_q <= access;
      if (access) rbyte_q <= rbyte;
    end
  end

  assign rsp_o = ack_q ? '{ack: 1'b1, error: 1'b0, rdata: {8{rbyte_q}}} : '0;

  logic unused;
  assign unused = ^{req_i.addr, req_i.size, req_i.wstrb};

endmodule
