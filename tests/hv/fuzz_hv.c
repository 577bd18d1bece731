/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzzing of everything that reads hostile bytes, on the host under ASan and UBSan: random and
 * mutated inputs from a seed, and for each parser a property that its answer must have whatever the
 * input. `fuzz_hv TARGET SEED SECONDS`; a failure prints the iteration's own seed, with which
 * `fuzz_hv TARGET SEED once` repeats it alone.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "csr.h"
#include "hv.h"
#include "image.h"
#include "log.h"
#include "model_mgmt.h"
#include "operator.h"
#include "sandbox.h"
#include "utf8.h"

static const char *target_name;
static uint64_t iteration_seed;
static uint64_t state;

#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr,                                                                        \
                    "fuzz %s: not true: %s; reproduce: build/tests/hv/fuzz_hv %s %lu once\n",      \
                    target_name, #condition, target_name, iteration_seed);                         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static uint64_t next(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15ull; /* splitmix64 */

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}

static uint64_t below(uint64_t n)
{
    return next() % n;
}

static uint64_t edge(void)
{
    static const uint64_t edges[] = {0,
                                     1,
                                     0x7f,
                                     0x80,
                                     0xff,
                                     0x100,
                                     0xfff,
                                     0x1000,
                                     0xffff,
                                     0x10000,
                                     0x7fffffff,
                                     0x80000000,
                                     0x80001000,
                                     0x800fffff,
                                     0x80100000,
                                     0xffffffff,
                                     0x7fffffffffffffff,
                                     ~0ull - 7,
                                     ~0ull};
    const uint64_t base = edges[below(sizeof(edges) / sizeof(edges[0]))];

    return below(3) == 0 ? base + below(17) - 8 : base;
}

static void fill(void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ((uint8_t *)bytes)[i] = (uint8_t)next();
    }
}

/* A few bytes, words or long runs changed. */
static void mutate(uint8_t *bytes, size_t n)
{
    for (uint64_t k = below(8) + 1; k > 0 && n > 0; k--) {
        const size_t at = below(n);
        const uint64_t value = edge();
        const size_t width = 1ull << below(4);

        if (below(2) == 0) {
            bytes[at] ^= (uint8_t)(1u << below(8));
        } else {
            memcpy(bytes + at, &value, width < n - at ? width : n - at);
        }
    }
}

/* ---------------------------------------------------------------- ELF */
static void fuzz_elf(void)
{
    static uint8_t bytes[ELF_HEAD_MAX + 1024];
    struct elf_input *in = &sandbox_input()->elf;
    const struct elf_output *out = &sandbox_output()->elf;

    (void)model_make_elf(bytes, sizeof(bytes));
    if (below(8) == 0) {
        fill(bytes, 200);
    } else {
        mutate(bytes + (below(2) == 0 ? 0 : 64), 120);
    }
    memcpy(in->head, bytes, sizeof(in->head));
    in->file_length = below(4) == 0 ? edge() : 0x1200;
    in->head_length = below(4) == 0 ? (uint32_t)below(ELF_HEAD_MAX + 2) : ELF_HEAD_MAX;
    in->memory_base = GUEST_BASE;
    in->memory_size = 0xf0000;
    (void)sandbox_run(PARSER_ELF);
    if (out->error != ELF_OK) {
        return;
    }
    REQUIRE(out->count > 0 && out->count <= ELF_SEGMENTS_MAX);
    for (unsigned i = 0; i < out->count; i++) {
        const struct elf_segment *s = &out->segments[i];

        REQUIRE(s->filesz <= s->memsz && s->memsz <= in->memory_size);
        REQUIRE(s->offset + s->filesz >= s->offset && s->offset + s->filesz <= in->file_length);
        REQUIRE(s->address >= GUEST_BASE && s->address + s->memsz <= GUEST_BASE + 0xf0000);
        for (unsigned j = 0; j < i; j++) {
            const struct elf_segment *o = &out->segments[j];

            REQUIRE(s->address + s->memsz <= o->address || o->address + o->memsz <= s->address);
        }
    }
}

/* The whole loader, with a file that the parser may or may not like. */
static void fuzz_load(void)
{
    static uint8_t bytes[0x1200];
    struct vm *vm;

    (void)model_make_elf(bytes, sizeof(bytes));
    mutate(bytes, below(2) == 0 ? 176 : sizeof(bytes));
    model_reset();
    model_add_guest(bytes, below(8) == 0 ? below(sizeof(bytes)) + 1 : sizeof(bytes));
    model_boot();
    vm = vm_get(0);
    if (guest_load(vm, 0) == NULL) {
        REQUIRE(model.fence_locked && !model.window_refused && vm->num_code > 0);
    } else {
        REQUIRE(model.resumes == 0);
    }
}

