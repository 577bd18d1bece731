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

/* An exit of the busy sender costs an eighth of what floods; ours polls three times between inputs.
 */
enum { POLL_CYCLES = 1200, BUSY_CYCLES = 360, IDLE_CYCLES = 2800, INPUT = 16 };

static bool poll(void)
{
    static uint8_t input[INPUT];

    leak_wait(POLL_CYCLES);
    return sbi_call(SBI_DBCN, 1, sizeof(input), (uint64_t)input, 0).value != 0;
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
        leak_wait(leak_call(LEAK_ASK, 0) != 0 ? BUSY_CYCLES : IDLE_CYCLES);
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
