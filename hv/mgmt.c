/* SPDX-License-Identifier: Apache-2.0
 *
 * Driver of the management registers: abstract commands, reset, resume, window. Every wait is
 * bounded; hardware that does not answer within it is broken, and a broken machine must stop.
 */
#include <string.h>

#include "csr.h"
#include "hv.h"

enum { COMMAND_TRIES = 10000, FLUSH_TRIES = 100000, FREEZE_TRIES = 10000 };
#define RESET_CYCLES (1ull << 34) /* a scrub of 256 MiB takes 2^23 lines of one frame each */

/* True when the last action, of which the status says how it went, was not refused; clears the
 * refusal. */
static bool accepted(const struct vm *vm, uint64_t abstractcs)
{
    if ((abstractcs & MGMT__ABSTRACTCS__CMDERR_bm) == 0) {
        return true;
    }
    mgmt_write(vm, SOC_MGMT_ABSTRACTCS, MGMT__ABSTRACTCS__CMDERR_bm);
    return false;
}

bool mgmt_command(const struct vm *vm, uint64_t command)
{
    unsigned tries = COMMAND_TRIES;
    uint64_t status;

    mgmt_write(vm, SOC_MGMT_COMMAND, command);
    do {
        status = mgmt_read(vm, SOC_MGMT_ABSTRACTCS);
        if (--tries == 0) {
            panic("management command does not end");
        }
    } while ((status & MGMT__ABSTRACTCS__BUSY_bm) != 0);
    return accepted(vm, status);
}

uint64_t mgmt_gpr(const struct vm *vm, unsigned index)
{
    uint64_t value = 0;

    if (index != 0) {
        (void)mgmt_reg_read(vm, REG_GPR + index, &value);
    }
    return value;
}

void mgmt_gpr_set(const struct vm *vm, unsigned index, uint64_t value)
{
    if (index != 0) {
        (void)mgmt_reg_write(vm, REG_GPR + index, value);
    }
}

static uint64_t freeze_bit(const struct vm *vm)
{
    return vm->frozen ? MGMT__DMCONTROL__FREEZEREQ_bm : 0;
}

bool mgmt_resume(const struct vm *vm)
{
    mgmt_write(vm, SOC_MGMT_DMCONTROL, MGMT__DMCONTROL__RESUMEREQ_bm | freeze_bit(vm));
    return accepted(vm, mgmt_read(vm, SOC_MGMT_ABSTRACTCS));
}

static void wait_status(const struct vm *vm, uint64_t mask, uint64_t value)
{
    const uint64_t start = hv_cycles();

    while ((mgmt_read(vm, SOC_MGMT_DMSTATUS) & mask) != value) {
        hv_breathe();
        if (hv_cycles() - start > RESET_CYCLES) {
            panic("domain reset does not end");
        }
    }
}

bool mgmt_reset(const struct vm *vm, unsigned region_log2)
{
    mgmt_write(vm, SOC_MGMT_DMCONTROL, MGMT__DMCONTROL__NDMRESET_bm);
    wait_status(vm, MGMT__DMSTATUS__INRESET_bm | MGMT__DMSTATUS__SCRUBBING_bm,
                MGMT__DMSTATUS__INRESET_bm);
    mgmt_write(vm, SOC_MGMT_CONFIG, FIELD_PREP(MGMT__CONFIG__REGION_LOG2, region_log2));
    mgmt_write(vm, SOC_MGMT_DMCONTROL, 0);
    wait_status(vm, MGMT__DMSTATUS__INRESET_bm | MGMT__DMSTATUS__ALLHALTED_bm,
                MGMT__DMSTATUS__ALLHALTED_bm);
    return accepted(vm, mgmt_read(vm, SOC_MGMT_ABSTRACTCS)) &&
           FIELD(MGMT__CONFIG__REGION_LOG2, mgmt_read(vm, SOC_MGMT_CONFIG)) == region_log2;
}

bool region_scrubbed(void)
{
    return (sysinfo_read(SOC_SYSINFO_WEAKEN) >> WEAKEN_SCRUB_DRAM & 1) == 0;
}

void mgmt_stop_at(const struct vm *vm, uint64_t cycle)
{
    mgmt_write(vm, SOC_MGMT_STOP_AT,
               cycle == 0 ? 0 : MGMT__STOP_AT__ENABLE_bm | FIELD_PREP(MGMT__STOP_AT__CYCLE, cycle));
}

static bool stands(const struct vm *vm)
{
    return (mgmt_read(vm, SOC_MGMT_DMSTATUS) & MGMT__DMSTATUS__FROZEN_bm) != 0;
}

static bool wait_frozen(const struct vm *vm)
{
    unsigned tries = FREEZE_TRIES;

    while (!stands(vm)) {
        if (--tries == 0) {
            return false;
        }
    }
    return true;
}

bool mgmt_stand(const struct vm *vm)
{
    if (stands(vm) || vm->halting) { /* writing dmcontrol now would take the halt back */
        return false;
    }
    mgmt_write(vm, SOC_MGMT_DMCONTROL, MGMT__DMCONTROL__FREEZEREQ_bm);
    if (!wait_frozen(vm)) {
        panic("model does not freeze");
    }
    return true;
}

