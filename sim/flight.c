/* SPDX-License-Identifier: Apache-2.0 */
#include "flight.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dram.h"
#include "elf64.h"
#include "flight_config.h"
#include "flight_path.h"
#include "flight_state.h"
#include "flight_trace.h"
#include "flight_write.h"

struct recorder {
    struct flight_writer writer;
    struct flight_path path;
    bool written; /* to a file */
    /* Lines of the window that follow each other become one record. */
    struct flight_record run;
    size_t run_length;
    uint8_t run_bytes[FLIGHT_RUN_MAX];
};

static struct recorder *recorders;
static unsigned count;
static const uint64_t *now;

static void put(struct recorder *r, struct flight_record *record)
{
    record->model = (uint64_t)(r - recorders);
    flight_writer_put(&r->writer, record);
}

/* ---- memory -------------------------------------------------------------------------------- */

static void put_run(struct recorder *r)
{
    uint8_t digest[SHA256_SIZE];

    if (r->run_length == 0) {
        return;
    }
    if (r->run_length > FLIGHT_INLINE_MAX) {
        flight_writer_blob(&r->writer, r->run_bytes, r->run_length, digest);
        r->run.type = FLIGHT_BLOB;
        r->run.number[FN_SIZE] = r->run_length;
        r->run.string[FS_SHA256].at = digest;
        r->run.string[FS_SHA256].length = sizeof digest;
    } else {
        r->run.type = FLIGHT_MEMORY;
        r->run.string[FS_DATA].at = r->run_bytes;
        r->run.string[FS_DATA].length = r->run_length;
    }
    put(r, &r->run);
    r->run_length = 0;
}

static void take_line(struct recorder *r, const struct flight_record *line)
{
    if (r->run_length == FLIGHT_RUN_MAX ||
        line->number[FN_AT] != r->run.number[FN_AT] + r->run_length ||
        line->number[FN_FRAME] != r->run.number[FN_FRAME]) {
        put_run(r);
    }
    if (r->run_length == 0) {
        r->run = *line;
    }
    memcpy(r->run_bytes + r->run_length, line->string[FS_DATA].at, FLIGHT_LINE);
    r->run_length += FLIGHT_LINE;
}

void flight_take(unsigned model, struct flight_record *record)
{
    if (model >= count) {
        return;
    }
    record->cycle = *now;
    if (record->type == FLIGHT_MEMORY) {
        take_line(&recorders[model], record);
    } else {
        put_run(&recorders[model]);
        put(&recorders[model], record);
    }
}

/* ---- start --------------------------------------------------------------------------------- */

/* Place by place of the table; an empty one is zeros. */
static bool guests_measure(const struct options *options, uint8_t *digests)
{
    for (unsigned i = 0; i < options->guests; i++) {
        struct file_bytes file;

        if (options->guest[i] == NULL) {
            continue;
        }
        if (!file_read(options->guest[i], &file)) {
            return false;
        }
        sha256(file.data, file.size, digests + (size_t)SHA256_SIZE * i);
        free(file.data);
    }
    return true;
}

static void put_header(struct recorder *r, const struct options *options, const uint8_t *guests)
{
    const struct flight_machine machine = {.models = count,
                                           .model = (unsigned)(r - recorders),
                                           .memory_log2 = options->model_log2,
                                           .weaken = options->weaken};
    uint8_t config[SHA256_SIZE];
    struct flight_record header = {.type = FLIGHT_HEADER};

    flight_config(&machine, config);
    header.number[FN_FORMAT] = FLIGHT_FORMAT;
    header.number[FN_MEMORY] = options->model_log2;
    header.number[FN_MODELS] = count;
    header.number[FN_WEAKEN] = options->weaken;
    header.string[FS_BUILD].at = soc_build_id();
    header.string[FS_CONFIG].at = config;
    header.string[FS_CONFIG].length = sizeof config;
    header.string[FS_GUESTS].at = guests;
    header.string[FS_GUESTS].length = (size_t)SHA256_SIZE * options->guests;
    put(r, &header);
}

bool flight_start(const struct options *options, const uint64_t *cycle)
{
    static uint8_t guests[SHA256_SIZE * FLIGHT_GUESTS_MAX];

    if (options->guests == 0 || !soc_can_record()) {
        return true;
    }
    if (options->record != NULL && strcmp(options->record, "none") == 0 &&
        options->checkpoint == NULL) {
        return true;
    }
    if (!guests_measure(options, guests)) {
        return false;
    }
    recorders = calloc(options->models, sizeof *recorders);
    if (recorders == NULL) {
        fprintf(stderr, "error: --record: the host has no memory\n");
        return false;
    }
    now = cycle;
    count = options->models;
    for (unsigned i = 0; i < count; i++) {
        put_header(&recorders[i], options, guests);
    }
    return true;
}

static void drop(void)
{
    for (unsigned i = 0; i < count; i++) {
        (void)flight_writer_close(&recorders[i].writer);
    }
    free(recorders);
    recorders = NULL;
    count = 0;
}

bool flight_open(const struct options *options)
{
    if (options->record != NULL && strcmp(options->record, "none") == 0) {
        drop();
        return true;
    }
    for (unsigned i = 0; i < count; i++) {
        struct recorder *r = &recorders[i];

        r->written = flight_path(&r->path, options->record, i) &&
                     flight_writer_open(&r->writer, r->path.during);
        if (!r->written && options->record != NULL) {
            fprintf(stderr, "error: --record: %s: %s\n", r->path.during, strerror(errno));
            return false;
        }
    }
    return true;
}

/* ---- end ----------------------------------------------------------------------------------- */

static void put_end(struct recorder *r, const struct flight_state *s)
{
    struct flight_record end = {.type = FLIGHT_END, .cycle = *now, .model_cycle = s->cycle};

    end.number[FN_FRAME] = s->frame;
    end.number[FN_PHASE] = s->run ? s->phase : 0;
    end.number[FN_RUN] = s->run;
    if (s->comparable) {
        end.string[FS_STATE].at = s->state;
        end.string[FS_STATE].length = sizeof s->state;
        end.string[FS_DRAM].at = s->dram;
        end.string[FS_DRAM].length = sizeof s->dram;
    }
    put(r, &end);
}

bool flight_end(struct soc *soc)
{
    bool ok = true;

    if (count == 0) {
        return true;
    }
    soc_tell(soc);
    for (unsigned i = 0; i < count; i++) {
        struct recorder *r = &recorders[i];
        const bool written = r->written;
        const struct flight_path path = r->path;
        struct flight_state state;

        flight_state_take(i, &state);
        put_run(r);
        put_end(r, &state);
        if (written && !(flight_writer_close(&r->writer) && flight_path_settle(&path))) {
            fprintf(stderr, "error: --record: %s: %s\n", path.during, strerror(errno));
            ok = false;
        }
    }
    drop();
    return ok;
}
