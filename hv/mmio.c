/* SPDX-License-Identifier: Apache-2.0
 *
 * Loads and stores of a guest that are no memory: decoded from the raw instruction of the exit and
 * carried to the port they address. Whatever is no port is refused.
 */
#include "csr.h"
#include "hv.h"

static unsigned bits(uint32_t insn, unsigned low, unsigned count)
{
    return insn >> low & ((1u << count) - 1);
}

static bool decode_full(uint32_t insn, struct mmio_access *a)
{
    const unsigned opcode = bits(insn, 0, 7);
    const unsigned funct3 = bits(insn, 12, 3);

    a->length = 4;
    a->size = 1u << (funct3 & 3);
    a->sign_extend = (funct3 & 4) == 0;
    if (opcode == 0x03 && funct3 != 7) {
        a->store = false;
        a->reg = bits(insn, 7, 5);
        return true;
    }
    if (opcode == 0x23 && funct3 < 4) {
        a->store = true;
        a->reg = bits(insn, 20, 5);
        return true;
    }
    return false;
}

static bool decode_compressed(uint32_t insn, struct mmio_access *a)
{
    const unsigned funct3 = bits(insn, 13, 3);
    const unsigned quadrant = bits(insn, 0, 2);

    a->length = 2;
    a->sign_extend = true;
    a->size = (funct3 & 1) != 0 ? 8 : 4;
    a->store = (funct3 & 4) != 0;
    if ((funct3 & 3) != 2 && (funct3 & 3) != 3) {
        return false;
    }
    if (quadrant == 0) { /* c.lw c.ld c.sw c.sd */
        a->reg = 8 + bits(insn, 2, 3);
        return true;
    }
    if (quadrant == 2) { /* c.lwsp c.ldsp c.swsp c.sdsp */
        a->reg = a->store ? bits(insn, 2, 5) : bits(insn, 7, 5);
        return a->store || a->reg != 0;
    }
    return false;
}

bool mmio_decode(uint32_t insn, struct mmio_access *access)
{
    *access = (struct mmio_access){.store = false, .reg = 0, .size = 0, .length = 0};
    if ((insn & 3) == 3) {
        return decode_full(insn, access);
    }
    return insn <= 0xffff && decode_compressed(insn, access);
}

static uint64_t extend(uint64_t value, const struct mmio_access *a)
{
    const unsigned shift = 64 - 8 * a->size;

    if (shift == 0) {
        return value;
    }
    return a->sign_extend ? (uint64_t)((int64_t)(value << shift) >> shift)
                          : value << shift >> shift;
}

struct device_range {
    uint64_t base;
    uint64_t size;
};

/* Where a careless hypervisor would act for the guest (wall switched off): its own devices. */
static bool own_device(uint64_t address, unsigned size)
{
    static const struct device_range devices[] = {
        {SOC_UART_BASE, SOC_UART_SIZE},
        {SOC_MGMT_BASE, SOC_MGMT_SIZE},
        {SOC_L2_BASE, SOC_L2_SIZE},
        {SOC_SHA256_BASE, SOC_SHA256_SIZE},
        {SOC_INTERLOCK_BASE, SOC_INTERLOCK_SIZE},
        {SOC_SYSINFO_BASE, SOC_SYSINFO_SIZE},
    };

    for (unsigned i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
        if (address >= devices[i].base && address - devices[i].base < devices[i].size) {
            return address % size == 0;
        }
    }
    return false;
}

static uint64_t deputy_load(uint64_t address, unsigned size)
{
    switch (size) {
    case 1:
        return mmio_read8(address);
    case 2:
        return mmio_read16(address);
    case 4:
        return mmio_read32(address);
    default:
        return mmio_read64(address);
    }
}

static void deputy_store(uint64_t address, unsigned size, uint64_t value)
{
    switch (size) {
    case 1:
        mmio_write8(address, (uint8_t)value);
        break;
    case 2:
        mmio_write16(address, (uint16_t)value);
        break;
    case 4:
        mmio_write32(address, (uint32_t)value);
        break;
    default:
        mmio_write64(address, value);
        break;
    }
}

/* False: nobody answers at this address. */
static bool perform(struct vm *vm, const struct mmio_access *a, uint64_t gpa, uint64_t *value)
{
    if (gpa >= CONSOLE_ADDRESS && gpa - CONSOLE_ADDRESS < CONSOLE_SIZE) {
        const uint64_t offset = gpa - CONSOLE_ADDRESS;
        const bool ok = a->store ? console_store(vm, offset, a->size, *value)
                                 : console_load(vm, offset, a->size, value);

        if (!ok) {
            detect(vm, DET_PORT_MISUSE, gpa, a->size);
            *value = 0;
        }
        return true;
    }
    if (!wall_stands(WALL_MMIO) && own_device(gpa, a->size)) {
        if (a->store) {
            deputy_store(gpa, a->size, *value);
        } else {
            *value = deputy_load(gpa, a->size);
        }
        return true;
    }
    return false;
}

/* VM_STOP: not a port's address or not a plain load or store; the caller refuses the access. */
enum vm_action mmio_handle(struct vm *vm)
{
    const struct vm_exit x = vm->exit;
    struct mmio_access a;
    uint64_t value;

    if (!mmio_decode(x.insn, &a) || a.store != (x.cause == CAUSE_STORE_GUEST_PAGE) ||
        x.htinst == 0x3000 || x.htinst == 0x3020) {
        return VM_STOP;
    }
    value = a.store ? mgmt_gpr(vm, a.reg) : 0;
    if (!perform(vm, &a, x.gpa, &value)) {
        return VM_STOP;
    }
    if (vm->state == VM_ENDED) {
        return VM_STOP;
    }
    if (!a.store) {
        mgmt_gpr_set(vm, a.reg, extend(value, &a));
    }
    (void)mgmt_reg_write(vm, CSR_DPC, x.pc + a.length);
    return VM_RESUME;
}
