/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: run code that was not there when the guest was measured. It is written into a data page,
 * the stack and the free memory behind the image, and called.
 */
#include "attack.h"

#include <string.h>

static uint32_t page[SHELLCODE_WORDS] __attribute__((aligned(4096)));

void guest_main(void)
{
    struct orders orders;
    uint32_t code[SHELLCODE_WORDS] __attribute__((aligned(16)));
    void *free_memory = guest_end;

    orders_read(&orders);
    shellcode_make(page, orders.mark);
    shellcode_run("call-data-page", page);
    shellcode_make(code, orders.mark);
    shellcode_run("call-stack", code);
    memcpy(free_memory, page, sizeof(page));
    shellcode_run("call-free-memory", free_memory);
}
