/* SPDX-License-Identifier: Apache-2.0
 *
 * The audit log: records (firmware/lib/log_record.h) in a ring.
 */
#include "log.h"

#include <string.h>

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

static void encode(struct cbor *c, const struct vm *vm, const char *type,
                   const struct log_field *fields, size_t n)
{
    struct log_stamp stamp = {.sequence = next_sequence, .cycle = hv_cycles()};

    if (vm != NULL) {
        stamp.of_model = true;
        stamp.model = vm->index;
        stamp.model_cycle = vm->exit.cycle;
    }
    log_encode(c, &stamp, type, fields, n);
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
    log_chain(head_hash, slot->record, slot->length, slot->hash);
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
        log_chain(verified_hash, slot->record, slot->length, hash);
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
