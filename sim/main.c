/* SPDX-License-Identifier: Apache-2.0 */
/* guillotine-sim: the SoC in Verilator, with its memory, serial line and plant. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "checkpoint.h"
#include "machine.h"
#include "options.h"
#include "twin.h"

static void on_signal(int number)
{
    (void)number;
    machine_interrupt();
}

/* The figures above are model 0's. */
static void write_models(const struct machine *m, FILE *f)
{
    fputs(", \"models\": [", f);
    for (unsigned i = 0; i < m->options->models; i++) {
        fprintf(f, "%s{\"model_cycles\": %" PRIu64 ", \"exits\": %" PRIu64 "}", i == 0 ? "" : ", ",
                m->model_cycles[i], m->model_exits[i]);
    }
    fputs("]", f);
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
            ", \"seconds\": %.6f, \"cpu_seconds\": %.6f, \"sim_cycles_per_second\": %.0f, "
            "\"level\": %u, \"status\": %d, \"code\": %u, \"seed\": %" PRIu64,
            m->cycle, m->model_cycles[0], m->hv_sleep_cycles, m->seconds, m->cpu_seconds,
            m->seconds > 0 ? (double)m->cycle / m->seconds : 0.0, m->level, (int)m->status, m->code,
            m->options->seed);
    probe_print(&m->probe, f, m->cycle);
    write_models(m, f);
    fputs("}\n", f);
    return fclose(f) == 0;
}

/* Stops without a default action, and without restarting the call it interrupts. */
static void handle_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* Boots and holds; what returns true is a child that has work of its own. */
static bool hold(struct machine *machine, struct options *options)
{
    int argc;
    char **argv;

    return machine_boot(machine) && checkpoint_serve(options->checkpoint, &argc, &argv) &&
           options_parse(options, argc, argv) == OPTIONS_RUN && machine_adopt(machine, options);
}

static int run(struct machine *machine, struct options *options)
{
    bool holder = options->checkpoint != NULL;

    if (holder && !hold(machine, options)) {
        return machine->status;
    }
    machine_run(machine);
    if (options->stats != NULL && !write_stats(machine)) {
        return STATUS_USAGE;
    }
    return machine->status;
}

int main(int argc, char **argv)
{
    struct options options;
    struct machine machine = {0};
    int status = STATUS_USAGE;

    switch (options_parse(&options, argc, argv)) {
    case OPTIONS_DONE:
        return STATUS_PASS;
    case OPTIONS_BAD:
        return STATUS_USAGE;
    case OPTIONS_RUN:
        break;
    }
    if (options.restore != NULL) {
        return checkpoint_restore(options.restore, argc, argv);
    }
    if (twin_needed(options.models, options.trace != NULL)) {
        twin_exec(argv, options.models, options.trace != NULL);
        return STATUS_USAGE;
    }
    handle_signals();
    machine.arguments = argv;
    if (machine_create(&machine, &options)) {
        status = run(&machine, &options);
        checkpoint_end(status);
    }
    machine_destroy(&machine);
    return status;
}
