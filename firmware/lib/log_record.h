/* SPDX-License-Identifier: Apache-2.0
 *
 * A log record as docs/log.cddl has it, for the hypervisor's audit log and the flight recorder: an
 * array [version, sequence, cycle, model / null, model cycle / null, type, details] in
 * deterministic CBOR, and the hash chain over such records.
 */
#ifndef LIB_LOG_RECORD_H
#define LIB_LOG_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cbor.h"
#include "sha256.h"

#define LOG_VERSION    1
#define LOG_FIELDS_MAX 16

enum log_kind { LOG_UINT, LOG_TEXT, LOG_BYTES };

struct log_field {
    const char *key;
    enum log_kind kind;
    uint64_t value; /* number, or length of bytes */
    const void *data;
};

struct log_stamp {
    uint64_t sequence;
    uint64_t cycle;
    bool of_model; /* false: about no model, and what follows is nothing */
    uint64_t model;
    uint64_t model_cycle;
};

/* Fields past LOG_FIELDS_MAX are left out; their order is free. */
void log_encode(struct cbor *c, const struct log_stamp *stamp, const char *type,
                const struct log_field *fields, size_t n);
/* hash(n) = SHA-256(hash(n - 1) || record n) */
void log_chain(const uint8_t previous[SHA256_SIZE], const void *record, size_t length,
               uint8_t hash[SHA256_SIZE]);

#endif
