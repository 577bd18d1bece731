/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: read hypervisor memory through page tables of the attacker's own making. A guest may build
 * any first-stage tables it likes; here they point at physical pages that are not the guest's.
 */
#include "attack.h"

enum { PTE_V = 1, PTE_R = 2, PTE_W = 4, PTE_X = 8, PTE_A = 64, PTE_D = 128 };
#define PTE_RW (PTE_V | PTE_R | PTE_W | PTE_A | PTE_D)
#define SV39   (8ull << 60)
#define VA     0x40000000ull /* second gigabyte: nothing else is there */

static uint64_t root[512] __attribute__((aligned(4096)));
static uint64_t middle[512] __attribute__((aligned(4096)));
static uint64_t leaf[512] __attribute__((aligned(4096)));

static uint64_t entry(uint64_t physical, uint64_t flags)
{
    return physical >> 12 << 10 | flags;
}

static void tables_on(void)
{
    /* The first gigabyte of devices and the guest's own memory, as they are. */
    root[0] = entry(0, PTE_RW);
    root[1] = entry((uint64_t)middle, PTE_V);
    root[2] = entry(0x80000000, PTE_RW | PTE_X);
    middle[0] = entry((uint64_t)leaf, PTE_V);
    csr_write(satp, SV39 | (uint64_t)root >> 12);
    __asm__ volatile("sfence.vma" ::: "memory");
}

static void read_page(const char *name, uint64_t physical)
{
    leaf[0] = entry(physical & ~0xfffull, PTE_RW);
    __asm__ volatile("sfence.vma" ::: "memory");
    steal(name, VA + (physical & 0xfff));
}

/* The walker itself reads memory: a table entry that lies in forbidden memory. */
static void walk_through(const char *name, uint64_t physical)
{
    middle[1] = entry(physical & ~0xfffull, PTE_V);
    __asm__ volatile("sfence.vma" ::: "memory");
    steal(name, VA + 0x200000);
}

void guest_main(void)
{
    struct orders orders;

    orders_read(&orders);
    tables_on();
    read_page("pte-to-target", orders.target);
    walk_through("table-in-target", orders.target);
    read_page("pte-to-own-second-stage", machine.memory_base + machine.memory_size);
    read_page("pte-above-32-bits", orders.target | 1ull << 40);
}
