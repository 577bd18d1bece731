/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: change the guest's own code, by stores and by an atomic.
 */
#include "attack.h"

/* Returns the 16 bytes behind it; what stands there when the guest is measured is nothing. */
__asm__(".text\n.balign 32\nvictim_code:\nauipc t0, 0\nld a0, 16(t0)\nld a1, 24(t0)\n"
        ".option push\n.option norvc\nret\n.option pop\n.balign 16\n.quad 0, 0\n");
extern uint32_t victim_code[];

static uint64_t swap(uint64_t address, uint64_t value)
{
    uint64_t old;

    __asm__ volatile("amoswap.d %0, %2, (%1)" : "=r"(old) : "r"(address), "r"(value) : "memory");
    return old;
}

void guest_main(void)
{
    struct orders orders;
    struct guest_fault fault;
    uint32_t code[SHELLCODE_WORDS];

    orders_read(&orders);
    shellcode_make(code, orders.mark);
    deface("store-own-code", (uint64_t)victim_code + 16, orders.mark);
    shellcode_run("call-changed-code", victim_code);
    (void)guest_try(swap, (uint64_t)victim_code + 16, mark_word(orders.mark, 0), &fault);
    say_outcome("amo-own-code", &fault);
    (void)probe_store((uint64_t)victim_code, 4, code[0], &fault);
    say_outcome("store-own-instruction", &fault);
    shellcode_run("call-again", victim_code);
}
