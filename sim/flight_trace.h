/* SPDX-License-Identifier: Apache-2.0 */
/* A record of the trace port (trace_t in rtl/mgmt/mgmt_pkg.sv) as a record of the recording. */
#ifndef SIM_FLIGHT_TRACE_H
#define SIM_FLIGHT_TRACE_H

#include "flight_record.h"

/* Execute fence of a configuration record: base and limit of a range, 16 bits each. */
#define FLIGHT_FENCES 4u

/* Takes a record of a model's trace port; each program that has such a port brings its own. A line
 * is a record of memory. The record's strings last as long as the call. */
void flight_take(unsigned model, struct flight_record *record);

#endif
