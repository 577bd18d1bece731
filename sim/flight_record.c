/* SPDX-License-Identifier: Apache-2.0 */
#include "flight_record.h"

#include <string.h>

#include "cbor_read.h"
#include "log_record.h"

enum { FIELDS_MAX = 12 };

/* A field of a type: a number, or behind the numbers a string. */
#define STRING(s) (FLIGHT_NUMBERS + (s))
#define NONE      255

static const struct {
    const char *name;
    unsigned bits;
} numbers[FLIGHT_NUMBERS] = {
    [FN_AT] = {"at", 28},         [FN_ON] = {"on", 1},
    [FN_PC] = {"pc", 64},         [FN_GVA] = {"gva", 1},
    [FN_PRV] = {"prv", 2},        [FN_REG] = {"reg", 16},
    [FN_RUN] = {"run", 1},        [FN_INSN] = {"insn", 32},
    [FN_LOCK] = {"lock", 1},      [FN_SIZE] = {"size", 28},
    [FN_TVAL] = {"tval", 64},     [FN_USED] = {"used", 4},
    [FN_WAYS] = {"ways", 8},      [FN_CAUSE] = {"cause", 6},
    [FN_FRAME] = {"frame", 57},   [FN_HTVAL] = {"htval", 64},
    [FN_PHASE] = {"phase", 7},    [FN_VALUE] = {"value", 64},
    [FN_FORMAT] = {"format", 16}, [FN_HTINST] = {"htinst", 32},
    [FN_MEMORY] = {"memory", 5},  [FN_MODELS] = {"models", 3},
    [FN_REASON] = {"reason", 3},  [FN_REGION] = {"region", 5},
    [FN_WEAKEN] = {"weaken", 32}, [FN_INTERRUPT] = {"interrupt", 1},
};

static const struct {
    const char *name;
    enum log_kind kind;
    size_t unit; /* the length is a multiple of it */
    size_t max;
} strings[FLIGHT_STRINGS] = {
    [FS_DATA] = {"data", LOG_BYTES, FLIGHT_LINE, FLIGHT_INLINE_MAX},
    [FS_DRAM] = {"dram", LOG_BYTES, 32, 32},
    [FS_BUILD] = {"build", LOG_TEXT, 1, 64},
    [FS_FENCE] = {"fence", LOG_BYTES, 16, 16},
    [FS_STATE] = {"state", LOG_BYTES, 32, 32},
    [FS_CONFIG] = {"config", LOG_BYTES, 32, 32},
    [FS_GUESTS] = {"guests", LOG_BYTES, 32, 32 * FLIGHT_GUESTS_MAX},
    [FS_SHA256] = {"sha256", LOG_BYTES, 32, 32},
};

/* In the order of their keys as they are encoded: shorter first, then by letter. */
static const struct {
    const char *name;
    uint8_t fields[FIELDS_MAX + 1];
} types[FLIGHT_TYPES] = {
    [FLIGHT_HEADER] = {"flight",
                       {STRING(FS_BUILD), STRING(FS_CONFIG), FN_FORMAT, STRING(FS_GUESTS),
                        FN_MEMORY, FN_MODELS, FN_WEAKEN, NONE}},
    [FLIGHT_RESET] = {"reset", {FN_ON, FN_FRAME, NONE}},
    [FLIGHT_CONFIG] = {"config",
                       {FN_LOCK, FN_USED, FN_WAYS, STRING(FS_FENCE), FN_FRAME, FN_PHASE, FN_REGION,
                        NONE}},
    [FLIGHT_WRITE] = {"write", {FN_REG, FN_FRAME, FN_VALUE, NONE}},
    [FLIGHT_MEMORY] = {"memory", {FN_AT, STRING(FS_DATA), FN_FRAME, NONE}},
    [FLIGHT_BLOB] = {"blob", {FN_AT, FN_SIZE, FN_FRAME, STRING(FS_SHA256), NONE}},
    [FLIGHT_ADVANCE] = {"advance", {FN_FRAME, NONE}},
    [FLIGHT_RESUME] = {"resume", {FN_FRAME, NONE}},
    [FLIGHT_HALT] = {"halt", {FN_ON, FN_FRAME, NONE}},
    [FLIGHT_EXIT] = {"exit",
                     {FN_PC, FN_GVA, FN_PRV, FN_INSN, FN_TVAL, FN_CAUSE, FN_FRAME, FN_HTVAL,
                      FN_PHASE, FN_HTINST, FN_REASON, FN_INTERRUPT, NONE}},
    [FLIGHT_END] = {"end", {FN_RUN, STRING(FS_DRAM), FN_FRAME, FN_PHASE, STRING(FS_STATE), NONE}},
};

