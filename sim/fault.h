/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What breaks in a run by --fault NAME@CYCLE: wires of the SoC, clocks, and relays of the plant.
 * Each has a tripwire or a check of the interlock behind it, which a test must see act.
 */
#ifndef SIM_FAULT_H
#define SIM_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "plant.h"
#include "shim.h"

enum fault_kind {
    /* The first ones are bits of fault_i in guillotine_sim_top.sv. */
    FAULT_L2_TAG,     /* parity bit of the tags in a model's way: stuck at 1 */
    FAULT_L2_DATA,    /* parity bit of the data in a way of the hypervisor: stuck at 1 */
    FAULT_L2_ADDRESS, /* address line from the hypervisor's L2 to memory: stuck at 1 */
    FAULT_CONTACT,    /* a relay's contact opens and stays open */
    FAULT_WELD,       /* a relay's contact, once closed, stays closed */
    FAULT_CLOCK,      /* the system clock stops */
    FAULT_LOCK_CLOCK, /* the interlock's clock stops */
    FAULT_KINDS,
};

struct fault {
    enum fault_kind kind;
    uint64_t cycle; /* in which it breaks; 0: never */
};

/* Reads NAME@CYCLE; false when it is neither. */
bool fault_parse(const char *text, struct fault *fault);
/* Called in every cycle; acts in that of the fault. */
void fault_cycle(const struct fault *fault, uint64_t cycle, struct soc_in *in, struct plant *plant);

#endif
