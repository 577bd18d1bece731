/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: write to physical addresses outside the guest's region. Then it reads more of its own
 * memory than the caches hold, so that a line that got that far also leaves them.
 */
#include "attack.h"

#define ROOM 64 /* from the target address */

static void sweep(void)
{
    const uint64_t from = (uint64_t)guest_end;
    const uint64_t to = machine.memory_base + machine.memory_size;

    for (uint64_t a = from; a + 32 <= to && a < from + (512 << 10); a += 32) {
        (void)*(volatile uint64_t *)a;
    }
}

void guest_main(void)
{
    struct orders orders;
    uint64_t region = 1 << 20; /* a power of two, the next above what it was given */

    orders_read(&orders);
    deface("store-target", orders.target + ROOM, orders.mark);
    sweep();
    steal("load-target", orders.target);
    while (region < machine.memory_size) {
        region *= 2;
    }
    deface("store-behind-own-region", machine.memory_base + region, orders.mark);
    deface("store-below-memory", machine.memory_base - 4096, orders.mark);
    deface("store-above-32-bits", orders.target + ROOM + (1ull << 32), orders.mark);
    deface("store-boot-rom", 0x1000, orders.mark);
    sweep();
}
