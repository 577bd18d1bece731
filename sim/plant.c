/* SPDX-License-Identifier: Apache-2.0 */
#include "plant.h"

static const char *const relay_names[PLANT_RELAYS] = {
    /* Order of relay_t in rtl/interlock/interlock_pkg.sv, bit 0 first. */
    "network A",
    "network B",
    "model power A",
    "model power B",
};

const char *plant_relay_name(unsigned relay)
{
    return relay_names[relay];
}

static void coil_cycle(struct plant_relay *relay, bool drive, bool edge, uint64_t cycle)
{
    bool coil;

    if (edge) {
        relay->last_edge = cycle;
    }
    coil = drive && relay->last_edge != 0 && cycle - relay->last_edge < PLANT_HOLD_CYCLES;
    if (coil != relay->coil) {
        relay->coil = coil;
        relay->coil_since = cycle;
    }
}

/* The contact is not where the coil pulls it. */
static bool on_its_way(const struct plant_relay *relay)
{
    return relay->contact != (relay->coil && !relay->broken);
}

static bool contact_cycle(struct plant_relay *relay, uint64_t cycle)
{
    bool may_move = relay->coil || !relay->welded;

    if (!on_its_way(relay) || !may_move || cycle - relay->coil_since < PLANT_CONTACT_CYCLES) {
        return false;
    }
    relay->contact = !relay->contact;
    return true;
}

/* The cycle in which a coil drops or a contact arrives if its pins stay as they are. */
static uint64_t next_change(const struct plant_relay *relay)
{
    uint64_t drops = relay->coil ? relay->last_edge + PLANT_HOLD_CYCLES : UINT64_MAX;
    uint64_t arrives = on_its_way(relay) ? relay->coil_since + PLANT_CONTACT_CYCLES : UINT64_MAX;

    return drops < arrives ? drops : arrives;
}

uint8_t plant_cycle(struct plant *plant, uint8_t drive, uint8_t permit, uint64_t cycle,
                    plant_moved_fn *moved, void *context)
{
    uint8_t edges = permit ^ plant->permit;
    uint8_t contacts = 0;

    if (edges == 0 && drive == plant->drive && cycle < plant->due) {
        return plant->contacts;
    }
    plant->drive = drive;
    plant->permit = permit;
    plant->due = UINT64_MAX;
    for (unsigned i = 0; i < PLANT_RELAYS; i++) {
        struct plant_relay *relay = &plant->relay[i];
        uint64_t change;

        coil_cycle(relay, (drive >> i) & 1, (edges >> i) & 1, cycle);
        if (contact_cycle(relay, cycle)) {
            moved(context, i, relay->contact, cycle);
        }
        contacts |= (uint8_t)(relay->contact << i);
        change = next_change(relay);
        plant->due = change < plant->due ? change : plant->due;
    }
    plant->contacts = contacts;
    return contacts;
}
