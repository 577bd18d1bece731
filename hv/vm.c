/* SPDX-License-Identifier: Apache-2.0
 *
 * The life of a guest: run, wait, be paced, held or ended. One turn of vm_poll() looks at the
 * management status and does what is due; nothing here waits for a model.
 */
#include <string.h>

#include "log.h"
#include "print.h"

static struct vm vms[SOC_MGMT_COUNT] __attribute__((section(".noinit")));

_Static_assert(POLICY_MODELS >= SOC_MGMT_COUNT, "every model has limits");

struct vm *vm_get(unsigned index)
{
    return index < num_models() ? &vms[index] : NULL;
}

void vm_init(void)
{
    for (unsigned i = 0; i < num_models(); i++) {
        const struct policy_limits *limits = &policy_get()->limits[i];

        memset(&vms[i], 0, sizeof(vms[i]));
        vms[i].index = i;
        vms[i].registers = (uint64_t)SOC_MGMT_BASE + (uint64_t)i * SOC_MGMT_STRIDE;
        vms[i].guest = -1;
        vms[i].prompts = (struct bucket){.tokens = limits->prompt_burst, .last = hv_cycles()};
        vms[i].egress = (struct bucket){.tokens = limits->egress_burst, .last = hv_cycles()};
    }
}

const char *vm_state_name(const struct vm *vm)
{
    static const char *const names[] = {"empty", "running", "idle", "paced", "held", "ended"};

    return names[vm->state];
}

static void print_stats(const struct vm *vm)
{
    print("exits=%lu idle_exits=%lu outputs=%lu bytes=%lu cycle=%lu", vm->stats.exits,
          vm->stats.idle_exits, vm->stats.outputs, vm->stats.output_bytes, vm->exit.cycle);
}

void vm_end(struct vm *vm, const char *reason, uint64_t code)
{
    vm->state = VM_ENDED;
    vm->end_reason = reason;
    output_flush(vm);
    print("@event ended model=%u guest=%d reason=%s code=%lu pc=0x%lx ", vm->index, vm->guest,
          reason, code, vm->exit.pc);
    print_stats(vm);
    print("\n");
    LOG(vm, "ended", LOG_T("reason", reason), LOG_U("code", code), LOG_U("exits", vm->stats.exits),
        LOG_U("pc", vm->exit.pc));
}

void vm_freeze(struct vm *vm, bool freeze)
{
    const uint64_t cycle = mgmt_cycle(vm);

    vm->frozen = freeze;
    mgmt_write(vm, SOC_MGMT_DMCONTROL,
               (freeze ? MGMT__DMCONTROL__FREEZEREQ_bm : 0) |
                   (vm->halting ? MGMT__DMCONTROL__HALTREQ_bm : 0));
    LOG(vm, freeze ? "freeze" : "thaw", LOG_U("cycle", cycle));
}

static uint64_t budget_end(const struct vm *vm)
{
    return wall_stands(WALL_BUDGET) ? vm->budget_start + vm->budget_cycles : 0;
}

/* Next cycle at which the hypervisor wants the model to stand: the end of its budget, or where
 * input that waits is delivered. */
static void set_stop(struct vm *vm, uint64_t cycle)
{
    uint64_t stop = budget_end(vm);

    if (vm->input.count > 0 && console_listens(vm)) {
        const uint64_t next = input_stop(vm, cycle);

        stop = stop == 0 || next < stop ? next : stop;
    }
    mgmt_stop_at(vm, stop);
}

/* It stands meanwhile: else it could pass the cycle at which it is to stop. */
bool vm_input(struct vm *vm, const void *line, size_t length)
{
    const bool go = mgmt_stand(vm);
    const uint64_t cycle = mgmt_cycle(vm);
    const bool room = input_put(vm, cycle, line, length);

    if (vm->state == VM_RUNNING) {
        set_stop(vm, cycle);
    }
    if (go) {
        mgmt_go(vm);
    }
    return room;
}

static void hold(struct vm *vm, const char *why)
{
    vm->state = VM_HELD;
    print("@event held model=%u guest=%d why=%s pc=0x%lx ", vm->index, vm->guest, why, vm->exit.pc);
    print_stats(vm);
    print("\n");
    LOG(vm, "held", LOG_T("why", why), LOG_U("level", level_now()), LOG_U("pc", vm->exit.pc));
}

static void resume(struct vm *vm)
{
    if (level_now() >= LEVEL_SEVERED) {
        hold(vm, "level");
        return;
    }
    if (!wall_stands(WALL_DETERMINISM)) { /* what a guest could then learn: the hypervisor's time */
        (void)mgmt_reg_write(vm, 0x605, hv_cycles());
    }
    if (!window_flush(vm)) {
        panic("window refused a checked write");
    }
    set_stop(vm, vm->exit.cycle);
    if (mgmt_resume(vm)) {
        vm->state = VM_RUNNING;
    } else {
        hold(vm, "refused");
    }
}

