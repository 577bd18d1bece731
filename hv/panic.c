/* SPDX-License-Identifier: Apache-2.0
 *
 * The end of a hypervisor that has failed: every model frozen and the level raised to offline by
 * hardware first, words afterwards. It relies on as little as it can: no sandbox, no heap, its own
 * stack when a trap brought it here.
 */
#include "csr.h"
#include "log.h"
#include "platform.h"
#include "print.h"

enum { LOG_TAIL = 8 };

static bool panicking;

static void contain(void)
{
    interlock_write(SOC_INTERLOCK_PANIC, 1);
    for (unsigned i = 0; i < num_models(); i++) {
        mmio_write64((uint64_t)SOC_MGMT_BASE + (uint64_t)i * SOC_MGMT_STRIDE + SOC_MGMT_DMCONTROL,
                     MGMT__DMCONTROL__FREEZEREQ_bm);
    }
}

static _Noreturn void finish(void)
{
    finisher_write(FINISHER_FAIL, FINISHER_CODE_PANIC);
    for (;;) {
        __asm__ volatile("wfi");
    }
}

static const char *cause_text(uint64_t cause, uint64_t tval)
{
    const bool guard = tval >= (uintptr_t)stack_start - PAGE_SIZE && tval < (uintptr_t)stack_start;

    if (cause == (CAUSE_INTERRUPT | IRQ_S_TIMER)) {
        return "watchdog";
    }
    if ((cause == CAUSE_STORE_PAGE || cause == CAUSE_LOAD_PAGE) && guard) {
        return "stack-overflow";
    }
    switch (cause) {
    case CAUSE_ILLEGAL:
        return "illegal-instruction";
    case CAUSE_STORE_PAGE:
    case CAUSE_STORE_ACCESS:
        return "bad-store";
    case CAUSE_LOAD_PAGE:
    case CAUSE_LOAD_ACCESS:
        return "bad-load";
    case CAUSE_INSN_PAGE:
    case CAUSE_INSN_ACCESS:
        return "bad-fetch";
    default:
        return "unexpected-trap";
    }
}

/* Whether hardware refused a write into a model's memory: what it stopped was this program. */
static void windows(void)
{
    for (unsigned i = 0; i < num_models(); i++) {
        const uint64_t window =
            mmio_read64((uint64_t)SOC_MGMT_BASE + (uint64_t)i * SOC_MGMT_STRIDE + SOC_MGMT_WINDOW);

        print("@panic-window model=%u refused=%lu\n", i, FIELD(MGMT__WINDOW__REFUSED, window));
    }
}

static void head(const char *why)
{
    print("\n@panic why=%s level=%s build=%s image=", why, level_name(level_now()), hv_build_id);
    print_hex(hv_image_digest, 32);
    print("\n");
}

_Noreturn void panic(const char *why)
{
    csr_clear(CSR_SSTATUS, SSTATUS_SIE);
    contain();
    if (!panicking) {
        panicking = true;
        head("bug");
        print("@panic-detail %s\n", why);
        windows();
        log_print(LOG_TAIL, NULL);
    }
    finish();
}

_Noreturn void trap_panic(const struct trap_frame *frame)
{
    contain();
    if (!panicking) {
        panicking = true;
        head(cause_text(frame->cause, frame->tval));
        print("@panic-trap cause=0x%lx pc=0x%lx tval=0x%lx sstatus=0x%lx\n", frame->cause,
              frame->x[0], frame->tval, frame->status);
        windows();
        for (unsigned i = 1; i < 32; i++) {
            print("@reg x%u 0x%016lx\n", i, frame->x[i]);
        }
        log_print(LOG_TAIL, NULL);
    }
    finish();
}
