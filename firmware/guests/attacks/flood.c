/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: keep the hypervisor busy with exits so that it gets to nothing else.
 */
#include "attack.h"

#ifndef FLOOD_EXITS
#define FLOOD_EXITS 900
#endif

void guest_main(void)
{
    struct orders orders;
    uint64_t start;

    orders_read(&orders);
    say_attempt("flood", FLOOD_EXITS);
    start = csr_read(cycle);
    for (unsigned i = 0; i < FLOOD_EXITS; i++) {
        (void)sbi_call(SBI_BASE, 0, 0, 0, 0);
    }
    say_attempt("flood-done", csr_read(cycle) - start);
}
