/* SPDX-License-Identifier: Apache-2.0
 *
 * The queues of the console port (virtio 1.2, section 5.3). Rings are read through the window while
 * the model stands still and parsed in U mode; a ring that is not well formed, or a parser that
 * fails, costs the guest this port until it is reset.
 */
#include "console.h"

#include <string.h>

#include "csr.h"
#include "log.h"
#include "print.h"
#include "sandbox.h"

enum { INTERRUPT_USED = 1, INTERRUPT_CONFIG = 2, AVAIL_NO_INTERRUPT = 1 };
enum { STATUS_DRIVER_OK = 4 };
enum { CHUNK = 256, OUT_OF_MEMORY_ERROR = 32 };

static struct virtq_output parsed; /* of the call under way: the model stands still */

void console_reset(struct console *console)
{
    memset(console, 0, sizeof(*console));
}

void console_interrupt(struct vm *vm, uint32_t interrupt)
{
    if (vm->console.interrupt != interrupt) {
        vm->console.interrupt = interrupt;
        (void)mgmt_reg_write(vm, CSR_HVIP, interrupt != 0 ? HVIP_VSEIP : 0);
    }
}

/* The port is dead until the driver resets it, which the guest learns from the status, and from an
 * interrupt (virtio 1.2, section 2.1.2). */
static void lose(struct vm *vm, enum detector detector, uint64_t value, uint64_t more)
{
    vm->console.lost = true;
    vm->console.status |= CONSOLE_NEEDS_RESET;
    if ((vm->console.status & STATUS_DRIVER_OK) != 0) {
        console_interrupt(vm, vm->console.interrupt | INTERRUPT_CONFIG);
    }
    print("@event port-lost model=%u guest=%d port=console why=%s\n", vm->index, vm->guest,
          detector_name(detector));
    LOG(vm, "port-lost", LOG_T("port", "console"), LOG_T("why", detector_name(detector)));
    detect(vm, detector, value, more);
}

/* Copies rings into the parser's input; false when they do not lie in the guest's memory. */
static bool fetch_rings(struct vm *vm, const struct virtq *q, struct virtq_input *in)
{
    if (q->num == 0 || q->num > VIRTQ_MAX || (q->desc & 15) != 0 || (q->avail & 1) != 0 ||
        (q->used & 3) != 0) {
        return false;
    }
    in->size = (uint16_t)q->num;
    in->last_avail = q->last_avail;
    in->trust = !wall_stands(WALL_RING);
    return guest_read(vm, q->desc, in->desc, 16ull * q->num, WALL_RING) &&
           guest_read(vm, q->avail, in->avail, 4ull + 2ull * q->num, WALL_RING);
}

/* Parses what waits in the queue into `parsed`; -1 when the port was lost over it. */
static int parse_queue(struct vm *vm, const struct virtq *q)
{
    const struct virtq_output *out = &sandbox_output()->virtq;
    enum sandbox_result result;

    if (!fetch_rings(vm, q, &sandbox_input()->virtq)) {
        lose(vm, DET_RING_CORRUPT, OUT_OF_MEMORY_ERROR, q->desc);
        return -1;
    }
    result = sandbox_run(PARSER_VIRTQ);
    if (result != SANDBOX_OK) {
        lose(vm, DET_PARSER_CRASH, PARSER_VIRTQ, result);
        return -1;
    }
    if (out->error != VIRTQ_OK || out->count > VIRTQ_MAX) {
        lose(vm, DET_RING_CORRUPT, out->error, q->desc);
        return -1;
    }
    memcpy(&parsed, out, sizeof(parsed)); /* the sandbox is used again while it is worked off */
    for (uint32_t i = 0; i < parsed.count; i++) {
        const struct virtq_chain *c = &parsed.chains[i];

        if (c->head >= q->num || c->first > VIRTQ_MAX || c->count > VIRTQ_MAX - c->first) {
            lose(vm, DET_PARSER_CRASH, PARSER_VIRTQ, c->count);
            return -1;
        }
    }
    return (int)parsed.count;
}

/* A chain could not be worked off: because of code, or of what is no memory of the guest at all. */
static void lose_over(struct vm *vm, const struct virtq *q, const struct virtq_chain *chain)
{
    enum detector detector =
        touches_code(vm, q->used, 4 + 8ull * q->num) ? DET_CODE_INPUT : DET_RING_CORRUPT;
    uint64_t address = detector == DET_CODE_INPUT ? q->used : parsed.segments[chain->first].address;

    for (uint32_t i = 0; i < chain->count; i++) {
        const struct virtq_segment *s = &parsed.segments[chain->first + i];

        if (s->writable != 0 && touches_code(vm, s->address, s->length)) {
            detector = DET_CODE_INPUT;
            address = s->address;
        }
    }
    lose(vm, detector, OUT_OF_MEMORY_ERROR, address);
}

