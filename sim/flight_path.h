/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a recording goes. A file that somebody named is written in place, so that a crash leaves
 * what there was. Without a name it is run/modelN.flight beside the program: it appears there
 * when the run has ended, so that runs in parallel do not mix, and the last to end stays.
 */
#ifndef SIM_FLIGHT_PATH_H
#define SIM_FLIGHT_PATH_H

#include <limits.h>
#include <stdbool.h>

struct flight_path {
    char during[PATH_MAX];
    char after[PATH_MAX]; /* empty: stays where it is */
};

/* `name` NULL: the usual place. Model 0 has the name itself, model N gets .N behind it. */
bool flight_path(struct flight_path *path, const char *name, unsigned model);
bool flight_path_settle(const struct flight_path *path);

#endif
