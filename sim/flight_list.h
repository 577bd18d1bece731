/* SPDX-License-Identifier: Apache-2.0 */
/* A recording in words. */
#ifndef SIM_FLIGHT_LIST_H
#define SIM_FLIGHT_LIST_H

#include "flight_read.h"

/* One record as `frame F cycle C: ...`, without a line end. */
void flight_words(char *text, size_t size, const struct flight_record *record);
void flight_list(const struct flight_reader *reader);

#endif
