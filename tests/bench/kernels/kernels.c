/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small kernels of different character: arithmetic, tables, branches that predict badly, pointers,
 * strings, indirect control flow.
 */
#include "bench.h"

#include <stddef.h>
#include <string.h>

enum {
    MATRIX = BENCH_SIZE(40, 8),
    CRC_BYTES = BENCH_SIZE(16384, 512),
    SORT_ITEMS = BENCH_SIZE(2048, 64),
    LIST_NODES = BENCH_SIZE(512, 32),
    LIST_ROUNDS = BENCH_SIZE(64, 2),
    TEXT_BYTES = BENCH_SIZE(16384, 512),
    CHASE_BYTES = BENCH_SIZE(262144, 8192),
    LINE = 32,
};

static uint8_t text[TEXT_BYTES > CRC_BYTES ? TEXT_BYTES : CRC_BYTES];

/* ---------------------------------------------------------------- int8 matrix product */
static int8_t left[MATRIX][MATRIX], right[MATRIX][MATRIX];
static int32_t product[MATRIX][MATRIX];

static void matmul_prepare(void)
{
    uint32_t seed = 1;

    for (unsigned row = 0; row < MATRIX; row++) {
        for (unsigned i = 0; i < MATRIX; i++) {
            left[row][i] = (int8_t)bench_random(&seed);
            right[row][i] = (int8_t)bench_random(&seed);
        }
    }
}

static uint64_t matmul_run(void)
{
    uint64_t sum = 0;

    for (unsigned row = 0; row < MATRIX; row++) {
        for (unsigned column = 0; column < MATRIX; column++) {
            int32_t dot = 0;

            for (unsigned i = 0; i < MATRIX; i++) {
                dot += left[row][i] * right[column][i];
            }
            product[row][column] = dot;
            sum = sum * 31 + (uint32_t)dot;
        }
    }
    return sum;
}

/* ---------------------------------------------------------------- CRC-32, a table of bytes */
static uint32_t crc_table[256];

static void crc_prepare(void)
{
    uint32_t seed = 2;

    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;

        for (unsigned bit = 0; bit < 8; bit++) {
            value = (value & 1) != 0 ? value >> 1 ^ 0xedb88320u : value >> 1;
        }
        crc_table[i] = value;
    }
    for (unsigned i = 0; i < CRC_BYTES; i++) {
        text[i] = (uint8_t)bench_random(&seed);
    }
}

static uint64_t crc_run(void)
{
    uint32_t crc = ~0u;

    for (unsigned i = 0; i < CRC_BYTES; i++) {
        crc = crc_table[(crc ^ text[i]) & 0xff] ^ crc >> 8;
    }
    return ~crc;
}

/* ---------------------------------------------------------------- heap sort */
static uint32_t items[SORT_ITEMS];

static void sift(unsigned at, unsigned count)
{
    const uint32_t value = items[at];

    for (unsigned child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && items[child + 1] > items[child]) {
            child++;
        }
        if (items[child] <= value) {
            break;
        }
        items[at] = items[child];
    }
    items[at] = value;
}

static uint64_t sort_run(void)
{
    uint32_t seed = 3;
    uint64_t sum = 0;

    for (unsigned i = 0; i < SORT_ITEMS; i++) {
        items[i] = bench_random(&seed);
    }
    for (unsigned i = SORT_ITEMS / 2; i-- > 0;) {
        sift(i, SORT_ITEMS);
    }
    for (unsigned count = SORT_ITEMS; count-- > 1;) {
        const uint32_t largest = items[0];

        items[0] = items[count];
        items[count] = largest;
        sift(0, count);
    }
    for (unsigned i = 0; i < SORT_ITEMS; i++) {
        sum = sum * 31 + items[i];
    }
    return sum;
}

/* ---------------------------------------------------------------- linked list */
struct node {
    struct node *next;
    uint64_t key;
};
static struct node nodes[LIST_NODES];

static uint64_t list_find(const struct node *list, uint64_t key)
{
    uint64_t steps = 0;

    while (list != NULL && list->key != key) {
        list = list->next;
        steps++;
    }
    return steps;
}

static struct node *list_reverse(struct node *list)
{
    struct node *done = NULL;

    while (list != NULL) {
        struct node *next = list->next;

        list->next = done;
        done = list;
        list = next;
    }
    return done;
}