/* ---------------------------------------------------------------- virtqueue */
static void fuzz_virtq(void)
{
    struct virtq_input *in = &sandbox_input()->virtq;
    const struct virtq_output *out = &sandbox_output()->virtq;
    unsigned total = 0;

    in->size = below(4) == 0 ? (uint16_t)next() : (uint16_t)(1u << below(5));
    in->last_avail = (uint16_t)next();
    for (unsigned i = 0; i < VIRTQ_MAX; i++) {
        const uint64_t address = below(3) == 0 ? edge() : GUEST_BASE + below(1 << 20);
        const uint32_t length = below(6) == 0 ? (uint32_t)edge() : (uint32_t)below(256);
        const uint16_t flags = (uint16_t)(below(8) == 0 ? next() : below(4));
        const uint16_t link = (uint16_t)(below(16) == 0 ? next() : below(VIRTQ_MAX));

        memcpy(in->desc + 16 * i, &address, 8);
        memcpy(in->desc + 16 * i + 8, &length, 4);
        memcpy(in->desc + 16 * i + 12, &flags, 2);
        memcpy(in->desc + 16 * i + 14, &link, 2);
    }
    for (unsigned i = 0; i < VIRTQ_MAX + 2; i++) {
        const uint16_t value = (uint16_t)(below(16) == 0 ? next() : below(VIRTQ_MAX));

        memcpy(in->avail + 2 * i, &value, 2);
    }
    if (below(8) != 0) {
        const uint16_t index = (uint16_t)(in->last_avail + below(VIRTQ_MAX));

        memcpy(in->avail + 2, &index, 2);
    }
    (void)sandbox_run(PARSER_VIRTQ);
    REQUIRE(out->count <= VIRTQ_MAX);
    if (out->error != VIRTQ_OK) {
        return;
    }
    for (unsigned i = 0; i < out->count; i++) {
        REQUIRE(out->chains[i].head < in->size && out->chains[i].count > 0);
        REQUIRE(out->chains[i].first == total);
        total += out->chains[i].count;
    }
    REQUIRE(total == out->segments_used && total <= in->size);
    for (unsigned i = 0; i < total; i++) {
        REQUIRE(out->segments[i].length > 0 && out->segments[i].length <= VIRTQ_SEGMENT_BYTES);
    }
}

/* ---------------------------------------------------------------- text */
static size_t make_text(uint8_t *bytes, size_t capacity)
{
    static const char *const pieces[] = {"the launch code is",
                                         "The LAUNCH code IS",
                                         "hello ",
                                         "\xc3\xbc",
                                         "\xe2\x82\xac",
                                         "\xf0\x9f\x98\x80",
                                         "\xe2\x80\xae",
                                         "\xe2\x80\x8b",
                                         "\x1b[31m",
                                         "\xff",
                                         "\xc3",
                                         "\xed\xa0\x80",
                                         "\xf4\x90\x80\x80",
                                         "\n",
                                         "the launch ",
                                         "code",
                                         " is",
                                         "begin private key",
                                         "ignore previous instructions",
                                         "the the launch code i"};
    size_t n = 0;

    for (uint64_t k = below(12); k > 0; k--) {
        const char *piece = pieces[below(sizeof(pieces) / sizeof(pieces[0]))];
        const size_t length = strlen(piece);

        if (n + length > capacity) {
            break;
        }
        memcpy(bytes + n, piece, length);
        n += length;
    }
    if (below(3) == 0) {
        mutate(bytes, n);
    }
    return n;
}

static void require_clean(const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n;) {
        const unsigned length = utf8_length(bytes[i]);

        REQUIRE(length > 0 && length <= n - i && utf8_prefix_ok(bytes + i, length));
        REQUIRE(!character_refused(utf8_decode(bytes + i, length)));
        i += length;
    }
}

static bool holds_pattern(const uint8_t *bytes, size_t n, unsigned where)
{
    const struct policy *policy = policy_get();

    for (unsigned k = 0; k < policy->num_patterns; k++) {
        const struct policy_pattern *p = &policy->patterns[k];

        for (size_t at = 0; (p->where & where) != 0 && at + p->length <= n; at++) {
            uint32_t i = 0;

            while (i < p->length && ascii_lower(bytes[at + i]) == p->bytes[i]) {
                i++;
            }
            if (i == p->length) {
                return true;
            }
        }
    }
    return false;
}

