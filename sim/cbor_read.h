/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reader of deterministic CBOR, the counterpart of firmware/lib/cbor.h: the first item that is not
 * what is asked for, not shortest, or cut off sets `bad`, and everything read from then on is zero.
 */
#ifndef SIM_CBOR_READ_H
#define SIM_CBOR_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cbor_reader {
    const uint8_t *at;
    size_t left;
    bool bad;
};

uint64_t cbor_read_uint(struct cbor_reader *r);
uint64_t cbor_read_array(struct cbor_reader *r);
uint64_t cbor_read_map(struct cbor_reader *r);
/* Points into the input. */
const uint8_t *cbor_read_bytes(struct cbor_reader *r, size_t *length);
const char *cbor_read_text(struct cbor_reader *r, size_t *length);

#endif
