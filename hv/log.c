/* SPDX-License-Identifier: Apache-2.0
 *
 * The audit log. A record is an array [version, sequence, hypervisor cycle, model / null, model
 * cycle / null, type, details]; keys of the details are in bytewise order of their encoding, as
 * deterministic CBOR wants it.
 */
#include "log.h"

#include <string.h>

#include "cbor.h"
#include "print.h"
#include "sha256.h"

struct slot {
    uint64_t sequence;
    uint64_t length;
    uint8_t hash[SHA256_SIZE];
    uint8_t record[LOG_RECORD_MAX];
};

static struct slot slots[LOG_SLOTS] __attribute__((section(".noinit")));
static uint64_t next_sequence;
static uint64_t verified; /* records below this sequence were checked */
static uint8_t head_hash[SHA256_SIZE];
static uint8_t verified_hash[SHA256_SIZE];

void log_init(void)
{
    memset(head_hash, 0, sizeof(head_hash));
    memset(verified_hash, 0, sizeof(verified_hash));
    next_sequence = 0;
    verified = 0;
}

/* Shorter keys first, then bytewise: what comparing the encodings of short texts comes to. */
static bool key_before(const char *a, const char *b)
{
    const size_t x = strlen(a);
    const size_t y = strlen(b);

    return x != y ? x < y : memcmp(a, b, x) < 0;
}

static void put_field(struct cbor *c, const struct log_field *f)
{
    cbor_text(c, f->key);
    if (f->kind == LOG_UINT) {
        cbor_uint(c, f->value);
    } else if (f->kind == LOG_TEXT) {
        cbor_text(c, f->data);
    } else {
        cbor_bytes(c, f->data, f->value);
    }
}

static void put_fields(struct cbor *c, const struct log_field *fields, size_t n)
{
    const struct log_field *order[LOG_FIELDS_MAX];

    n = n > LOG_FIELDS_MAX ? LOG_FIELDS_MAX : n;
    for (size_t i = 0; i < n; i++) {
        size_t at = i;

        for (; at > 0 && key_before(fields[i].key, order[at - 1]->key); at--) {
            order[at] = order[at - 1];
        }
        order[at] = &fields[i];
    }
    cbor_map(c, n);
    for (size_t i = 0; i < n; i++) {
        put_field(c, order[i]);
    }
}

static void encode(struct cbor *c, const struct vm *vm, const char *type,
                   const struct log_field *fields, size_t n)
{
    cbor_array(c, 7);
    cbor_uint(c, LOG_VERSION);
    cbor_uint(c, next_sequence);
    cbor_uint(c, hv_cycles());
    if (vm != NULL) {
        cbor_uint(c, vm->index);
        cbor_uint(c, vm->exit.cycle);
    } else {
        cbor_null(c);
        cbor_null(c);
    }
    cbor_text(c, type);
    put_fields(c, fields, n);
}

static void chain(const uint8_t previous[SHA256_SIZE], const struct slot *slot,
                  uint8_t hash[SHA256_SIZE])
{
    struct sha256 s;

    sha256_init(&s);
    sha256_update(&s, previous, SHA256_SIZE);
    sha256_update(&s, slot->record, slot->length);
    sha256_final(&s, hash);
}

void log_record(const struct vm *vm, const char *type, const struct log_field *fields, size_t n)
{
    struct slot *slot = &slots[next_sequence % LOG_SLOTS];
    struct cbor c;

    if (next_sequence - verified == LOG_SLOTS && !log_verify()) {
        panic("log chain broken");
    }
    cbor_init(&c, slot->record, sizeof(slot->record));
    encode(&c, vm, type, fields, n);
    if (c.overflow) { /* details too long: the fact itself still goes on record */
        cbor_init(&c, slot->record, sizeof(slot->record));
        encode(&c, vm, type, fields, 0);
    }
    slot->sequence = next_sequence;
    slot->length = c.length;
    chain(head_hash, slot, slot->hash);
    memcpy(head_hash, slot->hash, sizeof(head_hash));
    next_sequence++;
}

bool log_verify(void)
{
    uint8_t hash[SHA256_SIZE];

    for (; verified < next_sequence; verified++) {
        const struct slot *slot = &slots[verified % LOG_SLOTS];

        if (slot->sequence != verified || slot->length > LOG_RECORD_MAX) {
            return false;
        }
        chain(verified_hash, slot, hash);
        if (memcmp(hash, slot->hash, sizeof(hash)) != 0) {
            return false;
        }
        memcpy(verified_hash, hash, sizeof(hash));
    }
    return memcmp(verified_hash, head_hash, sizeof(head_hash)) == 0;
}

void log_print(unsigned n, void (*between)(void))
{
    const uint64_t kept = next_sequence < LOG_SLOTS ? next_sequence : LOG_SLOTS;
    const uint64_t count = n < kept ? n : kept;

    for (uint64_t i = next_sequence - count; i < next_sequence; i++) {
        const struct slot *slot = &slots[i % LOG_SLOTS];

        print("@log %lu ", slot->sequence);
        print_hex(slot->hash, sizeof(slot->hash));
        print(" ");
        print_hex(slot->record, slot->length <= LOG_RECORD_MAX ? slot->length : LOG_RECORD_MAX);
        print("\n");
        if (between != NULL) {
            between();
        }
    }
}

uint64_t log_count(void)
{
    return next_sequence;
}
