/* SPDX-License-Identifier: Apache-2.0
 *
 * Turns the available ring and descriptor table of a split virtqueue (virtio 1.2, section 2.7) into
 * plain lists of buffers. It sees a copy of the rings, taken while the model stands still, so that
 * nothing can change between check and use.
 */
#include "parse.h"

enum { DESC_NEXT = 1, DESC_WRITE = 2, DESC_INDIRECT = 4 };

struct descriptor {
    uint64_t address;
    uint32_t length;
    uint16_t flags;
    uint16_t next;
};

static uint64_t load_le(const uint8_t *p, unsigned bytes)
{
    uint64_t value = 0;

    for (unsigned i = bytes; i > 0; i--) {
        value = value << 8 | p[i - 1];
    }
    return value;
}

static struct descriptor read_descriptor(const struct virtq_input *in, uint16_t index)
{
    const uint8_t *p = in->desc + 16u * index;

    return (struct descriptor){.address = load_le(p, 8),
                               .length = (uint32_t)load_le(p + 8, 4),
                               .flags = (uint16_t)load_le(p + 12, 2),
                               .next = (uint16_t)load_le(p + 14, 2)};
}

static int overlaps(const struct virtq_output *out, const struct virtq_chain *chain,
                    const struct virtq_segment *s)
{
    for (uint32_t i = chain->first; i < out->segments_used; i++) {
        const struct virtq_segment *o = &out->segments[i];

        if (s->address - o->address < o->length || o->address - s->address < s->length) {
            return 1;
        }
    }
    return 0;
}

static enum virtq_error check_segment(const struct virtq_output *out,
                                      const struct virtq_chain *chain, const struct descriptor *d,
                                      const struct virtq_segment *s)
{
    if ((d->flags & DESC_INDIRECT) != 0) {
        return VIRTQ_INDIRECT;
    }
    if (d->length == 0 || d->length > VIRTQ_SEGMENT_BYTES) {
        return VIRTQ_BAD_LENGTH;
    }
    if (chain->count > 0 && out->segments[out->segments_used - 1].writable != 0 &&
        s->writable == 0) {
        return VIRTQ_BAD_ORDER;
    }
    return overlaps(out, chain, s) ? VIRTQ_OVERLAP : VIRTQ_OK;
}

static enum virtq_error add_segment(const struct virtq_input *in, struct virtq_output *out,
                                    struct virtq_chain *chain, const struct descriptor *d)
{
    const struct virtq_segment s = {
        .address = d->address, .length = d->length, .writable = (d->flags & DESC_WRITE) != 0};
    enum virtq_error error = VIRTQ_OK;

    if (out->segments_used >= in->size || out->segments_used >= VIRTQ_MAX) {
        return VIRTQ_LOOP; /* more segments than descriptors: one is used twice */
    }
    if (in->trust == 0) {
        error = check_segment(out, chain, d, &s);
    }
    if (error == VIRTQ_OK) {
        out->segments[out->segments_used++] = s;
        chain->count++;
    }
    return error;
}

static enum virtq_error read_chain(const struct virtq_input *in, uint16_t head,
                                   struct virtq_output *out, struct virtq_chain *chain)
{
    uint16_t index = head;

    chain->head = head;
    chain->first = (uint16_t)out->segments_used;
    chain->count = 0;
    for (unsigned i = 0; i <= VIRTQ_MAX; i++) {
        enum virtq_error error;
        struct descriptor d;

        if (index >= in->size) {
            return VIRTQ_BAD_DESCRIPTOR;
        }
        d = read_descriptor(in, index);
        error = add_segment(in, out, chain, &d);
        if (error != VIRTQ_OK || (d.flags & DESC_NEXT) == 0) {
            return error;
        }
        index = d.next;
    }
    return VIRTQ_LOOP;
}

void parse_virtq(const struct virtq_input *in, struct virtq_output *out)
{
    uint16_t waiting;

    out->count = 0;
    out->segments_used = 0;
    if (in->size == 0 || in->size > VIRTQ_MAX || (in->size & (in->size - 1)) != 0) {
        out->error = VIRTQ_BAD_SIZE;
        return;
    }
    waiting = (uint16_t)(load_le(in->avail + 2, 2) - in->last_avail);
    if (waiting > in->size) {
        out->error = VIRTQ_BAD_INDEX;
        return;
    }
    for (uint16_t i = 0; i < waiting; i++) {
        const uint16_t slot = (uint16_t)(in->last_avail + i) & (uint16_t)(in->size - 1);
        const uint16_t head = (uint16_t)load_le(in->avail + 4 + 2u * slot, 2);

        out->error = read_chain(in, head, out, &out->chains[i]);
        if (out->error != VIRTQ_OK) {
            return;
        }
        out->count = i + 1u;
    }
    out->error = VIRTQ_OK;
}