static bool put_used(struct vm *vm, struct virtq *q, uint16_t head, uint32_t length)
{
    const uint16_t slot = q->used_index & (uint16_t)(q->num - 1);
    const uint32_t element[2] = {head, length};

    if (!guest_write(vm, q->used + 4 + 8ull * slot, element, sizeof(element), WALL_RING)) {
        return false;
    }
    q->used_index++;
    q->last_avail++;
    return guest_write(vm, q->used + 2, &q->used_index, sizeof(q->used_index), WALL_RING);
}

static void notify_guest(struct vm *vm, const struct virtq *q)
{
    uint16_t flags = 0;

    if (guest_read(vm, q->avail, &flags, sizeof(flags), WALL_RING) &&
        (flags & AVAIL_NO_INTERRUPT) == 0) {
        console_interrupt(vm, vm->console.interrupt | INTERRUPT_USED);
    }
}

static bool send_segment(struct vm *vm, const struct virtq_segment *s)
{
    static uint8_t bytes[CHUNK];
    uint64_t length = s->length < VIRTQ_SEGMENT_BYTES ? s->length : VIRTQ_SEGMENT_BYTES;

    for (uint64_t at = 0; at < length;) {
        const uint64_t part = length - at < CHUNK ? length - at : CHUNK;

        if (!guest_read(vm, s->address + at, bytes, part, WALL_RING)) {
            return false;
        }
        output_push(vm, bytes, part);
        if (vm->state == VM_ENDED) {
            return true;
        }
        at += part;
    }
    return true;
}

static bool send_chain(struct vm *vm, const struct virtq_chain *chain)
{
    for (uint32_t i = 0; i < chain->count; i++) {
        if (parsed.segments[chain->first + i].writable == 0 &&
            !send_segment(vm, &parsed.segments[chain->first + i])) {
            return false;
        }
    }
    return true;
}

static void transmit(struct vm *vm)
{
    struct virtq *q = &vm->console.queues[CONSOLE_TX];
    const int count = parse_queue(vm, q);

    for (int i = 0; i < count; i++) {
        if (!send_chain(vm, &parsed.chains[i]) || !put_used(vm, q, parsed.chains[i].head, 0)) {
            lose_over(vm, q, &parsed.chains[i]);
            return;
        }
        hv_breathe();
    }
    if (count > 0) {
        notify_guest(vm, q);
    }
}

static bool usable(const struct vm *vm, unsigned queue)
{
    const struct console *c = &vm->console;

    return !c->lost && (c->status & STATUS_DRIVER_OK) != 0 && c->queues[queue].ready != 0;
}

bool console_listens(const struct vm *vm)
{
    return usable(vm, CONSOLE_RX);
}

/* Fills one buffer chain from the input; the number of bytes, or -1 when it is not memory. */
static int64_t fill_chain(struct vm *vm, const struct virtq_chain *chain)
{
    static uint8_t bytes[CHUNK];
    int64_t total = 0;

    for (uint32_t i = 0; i < chain->count && input_visible(vm) > 0; i++) {
        const struct virtq_segment *s = &parsed.segments[chain->first + i];

        for (uint64_t at = 0; s->writable != 0 && at < s->length && input_visible(vm) > 0;) {
            const uint64_t part = s->length - at < CHUNK ? s->length - at : CHUNK;
            const uint64_t n = input_take(vm, bytes, part);

            if (!guest_write(vm, s->address + at, bytes, n, WALL_RING)) {
                return -1;
            }
            at += n;
            total += (int64_t)n;
        }
    }
    return total;
}

/* True when there is something new for the guest, be it that its port is lost. */
bool console_receive(struct vm *vm)
{
    struct virtq *q = &vm->console.queues[CONSOLE_RX];
    int count;
    bool any = false;

    if (input_visible(vm) == 0 || !usable(vm, CONSOLE_RX)) {
        return false;
    }
    count = parse_queue(vm, q);
    any = count < 0;
    for (int i = 0; i < count && input_visible(vm) > 0; i++) {
        const int64_t filled = fill_chain(vm, &parsed.chains[i]);

        if (filled < 0 || !put_used(vm, q, parsed.chains[i].head, (uint32_t)filled)) {
            lose_over(vm, q, &parsed.chains[i]);
            return true;
        }
        any = true;
    }
    if (any && count > 0) {
        notify_guest(vm, q);
    }
    return any;
}

void console_notify(struct vm *vm, uint64_t queue)
{
    if (queue == CONSOLE_TX && usable(vm, CONSOLE_TX)) {
        transmit(vm);
    } else if (queue == CONSOLE_RX) {
        (void)console_receive(vm);
    }
}
