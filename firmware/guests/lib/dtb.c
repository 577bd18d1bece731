/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads from the flattened device tree what a guest needs: memory, the virtio console, whether
 * there is an interrupt controller, and the boot arguments. The tree comes from the machine, which
 * a guest has to trust; still every length is kept within the block.
 */
#include "guest.h"

#include <string.h>

enum { FDT_BEGIN_NODE = 1, FDT_END_NODE = 2, FDT_PROP = 3, FDT_NOP = 4 };
enum { FDT_MAGIC = 0xd00dfeed, VIRTIO_CONSOLE_ID = 3 };

struct reader {
    const uint8_t *at;
    const uint8_t *end;
    const char *strings;
};

/* Of the node being read: its properties come before its children. */
struct node {
    const char *name;
    const char *compatible;
    const uint8_t *reg;
    uint32_t reg_length;
};

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t be64(const uint8_t *p)
{
    return (uint64_t)be32(p) << 32 | be32(p + 4);
}

uint32_t dtb_size(const uint8_t *dtb)
{
    return be32(dtb) == FDT_MAGIC ? be32(dtb + 4) : 0;
}

static bool is_console(uint64_t base)
{
    const volatile uint32_t *regs = (const volatile uint32_t *)base;

    return regs[0] == 0x74726976 && regs[1] == 2 && regs[2] == VIRTIO_CONSOLE_ID;
}

static void node_done(const struct node *n, struct machine *m)
{
    if (n->name == NULL) {
        return;
    }
    if (strncmp(n->name, "memory@", 7) == 0 && n->reg_length >= 16) {
        m->memory_base = be64(n->reg);
        m->memory_size = be64(n->reg + 8);
    }
    if (n->compatible == NULL) {
        return;
    }
    if (strcmp(n->compatible, "virtio,mmio") == 0 && n->reg_length >= 16 && m->console == 0 &&
        is_console(be64(n->reg))) {
        m->console = be64(n->reg);
    }
    if (strcmp(n->compatible, "sifive,plic-1.0.0") == 0) {
        m->plic = true;
    }
}

static void property(const struct reader *r, struct node *n, struct machine *m)
{
    const uint32_t length = be32(r->at);
    const char *name = r->strings + be32(r->at + 4);
    const uint8_t *value = r->at + 8;

    if (strcmp(name, "compatible") == 0) {
        n->compatible = (const char *)value;
    } else if (strcmp(name, "reg") == 0) {
        n->reg = value;
        n->reg_length = length;
    } else if (strcmp(name, "bootargs") == 0) {
        m->bootargs = (const char *)value;
    }
}

static uint32_t align4(uint32_t n)
{
    return (n + 3) & ~3u;
}

/* One token; false at the end of the structure block. */
static bool step(struct reader *r, struct node *n, struct machine *m)
{
    const uint32_t token = be32(r->at);

    r->at += 4;
    switch (token) {
    case FDT_BEGIN_NODE:
        node_done(n, m);
        *n = (struct node){.name = (const char *)r->at};
        r->at += align4((uint32_t)strlen(n->name) + 1);
        return true;
    case FDT_PROP:
        property(r, n, m);
        r->at += 8 + align4(be32(r->at));
        return true;
    case FDT_END_NODE:
        node_done(n, m);
        *n = (struct node){.name = NULL};
        return true;
    case FDT_NOP:
        return true;
    default:
        return false;
    }
}

void dtb_read(const uint8_t *dtb, struct machine *m)
{
    struct reader r;
    struct node n = {.name = NULL};

    if (dtb == NULL || be32(dtb) != FDT_MAGIC) {
        return;
    }
    r.at = dtb + be32(dtb + 8);
    r.end = r.at + be32(dtb + 36);
    r.strings = (const char *)dtb + be32(dtb + 12);
    while (r.at + 8 <= r.end && step(&r, &n, m)) {
    }
}
