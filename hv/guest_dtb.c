/* SPDX-License-Identifier: Apache-2.0
 *
 * The guest's device tree, made with libfdt's sequential writer. It holds what a guest may know:
 * memory, one hart, its clock, the console port; nothing about this machine or this run.
 */
#include <libfdt.h>

#include "hv.h"

/* Model time in Hz: a fixed figure, so that two machines look alike to a guest. */
#define GUEST_CLOCK_HZ 50000000u

enum { PHANDLE_INTC = 1, IRQ_SUPERVISOR_EXTERNAL = 9 };

static int reg_property(void *fdt, uint64_t address, uint64_t size)
{
    const fdt64_t cells[2] = {cpu_to_fdt64(address), cpu_to_fdt64(size)};

    return fdt_property(fdt, "reg", cells, sizeof(cells));
}

static int put_cells(void *fdt)
{
    return fdt_property_u32(fdt, "#address-cells", 2) | fdt_property_u32(fdt, "#size-cells", 2);
}

static int put_memory(void *fdt, const struct vm *vm)
{
    return fdt_begin_node(fdt, "memory@80000000") |
           fdt_property_string(fdt, "device_type", "memory") |
           reg_property(fdt, GUEST_BASE, vm->memory_size) | fdt_end_node(fdt);
}

static int put_interrupt_controller(void *fdt)
{
    return fdt_begin_node(fdt, "interrupt-controller") |
           fdt_property_string(fdt, "compatible", "riscv,cpu-intc") |
           fdt_property_u32(fdt, "#interrupt-cells", 1) |
           fdt_property(fdt, "interrupt-controller", NULL, 0) |
           fdt_property_u32(fdt, "phandle", PHANDLE_INTC) | fdt_end_node(fdt);
}

static int put_cpus(void *fdt)
{
    const unsigned shift =
        (unsigned)FIELD(SYSINFO__SHAPE__TIME_SHIFT, sysinfo_read(SOC_SYSINFO_SHAPE));

    return fdt_begin_node(fdt, "cpus") | fdt_property_u32(fdt, "#address-cells", 1) |
           fdt_property_u32(fdt, "#size-cells", 0) |
           fdt_property_u32(fdt, "timebase-frequency", GUEST_CLOCK_HZ >> shift) |
           fdt_begin_node(fdt, "cpu@0") | fdt_property_string(fdt, "device_type", "cpu") |
           fdt_property_u32(fdt, "reg", 0) | fdt_property_string(fdt, "status", "okay") |
           fdt_property_string(fdt, "compatible", "riscv") |
           fdt_property_string(fdt, "riscv,isa",
                               "rv64imac_zicntr_zicsr_zifencei_zihpm_zba_zbb_zbs_sstc") |
           fdt_property_string(fdt, "mmu-type", "riscv,sv39") | put_interrupt_controller(fdt) |
           fdt_end_node(fdt) | fdt_end_node(fdt);
}

static int put_ports(void *fdt)
{
    const fdt32_t interrupt[2] = {cpu_to_fdt32(PHANDLE_INTC),
                                  cpu_to_fdt32(IRQ_SUPERVISOR_EXTERNAL)};

    return fdt_begin_node(fdt, "soc") | put_cells(fdt) |
           fdt_property_string(fdt, "compatible", "simple-bus") |
           fdt_property(fdt, "ranges", NULL, 0) | fdt_begin_node(fdt, "virtio_mmio@10001000") |
           fdt_property_string(fdt, "compatible", "virtio,mmio") |
           reg_property(fdt, CONSOLE_ADDRESS, CONSOLE_SIZE) |
           fdt_property(fdt, "interrupts-extended", interrupt, sizeof(interrupt)) |
           fdt_end_node(fdt) | fdt_end_node(fdt);
}

static int put_root(void *fdt, const struct vm *vm)
{
    return fdt_begin_node(fdt, "") | put_cells(fdt) |
           fdt_property_string(fdt, "compatible", "guillotine,captive") |
           fdt_property_string(fdt, "model", "Guillotine captive machine") |
           fdt_begin_node(fdt, "chosen") | fdt_property_string(fdt, "bootargs", "console=hvc0") |
           fdt_end_node(fdt) | put_memory(fdt, vm) | put_cpus(fdt) | put_ports(fdt) |
           fdt_end_node(fdt);
}

bool guest_dtb_build(const struct vm *vm, void *buffer, size_t capacity)
{
    int error = fdt_create(buffer, (int)capacity) | fdt_finish_reservemap(buffer);

    error |= put_root(buffer, vm);
    return (error | fdt_finish(buffer)) == 0;
}
