/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Verilated SoC behind a C interface. shim.cpp is the only C++ in the simulator.
 *
 * Timing: soc_cycle() runs one system clock cycle. Inputs are applied before the rising edge;
 * outputs are those that stood before it (what the edge itself samples).
 */
#ifndef SIM_SHIM_H
#define SIM_SHIM_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct soc;

#define SOC_MODELS_MAX 4

struct soc_straps {
    bool bare;
    uint8_t hv_log2; /* base-2 logarithm of bytes */
    uint8_t model_log2;
    uint32_t guest_table; /* physical address in hv memory, 0: none */
    uint64_t seed;
    uint32_t weaken; /* weaken_t of rtl/soc/soc_pkg.sv */
};

struct soc_in {
    bool reset; /* power-on reset of the lock domain */
    bool uart_rx_valid;
    uint8_t uart_rx_data;
    uint8_t contact; /* a bit a relay, 1 closed */
    bool tripwire;
    uint8_t fault; /* fault_i of guillotine_sim_top.sv */
    bool clock_stopped;
    bool lock_clock_stopped;
    bool commit_enable;
    bool tohost_enable;
    uint32_t tohost_address;
};

struct soc_out {
    bool uart_tx_valid;
    uint8_t uart_tx_data;
    bool uart_rx_ready;
    uint8_t relay_drive;
    uint8_t relay_permit;
    uint8_t level;
    bool finish;
    uint16_t finish_code;
    bool tohost_valid;
    uint64_t tohost_data;
    uint8_t model_run; /* a bit for each model, here and below */
    bool hv_sleep;
    uint8_t model_exit;
    uint8_t model_commit;
    bool hv_commit;
    bool level_write;
};

/*
 * seed also draws the reset values of every state element; boot_rom is a $readmemh file of 64-bit
 * words.
 */
struct soc *soc_new(const struct soc_straps *straps, uint64_t seed, const char *boot_rom);
void soc_free(struct soc *soc);
void soc_cycle(struct soc *soc, const struct soc_in *in, struct soc_out *out);
unsigned soc_models(void); /* of this build */
/* Tells the state of every model: sim_flight_state and sim_flight_word are called. */
void soc_tell(struct soc *soc);
bool soc_can_record(void); /* not a shared machine, which no events reproduce */
bool soc_can_trace(void);
/* Opens an FST trace; false when this build has no tracing, or the file cannot be written. */
bool soc_trace_open(struct soc *soc, const char *path);
const char *soc_build_id(void);
/* The Verilated state, one object with all classes, for benches that compare it. */
void *soc_state(const struct soc *soc);
/* True after an RTL assertion or $fatal; the message went to standard error. */
bool soc_failed(const struct soc *soc);

#ifdef __cplusplus
}
#endif
#endif
