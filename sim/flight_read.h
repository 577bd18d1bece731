/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a flight recording and its side file. All of both is checked before anything is used:
 * chain, encoding, order, and that nothing is missing at the end; of a run that was killed what is
 * complete, when that is asked for. A file that a stranger made must not crash the reader.
 */
#ifndef SIM_FLIGHT_READ_H
#define SIM_FLIGHT_READ_H

#include "elf64.h"
#include "flight_record.h"

struct flight_span {
    const uint8_t *at;
    size_t length;
};

struct flight_blob {
    const uint8_t *digest;
    struct flight_span span;
};

struct flight_reader {
    const char *path;
    struct file_bytes log;
    struct file_bytes blobs;
    struct flight_span *records;
    size_t count;
    struct flight_blob *blob;
    size_t blob_count;
    struct flight_record header;
    struct flight_record end; /* the last record that is there */
    bool partial;             /* the end may be missing */
    bool cut;                 /* and is */
};

/* False after one line on standard error. Partial: up to its last complete record. */
bool flight_read_open(struct flight_reader *r, const char *path, bool partial);
void flight_read_close(struct flight_reader *r);
/* `index` below count: 0 is the header, count - 1 the end, unless it is cut. */
void flight_read(const struct flight_reader *r, size_t index, struct flight_record *record);
/* The bytes of a record of memory, wherever they lie. */
struct flight_span flight_read_memory(const struct flight_reader *r,
                                      const struct flight_record *record);

#endif
