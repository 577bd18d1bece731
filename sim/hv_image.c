/* SPDX-License-Identifier: Apache-2.0 */
#include "hv_image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dram.h"
#include "elf64.h"
#include "image.h"

static bool place_container(const char *path, const struct file_bytes *file, uint64_t *end)
{
    struct image_header header;

    memcpy(&header, file->data, sizeof header);
    *end = header.memory_end;
    /* A lying header must not move the table of guests out of memory or onto the image. */
    if (*end < DRAM_BASE + file->size || *end > DRAM_BASE + dram_size(0)) {
        *end = DRAM_BASE + file->size;
    }
    if (!dram_write(0, DRAM_BASE, file->data, file->size)) {
        fprintf(stderr, "error: %s: larger than hypervisor memory\n", path);
        return false;
    }
    return true;
}

/* The payload is what the segments left in DRAM, from one page above its base. */
static bool wrap_elf(const char *path, const struct file_bytes *file, uint64_t *end)
{
    struct image_header header = {
        .magic = IMAGE_MAGIC,
        .version = IMAGE_VERSION,
        .type = IMAGE_TYPE_HV,
        .load = DRAM_BASE,
    };
    struct elf64_info info;

    if (!elf64_load(path, file, 0, &info)) {
        return false;
    }
    if (info.first < DRAM_BASE + IMAGE_HEADER_SIZE) {
        fprintf(stderr, "error: %s: a segment lies in the image header's page\n", path);
        return false;
    }
    header.length = info.file_end - DRAM_BASE - IMAGE_HEADER_SIZE;
    header.entry = info.entry;
    header.memory_end = info.end;
    *end = info.end;
    (void)image_measure(&header, dram_bytes(0) + IMAGE_HEADER_SIZE, header.digest);
    return dram_write(0, DRAM_BASE, &header, sizeof header);
}

bool hv_image_load(const char *path, uint64_t *end)
{
    static const uint64_t magic = IMAGE_MAGIC;
    struct file_bytes file;
    bool container;
    bool ok;

    if (!file_read(path, &file)) {
        return false;
    }
    container = file.size >= IMAGE_HEADER_SIZE && memcmp(file.data, &magic, sizeof magic) == 0;
    ok = container ? place_container(path, &file, end) : wrap_elf(path, &file, end);
    free(file.data);
    return ok;
}
