/* SPDX-License-Identifier: Apache-2.0
 *
 * Padding and buffering of SHA-256, and HMAC on top of it: what is the same for engine and portable
 * compression.
 */
#include "sha256.h"

#include <string.h>

static const uint8_t initial[SHA256_SIZE] = {
    0x6a, 0x09, 0xe6, 0x67, 0xbb, 0x67, 0xae, 0x85, 0x3c, 0x6e, 0xf3, 0x72, 0xa5, 0x4f, 0xf5, 0x3a,
    0x51, 0x0e, 0x52, 0x7f, 0x9b, 0x05, 0x68, 0x8c, 0x1f, 0x83, 0xd9, 0xab, 0x5b, 0xe0, 0xcd, 0x19};

void sha256_init(struct sha256 *s)
{
    memset(s, 0, sizeof(*s));
    memcpy(s->state, initial, sizeof(initial));
}

void sha256_update(struct sha256 *s, const void *bytes, size_t length)
{
    const uint8_t *from = bytes;
    const size_t used = s->length % SHA256_BLOCK;

    s->length += length;
    if (used != 0) {
        size_t part = SHA256_BLOCK - used < length ? SHA256_BLOCK - used : length;

        memcpy((uint8_t *)s->buffer + used, from, part);
        from += part;
        length -= part;
        if (used + part == SHA256_BLOCK) {
            sha256_blocks(s->state, s->buffer, 1);
        }
    }
    if (length >= SHA256_BLOCK) {
        sha256_blocks(s->state, from, length / SHA256_BLOCK);
        from += length - length % SHA256_BLOCK;
        length %= SHA256_BLOCK;
    }
    if (length > 0) {
        memcpy(s->buffer, from, length);
    }
}

void sha256_final(struct sha256 *s, uint8_t digest[SHA256_SIZE])
{
    static const uint8_t padding[SHA256_BLOCK] = {0x80};
    const uint64_t bits = s->length * 8;
    const size_t used = s->length % SHA256_BLOCK;
    uint8_t size[8];

    for (unsigned i = 0; i < 8; i++) {
        size[i] = (uint8_t)(bits >> (56 - 8 * i));
    }
    sha256_update(s, padding, used < 56 ? 56 - used : 120 - used);
    sha256_update(s, size, sizeof(size));
    memcpy(digest, s->state, SHA256_SIZE);
}

void sha256(const void *bytes, size_t length, uint8_t digest[SHA256_SIZE])
{
    struct sha256 s;

    sha256_init(&s);
    sha256_update(&s, bytes, length);
    sha256_final(&s, digest);
}

static void absorb_pad(struct sha256 *s, const uint8_t *key, size_t length, uint8_t pad)
{
    uint8_t block[SHA256_BLOCK];

    memset(block, pad, sizeof(block));
    for (size_t i = 0; i < length && i < sizeof(block); i++) {
        block[i] ^= key[i];
    }
    sha256_init(s);
    sha256_update(s, block, sizeof(block));
    memset(block, 0, sizeof(block));
}

void hmac_key_init(struct hmac_key *k, const void *key, size_t length)
{
    absorb_pad(&k->inner, key, length, 0x36);
    absorb_pad(&k->outer, key, length, 0x5c);
}

void hmac_compute(const struct hmac_key *k, const void *bytes, size_t length,
                  uint8_t mac[SHA256_SIZE])
{
    struct sha256 s = k->inner;
    uint8_t inner[SHA256_SIZE];

    sha256_update(&s, bytes, length);
    sha256_final(&s, inner);
    s = k->outer;
    sha256_update(&s, inner, sizeof(inner));
    sha256_final(&s, mac);
}
