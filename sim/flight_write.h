/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes a flight recording: FILE, a sequence of [hash, record] (RFC 8742) whose hashes are a
 * chain, and FILE.blobs, a sequence of [SHA-256, bytes] with the large inputs. Until a file is
 * named, all is kept: a held state has a past too (sim/checkpoint.h).
 */
#ifndef SIM_FLIGHT_WRITE_H
#define SIM_FLIGHT_WRITE_H

#include <stdio.h>

#include "flight_record.h"
#include "sha256.h"

struct flight_sink {
    FILE *file; /* NULL: kept */
    uint8_t *kept;
    size_t length;
    size_t capacity;
    bool failed;
};

struct flight_digest {
    uint8_t bytes[SHA256_SIZE];
};

struct flight_writer {
    struct flight_sink log;
    struct flight_sink blobs;
    uint64_t sequence;
    uint8_t hash[SHA256_SIZE];
    struct flight_digest *known; /* what the side file has */
    size_t knowns;
};

/* Takes over what was kept; false when a file cannot be made. */
bool flight_writer_open(struct flight_writer *w, const char *path);
/* Sets the record's sequence. */
void flight_writer_put(struct flight_writer *w, struct flight_record *record);
/* Bytes for the side file, once whatever their number of uses. */
void flight_writer_blob(struct flight_writer *w, const void *bytes, size_t length,
                        uint8_t digest[SHA256_SIZE]);
/* False when something could not be written. */
bool flight_writer_close(struct flight_writer *w);

#endif
