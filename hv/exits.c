/* SPDX-License-Identifier: Apache-2.0
 *
 * Exits of a parked model core: what happened, and what the guest gets for it. A guest's mistake is
 * answered to the guest as the fault a real machine would raise; what it says about the guest goes
 * to the detectors.
 */
#include <string.h>

#include "csr.h"
#include "log.h"
#include "print.h"

enum exit_reason { EXIT_NONE, EXIT_TRAP, EXIT_WFI, EXIT_HALT, EXIT_FENCE, EXIT_TRIGGER, EXIT_BUS };

#define VSSTATUS_SIE  (1ull << 1)
#define VSSTATUS_SPIE (1ull << 5)
#define VSSTATUS_SPP  (1ull << 8)

static bool is_call(const struct vm_exit *x)
{
    return x->reason == EXIT_TRAP && !x->interrupt && x->cause == CAUSE_ECALL_VS;
}

/* What was accessed, and how; a call has none of it. */
static void read_access(struct vm *vm)
{
    struct vm_exit *x = &vm->exit;
    uint64_t insn;

    if (is_call(x)) {
        x->tval = x->gpa = x->insn = x->htinst = 0;
        return;
    }
    insn = mgmt_read(vm, SOC_MGMT_EXIT_INSN);
    x->tval = mgmt_read(vm, SOC_MGMT_EXIT_TVAL);
    x->gpa = mgmt_read(vm, SOC_MGMT_EXIT_HTVAL) << 2 | (x->tval & 3);
    x->insn = (uint32_t)FIELD(MGMT__EXIT_INSN__INSN, insn);
    x->htinst = (uint32_t)FIELD(MGMT__EXIT_INSN__HTINST, insn);
}

void exit_read(struct vm *vm)
{
    const uint64_t e = mgmt_read(vm, SOC_MGMT_EXIT);
    struct vm_exit *x = &vm->exit;

    x->reason = (unsigned)FIELD(MGMT__EXIT__REASON, e);
    x->interrupt = FIELD(MGMT__EXIT__INTERRUPT, e) != 0;
    x->cause = (unsigned)FIELD(MGMT__EXIT__CAUSE, e);
    x->gva = FIELD(MGMT__EXIT__GVA, e) != 0;
    x->prv = (unsigned)FIELD(MGMT__EXIT__PRV, e);
    x->pc = mgmt_read(vm, SOC_MGMT_EXIT_PC);
    x->cycle = mgmt_read(vm, SOC_MGMT_MODEL_CYCLE);
    read_access(vm);
}

enum vm_action fault_inject(struct vm *vm, unsigned cause, uint64_t tval)
{
    uint64_t vector = 0;
    uint64_t status = 0;
    bool ok;

    if (level_now() >= LEVEL_SEVERED) {
        return VM_STOP; /* nothing may enter the model any more: it stays parked as it is */
    }
    ok = mgmt_reg_read(vm, CSR_VSTVEC, &vector) && mgmt_reg_read(vm, CSR_VSSTATUS, &status);

    vector &= ~3ull;
    /* No handler, or the handler itself faults at its first instruction: it would never end. */
    if (!ok || vector == 0 || vector == (vm->exit.pc & ~3ull)) {
        vm_end(vm, "faulted", cause);
        return VM_STOP;
    }
    status &= ~(VSSTATUS_SPP | VSSTATUS_SPIE);
    status |= (status & VSSTATUS_SIE) != 0 ? VSSTATUS_SPIE : 0;
    status |= vm->exit.prv != 0 ? VSSTATUS_SPP : 0;
    status &= ~VSSTATUS_SIE;
    ok = mgmt_reg_write(vm, CSR_VSSTATUS, status) && mgmt_reg_write(vm, CSR_VSEPC, vm->exit.pc) &&
         mgmt_reg_write(vm, CSR_VSCAUSE, cause) && mgmt_reg_write(vm, CSR_VSTVAL, tval) &&
         mgmt_reg_write(vm, CSR_DCSR, DCSR_V | DCSR_PRV_S) && mgmt_reg_write(vm, CSR_DPC, vector);
    if (!ok) {
        vm_end(vm, "faulted", cause);
        return VM_STOP;
    }
    return VM_RESUME;
}

/* The access fault that an address without memory raises, by the kind of the access. */
static unsigned access_fault(unsigned cause)
{
    switch (cause) {
    case CAUSE_INSN_GUEST_PAGE:
    case CAUSE_INSN_ACCESS:
        return CAUSE_INSN_ACCESS;
    case CAUSE_LOAD_GUEST_PAGE:
    case CAUSE_LOAD_ACCESS:
        return CAUSE_LOAD_ACCESS;
    default:
        return CAUSE_STORE_ACCESS;
    }
}

static enum detector classify(const struct vm *vm)
{
    const struct vm_exit *x = &vm->exit;
    const uint64_t offset = x->gpa - GUEST_BASE;

    if (x->gpa < GUEST_BASE) {
        return DET_DEVICE_PROBE;
    }
    if (offset >= vm->region_size) {
        return DET_OUTSIDE_ACCESS;
    }
    if (offset >= vm->memory_size) {
        return DET_TABLE_ACCESS;
    }
    if (x->cause == CAUSE_INSN_GUEST_PAGE) {
        return DET_DATA_EXEC;
    }
    return DET_CODE_WRITE;
}

