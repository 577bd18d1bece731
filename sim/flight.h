/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flight recorder: what the models' trace ports say goes into one file for each model
 * (docs/flight-recorder.md). The SoC cannot tell whether it is recorded.
 */
#ifndef SIM_FLIGHT_H
#define SIM_FLIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "shim.h"

/* From power-on; the cycle is read for every record. False after one line on standard error. */
bool flight_start(const struct options *options, const uint64_t *cycle);
/* Names the files (--record, or the usual place); before that all is kept in memory. */
bool flight_open(const struct options *options);
/* Ends the recording with the digest of each model's state. */
bool flight_end(struct soc *soc);

#endif
