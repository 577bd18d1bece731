/* SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void exit_ends(struct probe *p, uint64_t cycle)
{
    uint64_t latency = cycle - p->exit_since;

    p->exit_since = 0;
    p->exit_sum += latency;
    p->exit_min = p->exit_count == 0 || latency < p->exit_min ? latency : p->exit_min;
    p->exit_max = latency > p->exit_max ? latency : p->exit_max;
    p->exit_count++;
}

/* An exit that finds the hypervisor awake is seen when it polls next: no latency of the hardware.
 */
static void exits_cycle(struct probe *p, const struct soc_out *out, uint64_t cycle)
{
    if ((out->model_exit & 1) != 0) {
        p->exits++;
        p->exit_since = out->hv_sleep ? cycle : 0;
    } else if (p->exit_since != 0 && out->hv_commit && !out->hv_sleep) {
        exit_ends(p, cycle);
    }
}

/* From a park to the first retirement behind it: all that an exit costs, with its frame waits. */
static void round_cycle(struct probe *p, const struct soc_out *out, uint64_t cycle)
{
    if ((out->model_exit & 1) != 0) {
        p->round_since = cycle;
    } else if (p->round_since != 0 && (out->model_commit & 1) != 0) {
        p->rounds[p->round_count++ % PROBE_ROUNDS] = cycle - p->round_since;
        p->round_since = 0;
    }
}

static void trips_cycle(struct probe *p, const struct soc_in *in, const struct soc_out *out,
                        uint64_t cycle)
{
    bool driven = out->relay_drive != 0;

    if (in->tripwire && driven && p->pin_since == 0) {
        p->pin_since = cycle;
    }
    if (out->level_write && !p->writing) {
        p->write_since = cycle;
    }
    p->writing = out->level_write;
    if (p->driven && !driven) {
        p->pin_cycles = p->pin_since != 0 ? cycle - p->pin_since : 0;
        p->write_cycles = p->pin_since == 0 && p->write_since != 0 ? cycle - p->write_since : 0;
    }
    p->driven = driven;
}

static void guest_starts(struct probe *p, uint64_t cycle)
{
    p->guest_cycle = cycle;
    p->wall = seconds(CLOCK_MONOTONIC);
    p->cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
}

void probe_cycle(struct probe *p, const struct soc_in *in, const struct soc_out *out,
                 uint64_t cycle)
{
    exits_cycle(p, out, cycle);
    round_cycle(p, out, cycle);
    trips_cycle(p, in, out, cycle);
    if (p->guest_cycle != 0) {
        p->model_cycles += out->model_run & 1;
        p->sleep_cycles += out->hv_sleep;
    } else if ((out->model_commit & 1) != 0) {
        guest_starts(p, cycle);
    }
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static void print_rounds(const struct probe *p, FILE *f)
{
    uint64_t rounds[PROBE_ROUNDS] = {0};
    size_t n = p->round_count < PROBE_ROUNDS ? p->round_count : PROBE_ROUNDS;

    memcpy(rounds, p->rounds, sizeof rounds);
    qsort(rounds, n, sizeof rounds[0], ascending);
    fprintf(f, ", \"exit_round\": {\"count\": %zu, \"min\": %" PRIu64 ", \"median\": %" PRIu64 "}",
            n, rounds[0], rounds[n / 2]);
}

void probe_print(const struct probe *p, FILE *f, uint64_t cycle)
{
    bool guest = p->guest_cycle != 0;

    fprintf(f,
            ", \"exits\": %" PRIu64 ", \"exit_latency\": {\"count\": %" PRIu64 ", \"min\": %" PRIu64
            ", \"max\": %" PRIu64 ", \"mean\": %.1f}, \"trip_pin_cycles\": %" PRIu64
            ", \"trip_write_cycles\": %" PRIu64,
            p->exits, p->exit_count, p->exit_min, p->exit_max,
            p->exit_count != 0 ? (double)p->exit_sum / (double)p->exit_count : 0.0, p->pin_cycles,
            p->write_cycles);
    print_rounds(p, f);
    fprintf(f,
            ", \"first_guest_cycle\": %" PRIu64 ", \"since\": {\"cycles\": %" PRIu64
            ", \"model_cycles\": %" PRIu64 ", \"hv_sleep_cycles\": %" PRIu64
            ", \"seconds\": %.6f, \"cpu_seconds\": %.6f}",
            p->guest_cycle, guest ? cycle - p->guest_cycle : 0, p->model_cycles, p->sleep_cycles,
            guest ? seconds(CLOCK_MONOTONIC) - p->wall : 0.0,
            guest ? seconds(CLOCK_PROCESS_CPUTIME_ID) - p->cpu : 0.0);
}
