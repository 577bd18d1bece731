/* SPDX-License-Identifier: Apache-2.0
 *
 * The machine around the hypervisor: time, watchdog, sleeping, memory. The hypervisor takes no
 * interrupts: it polls, and sleeps until one is pending. The one exception is the watchdog, whose
 * interrupt is a panic.
 */
#include "platform.h"

#include "csr.h"
#include "hv.h"
#include "walls.h"

enum { PLIC_CONTEXT_S = 1, IRQ_MODEL0 = 1, IRQ_INTERLOCK = 5, IRQ_UART = 10, CLAIMS = 16 };
#define PLIC_ENABLE    (SOC_PLIC_BASE + 0x2000ull + 0x80ull * PLIC_CONTEXT_S)
#define PLIC_THRESHOLD (SOC_PLIC_BASE + 0x200000ull + 0x1000ull * PLIC_CONTEXT_S)
#define PLIC_CLAIM     (PLIC_THRESHOLD + 4)

#define TICK_SHIFT     4 /* ACLINT time advances every 16 cycles */

static uint64_t weakened;
static uint64_t dram_size;
static unsigned models;

unsigned num_models(void)
{
    return models;
}

#ifndef HV_WALLS_FIXED
bool wall_stands(enum wall wall)
{
    return (weakened >> (WALL_SOFTWARE_SHIFT + wall) & 1) == 0;
}
#endif

uint64_t hv_cycles(void)
{
    return csr_read(CSR_TIME) << TICK_SHIFT;
}

void watchdog_arm(uint64_t cycles)
{
    csr_write(CSR_STIMECMP, csr_read(CSR_TIME) + (cycles >> TICK_SHIFT) + 1);
}

void hv_breathe(void)
{
    watchdog_arm(policy_get()->machine.watchdog_cycles);
    heartbeat_poll();
}

/* Takes back what is pending, so that a sleep waits for something new. All sources are levels: what
 * has come since it was last looked at is pending again at once. */
static void acknowledge(void)
{
    for (unsigned i = 0; i < CLAIMS; i++) {
        const uint32_t source = mmio_read32(PLIC_CLAIM);

        if (source == 0) {
            return;
        }
        mmio_write32(PLIC_CLAIM, source);
    }
}

#ifdef HV_IDLE_SPIN
/* For `make bench`: both cores busy. Reads its own code, as an integrity check would, and returns
 * to poll. */
void hv_sleep(void)
{
    enum { WORDS = 512 };
    static unsigned at;
    static volatile uint64_t sum;
    const uint64_t *words = (const uint64_t *)(uintptr_t)text_start;
    const unsigned count = (unsigned)(text_end - text_start) / sizeof(*words);
    uint64_t s = sum;

    for (unsigned i = 0; i < WORDS; i++) {
        s = (s << 1 | s >> 63) ^ words[at];
        at = at + 1 < count ? at + 1 : 0;
    }
    sum = s;
    acknowledge();
}
#else
void hv_sleep(void)
{
    const uint64_t ticks = policy_get()->machine.watchdog_cycles >> TICK_SHIFT;
    uint64_t now;

    acknowledge();
    csr_clear(CSR_SSTATUS, SSTATUS_SIE);
    now = csr_read(CSR_TIME);
    csr_write(CSR_STIMECMP, now + ticks / 2);
    csr_write(CSR_SIE, SIE_STIE | SIE_SEIE);
    __asm__ volatile("wfi" ::: "memory");
    csr_write(CSR_SIE, SIE_STIE);
    csr_write(CSR_STIMECMP, now + ticks); /* nothing is read here: a model may be waiting */
    csr_set(CSR_SSTATUS, SSTATUS_SIE);
}
#endif

const void *hv_memory(uint64_t address, uint64_t length)
{
    const uint64_t end = SOC_DRAM_BASE + dram_size - BOOT_M_MEMORY;

    if (address < (uintptr_t)image_end || address > end || length > end - address) {
        return NULL;
    }
    return (const void *)(uintptr_t)address;
}

static void plic_init(void)
{
    uint32_t enable = 1u << IRQ_INTERLOCK | 1u << IRQ_UART;

    for (unsigned i = 0; i < num_models(); i++) {
        enable |= 1u << (IRQ_MODEL0 + i);
    }
    for (uint32_t source = 1; source < 32; source++) {
        if ((enable >> source & 1) != 0) {
            mmio_write32(SOC_PLIC_BASE + 4ull * source, 1);
        }
    }
    mmio_write32(PLIC_ENABLE, enable);
    mmio_write32(PLIC_THRESHOLD, 0);
}

void platform_init(void)
{
    const uint64_t n = FIELD(SYSINFO__SHAPE__NUM_MODELS, sysinfo_read(SOC_SYSINFO_SHAPE));

    models = n > SOC_MGMT_COUNT ? SOC_MGMT_COUNT : (unsigned)n;
    dram_size = 1ull << FIELD(SYSINFO__SHAPE__HV_LOG2, sysinfo_read(SOC_SYSINFO_SHAPE));
    weakened = sysinfo_read(SOC_SYSINFO_WEAKEN);
    paging_init(dram_size);
    sandbox_init();
    plic_init();
    csr_write(CSR_SIE, SIE_STIE);
    watchdog_arm(policy_get()->machine.watchdog_cycles);
    csr_set(CSR_SSTATUS, SSTATUS_SIE);
}
