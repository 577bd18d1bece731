/* SPDX-License-Identifier: Apache-2.0
 *
 * Deterministic CBOR encoder for the logs.
 */
#include "cbor.h"

#include <string.h>

enum { MAJOR_UINT = 0, MAJOR_BYTES = 2, MAJOR_TEXT = 3, MAJOR_ARRAY = 4, MAJOR_MAP = 5 };
enum { CBOR_NULL = 0xf6 };

static void put(struct cbor *c, const void *bytes, size_t length)
{
    if (c->overflow || length > c->capacity - c->length) {
        c->overflow = true;
        return;
    }
    memcpy(c->bytes + c->length, bytes, length);
    c->length += length;
}

static void head(struct cbor *c, unsigned major, uint64_t value)
{
    uint8_t h[9];
    unsigned size = value < 24 ? 0 : value <= 0xff ? 1 : value <= 0xffff ? 2 : value >> 32 ? 8 : 4;
    static const uint8_t info[9] = {0, 24, 25, 0, 26, 0, 0, 0, 27};

    h[0] = (uint8_t)(major << 5 | (size == 0 ? value : info[size]));
    for (unsigned i = 0; i < size; i++) {
        h[1 + i] = (uint8_t)(value >> 8 * (size - 1 - i));
    }
    put(c, h, 1 + size);
}

void cbor_init(struct cbor *c, void *bytes, size_t capacity)
{
    *c = (struct cbor){.bytes = bytes, .capacity = capacity, .length = 0, .overflow = false};
}

void cbor_uint(struct cbor *c, uint64_t value)
{
    head(c, MAJOR_UINT, value);
}

void cbor_bytes(struct cbor *c, const void *bytes, size_t length)
{
    cbor_bytes_head(c, length);
    put(c, bytes, length);
}

void cbor_bytes_head(struct cbor *c, size_t length)
{
    head(c, MAJOR_BYTES, length);
}

void cbor_text(struct cbor *c, const char *text)
{
    const size_t length = strlen(text);

    head(c, MAJOR_TEXT, length);
    put(c, text, length);
}

void cbor_array(struct cbor *c, size_t count)
{
    head(c, MAJOR_ARRAY, count);
}

void cbor_map(struct cbor *c, size_t count)
{
    head(c, MAJOR_MAP, count);
}

void cbor_null(struct cbor *c)
{
    const uint8_t byte = CBOR_NULL;

    put(c, &byte, 1);
}
