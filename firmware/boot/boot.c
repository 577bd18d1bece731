/* SPDX-License-Identifier: Apache-2.0
 *
 * Boot ROM, M mode: measures the hypervisor image that lies at the base of DRAM, refuses it when a
 * single bit is not as measured, closes M mode's memory, and drops to HS. Signatures and
 * attestation come later; the container has room for them.
 */
#include <string.h>

#include "boot_info.h"
#include "csr.h"
#include "image.h"
#include "print.h"
#include "soc.h"
#include "uart.h"

uint64_t dram_end(void);
_Noreturn void boot_enter(uint64_t entry, uint64_t boot_info);
_Noreturn void halt(void);
_Noreturn void boot_trap(const uint64_t frame[32]);
void boot_main(void);

#define PMP_R     0x01ul
#define PMP_W     0x02ul
#define PMP_X     0x04ul
#define PMP_NAPOT 0x18ul
#define PMP_L     0x80ul

/* Every exception that HS can take itself; what is left (ecall from HS, M mode's own) is fatal. */
#define DELEGATED                                                                                  \
    (1ul << CAUSE_INSN_MISALIGNED | 1ul << CAUSE_INSN_ACCESS | 1ul << CAUSE_ILLEGAL |              \
     1ul << CAUSE_BREAKPOINT | 1ul << CAUSE_LOAD_MISALIGNED | 1ul << CAUSE_LOAD_ACCESS |           \
     1ul << CAUSE_STORE_MISALIGNED | 1ul << CAUSE_STORE_ACCESS | 1ul << CAUSE_ECALL_U |            \
     1ul << CAUSE_ECALL_VS | 1ul << CAUSE_INSN_PAGE | 1ul << CAUSE_LOAD_PAGE |                     \
     1ul << CAUSE_STORE_PAGE | 1ul << CAUSE_INSN_GUEST_PAGE | 1ul << CAUSE_LOAD_GUEST_PAGE |       \
     1ul << CAUSE_VIRTUAL_INSN | 1ul << CAUSE_STORE_GUEST_PAGE)
#define S_INTERRUPTS 0x222ul
#define COUNTERS     0x7ul /* cycle, time, instret */

static uint64_t napot(uint64_t base, uint64_t size)
{
    return base >> 2 | (size / 8 - 1);
}

/* ROM locked read-execute for every mode, M mode's memory closed to HS, everything else open. */
static void lock_pmp(uint64_t end)
{
    __asm__ volatile("csrw pmpaddr0, %0" ::"r"(napot(0, 0x10000)));
    __asm__ volatile("csrw pmpaddr1, %0" ::"r"(napot(end - BOOT_M_MEMORY, BOOT_M_MEMORY)));
    __asm__ volatile("csrw pmpaddr2, %0" ::"r"(~0ul >> 10));
    csr_write(CSR_PMPCFG0, (PMP_L | PMP_NAPOT | PMP_R | PMP_X) | PMP_NAPOT << 8 |
                               (PMP_NAPOT | PMP_R | PMP_W | PMP_X) << 16);
    __asm__ volatile("sfence.vma" ::: "memory");
}

static void prepare_hs(void)
{
    csr_write(CSR_MEDELEG, DELEGATED);
    csr_write(CSR_MIDELEG, S_INTERRUPTS);
    csr_write(CSR_MCOUNTEREN, COUNTERS);
    csr_write(CSR_SCOUNTEREN, 0);
    csr_write(CSR_MENVCFG, ENVCFG_STCE);
    csr_write(CSR_STIMECMP, ~0ul);
    csr_write(CSR_SATP, 0);
    csr_clear(CSR_MSTATUS, MSTATUS_MPP | MSTATUS_MPV);
    csr_set(CSR_MSTATUS, MSTATUS_MPP_S);
}

static _Noreturn void refuse(const char *why)
{
    print("boot: hypervisor image refused: %s\n", why);
    interlock_write(SOC_INTERLOCK_PANIC, 1);
    finisher_write(FINISHER_FAIL, FINISHER_CODE_REFUSED);
    halt();
}

/* The registers give the key as big-endian words, each once. */
static void take_key(uint8_t key[32])
{
    for (unsigned i = 0; i < 4; i++) {
        uint64_t word = interlock_read(SOC_INTERLOCK_KEY + 8 * i);

        for (unsigned j = 0; j < 8; j++) {
            key[8 * i + j] = (uint8_t)(word >> (56 - 8 * j));
        }
    }
}

static void fill_info(struct boot_info *info, const struct image_header *h, const uint8_t *digest)
{
    memset(info, 0, sizeof(*info));
    info->magic = BOOT_INFO_MAGIC;
    info->version = BOOT_INFO_VERSION;
    info->image_load = h->load;
    info->image_length = h->length;
    memcpy(info->image_digest, digest, sizeof(info->image_digest));
    take_key(info->heartbeat_key);
    info->boot_cycles = csr_read(CSR_CYCLE);
}

void boot_main(void)
{
    const struct image_header *h = (const void *)(uintptr_t)SOC_DRAM_BASE;
    const uint64_t end = dram_end();
    const uint64_t room = end - SOC_DRAM_BASE - BOOT_M_MEMORY - BOOT_INFO_SIZE;
    struct boot_info *info = (void *)(uintptr_t)(end - BOOT_M_MEMORY - BOOT_INFO_SIZE);
    uint8_t digest[32];
    enum image_error error;

    uart_init();
    print("boot: Guillotine boot ROM, %lu KiB of hypervisor memory\n", (end - SOC_DRAM_BASE) >> 10);
    error = image_check_header(h, SOC_DRAM_BASE, room);
    if (error == IMAGE_OK) {
        error = image_measure(h, (const uint8_t *)h + IMAGE_HEADER_SIZE, digest);
    }
    if (error != IMAGE_OK) {
        refuse(image_error_name(error));
    }
    print("boot: image %lu bytes, sha256 ", h->length);
    print_hex(digest, sizeof(digest));
    print("\n");
    fill_info(info, h, digest);
    lock_pmp(end);
    prepare_hs();
    boot_enter(h->entry, (uintptr_t)info);
}

_Noreturn void boot_trap(const uint64_t frame[32])
{
    const uint64_t models = FIELD(SYSINFO__SHAPE__NUM_MODELS, sysinfo_read(SOC_SYSINFO_SHAPE));

    interlock_write(SOC_INTERLOCK_PANIC, 1);
    for (unsigned i = 0; i < models; i++) {
        mmio_write64((uint64_t)SOC_MGMT_BASE + (uint64_t)i * SOC_MGMT_STRIDE + SOC_MGMT_DMCONTROL,
                     MGMT__DMCONTROL__FREEZEREQ_bm);
    }
    print("\n@panic why=m-mode-trap\n@panic-trap cause=0x%lx pc=0x%lx tval=0x%lx mstatus=0x%lx\n",
          csr_read(CSR_MCAUSE), csr_read(CSR_MEPC), csr_read(CSR_MTVAL), csr_read(CSR_MSTATUS));
    for (unsigned i = 1; i < 32; i++) {
        print("@reg x%u 0x%016lx\n", i, frame[i]);
    }
    finisher_write(FINISHER_FAIL, FINISHER_CODE_PANIC);
    halt();
}
