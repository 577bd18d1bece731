/* SPDX-License-Identifier: Apache-2.0
 *
 * The image container (docs/image-format.md): a header page, then the payload as a flat binary.
 */
#ifndef LIB_IMAGE_H
#define LIB_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#define IMAGE_MAGIC       0x474d49544f4c4c47ull /* "GLLOTIMG" */
#define IMAGE_VERSION     1u
#define IMAGE_TYPE_HV     1u
#define IMAGE_HEADER_SIZE 4096u

struct image_header {
    uint64_t magic;
    uint32_t version;
    uint32_t type;
    uint64_t load;       /* address of the header page itself */
    uint64_t length;     /* bytes of payload, which starts one page above load */
    uint64_t entry;      /* inside the payload */
    uint64_t memory_end; /* first address behind everything the image uses (bss, stacks) */
    uint64_t reserved[2];
    uint8_t digest[32]; /* SHA-256 of header page (this field zero) and payload */
    uint8_t padding[IMAGE_HEADER_SIZE - 96];
};
_Static_assert(sizeof(struct image_header) == IMAGE_HEADER_SIZE, "the header is one page");
_Static_assert(offsetof(struct image_header, digest) == 64, "tools patch the digest at 64");

enum image_error {
    IMAGE_OK = 0,
    IMAGE_BAD_MAGIC,
    IMAGE_BAD_VERSION,
    IMAGE_BAD_TYPE,
    IMAGE_BAD_BOUNDS,
    IMAGE_BAD_DIGEST,
};

/* Checks the header alone; `address` and `room` say where it lies and how much memory there is. */
enum image_error image_check_header(const struct image_header *h, uint64_t address, uint64_t room);
/* Measures header and payload; IMAGE_OK only when the digest is the one in the header. */
enum image_error image_measure(const struct image_header *h, const void *payload,
                               uint8_t digest[32]);
const char *image_error_name(enum image_error error);

#endif
