/* SPDX-License-Identifier: Apache-2.0
 *
 * Second-stage translation (Sv39x4) of a guest: identity from the guest's physical addresses to the
 * region, in pages of 4 KiB. Executable pages are read-only, all others not executable; the tables,
 * at the top of the region, are not mapped, and nor is anything outside it.
 *
 * Layout from the top: root (16 KiB, aligned), one table of the second level, the leaf tables, the
 * device tree.
 */
#include "hv.h"
#include "pte.h"

#define ROOT_SIZE    0x4000ull
#define LEAF_SPAN    (ENTRIES * PAGE_SIZE)
#define ROOT_ENTRIES 4u /* 4 GiB: all that 32 bits of physical address can name */
#define DTB_SIZE     PAGE_SIZE

enum { PTES_AT_ONCE = 64 };

static uint64_t leaf_tables(const struct vm *vm)
{
    return vm->region_size / LEAF_SPAN == 0 ? 1 : vm->region_size / LEAF_SPAN;
}

static uint64_t middle_offset(const struct vm *vm)
{
    return vm->root_offset - PAGE_SIZE;
}

static uint64_t leaf_offset(const struct vm *vm)
{
    return middle_offset(vm) - leaf_tables(vm) * PAGE_SIZE;
}

void gstage_layout(struct vm *vm)
{
    vm->root_offset = vm->region_size - ROOT_SIZE;
    vm->memory_size = leaf_offset(vm);
    vm->dtb_offset = vm->memory_size - DTB_SIZE;
}

static uint64_t pte(uint64_t address, uint64_t flags)
{
    return address >> 12 << 10 | flags;
}

static uint64_t page_flags(const struct vm *vm, uint64_t page)
{
    const uint64_t rw = PTE_V | PTE_R | PTE_W | PTE_U | PTE_A | PTE_D;
    const uint64_t rx = PTE_V | PTE_R | PTE_X | PTE_U | PTE_A;

    if (!wall_stands(WALL_GSTAGE_WX)) {
        return rw | PTE_X;
    }
    return page_is_code(vm, page) ? rx : rw;
}

static uint64_t last_code_page(const struct vm *vm)
{
    uint64_t last = 0;

    for (unsigned i = 0; i < vm->num_code; i++) {
        last = vm->code[i].last > last ? vm->code[i].last : last;
    }
    return last;
}

/* Code lies at the bottom of most guests: behind its last page all flags are the same. */
static void write_leaves(struct vm *vm)
{
    const uint64_t size = wall_stands(WALL_GSTAGE_BOUND) ? vm->memory_size : vm->region_size;
    const uint64_t pages = vm->clean ? size / PAGE_SIZE : leaf_tables(vm) * ENTRIES;
    const uint64_t last_code = last_code_page(vm);
    const uint64_t flags = page_flags(vm, last_code + 1);
    uint64_t buffer[PTES_AT_ONCE];

    for (uint64_t page = 0; page < pages; page += PTES_AT_ONCE) {
        for (unsigned i = 0; i < PTES_AT_ONCE; i++) {
            const uint64_t p = page + i;

            buffer[i] = p >= size / PAGE_SIZE ? 0
                                              : pte(GUEST_BASE + p * PAGE_SIZE,
                                                    p > last_code ? flags : page_flags(vm, p));
        }
        window_write(vm, leaf_offset(vm) + page * 8, buffer, sizeof(buffer));
        hv_breathe();
    }
}

/* The scrub left zeros; only where a simulation has switched it off must they be written. */
static void write_entry(struct vm *vm, uint64_t offset, uint64_t entry)
{
    if (entry != 0 || !vm->clean) {
        window_write(vm, offset, &entry, sizeof(entry));
    }
    if (offset % PAGE_SIZE == 0) {
        hv_breathe();
    }
}

/* The gigabyte that the region lies in. Without the bound, everything in it is mapped. */
static void write_middle(struct vm *vm)
{
    const uint64_t open = PTE_V | PTE_R | PTE_W | PTE_U | PTE_A | PTE_D;

    for (uint64_t i = 0; i < ENTRIES; i++) {
        uint64_t entry = 0;

        if (i < leaf_tables(vm)) {
            entry = pte(GUEST_BASE + leaf_offset(vm) + i * PAGE_SIZE, PTE_V);
        } else if (!wall_stands(WALL_GSTAGE_BOUND)) {
            entry = pte(GUEST_BASE + i * LEAF_SPAN, open);
        }
        write_entry(vm, middle_offset(vm) + i * 8, entry);
    }
}

/* The first gigabyte holds the ports and stays unmapped even without the bound. */
static void write_root(struct vm *vm)
{
    const uint64_t open = PTE_V | PTE_R | PTE_W | PTE_U | PTE_A | PTE_D;

    for (uint64_t i = 0; i < ROOT_SIZE / 8; i++) {
        uint64_t entry = 0;

        if (i == GUEST_BASE / GIGAPAGE) {
            entry = pte(GUEST_BASE + middle_offset(vm), PTE_V);
        } else if (!wall_stands(WALL_GSTAGE_BOUND) && i > 0 && i < ROOT_ENTRIES) {
            entry = pte(i * GIGAPAGE, open);
        }
        write_entry(vm, vm->root_offset + i * 8, entry);
    }
}

bool gstage_build(struct vm *vm)
{
    write_leaves(vm);
    write_middle(vm);
    write_root(vm);
    return window_flush(vm);
}
