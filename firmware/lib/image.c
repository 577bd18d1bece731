/* SPDX-License-Identifier: Apache-2.0
 *
 * Checking and measuring an image. Every bit of header and payload is under the digest, so that one
 * flipped bit anywhere is refused.
 */
#include "image.h"

#include <string.h>

#include "sha256.h"

enum image_error image_check_header(const struct image_header *h, uint64_t address, uint64_t room)
{
    if (h->magic != IMAGE_MAGIC) {
        return IMAGE_BAD_MAGIC;
    }
    if (h->version != IMAGE_VERSION) {
        return IMAGE_BAD_VERSION;
    }
    if (h->type != IMAGE_TYPE_HV) {
        return IMAGE_BAD_TYPE;
    }
    if (h->load != address || room < IMAGE_HEADER_SIZE || h->length == 0 ||
        h->length > room - IMAGE_HEADER_SIZE || h->memory_end < address ||
        h->memory_end - address > room || h->memory_end - address < h->length + IMAGE_HEADER_SIZE) {
        return IMAGE_BAD_BOUNDS;
    }
    if (h->entry < address + IMAGE_HEADER_SIZE ||
        h->entry - address - IMAGE_HEADER_SIZE >= h->length || (h->entry & 1) != 0) {
        return IMAGE_BAD_BOUNDS;
    }
    return IMAGE_OK;
}

enum image_error image_measure(const struct image_header *h, const void *payload,
                               uint8_t digest[32])
{
    static const uint8_t zero[32];
    const uint8_t *page = (const uint8_t *)h;
    const size_t at = offsetof(struct image_header, digest);
    struct sha256 s;

    sha256_init(&s);
    sha256_update(&s, page, at);
    sha256_update(&s, zero, sizeof(zero));
    sha256_update(&s, page + at + sizeof(zero), IMAGE_HEADER_SIZE - at - sizeof(zero));
    sha256_update(&s, payload, h->length);
    sha256_final(&s, digest);
    return memcmp(digest, h->digest, 32) == 0 ? IMAGE_OK : IMAGE_BAD_DIGEST;
}

const char *image_error_name(enum image_error error)
{
    switch (error) {
    case IMAGE_OK:
        return "ok";
    case IMAGE_BAD_MAGIC:
        return "bad magic";
    case IMAGE_BAD_VERSION:
        return "unknown version";
    case IMAGE_BAD_TYPE:
        return "not a hypervisor image";
    case IMAGE_BAD_BOUNDS:
        return "addresses out of bounds";
    case IMAGE_BAD_DIGEST:
        return "digest mismatch";
    }
    return "unknown error";
}
