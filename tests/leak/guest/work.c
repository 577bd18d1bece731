/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel exit-latency: how long the hypervisor worked on a call.
 *
 * Kocher, Timing Attacks on Implementations of Diffie-Hellman, RSA, DSS and other systems (CRYPTO
 * 1996), with the guest's cycle counter around the call.
 */
#include "leak.h"

enum { SYMBOLS = 4 };

void guest_main(void)
{
    for (uint64_t i = 0; i < leak_parameters.symbols; i++) {
        const uint64_t start = leak_now();

        (void)leak_call(LEAK_WORK, SYMBOLS);
        leak_record(leak_now() - start);
        leak_wait(400); /* as many exits as an honest guest makes, and no flood */
    }
    leak_report();
}