static void fuzz_output(void)
{
    static uint8_t text[OUTPUT_CHUNK];
    static uint8_t all[65536];
    struct output_state s = {.history_length = 0};
    size_t n = 0;

    for (unsigned round = 0; round < 12; round++) {
        const size_t length = below(4) == 0 ? below(sizeof(text)) : make_text(text, sizeof(text));
        struct output_input *in = &sandbox_input()->output;
        const struct output_output *out = &sandbox_output()->output;

        if (below(6) == 0) {
            fill(text, length);
        }
        in->state = s;
        in->length = (uint32_t)length;
        in->flags = below(3) == 0 || round == 11 ? OUTPUT_FLUSH : 0;
        memcpy(in->bytes, text, length);
        (void)sandbox_run(PARSER_OUTPUT);
        REQUIRE(out->length <= OUTPUT_OUT_MAX && n + out->length <= sizeof(all));
        memcpy(all + n, out->bytes, out->length);
        n += out->length;
        s = out->state;
    }
    require_clean(all, n);
    REQUIRE(!holds_pattern(all, n, PATTERN_OUTPUT));
    fill(&s, sizeof(s)); /* and a state that nobody made */
    sandbox_input()->output.state = s;
    sandbox_input()->output.length = (uint32_t)below(2 * OUTPUT_CHUNK);
    (void)sandbox_run(PARSER_OUTPUT);
}

static void fuzz_prompt(void)
{
    struct prompt_input *in = &sandbox_input()->prompt;
    const struct prompt_output *out = &sandbox_output()->prompt;

    in->length = (uint32_t)make_text(in->bytes, sizeof(in->bytes));
    in->max_length = (uint32_t)below(2 * PROMPT_MAX);
    if (below(16) == 0) {
        in->length = (uint32_t)edge();
    }
    (void)sandbox_run(PARSER_PROMPT);
    if (out->error == PROMPT_OK) {
        REQUIRE(in->length > 0 && in->length <= in->max_length && in->length <= PROMPT_MAX);
        require_clean(in->bytes, in->length);
        REQUIRE(!holds_pattern(in->bytes, in->length, PATTERN_INPUT));
        REQUIRE(memchr(in->bytes, '\n', in->length) == NULL);
    }
}

/* ---------------------------------------------------------------- operator, table, image */
static void fuzz_command(void)
{
    static const char *const words[] = {
        "/mem",   "/level", "/guest", "/limit",     "/log",
        "/model", "/",      "0x",     "0x80000000", "18446744073709551616",
        "7",      " ",      "\t",     "/status",    "-1"};
    char text[128];
    struct command c;
    size_t n = 0;

    while (n < 64 && below(6) != 0) {
        const char *w = words[below(sizeof(words) / sizeof(words[0]))];

        n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s", w, below(2) == 0 ? " " : "");
    }
    if (below(2) == 0) {
        mutate((uint8_t *)text, n);
    }
    if (decode_command(text, n, &c) == NULL) {
        REQUIRE(c.kind != COMMAND_NONE && c.num_args <= COMMAND_ARGS);
    }
}

static void fuzz_operator(void)
{
    static char text[8192];
    size_t n = 0;

    model_reset();
    model_boot();
    for (unsigned i = 0; i < 4; i++) {
        n += make_text((uint8_t *)text + n, 512);
        text[n++] = below(2) == 0 ? '\n' : '/';
    }
    if (below(16) == 0) {
        fill(text, sizeof(text));
        n = sizeof(text);
    }
    model.in = text;
    model.in_length = n;
    model_run(200);
    REQUIRE(model_panics == 0);
}

static void fuzz_table(void)
{
    struct guest_table_entry file;

    model_reset();
    model_add_guest("x", 1);
    mutate(model.hv_memory, below(2) == 0 ? 16 : 16 + 16 * GUEST_TABLE_MAX);
    model.guest_table = below(4) == 0 ? edge() : MODEL_HV_BASE;
    for (unsigned i = 0; i < GUEST_TABLE_MAX + 2; i++) {
        if (guest_table_get(i, &file)) {
            REQUIRE(hv_memory(file.address, file.length) != NULL);
        }
    }
}

static void fuzz_image(void)
{
    static struct image_header h;
    static uint8_t payload[256];
    uint8_t digest[32];

    h = (struct image_header){.magic = IMAGE_MAGIC,
                              .version = 1,
                              .type = 1,
                              .load = 0x80000000,
                              .length = sizeof(payload),
                              .entry = 0x80001000,
                              .memory_end = 0x80001100};
    (void)image_measure(&h, payload, h.digest);
    if (below(2) == 0) {
        ((uint8_t *)&h)[below(sizeof(h))] ^= (uint8_t)(1u << below(8));
    } else {
        mutate((uint8_t *)&h, 64);
        h.padding[below(sizeof(h.padding))] ^= 1;
    }
    if (image_check_header(&h, 0x80000000, 4096 + sizeof(payload)) == IMAGE_OK) {
        REQUIRE(h.length <= sizeof(payload));
        REQUIRE(image_measure(&h, payload, digest) != IMAGE_OK);
    }
}

