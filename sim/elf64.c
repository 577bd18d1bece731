/* SPDX-License-Identifier: Apache-2.0 */
#include "elf64.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dram.h"

#ifndef EM_RISCV
#define EM_RISCV 243
#endif

bool file_read(const char *path, struct file_bytes *file)
{
    FILE *f = fopen(path, "rb");
    long size = -1;

    *file = (struct file_bytes){0};
    if (f == NULL) {
        fprintf(stderr, "error: %s: %s\n", path, strerror(errno));
        return false;
    }
    if (fseek(f, 0, SEEK_END) == 0) {
        size = ftell(f);
    }
    rewind(f);
    if (size >= 0) {
        file->data = malloc((size_t)size + 1);
        file->size = (size_t)size;
    }
    if (file->data == NULL || fread(file->data, 1, file->size, f) != file->size) {
        fprintf(stderr, "error: %s: cannot read it\n", path);
        free(file->data);
        *file = (struct file_bytes){0};
    }
    fclose(f);
    return file->data != NULL;
}

static bool refuse(const char *path, const char *why)
{
    fprintf(stderr, "error: %s: %s\n", path, why);
    return false;
}

static bool inside(const struct file_bytes *file, uint64_t offset, uint64_t length)
{
    return offset <= file->size && length <= file->size - offset;
}

static bool header_ok(const char *path, const struct file_bytes *file, Elf64_Ehdr *eh)
{
    if (file->size < sizeof *eh || memcmp(file->data, ELFMAG, SELFMAG) != 0) {
        return refuse(path, "not an ELF file");
    }
    memcpy(eh, file->data, sizeof *eh);
    if (eh->e_ident[EI_CLASS] != ELFCLASS64 || eh->e_ident[EI_DATA] != ELFDATA2LSB) {
        return refuse(path, "not a 64-bit little-endian ELF");
    }
    if (eh->e_machine != EM_RISCV) {
        return refuse(path, "not for RISC-V");
    }
    if (eh->e_type != ET_EXEC || eh->e_phentsize != sizeof(Elf64_Phdr) || eh->e_phnum == 0 ||
        !inside(file, eh->e_phoff, (uint64_t)eh->e_phnum * sizeof(Elf64_Phdr))) {
        return refuse(path, "not an executable with program headers");
    }
    return true;
}

static bool segment_load(const char *path, const struct file_bytes *file, const Elf64_Phdr *ph,
                         unsigned domain, struct elf64_info *info)
{
    uint64_t end = ph->p_paddr + ph->p_memsz;

    if (ph->p_filesz > ph->p_memsz || !inside(file, ph->p_offset, ph->p_filesz)) {
        return refuse(path, "a segment outside the file");
    }
    if (end < ph->p_paddr || ph->p_paddr < DRAM_BASE || end - DRAM_BASE > dram_size(domain)) {
        fprintf(stderr, "error: %s: segment 0x%" PRIx64 "+0x%" PRIx64 " outside memory\n", path,
                (uint64_t)ph->p_paddr, (uint64_t)ph->p_memsz);
        return false;
    }
    if (end > info->end) {
        info->end = end;
    }
    if (ph->p_paddr + ph->p_filesz > info->file_end) {
        info->file_end = ph->p_paddr + ph->p_filesz;
    }
    if (ph->p_paddr < info->first) {
        info->first = ph->p_paddr;
    }
    /* DRAM starts as zeros, so the rest of the segment needs no work. */
    return dram_write(domain, ph->p_paddr, file->data + ph->p_offset, ph->p_filesz);
}

static bool section(const struct file_bytes *file, const Elf64_Ehdr *eh, unsigned index,
                    Elf64_Shdr *sh)
{
    uint64_t at = eh->e_shoff + (uint64_t)index * sizeof *sh;

    if (index >= eh->e_shnum || eh->e_shentsize != sizeof *sh || !inside(file, at, sizeof *sh)) {
        return false;
    }
    memcpy(sh, file->data + at, sizeof *sh);
    return inside(file, sh->sh_offset, sh->sh_type == SHT_NOBITS ? 0 : sh->sh_size);
}

static void find_tohost(const struct file_bytes *file, const Elf64_Shdr *symbols,
                        const Elf64_Shdr *strings, struct elf64_info *info)
{
    static const char name[] = "tohost";

    for (uint64_t i = 0; i < symbols->sh_size / sizeof(Elf64_Sym); i++) {
        Elf64_Sym sym;

        memcpy(&sym, file->data + symbols->sh_offset + i * sizeof sym, sizeof sym);
        if (sym.st_name < strings->sh_size && strings->sh_size - sym.st_name >= sizeof name &&
            memcmp(file->data + strings->sh_offset + sym.st_name, name, sizeof name) == 0) {
            info->has_tohost = true;
            info->tohost = sym.st_value;
        }
    }
}

static void symbols_read(const struct file_bytes *file, const Elf64_Ehdr *eh,
                         struct elf64_info *info)
{
    for (unsigned i = 0; i < eh->e_shnum; i++) {
        Elf64_Shdr symbols;
        Elf64_Shdr strings;

        if (section(file, eh, i, &symbols) && symbols.sh_type == SHT_SYMTAB &&
            section(file, eh, symbols.sh_link, &strings)) {
            find_tohost(file, &symbols, &strings, info);
        }
    }
}

bool elf64_load(const char *path, const struct file_bytes *file, unsigned domain,
                struct elf64_info *info)
{
    Elf64_Ehdr eh;

    *info = (struct elf64_info){.first = UINT64_MAX};
    if (!header_ok(path, file, &eh)) {
        return false;
    }
    info->entry = eh.e_entry;
    for (unsigned i = 0; i < eh.e_phnum; i++) {
        Elf64_Phdr ph;

        memcpy(&ph, file->data + eh.e_phoff + i * sizeof ph, sizeof ph);
        if (ph.p_type == PT_LOAD && ph.p_memsz != 0 &&
            !segment_load(path, file, &ph, domain, info)) {
            return false;
        }
    }
    symbols_read(file, &eh, info);
    return true;
}
