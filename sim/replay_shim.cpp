// SPDX-License-Identifier: Apache-2.0
//
// C interface over the Verilated model domain, and nothing else.
#include "replay_shim.h"

#include <memory>

#include "Vreplay_top.h"
#include "verilated.h"
#ifdef SIM_TRACE
#include "verilated_fst_c.h"
#endif

struct domain {
    VerilatedContext context;
    std::unique_ptr<Vreplay_top> top;
    uint64_t time = 0;
#ifdef SIM_TRACE
    VerilatedFstC trace;
    bool tracing = false;
#endif
};

extern "C" struct domain *domain_new(unsigned memory_log2, uint32_t weaken, uint64_t seed)
{
    auto *d = new struct domain;
    d->context.randSeed(static_cast<int>(seed % 0x7fffffff) + 1);
    d->context.randReset(2);
    d->context.fatalOnError(false);
    d->context.assertOn(true);
#ifdef SIM_TRACE
    d->context.traceEverOn(true);
#endif
    d->top = std::make_unique<Vreplay_top>(&d->context);
    auto *top = d->top.get();
    top->edge_i = top->state_i = top->rst_ni = top->freeze_i = top->req_valid_i = 0;
    top->model_log2_i = static_cast<uint8_t>(memory_log2);
    top->weaken_i = weaken;
    top->eval();
    return d;
}

extern "C" void domain_free(struct domain *d)
{
#ifdef SIM_TRACE
    if (d->tracing)
        d->trace.close();
#endif
    d->top->final();
    delete d;
}

static void rise(struct domain *d)
{
#ifdef SIM_TRACE
    for (int level = 1; level >= 0; level--) {
        d->top->edge_i = level;
        d->top->eval();
        if (d->tracing)
            d->trace.dump(d->time);
        d->time += 1;
    }
#else
    d->top->edge_i ^= 1;
    d->top->eval();
    d->time += 2;
#endif
    d->context.time(d->time);
}

extern "C" void domain_cycle(struct domain *d, const struct domain_in *in, struct domain_out *out)
{
    auto *top = d->top.get();
    top->rst_ni = !in->reset;
    top->freeze_i = in->freeze;
    top->req_valid_i = in->request;
    top->req_target_i = in->target;
    top->req_we_i = in->write;
    top->req_addr_i = in->address;
    top->req_wdata_i = in->data;
    rise(d);
    out->ack = top->ack_o;
    out->error = top->error_o;
    out->data = top->rdata_o;
    out->run = top->run_o;
    out->parked = top->parked_o;
    out->in_reset = top->in_reset_o;
    out->scrubbing = top->scrubbing_o;
    out->phase = top->phase_o;
    out->frame = top->frame_o;
    out->cycle = top->cycle_o;
}

extern "C" void domain_tell(struct domain *d)
{
    d->top->state_i = 1;
    d->top->eval();
    d->top->state_i = 0;
    d->top->eval();
}

extern "C" unsigned domain_models(void)
{
    return REPLAY_MODELS;
}

extern "C" unsigned domain_model(void)
{
    return REPLAY_MODEL;
}

extern "C" bool domain_can_trace(void)
{
#ifdef SIM_TRACE
    return true;
#else
    return false;
#endif
}

extern "C" bool domain_trace_open(struct domain *d, const char *path)
{
#ifdef SIM_TRACE
    d->top->trace(&d->trace, 99);
    d->trace.open(path);
    d->tracing = d->trace.isOpen();
    return d->tracing;
#else
    (void)d;
    (void)path;
    return false;
#endif
}

extern "C" bool domain_failed(const struct domain *d)
{
    return d->context.gotError();
}
