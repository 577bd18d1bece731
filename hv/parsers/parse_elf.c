/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads ELF and program headers of a guest. Everything is copied out byte by byte with its bounds
 * checked; sizes are compared without sums that could wrap.
 */
#include "parse.h"

enum { EHDR_SIZE = 64, PHDR_SIZE = 56, PT_LOAD = 1, PF_X = 1, PF_W = 2 };
enum { ET_EXEC = 2, EM_RISCV = 243, PAGE = 4096 };

static uint64_t load_le(const uint8_t *p, unsigned bytes)
{
    uint64_t value = 0;

    for (unsigned i = bytes; i > 0; i--) {
        value = value << 8 | p[i - 1];
    }
    return value;
}

static enum elf_error check_ident(const struct elf_input *in)
{
    const uint8_t *e = in->head;

    if (in->head_length < EHDR_SIZE || e[0] != 0x7f || e[1] != 'E' || e[2] != 'L' || e[3] != 'F') {
        return ELF_NOT_ELF;
    }
    if (e[4] != 2 || e[5] != 1 || e[6] != 1) {
        return ELF_BAD_CLASS;
    }
    if (load_le(e + 18, 2) != EM_RISCV) {
        return ELF_BAD_MACHINE;
    }
    return load_le(e + 16, 2) == ET_EXEC ? ELF_OK : ELF_BAD_TYPE;
}

static enum elf_error check_segment(const struct elf_input *in, const struct elf_segment *s)
{
    if (s->filesz > s->memsz || s->offset > in->file_length ||
        s->filesz > in->file_length - s->offset) {
        return ELF_BAD_SEGMENT;
    }
    if (s->address < in->memory_base || s->address - in->memory_base > in->memory_size ||
        s->memsz > in->memory_size - (s->address - in->memory_base)) {
        return ELF_OUTSIDE_MEMORY;
    }
    return ELF_OK;
}

/* Two segments may share a page only when both are data: pages are writable or executable. */
static int collide(const struct elf_segment *a, const struct elf_segment *b)
{
    const uint64_t grain = a->executable || b->executable ? PAGE : 1;
    const uint64_t a_first = a->address / grain;
    const uint64_t a_last = (a->address + a->memsz - 1) / grain;
    const uint64_t b_first = b->address / grain;
    const uint64_t b_last = (b->address + b->memsz - 1) / grain;

    return a_first <= b_last && b_first <= a_last;
}

static enum elf_error add_segment(const struct elf_input *in, const uint8_t *p,
                                  struct elf_output *out)
{
    const uint64_t flags = load_le(p + 4, 4);
    struct elf_segment s = {.offset = load_le(p + 8, 8),
                            .address = load_le(p + 24, 8),
                            .filesz = load_le(p + 32, 8),
                            .memsz = load_le(p + 40, 8),
                            .executable = (flags & PF_X) != 0,
                            .reserved = 0};
    enum elf_error error;

    if (s.memsz == 0) {
        return ELF_OK;
    }
    if (out->count == ELF_SEGMENTS_MAX) {
        return ELF_TOO_MANY_SEGMENTS;
    }
    if ((flags & PF_X) != 0 && (flags & PF_W) != 0) {
        return ELF_WRITE_AND_EXECUTE;
    }
    error = check_segment(in, &s);
    if (error != ELF_OK) {
        return error;
    }
    for (uint32_t i = 0; i < out->count; i++) {
        if (collide(&out->segments[i], &s)) {
            return ELF_OVERLAP;
        }
    }
    out->segments[out->count++] = s;
    return ELF_OK;
}

static enum elf_error read_segments(const struct elf_input *in, struct elf_output *out)
{
    const uint64_t phoff = load_le(in->head + 32, 8);
    const uint64_t phentsize = load_le(in->head + 54, 2);
    const uint64_t phnum = load_le(in->head + 56, 2);

    if (phentsize != PHDR_SIZE || phnum == 0 || phoff > in->head_length ||
        phnum > (in->head_length - phoff) / PHDR_SIZE) {
        return ELF_BAD_HEADERS;
    }
    for (uint64_t i = 0; i < phnum; i++) {
        const uint8_t *p = in->head + phoff + i * PHDR_SIZE;

        if (load_le(p, 4) == PT_LOAD) {
            enum elf_error error = add_segment(in, p, out);

            if (error != ELF_OK) {
                return error;
            }
        }
    }
    return out->count == 0 ? ELF_BAD_HEADERS : ELF_OK;
}

static enum elf_error check_entry(const struct elf_output *out)
{
    for (uint32_t i = 0; i < out->count; i++) {
        const struct elf_segment *s = &out->segments[i];

        if (s->executable && (out->entry & 1) == 0 && out->entry >= s->address &&
            out->entry - s->address < s->filesz) {
            return ELF_OK;
        }
    }
    return ELF_BAD_ENTRY;
}

void parse_elf(const struct elf_input *in, struct elf_output *out)
{
    enum elf_error error = ELF_NOT_ELF;

    out->count = 0;
    out->entry = 0;
    if (in->head_length <= ELF_HEAD_MAX) {
        error = check_ident(in);
    }
    if (error == ELF_OK) {
        out->entry = load_le(in->head + 24, 8);
        error = read_segments(in, out);
    }
    if (error == ELF_OK) {
        error = check_entry(out);
    }
    out->error = error;
}
