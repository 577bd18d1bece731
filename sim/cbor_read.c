/* SPDX-License-Identifier: Apache-2.0 */
#include "cbor_read.h"

enum { MAJOR_UINT = 0, MAJOR_BYTES = 2, MAJOR_TEXT = 3, MAJOR_ARRAY = 4, MAJOR_MAP = 5 };
enum { INFO_1 = 24, INFO_8 = 27 };

static uint8_t take(struct cbor_reader *r)
{
    if (r->left == 0) {
        r->bad = true;
    }
    if (r->bad) {
        return 0;
    }
    r->left--;
    return *r->at++;
}

/* What the encoder would have chosen for this value: bytes behind the head. */
static unsigned shortest(uint64_t value)
{
    return value < INFO_1 ? 0 : value <= 0xff ? 1 : value <= 0xffff ? 2 : value >> 32 != 0 ? 8 : 4;
}

static uint64_t head(struct cbor_reader *r, unsigned major)
{
    const uint8_t first = take(r);
    const unsigned info = first & 0x1f;
    uint64_t value = info;
    unsigned size = 0;

    if (info >= INFO_1 && info <= INFO_8) {
        size = 1u << (info - INFO_1);
        value = 0;
        for (unsigned i = 0; i < size; i++) {
            value = value << 8 | take(r);
        }
    }
    if (first >> 5 != major || info > INFO_8 || size != shortest(value)) {
        r->bad = true;
    }
    return r->bad ? 0 : value;
}

uint64_t cbor_read_uint(struct cbor_reader *r)
{
    return head(r, MAJOR_UINT);
}

uint64_t cbor_read_array(struct cbor_reader *r)
{
    return head(r, MAJOR_ARRAY);
}

uint64_t cbor_read_map(struct cbor_reader *r)
{
    return head(r, MAJOR_MAP);
}

static const uint8_t *string(struct cbor_reader *r, unsigned major, size_t *length)
{
    const uint64_t size = head(r, major);
    const uint8_t *at = r->at;

    if (size > r->left) {
        r->bad = true;
    }
    *length = r->bad ? 0 : (size_t)size;
    r->at += *length;
    r->left -= *length;
    return at;
}

const uint8_t *cbor_read_bytes(struct cbor_reader *r, size_t *length)
{
    return string(r, MAJOR_BYTES, length);
}

const char *cbor_read_text(struct cbor_reader *r, size_t *length)
{
    return (const char *)string(r, MAJOR_TEXT, length);
}
