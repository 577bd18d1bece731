/* SPDX-License-Identifier: Apache-2.0 */
/* Common parts of the attacks: orders, and how reading, writing and running are tried. */
#include "attack.h"
#include "virtio.h"

#include <string.h>

static bool hex_digit(char c, uint64_t *value)
{
    if (c >= '0' && c <= '9') {
        *value = (uint64_t)(c - '0');
        return true;
    }
    if (c >= 'a' && c <= 'f') {
        *value = (uint64_t)(c - 'a' + 10);
        return true;
    }
    return false;
}

static bool parse(const char *line, size_t length, struct orders *o)
{
    static const char first[] = "mark=", second[] = " at=";
    const size_t start = sizeof(first) - 1 + MARK_BYTES + sizeof(second) - 1;

    if (length <= start || memcmp(line, first, sizeof(first) - 1) != 0 ||
        memcmp(line + sizeof(first) - 1 + MARK_BYTES, second, sizeof(second) - 1) != 0) {
        return false;
    }
    memcpy(o->mark, line + sizeof(first) - 1, MARK_BYTES);
    o->target = 0;
    for (size_t i = start; i < length; i++) {
        uint64_t digit;

        if (!hex_digit(line[i], &digit)) {
            return false;
        }
        o->target = o->target << 4 | digit;
    }
    return true;
}

void orders_read(struct orders *orders)
{
    char line[128];

    say("ready\n");
    while (!parse(line, console_read_line(line, sizeof(line)), orders)) {
    }
}

static void post_buffer(uint64_t address, uint32_t length, const char *text)
{
    static uint8_t rest[CONSOLE_LINE];
    struct virtq_desc *desc = console_rx()->memory->desc;

    say("send ");
    say(text);
    say("\n");
    desc[0] = (struct virtq_desc){address, length, VIRTQ_DESC_WRITE | VIRTQ_DESC_NEXT, 1};
    desc[1] = (struct virtq_desc){(uintptr_t)rest, sizeof(rest), VIRTQ_DESC_WRITE, 0};
    virtq_post(console_rx(), 0);
}

/* The port works again afterwards, whatever has become of it. */
static bool received(const char *name)
{
    bool lost, used;

    do {
        virtio_wait();
        lost = virtio_lost();
        used = (virtio_read(VIRTIO_INTERRUPT_STATUS) & 1) != 0;
    } while (!lost && !used);
    virtio_start();
    say_attempt(name, !lost);
    return !lost;
}

bool receive_at(const char *name, uint64_t address, uint32_t length, const char *text)
{
    post_buffer(address, length, text);
    return received(name);
}

bool receive_ring_at(const char *name, uint64_t address)
{
    static uint8_t buffer[16];

    if (console_rx()->memory->avail.index != 0) {
        virtio_start(); /* else the queue would not begin where its indices say */
    }
    virtio_write(VIRTIO_QUEUE_SELECT, console_rx()->index);
    virtio_write(VIRTIO_QUEUE_READY, 0);
    virtio_write(VIRTIO_QUEUE_USED, (uint32_t)address);
    virtio_write(VIRTIO_QUEUE_USED + 4, (uint32_t)(address >> 32));
    virtio_write(VIRTIO_QUEUE_READY, 1);
    post_buffer((uintptr_t)buffer, sizeof(buffer), "anything");
    return received(name);
}

static bool printable(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] < 0x20 || bytes[i] > 0x7e) {
            return false;
        }
    }
    return true;
}

void say_loot(const void *bytes, size_t length)
{
    const uint8_t *from = bytes;

    say("loot ");
    if (printable(from, length)) {
        say_bytes(from, length);
    } else {
        for (size_t i = 0; i < length; i++) {
            say_hex(from[i] >> 4);
            say_hex(from[i] & 15);
        }
    }
    say("\n");
}

void steal(const char *name, uint64_t address)
{
    uint64_t words[SECRET_BYTES / 8];
    struct guest_fault fault = {.cause = 0};
    bool any = false;

    for (unsigned i = 0; i < SECRET_BYTES / 8; i++) {
        any = probe_load(address + 8 * i, 8, &words[i], &fault) || any;
        if (fault.pc != 0) {
            break;
        }
    }
    say_outcome(name, &fault);
    if (any) {
        say_loot(words, sizeof(words));
    }
}

uint64_t mark_word(const char *mark, unsigned index)
{
    uint64_t word;

    memcpy(&word, mark + 8 * index, sizeof(word));
    return word;
}

void deface(const char *name, uint64_t address, const char *mark)
{
    struct guest_fault fault = {.cause = 0};

    for (unsigned i = 0; i < MARK_BYTES / 8; i++) {
        if (!probe_store(address + 8 * i, 8, mark_word(mark, i), &fault)) {
            break;
        }
    }
    say_outcome(name, &fault);
}

void shellcode_make(uint32_t code[SHELLCODE_WORDS], const char *mark)
{
    code[0] = 0x00000297; /* auipc t0, 0 */
    code[1] = 0x0102b503; /* ld a0, 16(t0) */
    code[2] = 0x0182b583; /* ld a1, 24(t0) */
    code[3] = 0x00008067; /* ret */
    memcpy(&code[4], mark, MARK_BYTES);
}

static uint64_t call(uint64_t code, uint64_t result)
{
    struct pair *pair = (struct pair *)result;
    struct pair (*f)(void);

    memcpy(&f, &code, sizeof(f));
    *pair = f();
    return pair->low;
}

void shellcode_run(const char *name, const void *code)
{
    struct pair pair = {0, 0};
    struct guest_fault fault;
    bool ok;

    __asm__ volatile("fence.i" ::: "memory");
    ok = guest_try(call, (uint64_t)code, (uint64_t)&pair, &fault);
    say_outcome(name, &fault);
    if (ok) {
        say_loot(&pair, sizeof(pair));
    }
}
