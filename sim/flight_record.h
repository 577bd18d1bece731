/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records of a flight recording (docs/log.cddl): one table says which fields a type has, and
 * writing, reading and listing follow it.
 */
#ifndef SIM_FLIGHT_RECORD_H
#define SIM_FLIGHT_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cbor.h"

#define FLIGHT_FORMAT      1
#define FLIGHT_RUN_MAX     65536u /* bytes of one record of memory */
#define FLIGHT_INLINE_MAX  1024u  /* more than this goes to the side file */
#define FLIGHT_GUESTS_MAX  32u
#define FLIGHT_ENCODED_MAX (FLIGHT_INLINE_MAX + 2048u)
#define FLIGHT_LINE        32u /* bytes */

enum flight_type {
    FLIGHT_HEADER,
    FLIGHT_RESET,
    FLIGHT_CONFIG,
    FLIGHT_WRITE,
    FLIGHT_MEMORY,
    FLIGHT_BLOB,
    FLIGHT_ADVANCE,
    FLIGHT_RESUME,
    FLIGHT_HALT,
    FLIGHT_EXIT,
    FLIGHT_END,
    FLIGHT_TYPES
};

enum flight_number {
    FN_AT,
    FN_ON,
    FN_PC,
    FN_GVA,
    FN_PRV,
    FN_REG,
    FN_RUN,
    FN_INSN,
    FN_LOCK,
    FN_SIZE,
    FN_TVAL,
    FN_USED,
    FN_WAYS,
    FN_CAUSE,
    FN_FRAME,
    FN_HTVAL,
    FN_PHASE,
    FN_VALUE,
    FN_FORMAT,
    FN_HTINST,
    FN_MEMORY,
    FN_MODELS,
    FN_REASON,
    FN_REGION,
    FN_WEAKEN,
    FN_INTERRUPT,
    FLIGHT_NUMBERS
};

enum flight_string {
    FS_DATA,
    FS_DRAM,
    FS_BUILD,
    FS_FENCE,
    FS_STATE,
    FS_CONFIG,
    FS_GUESTS,
    FS_SHA256,
    FLIGHT_STRINGS
};

struct flight_record {
    enum flight_type type;
    uint64_t sequence;
    uint64_t cycle; /* of the system clock: for people, no part of the replay */
    uint64_t model;
    uint64_t model_cycle;
    uint64_t number[FLIGHT_NUMBERS];
    struct {
        const void *at;
        size_t length;
    } string[FLIGHT_STRINGS];
};

/* False when it does not fit. */
bool flight_encode(struct cbor *c, const struct flight_record *record);
/* Strings point into the bytes. NULL, or why they are no record. */
const char *flight_decode(const uint8_t *bytes, size_t length, struct flight_record *record);
const char *flight_type_name(enum flight_type type);

#endif