void mgmt_go(const struct vm *vm)
{
    mgmt_write(vm, SOC_MGMT_DMCONTROL, freeze_bit(vm));
}

uint64_t mgmt_cycle(const struct vm *vm)
{
    const bool go = mgmt_stand(vm);
    const uint64_t cycle = stands(vm) ? mgmt_read(vm, SOC_MGMT_MODEL_CYCLE) : vm->exit.cycle;

    if (go) {
        mgmt_go(vm);
    }
    return cycle;
}

static uint64_t window(const struct vm *vm, uint64_t offset)
{
    return (uint64_t)SOC_WINDOW_BASE + (uint64_t)vm->index * SOC_WINDOW_STRIDE + offset;
}

void window_read(struct vm *vm, uint64_t offset, void *bytes, uint64_t length)
{
    uint8_t *to = bytes;

    vm->window_used = true;
    while (length > 0) {
        const uint64_t word = mmio_read64(window(vm, offset & ~7ull));
        const uint64_t skip = offset & 7;
        const uint64_t part = 8 - skip < length ? 8 - skip : length;

        memcpy(to, (const uint8_t *)&word + skip, part);
        to += part;
        offset += part;
        length -= part;
    }
}

void window_write(struct vm *vm, uint64_t offset, const void *bytes, uint64_t length)
{
    const uint8_t *from = bytes;

    vm->window_used = true;
    while (length > 0) {
        const uint64_t at = window(vm, offset & ~7ull);
        const uint64_t skip = offset & 7;
        const uint64_t part = 8 - skip < length ? 8 - skip : length;
        uint64_t word = part == 8 ? 0 : mmio_read64(at);

        memcpy((uint8_t *)&word + skip, from, part);
        mmio_write64(at, word);
        from += part;
        offset += part;
        length -= part;
    }
}

bool window_flush(struct vm *vm)
{
    unsigned tries = FLUSH_TRIES;
    uint64_t status;

    if (!vm->window_used) {
        return true;
    }
    vm->window_used = false;
    mgmt_write(vm, SOC_MGMT_WINDOW, MGMT__WINDOW__FLUSH_bm);
    do {
        status = mgmt_read(vm, SOC_MGMT_WINDOW);
        if (--tries == 0) {
            panic("window flush does not end");
        }
    } while ((status & MGMT__WINDOW__FLUSH_bm) != 0);
    return (status & MGMT__WINDOW__REFUSED_bm) == 0;
}

bool page_is_code(const struct vm *vm, uint64_t page)
{
    for (unsigned i = 0; i < vm->num_code; i++) {
        if (page >= vm->code[i].first && page <= vm->code[i].last) {
            return true;
        }
    }
    return false;
}

bool touches_code(const struct vm *vm, uint64_t gpa, uint64_t length)
{
    const uint64_t offset = gpa - GUEST_BASE;

    if (length == 0 || gpa < GUEST_BASE || offset >= vm->region_size) {
        return false;
    }
    for (unsigned i = 0; i < vm->num_code; i++) {
        if (offset / PAGE_SIZE <= vm->code[i].last &&
            (offset + length - 1) / PAGE_SIZE >= vm->code[i].first) {
            return true;
        }
    }
    return false;
}

static bool in_guest_memory(const struct vm *vm, uint64_t gpa, uint64_t length)
{
    return gpa >= GUEST_BASE && gpa - GUEST_BASE <= vm->memory_size &&
           length <= vm->memory_size - (gpa - GUEST_BASE);
}

bool guest_read(struct vm *vm, uint64_t gpa, void *bytes, uint64_t length, enum wall wall)
{
    if (!in_guest_memory(vm, gpa, length)) {
        const void *leak = wall_stands(wall) ? NULL : hv_memory(gpa, length);

        if (leak == NULL) {
            return false;
        }
        memcpy(bytes, leak, length);
        return true;
    }
    window_read(vm, gpa - GUEST_BASE, bytes, length);
    return true;
}

/* What happens where the check of addresses is missing: the guest's own tables are written through
 * the window, memory of the hypervisor directly. */
static bool write_unchecked(struct vm *vm, uint64_t gpa, const void *bytes, uint64_t length)
{
    const uint64_t offset = gpa - GUEST_BASE;
    void *hit = (void *)(uintptr_t)hv_memory(gpa, length);

    if (gpa >= GUEST_BASE && offset < vm->region_size && length <= vm->region_size - offset) {
        window_write(vm, offset, bytes, length);
        return true;
    }
    if (hit != NULL) {
        memcpy(hit, bytes, length);
    }
    return hit != NULL;
}

bool guest_write(struct vm *vm, uint64_t gpa, const void *bytes, uint64_t length, enum wall wall)
{
    if (!in_guest_memory(vm, gpa, length)) {
        return !wall_stands(wall) && write_unchecked(vm, gpa, bytes, length);
    }
    if (touches_code(vm, gpa, length) && wall_stands(WALL_CODE_PAGES)) {
        return false;
    }
    window_write(vm, gpa - GUEST_BASE, bytes, length);
    return true;
}
