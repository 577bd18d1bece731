/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Driver of a virtio 1.2 console on MMIO (version 2), polled: a guest has nothing else to do while
 * it waits. On the captive core it waits in WFI, which costs no exit budget; on a machine with an
 * interrupt controller that nobody programmed it spins.
 */
#include "virtio.h"

#include <string.h>

enum { RX = 0, TX = 1 };

static struct virtq_memory queues[2] __attribute__((aligned(4096)));
static struct virtq rx = {.memory = &queues[RX]}, tx = {.memory = &queues[TX]};
static uint8_t tx_bytes[CONSOLE_LINE], rx_bytes[CONSOLE_LINE];
static size_t rx_next, rx_count; /* received and not yet read */
static bool rx_posted;

void virtio_write(uint64_t offset, uint32_t value)
{
    *(volatile uint32_t *)(machine.console + offset) = value;
}

uint32_t virtio_read(uint64_t offset)
{
    return *(const volatile uint32_t *)(machine.console + offset);
}

static void write_pair(uint64_t offset, const volatile void *p)
{
    virtio_write(offset, (uint32_t)(uintptr_t)p);
    virtio_write(offset + 4, (uint32_t)((uintptr_t)p >> 32));
}

void virtq_start(struct virtq *q, unsigned index)
{
    memset((void *)q->memory, 0, sizeof(*q->memory));
    q->memory->avail.flags = index == TX; /* no interrupt: sending waits by polling */
    q->index = index;
    q->seen = 0;
    virtio_write(VIRTIO_QUEUE_SELECT, index);
    virtio_write(VIRTIO_QUEUE_NUM, VIRTQ_SIZE);
    write_pair(VIRTIO_QUEUE_DESC, q->memory->desc);
    write_pair(VIRTIO_QUEUE_AVAIL, &q->memory->avail);
    write_pair(VIRTIO_QUEUE_USED, &q->memory->used);
    virtio_write(VIRTIO_QUEUE_READY, 1);
}

void virtio_start(void)
{
    virtio_write(VIRTIO_STATUS, 0);
    virtio_write(VIRTIO_STATUS, 1);
    virtio_write(VIRTIO_STATUS, 3);
    virtio_write(VIRTIO_DRIVER_SELECT, 1);
    virtio_write(VIRTIO_DRIVER_FEATURES, 1); /* VIRTIO_F_VERSION_1 */
    virtio_write(VIRTIO_DRIVER_SELECT, 0);
    virtio_write(VIRTIO_DRIVER_FEATURES, 0);
    virtio_write(VIRTIO_STATUS, 11);
    virtq_start(&rx, RX);
    virtq_start(&tx, TX);
    virtio_write(VIRTIO_STATUS, 15);
    rx_posted = false;
}

bool console_open(void)
{
    if (machine.console != 0) {
        virtio_start();
    }
    return machine.console != 0;
}

void virtq_post(struct virtq *q, uint16_t head)
{
    struct virtq_memory *m = q->memory;

    m->avail.ring[m->avail.index % VIRTQ_SIZE] = head;
    __asm__ volatile("fence w, w" ::: "memory");
    m->avail.index++;
    __asm__ volatile("fence rw, rw" ::: "memory");
    virtio_write(VIRTIO_QUEUE_NOTIFY, q->index);
}

bool virtq_used(struct virtq *q, uint32_t *length)
{
    const struct virtq_memory *m = q->memory;

    if (*(const volatile uint16_t *)&m->used.index == q->seen) {
        return false;
    }
    __asm__ volatile("fence r, r" ::: "memory");
    *length = m->used.ring[q->seen % VIRTQ_SIZE].length;
    q->seen++;
    return true;
}

bool virtio_lost(void)
{
    return (virtio_read(VIRTIO_STATUS) & VIRTIO_NEEDS_RESET) != 0;
}

struct virtq *console_tx(void)
{
    return &tx;
}

struct virtq *console_rx(void)
{
    return &rx;
}

static void send(size_t length)
{
    uint32_t used;

    tx.memory->desc[0] =
        (struct virtq_desc){.address = (uintptr_t)tx_bytes, .length = (uint32_t)length};
    virtq_post(&tx, 0);
    while (!virtq_used(&tx, &used)) {
    }
}

void console_write(const void *bytes, size_t length)
{
    const uint8_t *from = bytes;

    while (machine.console == 0 && length > 0) { /* no port: the legacy call */
        (void)sbi_call(1, 0, *from++, 0, 0);
        length--;
    }
    while (length > 0) {
        const size_t part = length < sizeof(tx_bytes) ? length : sizeof(tx_bytes);

        memcpy(tx_bytes, from, part);
        send(part);
        from += part;
        length -= part;
    }
}

static void post_rx(void)
{
    rx.memory->desc[0] = (struct virtq_desc){
        .address = (uintptr_t)rx_bytes, .length = sizeof(rx_bytes), .flags = VIRTQ_DESC_WRITE};
    virtq_post(&rx, 0);
    rx_posted = true;
}

/* An interrupt ends the WFI, it is never taken: SIE of sstatus stays clear. */
void virtio_wait(void)
{
    if (!machine.plic) {
        csr_write(sie, 1 << 9);
        __asm__ volatile("wfi" ::: "memory");
        csr_write(sie, 0);
    }
}

static void receive(void)
{
    uint32_t length = 0;

    if (!rx_posted) {
        post_rx();
    }
    while (!virtq_used(&rx, &length)) {
        virtio_wait();
    }
    virtio_write(VIRTIO_INTERRUPT_ACK, virtio_read(VIRTIO_INTERRUPT_STATUS));
    rx_posted = false;
    rx_next = 0;
    rx_count = length <= sizeof(rx_bytes) ? length : 0;
}

size_t console_read_line(char *line, size_t capacity)
{
    size_t n = 0;

    say_flush();
    for (;;) {
        uint8_t c;

        while (rx_next >= rx_count) {
            receive();
        }
        c = rx_bytes[rx_next++];
        if (c == '\n' || c == '\r') {
            return n;
        }
        if (n < capacity) {
            line[n++] = (char)c;
        }
    }
}
