/* SPDX-License-Identifier: Apache-2.0 */
#include "flight_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME = 32, WORDS = 320 };

static const char *cause_name(const struct flight_record *r)
{
    static const char *const names[24] = {
        [0] = "instruction misaligned",  [1] = "instruction access fault",
        [2] = "illegal instruction",     [3] = "breakpoint",
        [4] = "load misaligned",         [5] = "load access fault",
        [6] = "store misaligned",        [7] = "store access fault",
        [8] = "ecall from VU",           [10] = "ecall from VS",
        [12] = "instruction page fault", [13] = "load page fault",
        [15] = "store page fault",       [20] = "instruction guest-page fault",
        [21] = "load guest-page fault",  [22] = "virtual instruction",
        [23] = "store guest-page fault"};
    const uint64_t cause = r->number[FN_CAUSE];

    if (r->number[FN_INTERRUPT] != 0) {
        return "interrupt";
    }
    return cause < 24 && names[cause] != NULL ? names[cause] : "trap";
}

static const char *reason_name(const struct flight_record *r)
{
    static const char *const names[8] = {"nothing",       "trap",    "wfi",          "halt",
                                         "execute fence", "trigger", "access fault", "?"};

    return r->number[FN_REASON] == 1 ? cause_name(r) : names[r->number[FN_REASON]];
}

/* As the debug specification numbers them. */
static void register_name(char *text, uint64_t reg)
{
    if (reg >= 0x1000 && reg < 0x1020) {
        snprintf(text, NAME, "x%u", (unsigned)reg - 0x1000);
    } else if (reg == 0x7b1) {
        snprintf(text, NAME, "pc");
    } else if (reg == 0x7b0) {
        snprintf(text, NAME, "privilege");
    } else {
        snprintf(text, NAME, "csr 0x%03x", (unsigned)reg);
    }
}

static void config_words(char *text, size_t size, const struct flight_record *r)
{
    const uint8_t *f = r->string[FS_FENCE].at;
    int n = snprintf(text, size, "configuration: %u KiB of memory, ways 0x%02x, fence %s",
                     r->number[FN_REGION] < 10 ? 0 : 1u << (r->number[FN_REGION] - 10),
                     (unsigned)r->number[FN_WAYS], r->number[FN_LOCK] != 0 ? "locked" : "open");

    for (unsigned i = 0; i < 4 && n > 0 && (size_t)n < size; i++, f += 4) {
        if ((r->number[FN_USED] >> i & 1) != 0) {
            n += snprintf(text + n, size - (size_t)n, ", pages 0x%x-0x%x",
                          (unsigned)(f[0] | f[1] << 8), (unsigned)(f[2] | f[3] << 8));
        }
    }
}

static void exit_words(char *text, size_t size, const struct flight_record *r)
{
    snprintf(text, size,
             "exit: %s at pc 0x%" PRIx64 " (%s), tval 0x%" PRIx64 " htval 0x%" PRIx64
             " insn 0x%08x",
             reason_name(r), r->number[FN_PC], r->number[FN_PRV] == 0 ? "VU" : "VS",
             r->number[FN_TVAL], r->number[FN_HTVAL], (unsigned)r->number[FN_INSN]);
}

static void event_words(char *text, size_t size, const struct flight_record *r)
{
    char name[NAME];

    switch (r->type) {
    case FLIGHT_RESET:
        snprintf(text, size, r->number[FN_ON] != 0 ? "reset begins" : "reset ends, parked");
        break;
    case FLIGHT_CONFIG:
        config_words(text, size, r);
        break;
    case FLIGHT_WRITE:
        register_name(name, r->number[FN_REG]);
        snprintf(text, size, "%s := 0x%" PRIx64, name, r->number[FN_VALUE]);
        break;
    case FLIGHT_MEMORY:
        snprintf(text, size, "memory 0x%" PRIx64 ": %zu bytes", r->number[FN_AT],
                 r->string[FS_DATA].length);
        break;
    case FLIGHT_BLOB:
        snprintf(text, size, "memory 0x%" PRIx64 ": %" PRIu64 " bytes (side file)",
                 r->number[FN_AT], r->number[FN_SIZE]);
        break;
    case FLIGHT_ADVANCE:
        snprintf(text, size, "advance to the guest's timer");
        break;
    case FLIGHT_RESUME:
        snprintf(text, size, "resume");
        break;
    case FLIGHT_HALT:
        snprintf(text, size, r->number[FN_ON] != 0 ? "halt asked for" : "halt taken back");
        break;
    case FLIGHT_EXIT:
        exit_words(text, size, r);
        break;
    case FLIGHT_END:
        snprintf(text, size, "end of the recording, %s, phase %u%s",
                 r->number[FN_RUN] != 0 ? "running" : "standing", (unsigned)r->number[FN_PHASE],
                 r->string[FS_STATE].length == 0 ? ", no digest: in reset or in mid-event" : "");
        break;
    case FLIGHT_HEADER:
    case FLIGHT_TYPES:
    default:
        snprintf(text, size, "?");
        break;
    }
}

void flight_words(char *text, size_t size, const struct flight_record *r)
{
    int n = snprintf(text, size, "frame %" PRIu64 " cycle %" PRIu64 ": ", r->number[FN_FRAME],
                     r->model_cycle);

    event_words(text + n, size - (size_t)n, r);
}

static void print_hex(const char *name, const void *bytes, size_t length)
{
    printf("%s", name);
    for (size_t i = 0; i < length; i++) {
        printf("%02x", ((const uint8_t *)bytes)[i]);
    }
    putchar('\n');
}

static void print_header(const struct flight_record *h)
{
    const uint8_t *guests = h->string[FS_GUESTS].at;
    const char *build = h->string[FS_BUILD].at;

    printf("flight recording, format %u, of model %" PRIu64 " of %" PRIu64
           ", memory %u KiB, weaken "
           "0x%08x\nbuild ",
           (unsigned)h->number[FN_FORMAT], h->model, h->number[FN_MODELS],
           1u << (h->number[FN_MEMORY] - 10), (unsigned)h->number[FN_WEAKEN]);
    for (size_t i = 0; i < h->string[FS_BUILD].length; i++) {
        putchar(build[i] >= ' ' && build[i] <= '~' ? build[i] : '?');
    }
    putchar('\n');
    print_hex("configuration ", h->string[FS_CONFIG].at, h->string[FS_CONFIG].length);
    for (size_t i = 0; i + 32 <= h->string[FS_GUESTS].length; i += 32) {
        print_hex("guest ", guests + i, 32);
    }
}

void flight_list(const struct flight_reader *reader)
{
    struct flight_record record;
    char text[WORDS];

    print_header(&reader->header);
    for (size_t i = 1; i < reader->count; i++) {
        flight_read(reader, i, &record);
        flight_words(text, sizeof text, &record);
        printf("%6zu %s\n", i, text);
    }
    if (reader->cut) {
        printf("the end is missing: cut off after record %zu\n", reader->count - 1);
        return;
    }
    print_hex("state ", reader->end.string[FS_STATE].at, reader->end.string[FS_STATE].length);
    print_hex("memory ", reader->end.string[FS_DRAM].at, reader->end.string[FS_DRAM].length);
}
