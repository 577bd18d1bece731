/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_REPLAY_APPLY_H
#define SIM_REPLAY_APPLY_H

#include "replay.h"

/* Until the scrub of a domain reset has ended; from power-on there is one. */
bool replay_await_scrub(struct replay *r);
/* Gives the due event to the domain, which stands in the event's frame, and waits until the trace
 * port has told it. False after a difference. */
bool replay_apply(struct replay *r);

#endif
