/* SPDX-License-Identifier: Apache-2.0 */
/* Goes on as the build of this program that has the wanted number of models, or the waveforms. */
#ifndef SIM_TWIN_H
#define SIM_TWIN_H

#include <stdbool.h>

/* This build is not the one. */
bool twin_needed(unsigned models, bool trace);
/* Returns only when it failed, after one line on standard error. */
void twin_exec(char **argv, unsigned models, bool trace);

#endif
