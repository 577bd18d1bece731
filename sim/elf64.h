/* SPDX-License-Identifier: Apache-2.0 */
/* Loads a little-endian RISC-V ELF64 into a domain's DRAM. Bad files give one line and no load. */
#ifndef SIM_ELF64_H
#define SIM_ELF64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file_bytes {
    uint8_t *data;
    size_t size;
};

struct elf64_info {
    uint64_t entry;
    bool has_tohost;
    uint64_t tohost;   /* address of the symbol */
    uint64_t first;    /* lowest address of a segment */
    uint64_t file_end; /* first address above every byte that comes from the file */
    uint64_t end;      /* first address above every segment */
};

/* Whole file into memory; false with a message on standard error. The caller frees data. */
bool file_read(const char *path, struct file_bytes *file);
bool elf64_load(const char *path, const struct file_bytes *file, unsigned domain,
                struct elf64_info *info);

#endif
