/* SPDX-License-Identifier: Apache-2.0 */
/* Accesses of the replay to registers, window and owner map, and what they are put together to. */
#ifndef SIM_REPLAY_BUS_H
#define SIM_REPLAY_BUS_H

#include "replay.h"

/* False when it is refused, or nobody answers. */
bool replay_write(struct replay *r, enum domain_target target, uint32_t address, uint64_t data);
bool replay_read(struct replay *r, enum domain_target target, uint32_t address, uint64_t *data);
/* Register by the debug specification's number; the domain stands. */
bool replay_register(struct replay *r, uint16_t regno, uint64_t *value);
/* Way `way` to the model, or from it to nobody. */
bool replay_give_way(struct replay *r, unsigned way, bool to_model);

#endif
