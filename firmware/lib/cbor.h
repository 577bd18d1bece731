/* SPDX-License-Identifier: Apache-2.0
 *
 * Encoder of deterministic CBOR (RFC 8949, section 4.2.1): shortest heads, definite lengths. The
 * order of map keys is the caller's duty. Past the end of the buffer nothing is written and the
 * overflow shows in the result.
 */
#ifndef LIB_CBOR_H
#define LIB_CBOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cbor {
    uint8_t *bytes;
    size_t capacity;
    size_t length;
    bool overflow;
};

void cbor_init(struct cbor *c, void *bytes, size_t capacity);
void cbor_uint(struct cbor *c, uint64_t value);
void cbor_bytes(struct cbor *c, const void *bytes, size_t length);
/* The head of a byte string whose bytes the caller puts behind it himself. */
void cbor_bytes_head(struct cbor *c, size_t length);
void cbor_text(struct cbor *c, const char *text);
void cbor_array(struct cbor *c, size_t count);
void cbor_map(struct cbor *c, size_t count);
void cbor_null(struct cbor *c);

#endif