static void take_action(struct vm *vm, enum vm_action action)
{
    if (vm->state == VM_ENDED) {
        return;
    }
    if (action == VM_STOP) {
        hold(vm, "level");
        return;
    }
    if (action == VM_WAIT) {
        vm->state = VM_IDLE;
        print("@event idle model=%u guest=%d ", vm->index, vm->guest);
        print_stats(vm);
        print("\n");
        return;
    }
    if (vm->pace_until != 0) {
        vm->state = VM_PACED;
        return;
    }
    resume(vm);
}

static void over_budget(struct vm *vm)
{
    vm->exit.pc = 0;
    (void)mgmt_reg_read(vm, 0x7b1, &vm->exit.pc);
    detect(vm, DET_OVER_BUDGET, vm->exit.cycle - vm->budget_start, vm->budget_cycles);
    if (vm->state != VM_ENDED) {
        vm_end(vm, "over-budget", 0);
    }
}

static bool spent(const struct vm *vm)
{
    return budget_end(vm) != 0 && vm->exit.cycle >= budget_end(vm);
}

static void handle_exit(struct vm *vm)
{
    mgmt_write(vm, SOC_MGMT_IRQ_STATUS, MGMT__IRQ_STATUS__PARKED_bm | MGMT__IRQ_STATUS__STOPPED_bm);
    mgmt_stop_at(vm, 0);
    vm->halting = false;
    exit_read(vm);
    if (level_now() >= LEVEL_SEVERED) {
        vm->stats.exits++;
        hold(vm, "level");
        return;
    }
    if (spent(vm)) {
        over_budget(vm);
        return;
    }
    take_action(vm, exit_handle(vm));
}

/* Frozen by stop_at: the budget is spent, or input is to be delivered. */
static void handle_stop(struct vm *vm)
{
    mgmt_write(vm, SOC_MGMT_IRQ_STATUS, MGMT__IRQ_STATUS__STOPPED_bm);
    vm->exit.cycle = mgmt_read(vm, SOC_MGMT_MODEL_CYCLE);
    if (spent(vm)) {
        over_budget(vm);
        return;
    }
    mgmt_stop_at(vm, 0);
    vm->halting = true;
    mgmt_write(vm, SOC_MGMT_DMCONTROL,
               MGMT__DMCONTROL__HALTREQ_bm | MGMT__DMCONTROL__STOPCLEAR_bm |
                   (vm->frozen ? MGMT__DMCONTROL__FREEZEREQ_bm : 0));
}

/* A resume that waits for a token never gets one once the gate for events is closed. */
static bool stuck(const struct vm *vm)
{
    return level_now() >= LEVEL_SEVERED &&
           (mgmt_read(vm, SOC_MGMT_DMSTATUS) & MGMT__DMSTATUS__THROTTLED_bm) != 0;
}

/* The parked bit of dmstatus still stands while a resume waits for its token; the event does not.
 */
static bool poll_running(struct vm *vm)
{
    const uint64_t events = mgmt_read(vm, SOC_MGMT_IRQ_STATUS);

    if ((events & MGMT__IRQ_STATUS__PARKED_bm) != 0) {
        handle_exit(vm);
        return true;
    }
    if ((events & MGMT__IRQ_STATUS__STOPPED_bm) != 0) {
        handle_stop(vm);
        return true;
    }
    if (stuck(vm)) {
        hold(vm, "level");
        return true;
    }
    return false;
}

static bool poll_idle(struct vm *vm)
{
    if (vm->input.count == 0 || level_now() >= LEVEL_SEVERED) {
        return false;
    }
    input_release(vm);
    if (!console_receive(vm)) {
        return false;
    }
    if (vm->state == VM_ENDED) {
        return true;
    }
    vm->budget_start = vm->exit.cycle;
    resume(vm);
    return true;
}

static bool poll_paced(struct vm *vm)
{
    if (hv_cycles() >= vm->pace_until) {
        vm->pace_until = 0;
        resume(vm);
    }
    return true; /* stay awake: nothing will interrupt when the time has come */
}

bool vm_poll(struct vm *vm)
{
    if (vm->frozen) {
        return false;
    }
    switch (vm->state) {
    case VM_RUNNING:
        return poll_running(vm);
    case VM_IDLE:
        return poll_idle(vm);
    case VM_PACED:
        return poll_paced(vm);
    default:
        return false;
    }
}
