/* SPDX-License-Identifier: Apache-2.0
 *
 * The walls that software builds, one bit each in weaken_t.software. A simulation may switch single
 * walls off to show that an attack then succeeds; in a synthesised design the vector is zero, and a
 * hypervisor built with HV_WALLS_FIXED does not read it at all.
 */
#ifndef LIB_WALLS_H
#define LIB_WALLS_H

#include <stdbool.h>
#include <stdint.h>

#define WALL_SOFTWARE_SHIFT 16 /* weaken_t: the software bits are the upper half */

/* Hardware bits of the vector that software must know of. */
#define WEAKEN_SCRUB_DRAM 6

enum wall {
    WALL_GSTAGE_WX = 0,    /* G-stage pages are writable or executable, never both */
    WALL_GSTAGE_BOUND = 1, /* G-stage maps the guest's region only, and not its own tables */
    WALL_MMIO = 2,    /* addresses that are no port are refused, not carried out for the guest */
    WALL_SHIELD = 3,  /* prompts are checked */
    WALL_PATTERN = 4, /* denied phrases are withheld from the output */
    WALL_CONTROL = 5, /* control, escape, bidi and zero-width characters leave the output */
    WALL_RING = 6,    /* virtio rings and buffers are checked */
    WALL_DETERMINISM = 7, /* nothing a guest reads depends on the hypervisor's time */
    WALL_SCRUB = 8,       /* device buffers are emptied between guests */
    WALL_BUDGET = 9,      /* a guest ends when its cycles are spent */
    WALL_LEVELS = 10,     /* detectors raise the isolation level */
    WALL_THROTTLE = 11,   /* exits are budgeted (programming it) and counted */
    WALL_SBI = 12,        /* addresses in SBI calls are checked */
    WALL_CODE_PAGES = 13, /* nothing is written into a guest's code for it */
    WALL_QUANTUM = 14,    /* input is delivered where a quantum begins, else as it comes */
};

#ifdef HV_WALLS_FIXED
static inline bool wall_stands(enum wall wall)
{
    (void)wall;
    return true;
}
#else
bool wall_stands(enum wall wall); /* in the user of this header: reads sysinfo.weaken */
#endif

#endif
