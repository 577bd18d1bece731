/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel branch-residue: which way the branches of the guest before this one went.
 *
 * BranchScope (Evtyushkin, Riley, Abu-Ghazaleh, Ponomarev, ASPLOS 2018): the sender trains one
 * branch for each bit, taken or not; the receiver, the next guest in the same domain with code at
 * the same addresses, takes each once and times it. Where the predictor says otherwise it takes
 * longer than the same branch some runs later. Each bit has four branches, since the receiver's own
 * on its way there replace half of the entries of the branch target buffer.
 */
#include "leak.h"

enum { BITS = 12, COPIES = 4, TRAINING = 4, LINE_SITES = 3 };

/* branch_sites.S: in each line a plain return, then three branches that are taken when a0 is 0. */
extern const uint8_t branch_sites[];

static const uint8_t *line(uint64_t number)
{
    return branch_sites + number / LINE_SITES * LINE;
}

static const uint8_t *site(uint64_t number)
{
    return line(number) + 8 * (1 + number % LINE_SITES);
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
    for (uint64_t n = 0; n < COPIES * BITS; n++) {
        (void)run(site(n), 0);
        for (unsigned i = 0; i < TRAINING; i++) {
            (void)run(site(n), (word >> n % BITS & 1) ^ 1);
        }
    }
}

/* Cycles that the first run takes more than a later one. */
static uint64_t probe(uint64_t number)
{
    uint64_t first;
    uint64_t later = 0;

    (void)run(line(number), 0); /* the line is there, and the branch not touched */
    (void)run(line(number), 0);
    first = run(site(number), 0);
    for (unsigned i = 0; i < TRAINING; i++) {
        later = run(site(number), 0);
    }
    return first > later ? first - later : 0;
}

static void receive(void)
{
    uint64_t longer[BITS] = {0};

    for (uint64_t n = 0; n < COPIES * BITS; n++) {
        longer[n % BITS] += probe(n);
    }
    for (uint64_t bit = 0; bit < BITS; bit++) {
        leak_record(longer[bit]);
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
