/* SPDX-License-Identifier: Apache-2.0 */
/* guillotine-replay: a flight recording, listed or replayed (docs/flight-recorder.md). */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dram.h"
#include "flight_config.h"
#include "flight_list.h"
#include "replay.h"
#include "replay_dump.h"
#include "replay_options.h"

enum status { STATUS_SAME = 0, STATUS_DIVERGED = 1, STATUS_REFUSED = 2 };
enum { HV_MEMORY_LOG2 = 28 /* a weakened run may reach for it, and finds zeros */ };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The recording is of this machine. */
static bool same_machine(const struct flight_reader *log)
{
    const struct flight_record *h = &log->header;
    const struct flight_machine machine = {.models = domain_models(),
                                           .model = domain_model(),
                                           .memory_log2 = (unsigned)h->number[FN_MEMORY],
                                           .weaken = (uint32_t)h->number[FN_WEAKEN]};
    uint8_t config[SHA256_SIZE];

    if (h->number[FN_MODELS] != machine.models || h->model != machine.model) {
        fprintf(stderr,
                "error: %s: of model %" PRIu64 " of %" PRIu64 ", and this program replays model %u "
                "of %u: make build/guillotine-replay-%" PRIu64 "-%" PRIu64 "\n",
                log->path, h->model, h->number[FN_MODELS], machine.model, machine.models,
                h->number[FN_MODELS], h->model);
        return false;
    }
    flight_config(&machine, config);
    if (memcmp(config, h->string[FS_CONFIG].at, sizeof config) != 0) {
        fprintf(stderr, "error: %s: recorded on another configuration of the RTL\n", log->path);
        return false;
    }
    return true;
}

static bool same_guests(const struct flight_reader *log, const struct replay_options *o)
{
    const uint8_t *digests = log->header.string[FS_GUESTS].at;
    const size_t count = log->header.string[FS_GUESTS].length / SHA256_SIZE;

    for (unsigned i = 0; i < o->guests; i++) {
        struct file_bytes file;
        uint8_t digest[SHA256_SIZE];

        if (!file_read(o->guest[i], &file)) {
            return false;
        }
        sha256(file.data, file.size, digest);
        free(file.data);
        if (i >= count || memcmp(digest, digests + (size_t)SHA256_SIZE * i, SHA256_SIZE) != 0) {
            fprintf(stderr, "error: %s: recorded with another guest than %s\n", log->path,
                    o->guest[i]);
            return false;
        }
    }
    return true;
}

static bool dump(struct replay *r, const struct replay_options *o)
{
    bool ok = true;

    if (o->stops || o->regs || o->memories > 0) {
        printf("model cycle %" PRIu64 ", frame %" PRIu64 ", %s\n", r->out.cycle, r->out.frame,
               r->out.in_reset ? "in reset"
               : r->out.parked ? "parked"
                               : "between two frames");
    }
    if (o->regs) {
        ok = replay_dump_registers(r);
    }
    for (unsigned i = 0; ok && i < o->memories; i++) {
        ok = replay_dump_memory(r, o->memory[i].at, o->memory[i].length);
    }
    return ok;
}

static bool trace(struct replay *r, const struct replay_options *o)
{
    if (!domain_trace_open(r->domain, o->fst)) {
        fprintf(stderr, "error: --fst: %s cannot be written\n", o->fst);
        return false;
    }
    r->stops = true;
    r->stop = r->out.cycle + o->span;
    return true;
}

static bool write_stats(const struct replay *r, const char *path, double seconds)
{
    FILE *f = fopen(path, "w");

    if (f == NULL) {
        fprintf(stderr, "error: --stats: %s: %s\n", path, strerror(errno));
        return false;
    }
    fprintf(f,
            "{\"cycles\": %" PRIu64 ", \"model_cycles\": %" PRIu64 ", \"exits\": %u, "
            "\"records\": %zu, \"seconds\": %.6f, \"diverged\": %s}\n",
            r->cycles, r->ran, r->exits, r->log->count, seconds, r->diverged ? "true" : "false");
    return fclose(f) == 0;
}

static const char *ending(const struct flight_reader *log)
{
    if (log->cut) {
        return " up to the last complete record; the end of the recording is missing";
    }
    return log->end.string[FS_STATE].length == 0 ? ", without a final digest" : "";
}

static enum status report(const struct replay *r, enum replay_result result, double seconds)
{
    if (result == REPLAY_DIVERGED) {
        printf("diverged in model cycle %" PRIu64 " after %u exits: %s\n", r->out.cycle, r->exits,
               r->difference);
        return STATUS_DIVERGED;
    }
    if (result == REPLAY_STOPPED) {
        return STATUS_SAME;
    }
    printf("replayed %" PRIu64 " model cycles, %u exits, %zu records in %.2f s: the same%s\n",
           r->ran, r->exits, r->log->count, seconds, ending(r->log));
    return STATUS_SAME;
}

static enum status replay(const struct flight_reader *log, const struct replay_options *o)
{
    struct replay r;
    enum replay_result result;
    enum status status;
    const double start = now();
    bool ok = true;

    if (!dram_create(0, HV_MEMORY_LOG2) ||
        !dram_create(1 + domain_model(), (unsigned)log->header.number[FN_MEMORY])) {
        fprintf(stderr, "error: the host has no memory for the simulated DRAM\n");
        return STATUS_REFUSED;
    }
    replay_init(&r, log, o->seed);
    r.stops = o->stops;
    r.stop = o->until;
    result = o->stops || o->fst == NULL ? replay_run(&r) : REPLAY_STOPPED;
    if (result != REPLAY_DIVERGED) {
        ok = dump(&r, o);
        if (ok && o->fst != NULL && (ok = trace(&r, o))) {
            result = replay_run(&r);
        }
    }
    status = report(&r, result, now() - start);
    ok = ok && (o->stats == NULL || write_stats(&r, o->stats, now() - start));
    replay_free(&r);
    dram_destroy();
    return ok ? status : STATUS_REFUSED;
}

int main(int argc, char **argv)
{
    struct replay_options options;
    struct flight_reader log;
    int status = STATUS_REFUSED;

    switch (replay_options_parse(&options, argc, argv)) {
    case REPLAY_DONE:
        return STATUS_SAME;
    case REPLAY_BAD:
        return STATUS_REFUSED;
    case REPLAY_RUN:
    default:
        break;
    }
    if (options.fst != NULL && !domain_can_trace()) {
        fprintf(stderr, "error: --fst: this build has no tracing: make replay LOG=... FST=...\n");
        return STATUS_REFUSED;
    }
    if (flight_read_open(&log, options.log, options.partial) && same_guests(&log, &options)) {
        if (options.list) {
            flight_list(&log);
            status = STATUS_SAME;
        } else if (same_machine(&log)) {
            status = replay(&log, &options);
        }
    }
    flight_read_close(&log);
    return status;
}
