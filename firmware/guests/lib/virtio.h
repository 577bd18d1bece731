/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The split virtqueue (virtio 1.2) as the console driver uses it, open to those guests that misuse
 * it on purpose.
 */
#ifndef GUEST_VIRTIO_H
#define GUEST_VIRTIO_H

#include "guest.h"

#define VIRTQ_SIZE       8
#define VIRTQ_DESC_NEXT  1
#define VIRTQ_DESC_WRITE 2
#define VIRTQ_DESC_INDIR 4

enum {
    VIRTIO_DRIVER_FEATURES = 0x020,
    VIRTIO_DRIVER_SELECT = 0x024,
    VIRTIO_QUEUE_SELECT = 0x030,
    VIRTIO_QUEUE_NUM = 0x038,
    VIRTIO_QUEUE_READY = 0x044,
    VIRTIO_QUEUE_NOTIFY = 0x050,
    VIRTIO_INTERRUPT_STATUS = 0x060,
    VIRTIO_INTERRUPT_ACK = 0x064,
    VIRTIO_STATUS = 0x070,
    VIRTIO_QUEUE_DESC = 0x080,
    VIRTIO_QUEUE_AVAIL = 0x090,
    VIRTIO_QUEUE_USED = 0x0a0,
};

#define VIRTIO_NEEDS_RESET 0x40u

struct virtq_desc {
    uint64_t address;
    uint32_t length;
    uint16_t flags;
    uint16_t next;
};

struct virtq_used_element {
    uint32_t head;
    uint32_t length;
};

struct virtq_memory {
    struct virtq_desc desc[VIRTQ_SIZE];
    struct {
        uint16_t flags;
        uint16_t index;
        uint16_t ring[VIRTQ_SIZE];
    } avail;
    struct {
        uint16_t flags;
        uint16_t index;
        struct virtq_used_element ring[VIRTQ_SIZE];
    } used __attribute__((aligned(4)));
} __attribute__((aligned(16)));

struct virtq {
    struct virtq_memory *memory;
    unsigned index;
    uint16_t seen; /* used elements taken */
};

void virtio_write(uint64_t offset, uint32_t value);
uint32_t virtio_read(uint64_t offset);
/* Resets the device and starts both queues anew. */
void virtio_start(void);
void virtq_start(struct virtq *q, unsigned index);
void virtq_post(struct virtq *q, uint16_t head);
bool virtq_used(struct virtq *q, uint32_t *length);
/* Until the device has something to say, or for a while. */
void virtio_wait(void);
bool virtio_lost(void); /* the device wants a reset */
struct virtq *console_tx(void);
struct virtq *console_rx(void);

#endif
