// SPDX-License-Identifier: Apache-2.0
//
// C interface over the Verilated model, and nothing else.
#include "shim.h"

#include <memory>
#include <string>

#include "Vguillotine_sim_top.h"
#include "Vguillotine_sim_top___024root.h"
#include "verilated.h"
#ifdef SIM_TRACE
#include "verilated_fst_c.h"
#endif

struct soc {
    VerilatedContext context;
    std::unique_ptr<Vguillotine_sim_top> top;
    uint64_t time = 0;
#ifdef SIM_TRACE
    VerilatedFstC trace;
    bool tracing = false;
#endif
};

extern "C" struct soc *soc_new(const struct soc_straps *straps, uint64_t seed, const char *boot_rom)
{
    auto *soc = new struct soc;
    // Verilator takes 31 bits; 0 would mean "pick one".
    soc->context.randSeed(static_cast<int>(seed % 0x7fffffff) + 1);
    soc->context.randReset(2);
    const std::string rom = std::string("+boot_rom=") + boot_rom;
    const char *args[] = {"guillotine-sim", rom.c_str()};
    soc->context.commandArgs(2, args);
    soc->context.fatalOnError(false);
    soc->context.assertOn(true);
#ifdef SIM_TRACE
    soc->context.traceEverOn(true);
#endif
    soc->top = std::make_unique<Vguillotine_sim_top>(&soc->context);
    auto *top = soc->top.get();
    top->bare_i = straps->bare;
    top->hv_log2_i = straps->hv_log2;
    top->model_log2_i = straps->model_log2;
    top->guest_table_i = straps->guest_table;
    top->seed_i = straps->seed;
    top->weaken_i = straps->weaken;
    top->edge_i = 0;
    top->lock_edge_i = 0;
    top->rst_ni = 0;
    top->state_i = 0;
    top->eval();
    return soc;
}

extern "C" void soc_free(struct soc *soc)
{
#ifdef SIM_TRACE
    if (soc->tracing)
        soc->trace.close();
#endif
    // Scopes take themselves out of the thread's context, which can be another SoC's.
    Verilated::threadContextp(&soc->context);
    soc->top->final();
    delete soc;
}

#ifdef SIM_TRACE
static void half_cycle(struct soc *soc, const struct soc_in *in, bool level)
{
    soc->top->edge_i = level && !in->clock_stopped;
    soc->top->lock_edge_i = level && !in->lock_clock_stopped;
    soc->top->eval();
    if (soc->tracing)
        soc->trace.dump(soc->time);
    soc->time += 1;
    soc->context.time(soc->time);
}

static void settle(struct soc *soc, const struct soc_in *in)
{
    half_cycle(soc, in, false);
}

static void rise(struct soc *soc, const struct soc_in *in)
{
    half_cycle(soc, in, true);
}
#else
// Inputs reach outputs through registers alone.
static void settle(struct soc *, const struct soc_in *)
{
}

// The whole cycle: see the clocks in guillotine_sim_top.sv.
static void rise(struct soc *soc, const struct soc_in *in)
{
    soc->top->edge_i ^= !in->clock_stopped;
    soc->top->lock_edge_i ^= !in->lock_clock_stopped;
    soc->top->eval();
    soc->time += 2;
    soc->context.time(soc->time);
}
#endif

extern "C" void soc_cycle(struct soc *soc, const struct soc_in *in, struct soc_out *out)
{
    auto *top = soc->top.get();
    top->rst_ni = !in->reset;
    top->uart_rx_valid_i = in->uart_rx_valid;
    top->uart_rx_data_i = in->uart_rx_data;
    top->contact_i = in->contact;
    top->tripwire_i = in->tripwire;
    top->fault_i = in->fault;
    top->commit_enable_i = in->commit_enable;
    top->tohost_enable_i = in->tohost_enable;
    top->tohost_addr_i = in->tohost_address;
    settle(soc, in);
    out->uart_tx_valid = top->uart_tx_valid_o;
    out->uart_tx_data = top->uart_tx_data_o;
    out->uart_rx_ready = top->uart_rx_ready_o;
    out->relay_drive = top->relay_drive_o;
    out->relay_permit = top->relay_permit_o;
    out->level = top->level_o;
    out->finish = top->finish_o;
    out->finish_code = top->finish_code_o;
    out->tohost_valid = top->tohost_valid_o;
    out->tohost_data = top->tohost_data_o;
    out->model_run = top->model_run_o;
    out->hv_sleep = top->hv_sleep_o;
    out->model_exit = top->model_exit_o;
    out->model_commit = top->model_commit_o;
    out->hv_commit = top->hv_commit_o;
    out->level_write = top->level_write_o;
    rise(soc, in);
}

extern "C" void soc_tell(struct soc *soc)
{
    soc->top->state_i = 1;
    soc->top->eval();
    soc->top->state_i = 0;
    soc->top->eval();
}

extern "C" bool soc_trace_open(struct soc *soc, const char *path)
{
#ifdef SIM_TRACE
    soc->top->trace(&soc->trace, 99);
    soc->trace.open(path);
    soc->tracing = soc->trace.isOpen();
    return soc->tracing;
#else
    (void)soc;
    (void)path;
    return false;
#endif
}

extern "C" bool soc_can_record(void)
{
#ifdef SIM_SHARED
    return false;
#else
    return true;
#endif
}

extern "C" bool soc_can_trace(void)
{
#ifdef SIM_TRACE
    return true;
#else
    return false;
#endif
}

extern "C" unsigned soc_models(void)
{
    return SIM_MODELS;
}

extern "C" const char *soc_build_id(void)
{
    return SIM_BUILD_ID;
}

extern "C" void *soc_state(const struct soc *soc)
{
    return soc->top->rootp->vlSymsp;
}

extern "C" bool soc_failed(const struct soc *soc)
{
    return soc->context.gotError();
}
