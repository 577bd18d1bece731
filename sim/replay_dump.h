/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a domain that stands: read as the hypervisor reads it, so nothing changes by it.
 */
#ifndef SIM_REPLAY_DUMP_H
#define SIM_REPLAY_DUMP_H

#include "replay.h"

bool replay_dump_registers(struct replay *r);
/* `at` is an offset into the region. */
bool replay_dump_memory(struct replay *r, uint64_t at, uint64_t length);

#endif