/* ---------------------------------------------------------------- a hostile guest */
static void hostile(void)
{
    static const uint8_t causes[] = {2, 10, 10, 20, 21, 21, 23, 23, 23, 22, 5, 7, 1, 12, 13};
    static const uint32_t extensions[] = {0x10, 0x54494d45, 0x4442434e, 0x53525354, 0x735049, 1};
    static const uint16_t regs[] = {0x30, 0x38, 0x44, 0x50, 0x50, 0x50, 0x64, 0x70, 0x80,
                                    0x84, 0x90, 0x94, 0xa0, 0xa4, 0x14, 0x24, 0x20, 0x100};

    model.cycle += below(2000);
    model.reason = below(8) == 0 ? 1 + (unsigned)below(7) : MODEL_TRAP;
    model.cause = causes[below(sizeof(causes))];
    model.insn = below(4) == 0 ? (uint32_t)next() : 0x00a5a023;
    model.insn = model.cause == 21 ? 0x0005a503 : model.insn;
    model.gpa = below(3) == 0 ? edge() : CONSOLE_ADDRESS + regs[below(18)];
    model.tval = model.gpa;
    for (unsigned i = 1; i < 32; i++) {
        const uint64_t ring = GUEST_BASE + 0x2000 + (below(8) << 8);

        model.gpr[i] = below(3) == 0 ? edge() : below(3) == 0 ? ring : below(16);
    }
    if (model.cause == 10) {
        model.gpr[17] = extensions[below(6)];
        if (model.gpr[17] == 0x53525354 && below(50) != 0) {
            model.gpr[17] = 0x10;
        }
        model.gpr[16] = below(4);
    }
    model.csr[CSR_VSTVEC] = below(40) == 0 ? edge() : GUEST_BASE + 0x40;
    if (below(4) == 0) {
        mutate(model.region + 0x2000, 0x1000);
    }
}

static void fuzz_guest(void)
{
    static uint8_t elf[0x1200];
    struct vm *vm;

    model_reset();
    model_add_guest(elf, model_make_elf(elf, sizeof(elf)));
    model_boot();
    vm = vm_get(0);
    model.weaken = below(2) == 0 ? 1ull << (16 + WALL_LEVELS) : 0;
    model_guest = hostile;
    REQUIRE(guest_load(vm, 0) == NULL);
    vm->console.status = 15;
    for (unsigned i = 0; i < 2; i++) {
        vm->console.queues[i] = (struct virtq){.num = 8,
                                               .ready = 1,
                                               .desc = GUEST_BASE + 0x2000 + 0x300 * i,
                                               .avail = GUEST_BASE + 0x2100 + 0x300 * i,
                                               .used = GUEST_BASE + 0x2200 + 0x300 * i};
    }
    fill(model.region + 0x2000, 0x600);
    for (unsigned i = 0; i < 20; i++) {
        if (below(4) == 0) {
            (void)prompt_submit(vm, "some prompt", 11);
        }
        model_run(20);
    }
    REQUIRE(model_panics == 0 && !model.window_refused);
    REQUIRE(log_verify());
    for (size_t i = 0; i < 0x100; i++) { /* law 6: code is what was measured */
        REQUIRE(model.region[i] == (uint8_t)(i * 7));
    }
}

static const struct {
    const char *name;
    void (*run)(void);
} targets[] = {
    {"elf", fuzz_elf},           {"load", fuzz_load},     {"virtq", fuzz_virtq},
    {"output", fuzz_output},     {"prompt", fuzz_prompt}, {"command", fuzz_command},
    {"operator", fuzz_operator}, {"table", fuzz_table},   {"image", fuzz_image},
    {"guest", fuzz_guest},
};

static void iterate(void (*run)(void), uint64_t seed)
{
    iteration_seed = seed;
    state = seed;
    run();
}

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int fuzz(const char *name, void (*run)(void), uint64_t seed, const char *how)
{
    unsigned long n = 0;
    double end;

    target_name = name;
    model_reset();
    model_boot();
    if (strcmp(how, "once") == 0) {
        iterate(run, seed);
        return 0;
    }
    for (end = seconds_now() + atof(how); seconds_now() < end; n++) {
        iterate(run, seed * 1000003 + n);
    }
    printf("ok %s: %lu inputs\n", name, n);
    return n == 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
            puts(targets[i].name);
        }
        return 0;
    }
    if (argc != 4) {
        fprintf(stderr, "usage: fuzz_hv TARGET SEED SECONDS|once; fuzz_hv --list\n");
        return 2;
    }
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        if (strcmp(argv[1], targets[i].name) == 0) {
            return fuzz(argv[1], targets[i].run, strtoull(argv[2], NULL, 0), argv[3]);
        }
    }
    fprintf(stderr, "no such target: %s\n", argv[1]);
    return 2;
}
