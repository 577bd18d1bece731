/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plant: relays whose coils are fed by the interlock's drive and permit pins, and their
 * read-back contacts. A coil holds only while its drive is high and its permit keeps toggling; a
 * contact follows its coil after a mechanical delay.
 */
#ifndef SIM_PLANT_H
#define SIM_PLANT_H

#include <stdbool.h>
#include <stdint.h>

#define PLANT_RELAYS         4
#define PLANT_HOLD_CYCLES    16  /* charge pump: coil drops this long after the last permit edge */
#define PLANT_CONTACT_CYCLES 100 /* coil to contact */

struct plant_relay {
    uint64_t last_edge;  /* cycle of the last permit edge */
    uint64_t coil_since; /* cycle of the last change of the coil */
    bool coil;
    bool contact; /* true: closed */
    bool welded;  /* fault injection: the contact no longer opens */
    bool broken;  /* fault injection: it opens and no longer closes */
};

struct plant {
    struct plant_relay relay[PLANT_RELAYS];
    uint8_t drive, permit; /* pins in the last cycle */
    uint8_t contacts;      /* the last answer */
    uint64_t due;          /* the first cycle in which time alone may change it; 0: now */
};

/* Called with the index of a relay whose contact has just moved. */
typedef void plant_moved_fn(void *context, unsigned relay, bool closed, uint64_t cycle);

const char *plant_relay_name(unsigned relay);
/* One cycle; returns the contacts, a bit a relay, 1 closed. */
uint8_t plant_cycle(struct plant *plant, uint8_t drive, uint8_t permit, uint64_t cycle,
                    plant_moved_fn *moved, void *context);

#endif
