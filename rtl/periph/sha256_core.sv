// SPDX-License-Identifier: Apache-2.0 WITH SHL-2.1
//
// SHA-256 compression (FIPS 180-4, section 6.2.2), one round a cycle: the hv domain measures with
// one instance, the interlock verifies with another; nothing is shared between the two.
//
// Timing: `start_i` is taken when `busy_o` is low; `done_o` pulses 66 cycles later with the new
// state on `state_o`, which holds until the next start. Constant time, whatever the data.
module sha256_core (
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         start_i,
  input  logic [511:0] block_i,  // message word 0 in the top 32 bits
  input  logic [255:0] state_i,  // H0 in the top 32 bits; sampled with start
  output logic         busy_o,
  output logic         done_o,
  output logic [255:0] state_o
);

  typedef enum logic [1:0] {StIdle, StRound, StAdd} state_e;

  function automatic logic [31:0] ror(logic [31:0] x, int unsigned n);
    return (x >> n) | (x << (32 - n));
  endfunction

  // Round constants: fractional parts of the cube roots of the first 64 primes.
  function automatic logic [31:0] round_constant(logic [5:0] t);
    unique case (t)
      6'd0:  return 32'h428a2f98;  6'd1:  return 32'h71374491;
      6'd2:  return 32'hb5c0fbcf;  6'd3:  return 32'he9b5dba5;
      6'd4:  return 32'h3956c25b;  6'd5:  return 32'h59f111f1;
      6'd6:  return 32'h923f82a4;  6'd7:  return 32'hab1c5ed5;
      6'd8:  return 32'hd807aa98;  6'd9:  return 32'h12835b01;
      6'd10: return 32'h243185be;  6'd11: return 32'h550c7dc3;
      6'd12: return 32'h72be5d74;  6'd13: return 32'h80deb1fe;
      6'd14: return 32'h9bdc06a7;  6'd15: return 32'hc19bf174;
      6'd16: return 32'he49b69c1;  6'd17: return 32'hefbe4786;
      6'd18: return 32'h0fc19dc6;  6'd19: return 32'h240ca1cc;
      6'd20: return 32'h2de92c6f;  6'd21: return 32'h4a7484aa;
      6'd22: return 32'h5cb0a9dc;  6'd23: return 32'h76f988da;
      6'd24: return 32'h983e5152;  6'd25: return 32'ha831c66d;
      6'd26: return 32'hb00327c8;  6'd27: return 32'hbf597fc7;
      6'd28: return 32'hc6e00bf3;  6'd29: return 32'hd5a79147;
      6'd30: return 32'h06ca6351;  6'd31: return 32'h14292967;
      6'd32: return 32'h27b70a85;  6'd33: return 32'h2e1b2138;
      6'd34: return 32'h4d2c6dfc;  6'd35: return 32'h53380d13;
      6'd36: return 32'h650a7354;  6'd37: return 32'h766a0abb;
      6'd38: return 32'h81c2c92e;  6'd39: return 32'h92722c85;
      6'd40: return 32'ha2bfe8a1;  6'd41: return 32'ha81a664b;
      6'd42: return 32'hc24b8b70;  6'd43: return 32'hc76c51a3;
      6'd44: return 32'hd192e819;  6'd45: return 32'hd6990624;
      6'd46: return 32'hf40e3585;  6'd47: return 32'h106aa070;
      6'd48: return 32'h19a4c116;  6'd49: return 32'h1e376c08;
      6'd50: return 32'h2748774c;  6'd51: return 32'h34b0bcb5;
      6'd52: return 32'h391c0cb3;  6'd53: return 32'h4ed8aa4a;
      6'd54: return 32'h5b9cca4f;  6'd55: return 32'h682e6ff3;
      6'd56: return 32'h748f82ee;  6'd57: return 32'h78a5636f;
      6'd58: return 32'h84c87814;  6'd59: return 32'h8cc70208;
      6'd60: return 32'h90befffa;  6'd61: return 32'ha4506ceb;
      6'd62: return 32'hbef9a3f7;  6'd63: return 32'hc67178f2;
      default: return '0;
    endcase
  endfunction

  state_e      state_q;
  logic [5:0]  round_q;
  logic [31:0] w_q [16];  // message schedule, w_q[0] is the word of this round
  logic [31:0] v_q [8];   // working variables a..h
  logic [31:0] h_q [8];   // state before this block, then the result

  logic [31:0] w_next, t1, t2;
  always_comb begin : p_round
    w_next = '0;
    t1     = '0;
    t2     = '0;
    if (state_q == StRound) begin
      w_next = (ror(w_q[14], 17) ^ ror(w_q[14], 19) ^ (w_q[14] >> 10)) + w_q[9]
             + (ror(w_q[1], 7) ^ ror(w_q[1], 18) ^ (w_q[1] >> 3)) + w_q[0];
      t1 = v_q[7] + (ror(v_q[4], 6) ^ ror(v_q[4], 11) ^ ror(v_q[4], 25))
         + ((v_q[4] & v_q[5]) ^ (~v_q[4] & v_q[6])) + round_constant(round_q) + w_q[0];
      t2 = (ror(v_q[0], 2) ^ ror(v_q[0], 13) ^ ror(v_q[0], 22))
         + ((v_q[0] & v_q[1]) ^ (v_q[0] & v_q[2]) ^ (v_q[1] & v_q[2]));
    end
  end

  always_ff @(posedge clk_i) begin : p_state
    if (!rst_ni) begin
      state_q <= StIdle;
      round_q <= '0;
      done_o  <= 1'b0;
    end else begin
      done_o <= 1'b0;
      unique case (state_q)
        // StIdle: the result stands on state_o.
        StIdle: if (start_i) begin
          state_q <= StRound;
          round_q <= '0;
        end
        // StRound: 64 rounds.
        StRound: begin
          round_q <= round_q + 6'd1;
          if (round_q == 6'd63) state_q <= StAdd;
        end
        // StAdd: add the working variables to the state.
        StAdd: begin
          state_q <= StIdle;
          done_o  <= 1'b1;
        end
        default: state_q <= StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) begin : p_data
    if (state_q == StIdle && start_i) begin
      for (int i = 0; i < 16; i++) w_q[i] <= block_i[511 - 32 * i -: 32];
      for (int i = 0; i < 8; i++) v_q[i] <= state_i[255 - 32 * i -: 32];
      for (int i = 0; i < 8; i++) h_q[i] <= state_i[255 - 32 * i -: 32];
    end else if (state_q == StRound) begin
      for (int i = 0; i < 15; i++) w_q[i] <= w_q[i + 1];
      w_q[15] <= w_next;
      v_q[7] <= v_q[6];
      v_q[6] <= v_q[5];
      v_q[5] <= v_q[4];
      v_q[4] <= v_q[3] + t1;
      v_q[3] <= v_q[2];
      v_q[2] <= v_q[1];
      v_q[1] <= v_q[0];
      v_q[0] <= t1 + t2;
    end else if (state_q == StAdd) begin
      for (int i = 0; i < 8; i++) h_q[i] <= h_q[i] + v_q[i];
    end
  end

  assign busy_o = state_q != StIdle;
  for (genvar i = 0; i < 8; i++) begin : gen_out
    assign state_o[255 - 32 * i -: 32] = h_q[i];
  end

endmodule
