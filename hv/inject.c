/* SPDX-License-Identifier: Apache-2.0
 *
 * Test builds only (make HV_INJECT=NAME): breaks the hypervisor on purpose, once a guest runs, to
 * show that it fails closed. In every other build this file is empty.
 */
#include "inject.h"

#include "csr.h"
#include "hv.h"
#include "platform.h"

#define INJECT_ILLEGAL 1
#define INJECT_STORE   2
#define INJECT_STACK   3
#define INJECT_LOOP    4
#define INJECT_DEAF    5
#define INJECT_MTRAP   6

#ifdef HV_INJECT
#if HV_INJECT == INJECT_STACK
#pragma GCC diagnostic ignored "-Winfinite-recursion"
static unsigned descend(volatile unsigned *above)
{
    volatile unsigned here[64];

    here[0] = *above + 1;
    return descend(here) + here[0];
}
#endif

static void fail(void)
{
#if HV_INJECT == INJECT_ILLEGAL
    __asm__ volatile(".word 0");
#elif HV_INJECT == INJECT_MTRAP
    __asm__ volatile("ecall"); /* not delegated: reaches the boot ROM */
#elif HV_INJECT == INJECT_STORE
    *(volatile uint64_t *)(uintptr_t)text_start = 0; /* its own code: read-only */
#elif HV_INJECT == INJECT_STACK
    volatile unsigned zero = 0;

    (void)descend(&zero);
#elif HV_INJECT == INJECT_DEAF
    csr_clear(CSR_SSTATUS, SSTATUS_SIE); /* even the watchdog: only the heartbeat is left */
    for (;;) {
    }
#else
    for (;;) {
    }
#endif
}

void inject_poll(void)
{
    static unsigned turns;
    const struct vm *vm = vm_get(0);

    if (vm->state == VM_EMPTY && guest_table_count() > 0) {
        return;
    }
    if (++turns == 4) {
        fail();
    }
}
#elif !defined(HV_VICTIM) /* which brings its own */
void inject_poll(void)
{
}
#endif
