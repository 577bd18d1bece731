/* SPDX-License-Identifier: Apache-2.0 */
#include "flight_read.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cbor_read.h"
#include "log_record.h"

#define REGION_MAX ((uint64_t)1 << 28)
#define HINT       "--partial takes what is complete"
#define TRUNCATED  "truncated: the end is missing; " HINT

static bool refuse(const struct flight_reader *r, const char *why)
{
    fprintf(stderr, "error: %s: record %zu: %s\n", r->path, r->count, why);
    return false;
}

/* Room for one more element: doubled at powers of two. NULL: the host has no memory. */
static void *grown(void *elements, size_t count, size_t size)
{
    void *more = elements;

    if ((count & (count - 1)) == 0) {
        more = realloc(elements, (count == 0 ? 1 : 2 * count) * size);
        if (more == NULL) {
            fprintf(stderr, "error: the host has no memory for the recording\n");
        }
    }
    return more;
}

/* [hash, bytes] */
static bool read_pair(struct cbor_reader *c, const uint8_t **hash, struct flight_span *span)
{
    size_t length;

    if (cbor_read_array(c) != 2) {
        return false;
    }
    *hash = cbor_read_bytes(c, &length);
    span->at = cbor_read_bytes(c, &span->length);
    return !c->bad && length == SHA256_SIZE;
}

/* ---- side file ----------------------------------------------------------------------------- */

static bool read_blobs(struct flight_reader *r)
{
    char path[PATH_MAX + sizeof ".blobs"];
    struct cbor_reader c;
    const uint8_t *hash;
    struct flight_span span;
    uint8_t digest[SHA256_SIZE];
    struct flight_blob *more;

    snprintf(path, sizeof path, "%s.blobs", r->path);
    if (!file_read(path, &r->blobs)) {
        return false;
    }
    c = (struct cbor_reader){.at = r->blobs.data, .left = r->blobs.size};
    while (c.left > 0) {
        if (!read_pair(&c, &hash, &span)) {
            if (r->partial) {
                return true; /* a record that needs it is where the recording ends */
            }
            fprintf(stderr, "error: %s: truncated, or no side file of a recording; " HINT "\n",
                    path);
            return false;
        }
        sha256(span.at, span.length, digest);
        if (memcmp(hash, digest, SHA256_SIZE) != 0) {
            fprintf(stderr, "error: %s: bytes that are not those of their digest\n", path);
            return false;
        }
        more = grown(r->blob, r->blob_count, sizeof *r->blob);
        if (more == NULL) {
            return false;
        }
        r->blob = more;
        r->blob[r->blob_count++] = (struct flight_blob){hash, span};
    }
    return true;
}

static const struct flight_span *find_blob(const struct flight_reader *r, const uint8_t *digest)
{
    for (size_t i = 0; i < r->blob_count; i++) {
        if (memcmp(r->blob[i].digest, digest, SHA256_SIZE) == 0) {
            return &r->blob[i].span;
        }
    }
    return NULL;
}

struct flight_span flight_read_memory(const struct flight_reader *r,
                                      const struct flight_record *record)
{
    if (record->type == FLIGHT_BLOB) {
        return *find_blob(r, record->string[FS_SHA256].at);
    }
    return (struct flight_span){record->string[FS_DATA].at, record->string[FS_DATA].length};
}

/* ---- records ------------------------------------------------------------------------------- */

static const char *check_memory(const struct flight_reader *r, const struct flight_record *record)
{
    const bool blob = record->type == FLIGHT_BLOB;
    const uint64_t length = blob ? record->number[FN_SIZE] : record->string[FS_DATA].length;
    const uint64_t at = record->number[FN_AT];

    if (length == 0 || length > FLIGHT_RUN_MAX || at % FLIGHT_LINE != 0 ||
        length % FLIGHT_LINE != 0 || at + length > REGION_MAX) {
        return "memory that is no lines of a region";
    }
    if (blob) {
        const struct flight_span *span = find_blob(r, record->string[FS_SHA256].at);

        if (span == NULL || span->length != length) {
            return "its bytes are not in the side file";
        }
    }
    return NULL;
}

