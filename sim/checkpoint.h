/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many runs from one booted state. `--checkpoint FILE` boots until the hypervisor sleeps for the
 * first time, then holds that state and listens on the UNIX socket FILE. `--restore FILE` asks it
 * for a copy: the holder forks, and the child goes on with the asker's options, directory and
 * standard files. What was fixed at boot (memories, guests, hypervisor, seed) stays fixed.
 */
#ifndef SIM_CHECKPOINT_H
#define SIM_CHECKPOINT_H

#include <stdbool.h>

struct machine;

/*
 * In the holder: serves until interrupted (returns false), or, in the child of a request, returns
 * true with *argc and *argv those of the asker and standard files its own.
 */
bool checkpoint_serve(const char *path, int *argc, char ***argv);
/*
 * In the child: tells the asker how the run ended, and ends. The model is not torn down: it may
 * wait for threads that a fork does not copy. Elsewhere it does nothing.
 */
void checkpoint_end(int status);
/* In the child: whether the asker has gone, so that nobody waits for this run. */
bool checkpoint_abandoned(void);
/* In the asker: hands over the arguments, waits, and returns the exit status of the run. */
int checkpoint_restore(const char *path, int argc, char **argv);

#endif
