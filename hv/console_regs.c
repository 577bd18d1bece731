/* SPDX-License-Identifier: Apache-2.0
 *
 * Registers of the console port: virtio 1.2, section 4.2.2 (MMIO transport, version 2), emulated
 * from exits. What moves data is console.c's.
 */
#include "console.h"
#include "parsers/parse.h"

enum {
    REG_MAGIC = 0x000,
    REG_VERSION = 0x004,
    REG_DEVICE = 0x008,
    REG_VENDOR = 0x00c,
    REG_FEATURES = 0x010,
    REG_FEATURES_SELECT = 0x014,
    REG_DRIVER = 0x020,
    REG_DRIVER_SELECT = 0x024,
    REG_QUEUE_SELECT = 0x030,
    REG_QUEUE_MAX = 0x034,
    REG_QUEUE_NUM = 0x038,
    REG_QUEUE_READY = 0x044,
    REG_NOTIFY = 0x050,
    REG_INTERRUPT = 0x060,
    REG_ACKNOWLEDGE = 0x064,
    REG_STATUS = 0x070,
    REG_DESC_LOW = 0x080,
    REG_DESC_HIGH = 0x084,
    REG_AVAIL_LOW = 0x090,
    REG_AVAIL_HIGH = 0x094,
    REG_USED_LOW = 0x0a0,
    REG_USED_HIGH = 0x0a4,
    REG_SHM_LENGTH_LOW = 0x0b0,
    REG_SHM_BASE_HIGH = 0x0bc,
    REG_GENERATION = 0x0fc,
    REG_CONFIG = 0x100,
    REG_CONFIG_END = 0x10c
};
enum {
    VIRTIO_MAGIC = 0x74726976,
    VIRTIO_VERSION = 2,
    VIRTIO_CONSOLE = 3,
    VENDOR = 0x4e4c5447,
    FEATURE_VERSION_1_HIGH = 1,
    STATUS_FEATURES_OK = 8
};

static struct virtq *selected(struct console *c)
{
    return c->queue_select < CONSOLE_QUEUES ? &c->queues[c->queue_select] : NULL;
}

static uint64_t reg_load(const struct vm *vm, uint64_t offset)
{
    const struct console *c = &vm->console;
    const bool known = c->queue_select < CONSOLE_QUEUES;

    switch (offset) {
    case REG_MAGIC:
        return VIRTIO_MAGIC;
    case REG_VERSION:
        return VIRTIO_VERSION;
    case REG_DEVICE:
        return VIRTIO_CONSOLE;
    case REG_VENDOR:
        return VENDOR;
    case REG_FEATURES:
        return c->features_select == 1 ? FEATURE_VERSION_1_HIGH : 0;
    case REG_QUEUE_MAX:
        return known ? VIRTQ_MAX : 0;
    case REG_QUEUE_READY:
        return known ? c->queues[c->queue_select].ready : 0;
    case REG_INTERRUPT:
        return c->interrupt;
    case REG_STATUS:
        return c->status;
    default:
        return offset >= REG_SHM_LENGTH_LOW && offset <= REG_SHM_BASE_HIGH ? 0xffffffffu : 0;
    }
}

bool console_load(struct vm *vm, uint64_t offset, unsigned size, uint64_t *value)
{
    *value = 0;
    if (offset >= REG_CONFIG) {
        return offset + size <= REG_CONFIG_END; /* no feature gives these fields a meaning */
    }
    if (size != 4 || (offset & 3) != 0) {
        return false;
    }
    *value = reg_load(vm, offset);
    return true;
}

static void set_low(uint64_t *word, uint64_t value)
{
    *word = (*word & ~0xffffffffull) | (uint32_t)value;
}

static void set_high(uint64_t *word, uint64_t value)
{
    *word = (*word & 0xffffffffull) | value << 32;
}

static void queue_store(struct virtq *q, uint64_t offset, uint64_t value)
{
    switch (offset) {
    case REG_QUEUE_NUM:
        q->num = (uint32_t)value;
        break;
    case REG_QUEUE_READY:
        if ((value & 1) != 0 && q->ready == 0) {
            q->last_avail = 0;
            q->used_index = 0;
        }
        q->ready = value & 1;
        break;
    case REG_DESC_LOW:
        set_low(&q->desc, value);
        break;
    case REG_DESC_HIGH:
        set_high(&q->desc, value);
        break;
    case REG_AVAIL_LOW:
        set_low(&q->avail, value);
        break;
    case REG_AVAIL_HIGH:
        set_high(&q->avail, value);
        break;
    case REG_USED_LOW:
        set_low(&q->used, value);
        break;
    case REG_USED_HIGH:
        set_high(&q->used, value);
        break;
    default:
        break;
    }
}

static void status_store(struct vm *vm, uint32_t status)
{
    if (status == 0) {
        console_interrupt(vm, 0);
        console_reset(&vm->console);
        return;
    }
    if (vm->console.driver_features != (uint64_t)FEATURE_VERSION_1_HIGH << 32) {
        status &= ~(uint32_t)STATUS_FEATURES_OK; /* what was offered, no less and no more */
    }
    vm->console.status = status | (vm->console.status & CONSOLE_NEEDS_RESET);
}

static void reg_store(struct vm *vm, uint64_t offset, uint64_t value)
{
    struct console *c = &vm->console;

    switch (offset) {
    case REG_FEATURES_SELECT:
        c->features_select = (uint32_t)value;
        break;
    case REG_DRIVER_SELECT:
        c->driver_select = (uint32_t)value;
        break;
    case REG_DRIVER:
        if (c->driver_select == 0) {
            set_low(&c->driver_features, value);
        } else if (c->driver_select == 1) {
            set_high(&c->driver_features, value);
        }
        break;
    case REG_QUEUE_SELECT:
        c->queue_select = (uint32_t)value;
        break;
    case REG_NOTIFY:
        console_notify(vm, value & 0xffff);
        break;
    case REG_ACKNOWLEDGE:
        console_interrupt(vm, c->interrupt & ~(uint32_t)value);
        break;
    case REG_STATUS:
        status_store(vm, (uint32_t)value & 0xff);
        break;
    default:
        if (selected(c) != NULL) {
            queue_store(selected(c), offset, value);
        }
        break;
    }
}

bool console_store(struct vm *vm, uint64_t offset, unsigned size, uint64_t value)
{
    if (offset >= REG_CONFIG) {
        return offset + size <= REG_CONFIG_END;
    }
    if (size != 4 || (offset & 3) != 0) {
        return false;
    }
    reg_store(vm, offset, value & 0xffffffffu);
    return true;
}
