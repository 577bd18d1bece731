/* SPDX-License-Identifier: Apache-2.0 */
/* A record of the trace port (trace_t in rtl/mgmt/mgmt_pkg.sv) as a record of the recording. */
#ifndef SIM_FLIGHT_TRACE_H
#define SIM_FLIGHT_TRACE_H

#include "flight_record.h"

enum flight_kind { /* trace_kind_e */
                   TRACE_RESET,
                   TRACE_CONFIG,
                   TRACE_WRITE,
                   TRACE_LINE,
                   TRACE_ADVANCE,
                   TRACE_RESUME,
                   TRACE_HALT,
                   TRACE_EXIT
};

struct flight_event {
    uint8_t kind;
    uint8_t phase;
    uint64_t frame;
    uint64_t cycle;
    uint32_t info;
    uint8_t data[FLIGHT_LINE];
};

/* Execute fence of a configuration record: base and limit of a range, 16 bits each. */
#define FLIGHT_FENCES 4u

/* A line is a record of memory. Strings point into the event, those of a configuration into a
 * buffer that the next call uses again. */
void flight_from_trace(const struct flight_event *event, struct flight_record *record);

#endif
