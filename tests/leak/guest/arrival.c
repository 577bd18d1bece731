/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel input-arrival: whether the model beside this one makes exits, told by the arrival of
 * input.
 *
 * Input comes at times of the outside world, and this guest stands still while the hypervisor,
 * which has one core, serves the other model: then fewer of its own polls fit between two inputs. A
 * queueing channel as Kadloor, Kiyavash, Venkitasubramaniam describe it (Mitigating timing side
 * channel in shared schedulers, 2012). No time of the model is needed, so no clock can be withheld.
 */
#include "leak.h"

/* As many exits as are no flood; the idle sender still hears of the next symbol in time. */
enum { POLL_CYCLES = 800, BUSY_CYCLES = 700, IDLE_CYCLES = 2800, INPUT = 16 };

/* A call that the hypervisor works for. */
static bool read_input(void)
{
    static uint8_t input[INPUT];

    return sbi_call(SBI_DBCN, 1, sizeof(input), (uint64_t)input, 0).value != 0;
}

static bool poll(void)
{
    leak_wait(POLL_CYCLES);
    return read_input();
}

static void receive(void)
{
    while (!poll()) {
    }
    for (uint64_t i = 0; i < leak_parameters.symbols; i++) {
        uint64_t polls = 1;

        while (!poll()) {
            polls++;
        }
        leak_record(polls);
    }
    leak_report();
}

static void send(void)
{
    for (;;) {
        if (leak_call(LEAK_ASK, 0) == 0) {
            leak_wait(IDLE_CYCLES);
        } else {
            (void)read_input();
            leak_wait(BUSY_CYCLES);
        }
    }
}

void guest_main(void)
{
    (void)leak_meet(LEAK_TICKS);
    if (leak_parameters.sender != 0) {
        send();
    } else {
        receive();
    }
}
