/* SPDX-License-Identifier: Apache-2.0 */
/* guillotine-sim: the SoC in Verilator, with its memory, serial line and plant. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "options.h"

static void on_signal(int number)
{
    (void)number;
    machine_interrupt();
}

static bool write_stats(const struct machine *m)
{
    FILE *f = fopen(m->options->stats, "w");

    if (f == NULL) {
        fprintf(stderr, "error: %s: %s\n", m->options->stats, strerror(errno));
        return false;
    }
    fprintf(f,
            "{\"cycles\": %" PRIu64 ", \"model_cycles\": %" PRIu64 ", \"hv_sleep_cycles\": %" PRIu64
            ", \"seconds\": %.6f, \"sim_cycles_per_second\": %.0f, \"level\": %u, "
            "\"status\": %d, \"code\": %u, \"seed\": %" PRIu64,
            m->cycle, m->model_cycles, m->hv_sleep_cycles, m->seconds,
            m->seconds > 0 ? (double)m->cycle / m->seconds : 0.0, m->level, (int)m->status, m->code,
            m->options->seed);
    probe_print(&m->probe, f, m->cycle);
    fputs("}\n", f);
    return fclose(f) == 0;
}

int main(int argc, char **argv)
{
    struct options options;
    struct machine machine;
    int status = STATUS_USAGE;

    switch (options_parse(&options, argc, argv)) {
    case OPTIONS_DONE:
        return STATUS_PASS;
    case OPTIONS_BAD:
        return STATUS_USAGE;
    case OPTIONS_RUN:
        break;
    }
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    signal(SIGPIPE, SIG_IGN);
    if (machine_create(&machine, &options)) {
        machine_run(&machine);
        status = machine.status;
        if (options.stats != NULL && !write_stats(&machine)) {
            status = STATUS_USAGE;
        }
    }
    machine_destroy(&machine);
    return status;
}
