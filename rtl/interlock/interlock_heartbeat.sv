// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// Windowed challenge-response heartbeat. A period starts with a fresh challenge; the right answer
// must come inside the window, neither earlier nor later, exactly once. Anything else is a loss.
//
//   key       = SHA-256(seed)                            once after reset, readable by hv once
//   challenge = SHA-256(key, period number), first 8 bytes
//   answer    = HMAC-SHA-256(key, challenge), first 16 bytes
//
// The first window is the boot window: open as soon as the challenge stands, BootWindow long.
// Timing in lock cycles; a challenge stands about 340 cycles after its period starts.
module interlock_heartbeat #(
  parameter int unsigned Period      = 1 << 20,
  parameter int unsigned WindowOpen  = 1 << 18,
  parameter int unsigned WindowClose = 3 << 18,
  parameter int unsigned BootWindow  = 1 << 24
) (
  input  logic         lock_clk_i,
  input  logic         lock_rst_ni,
  input  logic         enable_i,      // hv has left reset; low restarts with the boot window
  input  logic [127:0] seed_i,
  input  logic         submit_i,      // pulse: answer_i is meant
  input  logic [127:0] answer_i,
  output logic [255:0] key_o,         // stable once key_valid_o
  output logic         key_valid_o,
  output logic [63:0]  challenge_o,   // stable while pending_o
  output logic         pending_o,     // challenge stands, not yet answered
  output logic         window_open_o,
  output logic         armed_o,       // past the first answer or the boot window
  output logic [31:0]  accepted_o,
  output logic         lost_o         // pulse: early, wrong, double or missing answer
);

  typedef enum logic [2:0] {
    StKey, StChallenge, StInnerKey, StInnerText, StOuterKey, StOuterText, StReady
  } state_e;

  localparam logic [255:0] InitialHash = {
    32'h6a09e667, 32'hbb67ae85, 32'h3c6ef372, 32'ha54ff53a,
    32'h510e527f, 32'h9b05688c, 32'h1f83d9ab, 32'h5be0cd19};
  localparam int unsigned TimerW = $clog2((BootWindow > Period ? BootWindow : Period) + 1);

  state_e            state_q;
  logic              first_q;      // boot window
  logic              answered_q;
  logic [TimerW-1:0] timer_q;
  logic [31:0]       period_q;
  logic [255:0]      key_q, chain_q, inner_q;
  logic [63:0]       challenge_q;
  logic [127:0]      expected_q;
  logic [31:0]       accepted_q;
  logic              window_open, window_end, next_period, right;

  // ---------------------------------------------------------------- hashing
  logic         sha_start, sha_busy, sha_done, started_q;
  logic [511:0] sha_block;
  logic [255:0] sha_state, sha_out;

  sha256_core u_sha (
    .clk_i  (lock_clk_i),
    .rst_ni (lock_rst_ni && enable_i),
    .start_i(sha_start),
    .block_i(sha_block),
    .state_i(sha_state),
    .busy_o (sha_busy),
    .done_o (sha_done),
    .state_o(sha_out)
  );

  assign sha_start = enable_i && state_q != StReady && !started_q && !sha_busy;

  // Message blocks, padded as FIPS 180-4 section 5.1.1 says; lengths in bits at the end.
  always_comb begin : p_block
    sha_block = '0;
    sha_state = InitialHash;
    if (sha_start) begin
      unique case (state_q)
        StKey:       sha_block = {seed_i, 8'h80, 312'd0, 64'd128};
        StChallenge: sha_block = {key_q, 32'd0, period_q, 8'h80, 120'd0, 64'd320};
        StInnerKey:  sha_block = {key_q ^ {32{8'h36}}, {32{8'h36}}};
        StInnerText: begin
          sha_block = {challenge_q, 8'h80, 376'd0, 64'd576};
          sha_state = chain_q;
        end
        StOuterKey:  sha_block = {key_q ^ {32{8'h5c}}, {32{8'h5c}}};
        StOuterText: begin
          sha_block = {inner_q, 8'h80, 184'd0, 64'd768};
          sha_state = chain_q;
        end
        default: ;
      endcase
    end
  end

  always_ff @(posedge lock_clk_i) begin : p_hash
    if (!lock_rst_ni || !enable_i) begin
      state_q     <= StKey;
      started_q   <= 1'b0;
      key_q       <= '0;
      chain_q     <= '0;
      inner_q     <= '0;
      challenge_q <= '0;
      expected_q  <= '0;
      key_valid_o <= 1'b0;
    end else begin
      if (sha_start) started_q <= 1'b1;
      if (sha_done) begin
        started_q <= 1'b0;
        unique case (state_q)
          // StKey: derive the key of this boot.
          StKey: begin
            key_q       <= sha_out;
            key_valid_o <= 1'b1;
            state_q     <= StChallenge;
          end
          // StChallenge: a fresh challenge for this period.
          StChallenge: begin
            challenge_q <= sha_out[255:192];
            state_q     <= StInnerKey;
          end
          // StInnerKey to StOuterText: the four blocks of HMAC.
          StInnerKey: begin
            chain_q <= sha_out;
            state_q <= StInnerText;
          end
          StInnerText: begin
            inner_q <= sha_out;
            state_q <= StOuterKey;
          end
          StOuterKey: begin
            chain_q <= sha_out;
            state_q <= StOuterText;
          end
          StOuterText: begin
            expected_q <= sha_out[255:128];
            state_q    <= StReady;
          end
          default: ;
        endcase
      end
      // StReady: the answer is known, the challenge stands until the period ends.
      if (next_period) state_q <= StChallenge;
    end
  end

  // ---------------------------------------------------------------- window
  assign window_open = state_q == StReady && !answered_q
                     && (first_q || (timer_q >= TimerW'(WindowOpen)));
  assign window_end  = first_q ? timer_q == TimerW'(BootWindow) : timer_q == TimerW'(WindowClose);
  // The first answer ends the boot window at once, and a period starts.
  assign next_period = first_q ? answered_q : timer_q == TimerW'(Period - 1);
  assign right       = submit_i && window_open && answer_i == expected_q;

  always_ff @(posedge lock_clk_i) begin : p_window
    if (!lock_rst_ni || !enable_i) begin
      first_q    <= 1'b1;
      answered_q <= 1'b0;
      timer_q    <= '0;
      period_q   <= '0;
      accepted_q <= '0;
      lost_o     <= 1'b0;
    end else begin
      lost_o <= (submit_i && !right) || (window_end && !answered_q && !right);
      if (right) begin
        answered_q <= 1'b1;
        accepted_q <= accepted_q + 32'd1;
      end
      if (next_period) begin
        first_q    <= 1'b0;
        answered_q <= 1'b0;
        timer_q    <= '0;
        period_q   <= period_q + 32'd1;
      end else if (!(first_q && window_end)) begin
        timer_q <= timer_q + 1'b1;
      end
    end
  end

  assign key_o         = key_q;
  assign challenge_o   = challenge_q;
  assign pending_o     = state_q == StReady && !answered_q;
  assign window_open_o = window_open;
  assign armed_o       = !first_q;
  assign accepted_o    = accepted_q;

  always_ff @(posedge lock_clk_i) if (lock_rst_ni)
    WindowsInOrder_A: assert (WindowOpen < WindowClose && WindowClose < Period);

endmodule
