/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104). Blocks are processed by the engine of the hv
 * domain, or by portable C in the host build. The state lives in the context, not in the engine, so
 * that hashes may interleave.
 */
#ifndef LIB_SHA256_H
#define LIB_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE  32
#define SHA256_BLOCK 64

struct sha256 {
    uint64_t state[4]; /* byte string, as it lies in memory */
    uint64_t length;   /* bytes so far */
    uint64_t buffer[8];
};

void sha256_init(struct sha256 *s);
void sha256_update(struct sha256 *s, const void *bytes, size_t length);
void sha256_final(struct sha256 *s, uint8_t digest[SHA256_SIZE]);
void sha256(const void *bytes, size_t length, uint8_t digest[SHA256_SIZE]);

/* The keyed function with the key already absorbed; holds no key. */
struct hmac_key {
    struct sha256 inner;
    struct sha256 outer;
};
void hmac_key_init(struct hmac_key *k, const void *key, size_t length); /* at most 64 bytes */
void hmac_compute(const struct hmac_key *k, const void *bytes, size_t length,
                  uint8_t mac[SHA256_SIZE]);

/* One compression; in the engine driver or in the portable version, whichever is linked. */
void sha256_blocks(uint64_t state[4], const void *bytes, size_t blocks);

#endif
