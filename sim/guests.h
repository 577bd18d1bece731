/* SPDX-License-Identifier: Apache-2.0 */
/* Puts guests, unparsed, into hypervisor memory behind the hypervisor, with their table. */
#ifndef SIM_GUESTS_H
#define SIM_GUESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"

/* from: first free address; table: its physical address, 0 when there are no guests. */
bool guests_place(const struct options *options, uint64_t from, uint32_t *table);

#endif
