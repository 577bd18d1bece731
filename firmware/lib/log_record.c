/* SPDX-License-Identifier: Apache-2.0
 *
 * Log records. Keys of the details are in bytewise order of their encoding, as deterministic CBOR
 * wants it.
 */
#include "log_record.h"

#include <string.h>

/* Shorter keys first, then bytewise: what comparing the encodings of short texts comes to. */
static bool key_before(const char *a, const char *b)
{
    const size_t x = strlen(a);
    const size_t y = strlen(b);

    return x != y ? x < y : memcmp(a, b, x) < 0;
}

static void put_field(struct cbor *c, const struct log_field *f)
{
    cbor_text(c, f->key);
    if (f->kind == LOG_UINT) {
        cbor_uint(c, f->value);
    } else if (f->kind == LOG_TEXT) {
        cbor_text(c, f->data);
    } else {
        cbor_bytes(c, f->data, f->value);
    }
}

static void put_fields(struct cbor *c, const struct log_field *fields, size_t n)
{
    const struct log_field *order[LOG_FIELDS_MAX];

    n = n > LOG_FIELDS_MAX ? LOG_FIELDS_MAX : n;
    for (size_t i = 0; i < n; i++) {
        size_t at = i;

        for (; at > 0 && key_before(fields[i].key, order[at - 1]->key); at--) {
            order[at] = order[at - 1];
        }
        order[at] = &fields[i];
    }
    cbor_map(c, n);
    for (size_t i = 0; i < n; i++) {
        put_field(c, order[i]);
    }
}

void log_encode(struct cbor *c, const struct log_stamp *stamp, const char *type,
                const struct log_field *fields, size_t n)
{
    cbor_array(c, 7);
    cbor_uint(c, LOG_VERSION);
    cbor_uint(c, stamp->sequence);
    cbor_uint(c, stamp->cycle);
    if (stamp->of_model) {
        cbor_uint(c, stamp->model);
        cbor_uint(c, stamp->model_cycle);
    } else {
        cbor_null(c);
        cbor_null(c);
    }
    cbor_text(c, type);
    put_fields(c, fields, n);
}

void log_chain(const uint8_t previous[SHA256_SIZE], const void *record, size_t length,
               uint8_t hash[SHA256_SIZE])
{
    struct sha256 s;

    sha256_init(&s);
    sha256_update(&s, previous, SHA256_SIZE);
    sha256_update(&s, record, length);
    sha256_final(&s, hash);
}
