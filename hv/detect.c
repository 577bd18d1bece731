/* SPDX-License-Identifier: Apache-2.0
 *
 * Detectors report what a guest did, by behaviour alone; the policy's rules say what follows. All
 * rules of a detector that hold are applied, the highest level wins.
 */
#include "log.h"
#include "print.h"

static const char *const names[DET_LAST] = {
#define DETECTOR_NAME(upper, lower, wall) #lower,
    DETECTORS(DETECTOR_NAME)
#undef DETECTOR_NAME
};

static const char *const walls[DET_LAST] = {
#define DETECTOR_WALL(upper, lower, wall) #wall,
    DETECTORS(DETECTOR_WALL)
#undef DETECTOR_WALL
};

const char *detector_name(enum detector detector)
{
    return names[detector];
}

/* The first reports are written out, then only powers of two: evidence must not become a flood. */
static bool worth_telling(uint32_t count)
{
    return count <= 8 || (count & (count - 1)) == 0;
}

static void tell(const struct vm *vm, enum detector d, uint64_t value, uint64_t more)
{
    print("@event detect model=%u guest=%d name=%s wall=%s count=%u value=0x%lx more=0x%lx "
          "pc=0x%lx cycle=%lu\n",
          vm->index, vm->guest, names[d], walls[d], vm->detected[d], value, more, vm->exit.pc,
          vm->exit.cycle);
    LOG(vm, "detect", LOG_T("name", names[d]), LOG_T("wall", walls[d]),
        LOG_U("count", vm->detected[d]), LOG_U("value", value), LOG_U("more", more),
        LOG_U("pc", vm->exit.pc));
}

void detect(struct vm *vm, enum detector detector, uint64_t value, uint64_t more)
{
    const struct policy *policy = policy_get();
    unsigned level = 0;
    bool end = false;

    vm->detected[detector]++;
    if (worth_telling(vm->detected[detector])) {
        tell(vm, detector, value, more);
    }
    for (uint32_t i = 0; i < policy->num_rules; i++) {
        const struct policy_rule *r = &policy->rules[i];

        if (r->detector == (uint32_t)detector && vm->detected[detector] >= r->threshold) {
            level = r->level > level ? r->level : level;
            end = end || r->end != 0;
        }
    }
    if (level > level_now() && wall_stands(WALL_LEVELS)) {
        (void)level_raise(level, names[detector]);
    }
    if (end && vm->state != VM_ENDED) {
        vm_end(vm, "policy", detector);
    }
}
