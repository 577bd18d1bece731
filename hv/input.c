/* SPDX-License-Identifier: Apache-2.0
 *
 * Input that waits for a guest, and when it may be seen. Input comes at times of the outside world,
 * which also tell how long the model stood still meanwhile. So whatever comes within one quantum of
 * the cycles that the model ran is delivered where its next quantum begins; no poll before that
 * sees it, however often the guest makes an exit. Cycles that an advance skips are none that it
 * ran: else a guest would reach the next quantum by sleeping. A guest that waits for nothing but
 * input is given the next line at once, and only that: how long it took, and what came behind it,
 * it cannot tell.
 */
#include <string.h>

#include "hv.h"

/* Behind this cycle, in cycles that the model ran. */
static uint64_t next_quantum(const struct vm *vm, uint64_t cycle)
{
    const uint64_t quantum = vm_limits(vm)->quantum_cycles;

    return ((cycle - vm->skipped) / quantum + 1) * quantum;
}

static void deliver(struct vm *vm, uint64_t cycle)
{
    if (cycle - vm->skipped >= vm->input.due) {
        vm->input.visible = vm->input.count;
    }
}

static void put(struct input *in, uint8_t byte)
{
    in->bytes[(in->head + in->count++) % INPUT_FIFO] = byte;
}

bool input_put(struct vm *vm, uint64_t cycle, const void *line, size_t length)
{
    struct input *in = &vm->input;
    const uint8_t *from = line;

    if (length >= INPUT_FIFO - in->count) {
        return false;
    }
    deliver(vm, cycle);
    for (size_t i = 0; i < length; i++) {
        put(in, from[i]);
    }
    put(in, '\n');
    in->due = wall_stands(WALL_QUANTUM) ? next_quantum(vm, cycle) : 0;
    return true;
}

uint32_t input_visible(struct vm *vm)
{
    deliver(vm, vm->exit.cycle);
    return vm->input.visible;
}

size_t input_take(struct vm *vm, void *bytes, size_t length)
{
    struct input *in = &vm->input;
    uint8_t *to = bytes;
    size_t n = 0;

    for (; n < length && in->visible > 0; n++) {
        to[n] = in->bytes[in->head];
        in->head = (in->head + 1) % INPUT_FIFO;
        in->count--;
        in->visible--;
    }
    return n;
}

void input_release(struct vm *vm)
{
    struct input *in = &vm->input;

    if (input_visible(vm) > 0) {
        return;
    }
    while (in->visible < in->count && in->bytes[(in->head + in->visible++) % INPUT_FIFO] != '\n') {
    }
}

uint64_t input_stop(const struct vm *vm, uint64_t cycle)
{
    const uint64_t next = next_quantum(vm, cycle);

    return (next > vm->input.due ? next : vm->input.due) + vm->skipped;
}

/* Where the scrub of buffers is switched off: a device that keeps its own, whose last input can be
 * read again. */
void input_reset(struct vm *vm)
{
    struct input *in = &vm->input;

    if (wall_stands(WALL_SCRUB)) {
        memset(in, 0, sizeof(*in));
        return;
    }
    in->count += in->head < INPUT_FIFO - in->count ? in->head : 0;
    in->head = 0;
    in->due = 0;
}
