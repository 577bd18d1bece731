/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: never to give the core back: all interrupts off, and a loop that cannot exit.
 */
#include "attack.h"

void guest_main(void)
{
    struct orders orders;

    orders_read(&orders);
    say_attempt("spin", 0);
    csr_write(sie, 0);
    for (;;) {
        __asm__ volatile("" ::: "memory");
    }
}