static uint64_t list_run(void)
{
    struct node *list = &nodes[0];
    uint32_t seed = 4;
    uint64_t sum = 0;

    for (unsigned i = 0; i < LIST_NODES; i++) {
        nodes[i] = (struct node){.next = i + 1 < LIST_NODES ? &nodes[i + 1] : NULL, .key = i * 7u};
    }
    for (unsigned i = 0; i < LIST_ROUNDS; i++) {
        sum = sum * 31 + list_find(list, 7u * (bench_random(&seed) % LIST_NODES));
        list = list_reverse(list);
    }
    return sum;
}

/* ---------------------------------------------------------------- string search (Horspool) */
static void text_prepare(void)
{
    static const char words[] = "the model writes of rain and of the sea 12 -7 3.5 and 2e9 ";
    uint32_t seed = 5;

    for (unsigned i = 0; i < TEXT_BYTES; i++) {
        text[i] = (uint8_t)words[(i + (bench_random(&seed) % 16 == 0)) % (sizeof(words) - 1)];
    }
}

static uint64_t search_run(void)
{
    static const char *const needles[] = {"rain and the", "of the sea", "writes of rain",
                                          "2e9 the m"};
    uint64_t found = 0;

    for (unsigned n = 0; n < 4; n++) {
        const unsigned length = (unsigned)strlen(needles[n]);
        uint8_t skip[256];

        memset(skip, (int)length, sizeof(skip));
        for (unsigned i = 0; i + 1 < length; i++) {
            skip[(uint8_t)needles[n][i]] = (uint8_t)(length - 1 - i);
        }
        for (unsigned at = 0; at + length <= TEXT_BYTES; at += skip[text[at + length - 1]]) {
            found += (memcmp(text + at, needles[n], length) == 0) * (uint64_t)at;
        }
    }
    return found;
}

/* ---------------------------------------------------------------- state machine: numbers in text
 */
enum state { BETWEEN, WORD, SIGN, DIGITS, FRACTION, EXPONENT, STATES };

static enum state state_next(enum state s, uint8_t c)
{
    const int digit = c >= '0' && c <= '9';

    if (c == ' ') {
        return BETWEEN;
    }
    switch (s) {
    case BETWEEN:
        return digit ? DIGITS : c == '-' ? SIGN : WORD;
    case SIGN:
        return digit ? DIGITS : WORD;
    case DIGITS:
        return digit ? DIGITS : c == '.' ? FRACTION : c == 'e' ? EXPONENT : WORD;
    case FRACTION:
        return digit ? FRACTION : c == 'e' ? EXPONENT : WORD;
    case EXPONENT:
        return digit ? EXPONENT : WORD;
    default:
        return WORD;
    }
}

static uint64_t state_run(void)
{
    uint32_t seen[STATES] = {0};
    enum state state = BETWEEN;
    uint64_t sum = 0;

    for (unsigned i = 0; i < TEXT_BYTES; i++) {
        state = state_next(state, text[i]);
        seen[state]++;
    }
    for (unsigned i = 0; i < STATES; i++) {
        sum = sum * 31 + seen[i];
    }
    return sum;
}

/* ---------------------------------------------------------------- pointer chase */
static uint32_t chase[CHASE_BYTES / sizeof(uint32_t)] __attribute__((aligned(4096)));

/* One cycle through all lines in random order (Sattolo): no line is known before the last came. */
static void chase_prepare(void)
{
    enum { LINES = CHASE_BYTES / LINE, WORDS = LINE / sizeof(uint32_t) };
    uint32_t seed = 6;

    for (unsigned i = 0; i < LINES; i++) {
        chase[i * WORDS] = i * WORDS;
    }
    for (unsigned i = LINES - 1; i > 0; i--) {
        const unsigned other = bench_random(&seed) % i;
        const uint32_t next = chase[i * WORDS];

        chase[i * WORDS] = chase[other * WORDS];
        chase[other * WORDS] = next;
    }
}

static uint64_t chase_run(void)
{
    uint32_t at = 0;
    uint64_t sum = 0;

    do {
        at = chase[at];
        sum = sum * 31 + at;
    } while (at != 0);
    return sum;
}

static void nothing(void)
{
}

const struct kernel bench_kernels[] = {
    {.name = "matmul", .prepare = matmul_prepare, .run = matmul_run},
    {.name = "crc", .prepare = crc_prepare, .run = crc_run},
    {.name = "sort", .prepare = nothing, .run = sort_run},
    {.name = "list", .prepare = nothing, .run = list_run},
    {.name = "search", .prepare = text_prepare, .run = search_run},
    {.name = "state", .prepare = text_prepare, .run = state_run},
    {.name = NULL},
};
const struct kernel bench_chase = {.name = "chase", .prepare = chase_prepare, .run = chase_run};
