/* SPDX-License-Identifier: Apache-2.0
 *
 * The hypervisor's page tables (Sv39, identity): code executable and read-only, constants
 * read-only, data never executable, guard pages around every stack, M mode's memory absent. A
 * second, small table is the sandbox's: the parsers' own pages, and the trampoline for the way
 * back.
 */
#include "csr.h"
#include "hv.h"
#include "platform.h"
#include "pte.h"

#define MAP_R         (PTE_V | PTE_R | PTE_A)
#define MAP_RX        (MAP_R | PTE_X)
#define MAP_RW        (MAP_R | PTE_W | PTE_D)

#define MEGAPAGE      0x200000ull
#define PLIC_CONTEXTS 0x200000ull /* offset of their registers, a page each: M and S */
#define SATP_SV39     (8ull << 60)
#define ASID_SHIFT    44
#define HV_ASID       1ull
#define BOX_ASID      2ull

typedef uint64_t table[ENTRIES] __attribute__((aligned(4096)));

static table hv_root, hv_devices, hv_low, hv_uart, hv_plic, hv_windows, hv_dram, hv_image, hv_top;
static table box_root, box_middle, box_leaf;

static uint64_t entry(uint64_t address, uint64_t flags)
{
    return address >> 12 << 10 | flags;
}

static uint64_t down(const table *next)
{
    return entry((uintptr_t)next, PTE_V);
}

/* Pages from `start` to `end` in a leaf table that begins at `origin`. */
static void map_pages(uint64_t *leaf, uint64_t origin, uint64_t start, uint64_t end, uint64_t flags)
{
    for (uint64_t a = start; a < end; a += PAGE_SIZE) {
        leaf[(a - origin) / PAGE_SIZE] = entry(a, flags);
    }
}

static void map_linked(uint64_t *leaf, const char *start, const char *end, uint64_t flags)
{
    map_pages(leaf, SOC_DRAM_BASE, (uintptr_t)start, (uintptr_t)end, flags);
}

static void map_device_megapages(uint64_t base, uint64_t size)
{
    for (uint64_t a = base & ~(MEGAPAGE - 1); a < base + size; a += MEGAPAGE) {
        hv_devices[a / MEGAPAGE] = entry(a, MAP_RW);
    }
}

static void map_devices(void)
{
    hv_root[0] = down(&hv_devices);
    hv_devices[0] = down(&hv_low);
    map_pages(hv_low, 0, SOC_FINISHER_BASE, SOC_FINISHER_BASE + SOC_FINISHER_SIZE, MAP_RW);
    hv_devices[SOC_UART_BASE / MEGAPAGE] = down(&hv_uart);
    map_pages(hv_uart, SOC_UART_BASE, SOC_UART_BASE, SOC_UART_BASE + PAGE_SIZE, MAP_RW);
    map_device_megapages(SOC_PLIC_BASE, PLIC_CONTEXTS);
    hv_devices[(SOC_PLIC_BASE + PLIC_CONTEXTS) / MEGAPAGE] = down(&hv_plic);
    map_pages(hv_plic, SOC_PLIC_BASE + PLIC_CONTEXTS, SOC_PLIC_BASE + PLIC_CONTEXTS,
              SOC_PLIC_BASE + PLIC_CONTEXTS + 2 * PAGE_SIZE, MAP_RW);
    map_device_megapages(SOC_MGMT_BASE, SOC_L2_BASE - SOC_MGMT_BASE + SOC_L2_SIZE);
    map_device_megapages(SOC_SHA256_BASE, SOC_SHA256_SIZE);
    map_device_megapages(SOC_INTERLOCK_BASE, SOC_INTERLOCK_SIZE);
    map_device_megapages(SOC_SYSINFO_BASE, SOC_SYSINFO_SIZE);
    hv_root[SOC_WINDOW_BASE / GIGAPAGE] = down(&hv_windows);
    for (uint64_t i = 0; i < num_models() * (uint64_t)SOC_WINDOW_SIZE / MEGAPAGE; i++) {
        hv_windows[i] = entry(SOC_WINDOW_BASE + i * MEGAPAGE, MAP_RW);
    }
}

static void map_image(void)
{
    map_linked(hv_image, image_start, text_start, MAP_R);
    map_linked(hv_image, text_start, text_end, MAP_RX);
    map_linked(hv_image, parser_text_start, parser_text_end, MAP_R);
    map_linked(hv_image, parser_rodata_start, parser_rodata_end, MAP_R);
    map_linked(hv_image, rodata_start, rodata_end, MAP_R);
    map_linked(hv_image, data_start, data_end, MAP_RW);
    map_linked(hv_image, trampoline_data, trampoline_data + PAGE_SIZE, MAP_RW);
    map_linked(hv_image, parser_area_start, parser_area_end, MAP_RW);
    map_linked(hv_image, parser_stack_start, parser_stack_end, MAP_RW);
    map_linked(hv_image, stack_start, stack_end, MAP_RW);
    map_linked(hv_image, panic_stack_start, panic_stack_end, MAP_RW);
    map_pages(hv_image, SOC_DRAM_BASE, (uintptr_t)image_end, SOC_DRAM_BASE + MEGAPAGE, MAP_RW);
}

static void map_dram(uint64_t size)
{
    const uint64_t top = SOC_DRAM_BASE + size;

    hv_root[SOC_DRAM_BASE / GIGAPAGE] = down(&hv_dram);
    hv_dram[0] = down(&hv_image);
    map_image();
    for (uint64_t i = 1; i < size / MEGAPAGE - 1; i++) {
        hv_dram[i] = entry(SOC_DRAM_BASE + i * MEGAPAGE, MAP_RW);
    }
    hv_dram[size / MEGAPAGE - 1] = down(&hv_top);
    map_pages(hv_top, top - MEGAPAGE, top - MEGAPAGE, top - BOOT_M_MEMORY, MAP_RW);
}

static void map_sandbox(void)
{
    box_root[SOC_DRAM_BASE / GIGAPAGE] = down(&box_middle);
    box_middle[0] = down(&box_leaf);
    map_linked(box_leaf, trampoline_start, trampoline_end, MAP_RX);
    map_linked(box_leaf, trampoline_data, trampoline_data + PAGE_SIZE, MAP_RW);
    map_linked(box_leaf, parser_text_start, parser_text_end, MAP_RX | PTE_U);
    map_linked(box_leaf, parser_rodata_start, parser_rodata_end, MAP_R | PTE_U);
    map_linked(box_leaf, parser_area_start, parser_area_end, MAP_RW | PTE_U);
    map_linked(box_leaf, parser_stack_start, parser_stack_end, MAP_RW | PTE_U);
}

static uint64_t satp(const table *root, uint64_t asid)
{
    return SATP_SV39 | asid << ASID_SHIFT | (uintptr_t)root >> 12;
}

uint64_t paging_sandbox_satp(void)
{
    return satp(&box_root, BOX_ASID);
}

void paging_init(uint64_t dram_size)
{
    map_devices();
    map_dram(dram_size);
    map_sandbox();
    __asm__ volatile("sfence.vma" ::: "memory");
    csr_write(CSR_SATP, satp(&hv_root, HV_ASID));
    __asm__ volatile("sfence.vma" ::: "memory");
}
