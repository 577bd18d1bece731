/* SPDX-License-Identifier: Apache-2.0 */
/* Writes retired instructions in the format of Spike's --log-commits. */
#ifndef SIM_COMMIT_LOG_H
#define SIM_COMMIT_LOG_H

#include <stdbool.h>

bool commit_log_open(const char *path);
void commit_log_close(void);

#endif