static enum vm_action refuse_access(struct vm *vm)
{
    const struct vm_exit x = vm->exit;

    detect(vm, classify(vm), x.gpa, x.cause);
    return vm->state == VM_ENDED ? VM_STOP : fault_inject(vm, access_fault(x.cause), x.tval);
}

static enum vm_action handle_guest_page(struct vm *vm)
{
    const enum vm_action action =
        vm->exit.cause == CAUSE_INSN_GUEST_PAGE ? VM_STOP : mmio_handle(vm);

    if (vm->state == VM_ENDED) {
        return VM_STOP;
    }
    return action == VM_STOP ? refuse_access(vm) : action;
}

static enum vm_action handle_privileged(struct vm *vm)
{
    detect(vm, DET_PRIVILEGED, vm->exit.insn, vm->exit.cause);
    return vm->state == VM_ENDED ? VM_STOP : fault_inject(vm, CAUSE_ILLEGAL, vm->exit.insn);
}

static enum vm_action handle_trap(struct vm *vm)
{
    if (vm->exit.interrupt) {
        return VM_RESUME; /* none is enabled beyond the guest's own; nothing to do */
    }
    switch (vm->exit.cause) {
    case CAUSE_LOAD_GUEST_PAGE:
    case CAUSE_STORE_GUEST_PAGE:
    case CAUSE_INSN_GUEST_PAGE:
        return handle_guest_page(vm);
    case CAUSE_VIRTUAL_INSN:
    case CAUSE_ILLEGAL:
        return handle_privileged(vm);
    default:
        detect(vm, DET_PRIVILEGED, vm->exit.tval, vm->exit.cause);
        return vm->state == VM_ENDED ? VM_STOP
                                     : fault_inject(vm, vm->exit.cause & 0xf, vm->exit.tval);
    }
}

static enum vm_action handle_violation(struct vm *vm, enum detector detector)
{
    const struct vm_exit x = vm->exit;

    detect(vm, detector, x.gpa != 0 ? x.gpa : x.tval, x.cause);
    return vm->state == VM_ENDED ? VM_STOP : fault_inject(vm, access_fault(x.cause), x.tval);
}

/* To the guest's timer. */
static void advance(struct vm *vm)
{
    uint64_t cycle;

    mgmt_write(vm, SOC_MGMT_DMCONTROL, MGMT__DMCONTROL__ADVANCEREQ_bm);
    cycle = mgmt_read(vm, SOC_MGMT_MODEL_CYCLE);
    vm->skipped += cycle - vm->exit.cycle;
    vm->exit.cycle = cycle;
}

/* The core parked behind the instruction already: the guest goes on there, whatever wakes it. */
static enum vm_action handle_wfi(struct vm *vm)
{
    uint64_t timer = ~0ull;
    bool timed;

    output_flush(vm);
    timed = mgmt_reg_read(vm, CSR_VSTIMECMP, &timer) && timer != ~0ull;
    if (!timed) {
        input_release(vm);
    }
    if (console_receive(vm)) {
        vm->budget_start = vm->exit.cycle;
        return VM_RESUME;
    }
    if (timed) {
        advance(vm);
    }
    return timed ? VM_RESUME : VM_WAIT;
}

/* More exits in one quantum of model cycles than any honest guest needs. */
static void count_exit(struct vm *vm)
{
    const struct policy_limits *limits = vm_limits(vm);

    vm->stats.exits++;
    if (vm->exit.reason == EXIT_WFI) {
        vm->stats.idle_exits++;
        return;
    }
    if (vm->exit.cycle >= vm->flood_end) {
        vm->flood_end = (vm->exit.cycle / limits->quantum_cycles + 1) * limits->quantum_cycles;
        vm->flood_exits = 0;
        vm->flood_next = limits->flood_exits;
    }
    if (++vm->flood_exits < vm->flood_next) {
        return;
    }
    vm->flood_next += limits->flood_exits;
    if (wall_stands(WALL_THROTTLE)) {
        detect(vm, DET_EXIT_FLOOD, vm->flood_exits, mgmt_read(vm, SOC_MGMT_TOKENS));
    }
}

enum vm_action exit_handle(struct vm *vm)
{
    count_exit(vm);
    if (vm->state == VM_ENDED) {
        return VM_STOP;
    }
    if (is_call(&vm->exit)) {
        return sbi_handle(vm);
    }
    switch (vm->exit.reason) {
    case EXIT_TRAP:
        return handle_trap(vm);
    case EXIT_WFI:
        return handle_wfi(vm);
    case EXIT_HALT:
        if (console_receive(vm)) {
            vm->budget_start = vm->exit.cycle;
        }
        return VM_RESUME;
    case EXIT_FENCE:
        return handle_violation(vm, DET_FENCE_VIOLATION);
    case EXIT_BUS:
        return handle_violation(vm, DET_BUS_VIOLATION);
    case EXIT_TRIGGER:
        return VM_RESUME;
    default:
        panic("parked without a reason");
    }
}