const char *flight_type_name(enum flight_type type)
{
    return types[type].name;
}

bool flight_encode(struct cbor *c, const struct flight_record *r)
{
    const struct log_stamp stamp = {.sequence = r->sequence,
                                    .cycle = r->cycle,
                                    .of_model = true,
                                    .model = r->model,
                                    .model_cycle = r->model_cycle};
    struct log_field fields[FIELDS_MAX];
    size_t n = 0;

    for (const uint8_t *f = types[r->type].fields; *f != NONE; f++) {
        if (*f < FLIGHT_NUMBERS) {
            fields[n++] = (struct log_field){numbers[*f].name, LOG_UINT, r->number[*f], NULL};
        } else {
            const unsigned s = *f - FLIGHT_NUMBERS;

            fields[n++] = (struct log_field){strings[s].name, strings[s].kind, r->string[s].length,
                                             r->string[s].at};
        }
    }
    log_encode(c, &stamp, types[r->type].name, fields, n);
    return !c->overflow;
}

/* ---- reading ------------------------------------------------------------------------------- */

static bool same_text(struct cbor_reader *c, const char *want)
{
    size_t length;
    const char *text = cbor_read_text(c, &length);

    return !c->bad && length == strlen(want) && memcmp(text, want, length) == 0;
}

static bool read_number(struct cbor_reader *c, struct flight_record *r, unsigned n)
{
    if (!same_text(c, numbers[n].name)) {
        return false;
    }
    r->number[n] = cbor_read_uint(c);
    return !c->bad && (numbers[n].bits == 64 || r->number[n] >> numbers[n].bits == 0);
}

static bool read_string(struct cbor_reader *c, struct flight_record *r, unsigned s)
{
    size_t length = 0;

    if (!same_text(c, strings[s].name)) {
        return false;
    }
    r->string[s].at = strings[s].kind == LOG_TEXT ? (const void *)cbor_read_text(c, &length)
                                                  : (const void *)cbor_read_bytes(c, &length);
    r->string[s].length = length;
    return !c->bad && length <= strings[s].max && length % strings[s].unit == 0;
}

static bool read_fields(struct cbor_reader *c, struct flight_record *r)
{
    const uint8_t *f = types[r->type].fields;
    uint64_t left = cbor_read_map(c);

    for (; *f != NONE && left > 0; f++, left--) {
        if (*f < FLIGHT_NUMBERS ? !read_number(c, r, *f)
                                : !read_string(c, r, *f - FLIGHT_NUMBERS)) {
            return false;
        }
    }
    return *f == NONE && left == 0 && !c->bad;
}

static bool read_type(struct cbor_reader *c, struct flight_record *r)
{
    size_t length;
    const char *name = cbor_read_text(c, &length);

    for (unsigned t = 0; t < FLIGHT_TYPES; t++) {
        if (length == strlen(types[t].name) && memcmp(name, types[t].name, length) == 0) {
            r->type = (enum flight_type)t;
            return true;
        }
    }
    return false;
}

const char *flight_decode(const uint8_t *bytes, size_t length, struct flight_record *r)
{
    struct cbor_reader c = {.at = bytes, .left = length};

    *r = (struct flight_record){0};
    if (cbor_read_array(&c) != 7) {
        return "no record";
    }
    if (cbor_read_uint(&c) != LOG_VERSION) {
        return "another version of the log";
    }
    r->sequence = cbor_read_uint(&c);
    r->cycle = cbor_read_uint(&c);
    r->model = cbor_read_uint(&c);
    r->model_cycle = cbor_read_uint(&c);
    if (c.bad) {
        return "no record of a model";
    }
    if (!read_type(&c, r)) {
        return "unknown record";
    }
    return read_fields(&c, r) && c.left == 0 ? NULL : "wrong fields";
}
