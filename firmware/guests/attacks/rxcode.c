/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: change the guest's own code by the hypervisor's hand: what people type is received into a
 * code page, and so is the ring that says that it has come.
 */
#include "attack.h"

#include <string.h>

/* Returns the 16 bytes behind it; what stands there when the guest is measured is nothing. */
__asm__(".text\n.balign 64\nreceiving_code:\nauipc t0, 0\nld a0, 16(t0)\nld a1, 24(t0)\n"
        ".option push\n.option norvc\nret\n.option pop\n.balign 16\n.quad 0, 0\n"
        ".balign 64\nreceiving_ring:\n.zero 128\n");
extern uint32_t receiving_code[], receiving_ring[];

void guest_main(void)
{
    struct orders orders;
    char text[MARK_BYTES + 1] = {0};

    orders_read(&orders);
    memcpy(text, orders.mark, MARK_BYTES);
    (void)receive_at("receive-into-code", (uint64_t)receiving_code + 16, MARK_BYTES, text);
    shellcode_run("call-received-code", receiving_code);
    (void)receive_ring_at("receive-ring-in-code", (uint64_t)receiving_ring);
}
