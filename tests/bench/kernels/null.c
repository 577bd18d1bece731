/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exits, one after the other, to a hypervisor that does nothing in them (built with HV_NULL_CALL),
 * then sleeps for good. In between it works for long enough that the hypervisor has gone to sleep.
 */
#include "guest.h"

enum { CALLS = 64, WORK = 2000 };

void guest_main(void)
{
    for (unsigned i = 0; i < CALLS; i++) {
        (void)sbi_call(SBI_BASE, 0, 0, 0, 0);
        for (volatile unsigned n = 0; n < WORK; n++) {
        }
    }
    for (;;) {
        __asm__ volatile("wfi");
    }
}
