/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_REPLAY_CHECK_H
#define SIM_REPLAY_CHECK_H

#include "replay.h"

/* From now on what the trace port says is compared with this replay's recording. */
void replay_check(struct replay *r);

#endif
