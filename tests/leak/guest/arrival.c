/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel input-arrival: whether the model beside this one makes exits, told by the arrival of
 * input.
 *
 * Input comes at times of the outside world, and this guest stands still while the hypervisor,
 * which has one core, serves the other model: then more input comes for each of its own exits, and
 * each takes longer. It queues jobs of its own behind those of the other, as Kadloor, Kiyavash,
 * Venkitasubramaniam do it (Mitigating timing side channel in shared schedulers, 2012). Both exit
 * by sleeping until the next tick of their timer, which the throttle lets pass.
 *
 * A symbol lasts from one delivery of input to the next: on the shared machine one input, on ours
 * what came in a quantum. An observation holds how much it was, how many naps it took, and how long
 * one of them, by the guest's own clock.
 */
#include "leak.h"
#include "virtio.h"

enum { INPUT = 128, TIMER_PENDS = 1 << 5, NAP_TICKS = 2, CLOCK_STEP = 8 };
enum { ASK_SHARE = 3, BUSY_NAP = 4096 }; /* ask rarely: a call costs a token of the throttle */

static uint8_t bytes[INPUT];
static uint64_t napped; /* cycles, by this model's clock */

static void nap(void)
{
    const uint64_t start = leak_now();

    csr_write(0x14d, csr_read(time) + NAP_TICKS); /* stimecmp */
    csr_write(sie, TIMER_PENDS);
    __asm__ volatile("wfi" ::: "memory");
    csr_write(sie, 0);
    csr_write(0x14d, ~0ull);
    napped += leak_now() - start;
}

/* The hypervisor looks into the ring at each exit: no need to notify it. */
static void post(void)
{
    struct virtq *rx = console_rx();
    struct virtq_memory *m = rx->memory;

    m->desc[0] = (struct virtq_desc){
        .address = (uintptr_t)bytes, .length = sizeof(bytes), .flags = VIRTQ_DESC_WRITE};
    m->avail.flags = 1; /* no interrupt */
    m->avail.ring[m->avail.index % VIRTQ_SIZE] = 0;
    __asm__ volatile("fence w, w" ::: "memory");
    m->avail.index++;
}

/* Naps until the next delivery; the number of naps. */
static uint64_t await(uint32_t *inputs)
{
    uint64_t naps = 0;

    post();
    do {
        leak_wait(leak_parameters.interval / leak_parameters.naps);
        nap();
        naps++;
    } while (!virtq_used(console_rx(), inputs));
    return naps;
}

/* As many inputs as come in an interval, or more. */
static uint64_t observe(void)
{
    uint64_t naps = 0;
    uint64_t inputs = 0;

    napped = 0;
    while (inputs < leak_parameters.inputs) {
        uint32_t more;

        naps += await(&more);
        inputs += more;
    }
    return inputs << 16 | napped / naps / CLOCK_STEP;
}

static void receive(void)
{
    (void)observe();
    for (uint64_t i = 0; i < leak_parameters.symbols; i++) {
        (void)leak_call(LEAK_NEXT, 2);
        leak_record(observe());
    }
    leak_report();
}

static void send(void)
{
    for (;;) {
        if (leak_call(LEAK_ASK, 0) == 0) {
            leak_wait(leak_parameters.interval / ASK_SHARE);
        } else {
            for (uint64_t n = 0; n < leak_parameters.interval / BUSY_NAP; n++) {
                nap();
            }
        }
    }
}

void guest_main(void)
{
    (void)leak_call(LEAK_TICKS, leak_parameters.interval / leak_parameters.inputs);
    if (leak_parameters.sender != 0) {
        send();
    } else {
        receive();
    }
}
