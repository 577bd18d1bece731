/* SPDX-License-Identifier: Apache-2.0 */
#include "flight_write.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "log_record.h"

enum { HEADS = 32 /* bytes of the heads around a hash and what it is of */ };

static void keep(struct flight_sink *s, const void *bytes, size_t length)
{
    if (length > s->capacity - s->length) {
        const size_t capacity = 2 * s->capacity + length;
        uint8_t *more = realloc(s->kept, capacity);

        if (more == NULL) {
            s->failed = true;
            return;
        }
        s->kept = more;
        s->capacity = capacity;
    }
    memcpy(s->kept + s->length, bytes, length);
    s->length += length;
}

static void put(struct flight_sink *s, const void *bytes, size_t length)
{
    if (s->file == NULL) {
        keep(s, bytes, length);
    } else if (fwrite(bytes, 1, length, s->file) != length) {
        s->failed = true;
    }
}

static bool open_sink(struct flight_sink *s, const char *path)
{
    s->file = fopen(path, "wb");
    if (s->file == NULL) {
        return false;
    }
    put(s, s->kept, s->length);
    free(s->kept);
    s->kept = NULL;
    s->length = 0;
    s->capacity = 0;
    return !s->failed;
}

bool flight_writer_open(struct flight_writer *w, const char *path)
{
    char blobs[PATH_MAX];

    return (size_t)snprintf(blobs, sizeof blobs, "%s.blobs", path) < sizeof blobs &&
           open_sink(&w->log, path) && open_sink(&w->blobs, blobs);
}

/* [hash, bytes] */
static void put_pair(struct flight_sink *s, const uint8_t hash[SHA256_SIZE], const void *bytes,
                     size_t length)
{
    uint8_t heads[SHA256_SIZE + HEADS];
    struct cbor c;

    cbor_init(&c, heads, sizeof heads);
    cbor_array(&c, 2);
    cbor_bytes(&c, hash, SHA256_SIZE);
    cbor_bytes_head(&c, length);
    put(s, heads, c.length);
    put(s, bytes, length);
}

void flight_writer_put(struct flight_writer *w, struct flight_record *record)
{
    uint8_t bytes[FLIGHT_ENCODED_MAX];
    struct cbor c;

    record->sequence = w->sequence++;
    cbor_init(&c, bytes, sizeof bytes);
    if (!flight_encode(&c, record)) {
        w->log.failed = true;
        return;
    }
    log_chain(w->hash, bytes, c.length, w->hash);
    put_pair(&w->log, w->hash, bytes, c.length);
}

static bool known(const struct flight_writer *w, const uint8_t digest[SHA256_SIZE])
{
    for (size_t i = 0; i < w->knowns; i++) {
        if (memcmp(w->known[i].bytes, digest, SHA256_SIZE) == 0) {
            return true;
        }
    }
    return false;
}

void flight_writer_blob(struct flight_writer *w, const void *bytes, size_t length,
                        uint8_t digest[SHA256_SIZE])
{
    struct flight_digest *more;

    sha256(bytes, length, digest);
    if (known(w, digest)) {
        return;
    }
    more = realloc(w->known, (w->knowns + 1) * sizeof *more);
    if (more == NULL) {
        w->blobs.failed = true;
        return;
    }
    w->known = more;
    memcpy(more[w->knowns++].bytes, digest, SHA256_SIZE);
    put_pair(&w->blobs, digest, bytes, length);
}

static bool close_sink(struct flight_sink *s)
{
    const bool ok = (s->file == NULL || fclose(s->file) == 0) && !s->failed;

    free(s->kept);
    *s = (struct flight_sink){0};
    return ok;
}

bool flight_writer_close(struct flight_writer *w)
{
    const bool log = close_sink(&w->log);
    const bool blobs = close_sink(&w->blobs);

    free(w->known);
    *w = (struct flight_writer){0};
    return log && blobs;
}
