/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channel branch-residue: which way the branches of the guest before this one went.
 *
 * BranchScope (Evtyushkin, Riley, Abu-Ghazaleh, Ponomarev, ASPLOS 2018): the sender trains one
 * branch for each bit, taken or not; the receiver, the next guest in the same domain with code at
 * the same addresses, takes each once and times it. Where the predictor says otherwise it takes
 * longer. Their random branches, which leave only the table without history in use, are a loop here
 * that brings the history into a known state: then whichever table answers has learnt the same.
 */
#include "leak.h"

/* The lines before share their entries of the target buffer with the code around: what runs between
 * training and asking lies in the first part of some 512 bytes. */
enum { BITS = 25, TRAINING = 4, FIRST_LINE = 7, LINE_SITES = 3, TARGET_BUFFER = 512 };

/* branch_sites.S: in each line a plain return, then three branches that are taken when a0 is 0. */
extern const uint8_t branch_sites[];
uint64_t branch_time(uint64_t not_taken, const uint8_t *code);

static const uint8_t *line(uint64_t bit)
{
    return branch_sites + (FIRST_LINE + bit / LINE_SITES) * LINE;
}

static const uint8_t *site(uint64_t bit)
{
    return line(bit) + 8 * (1 + bit % LINE_SITES);
}

static void send(uint64_t word)
{
    for (uint64_t bit = 0; bit < BITS; bit++) {
        (void)branch_time(0, site(bit)); /* the target is known, whatever the direction */
        for (unsigned i = 0; i < TRAINING; i++) {
            (void)branch_time((word >> bit & 1) ^ 1, site(bit));
        }
    }
}

static void receive(void)
{
    uint64_t times[BITS];

    for (uint64_t bit = 0; bit < BITS; bit++) {
        (void)branch_time(0, line(bit)); /* the line is there, and the branch not touched */
        times[bit] = branch_time(0, site(bit));
    }
    for (uint64_t bit = 0; bit < BITS; bit++) {
        leak_record(times[bit]);
    }
    leak_report();
}

__attribute__((aligned(TARGET_BUFFER))) void guest_main(void)
{
    if (leak_parameters.sender != 0) {
        send(leak_call(LEAK_TELL, 1ull << BITS));
    } else {
        receive();
    }
}