static const char *check_strings(const struct flight_record *record)
{
    static const struct {
        enum flight_type type;
        enum flight_string string;
        size_t length;
    } exact[] = {{FLIGHT_HEADER, FS_CONFIG, SHA256_SIZE},
                 {FLIGHT_CONFIG, FS_FENCE, 16},
                 {FLIGHT_BLOB, FS_SHA256, SHA256_SIZE}};

    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++) {
        if (record->type == exact[i].type &&
            record->string[exact[i].string].length != exact[i].length) {
            return "wrong fields";
        }
    }
    if (record->type == FLIGHT_END &&
        record->string[FS_STATE].length != record->string[FS_DRAM].length) {
        return "wrong fields";
    }
    return NULL;
}

static const char *check_header(const struct flight_record *h)
{
    if (h->number[FN_FORMAT] != FLIGHT_FORMAT) {
        return "another version of the format";
    }
    if (h->model >= h->number[FN_MODELS] || h->number[FN_MODELS] > 4 || h->number[FN_MEMORY] < 20 ||
        h->number[FN_MEMORY] > 28) {
        return "no machine is like that";
    }
    return check_strings(h);
}

static const char *check_record(const struct flight_reader *r, const struct flight_record *record)
{
    if (record->sequence != r->count) {
        return "out of sequence: records are missing or exchanged";
    }
    if ((r->count == 0) != (record->type == FLIGHT_HEADER)) {
        return r->count == 0 ? "no header" : "a second header";
    }
    if (r->count == 0) {
        return check_header(record);
    }
    if (record->model != r->header.model) {
        return "of another model";
    }
    if (record->type == FLIGHT_MEMORY || record->type == FLIGHT_BLOB) {
        return check_memory(r, record);
    }
    return check_strings(record);
}

static bool cut(struct flight_reader *r)
{
    r->cut = r->partial && r->count > 0;
    return r->cut;
}

static bool lacks_bytes(const struct flight_reader *r, const struct flight_record *record)
{
    return record->type == FLIGHT_BLOB && find_blob(r, record->string[FS_SHA256].at) == NULL;
}

/* True too when the recording is cut here. */
static bool read_record(struct flight_reader *r, struct cbor_reader *c, uint8_t hash[SHA256_SIZE])
{
    const uint8_t *want;
    struct flight_span span;
    struct flight_record record;
    const char *why;
    struct flight_span *more;

    if (!read_pair(c, &want, &span)) {
        return cut(r) || refuse(r, r->count == 0 ? "no flight recording" : TRUNCATED);
    }
    log_chain(hash, span.at, span.length, hash);
    if (memcmp(hash, want, SHA256_SIZE) != 0) {
        return refuse(r, "the chain is broken: changed, or something before it is missing");
    }
    why = flight_decode(span.at, span.length, &record);
    if (why == NULL && lacks_bytes(r, &record) && cut(r)) {
        return true;
    }
    why = why == NULL ? check_record(r, &record) : why;
    if (why != NULL) {
        return refuse(r, why);
    }
    if (r->count == 0) {
        r->header = record;
    }
    r->end = record;
    more = grown(r->records, r->count, sizeof *r->records);
    if (more == NULL) {
        return false;
    }
    r->records = more;
    r->records[r->count++] = span;
    return true;
}

bool flight_read_open(struct flight_reader *r, const char *path, bool partial)
{
    struct cbor_reader c;
    uint8_t hash[SHA256_SIZE] = {0};

    *r = (struct flight_reader){.path = path, .partial = partial};
    if (!file_read(path, &r->log) || !read_blobs(r)) {
        return false;
    }
    c = (struct cbor_reader){.at = r->log.data, .left = r->log.size};
    do {
        if (!read_record(r, &c, hash)) {
            return false;
        }
    } while (!r->cut && c.left > 0 && r->end.type != FLIGHT_END);
    if (r->cut) {
        return true;
    }
    if (r->end.type != FLIGHT_END) {
        return cut(r) || refuse(r, TRUNCATED);
    }
    return c.left == 0 || refuse(r, "something behind the end");
}

void flight_read(const struct flight_reader *r, size_t index, struct flight_record *record)
{
    (void)flight_decode(r->records[index].at, r->records[index].length, record);
}

void flight_read_close(struct flight_reader *r)
{
    free(r->log.data);
    free(r->blobs.data);
    free(r->records);
    free(r->blob);
    *r = (struct flight_reader){0};
}
