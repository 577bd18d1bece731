/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel branch-residue: which way the branches of the guest before this one went.
 *
 * BranchScope (Evtyushkin, Riley, Abu-Ghazaleh, Ponomarev, ASPLOS 2018): the sender trains one
 * branch for each bit, taken or not; the receiver, the next guest in the same domain with code at
 * the same addresses, takes each once and times it. Where the predictor says otherwise it takes
 * longer.
 */
#include "leak.h"

enum { BITS = 32, TRAINING = 4, LINE_SITES = 2 };

/* branch_sites.S: in each line a plain return, then two branches that are taken when a0 is 0. */
extern const uint8_t branch_sites[];

static const uint8_t *line(uint64_t bit)
{
    return branch_sites + bit / LINE_SITES * LINE;
}

static const uint8_t *site(uint64_t bit)
{
    return line(bit) + 8 * (1 + bit % LINE_SITES);
}

static uint64_t run(const uint8_t *code, uint64_t not_taken)
{
    register uint64_t a0 __asm__("a0") = not_taken;
    uint64_t start;
    uint64_t end;

    __asm__ volatile(".option push\n\t.option arch, +zicsr\n\tcsrr %0, cycle\n\tjalr ra, 0(%2)\n\t"
                     "csrr %1, cycle\n\t.option pop"
                     : "=&r"(start), "=&r"(end)
                     : "r"(code), "r"(a0)
                     : "ra", "memory");
    return end - start;
}

static void send(uint64_t word)
{
    for (uint64_t bit = 0; bit < BITS; bit++) {
        (void)run(site(bit), 0);
        for (unsigned n = 0; n < TRAINING; n++) {
            (void)run(site(bit), (word >> bit & 1) ^ 1);
        }
    }
}

static void receive(void)
{
    for (uint64_t bit = 0; bit < BITS; bit++) {
        (void)run(line(bit), 0); /* the line is there, and the branch not touched */
        (void)run(line(bit), 0);
        leak_record(run(site(bit), 0));
    }
    leak_report();
}

void guest_main(void)
{
    if (leak_parameters.sender != 0) {
        send(leak_call(LEAK_TELL, 1ull << BITS));
    } else {
        receive();
    }
}
