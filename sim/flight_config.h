/* SPDX-License-Identifier: Apache-2.0 */
/* What must be the same in a recording and its replay, as one digest. */
#ifndef SIM_FLIGHT_CONFIG_H
#define SIM_FLIGHT_CONFIG_H

#include "sha256.h"

struct flight_machine {
    unsigned models;      /* of the SoC: it gives the frame its length */
    unsigned model;       /* which of them */
    unsigned memory_log2; /* strap: largest region of a model */
    uint32_t weaken;
};

/* Over the RTL's sources too, as they were when this program was built. */
void flight_config(const struct flight_machine *machine, uint8_t digest[SHA256_SIZE]);

#endif
