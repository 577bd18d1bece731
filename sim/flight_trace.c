/* SPDX-License-Identifier: Apache-2.0 */
#include "flight_trace.h"

#include <string.h>

#include "svdpi.h"

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

enum { RANGE_BITS = 33 }; /* fence_range_t: enable, base, limit */

static uint64_t word(const uint8_t *data, unsigned index)
{
    uint64_t value;

    memcpy(&value, data + 8u * index, sizeof value);
    return value;
}

/* `width` bits of the record's data from bit `from` on. */
static uint64_t bits(const uint8_t *data, unsigned from, unsigned width)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < width; i++) {
        const unsigned at = from + i;

        value |= (uint64_t)(data[at / 8] >> at % 8 & 1) << i;
    }
    return value;
}

static void config(const struct flight_event *e, struct flight_record *r)
{
    static uint8_t fence[4 * FLIGHT_FENCES];

    r->type = FLIGHT_CONFIG;
    r->number[FN_PHASE] = e->phase;
    r->number[FN_REGION] = e->info & 0x1f;
    r->number[FN_WAYS] = e->info >> 5 & 0xff;
    for (unsigned i = 0; i < FLIGHT_FENCES; i++) {
        const unsigned at = RANGE_BITS * i;
        const uint64_t limit = bits(e->data, at, 16);
        const uint64_t base = bits(e->data, at + 16, 16);

        r->number[FN_USED] |= bits(e->data, at + 32, 1) << i;
        fence[4 * i] = (uint8_t)base;
        fence[4 * i + 1] = (uint8_t)(base >> 8);
        fence[4 * i + 2] = (uint8_t)limit;
        fence[4 * i + 3] = (uint8_t)(limit >> 8);
    }
    r->number[FN_LOCK] = bits(e->data, RANGE_BITS * FLIGHT_FENCES, 1);
    r->string[FS_FENCE].at = fence;
    r->string[FS_FENCE].length = sizeof fence;
}

static void exit_of(const struct flight_event *e, struct flight_record *r)
{
    r->type = FLIGHT_EXIT;
    r->number[FN_PHASE] = e->phase;
    r->number[FN_REASON] = e->info & 7;
    r->number[FN_CAUSE] = e->info >> 3 & 0x3f;
    r->number[FN_INTERRUPT] = e->info >> 9 & 1;
    r->number[FN_PRV] = e->info >> 10 & 3;
    r->number[FN_GVA] = e->info >> 12 & 1;
    r->number[FN_PC] = word(e->data, 0);
    r->number[FN_TVAL] = word(e->data, 1);
    r->number[FN_HTVAL] = word(e->data, 2);
    r->number[FN_INSN] = (uint32_t)word(e->data, 3);
    r->number[FN_HTINST] = word(e->data, 3) >> 32;
}

static void decode(const struct flight_event *e, struct flight_record *r)
{
    *r = (struct flight_record){.model_cycle = e->cycle};
    r->number[FN_FRAME] = e->frame;
    switch ((enum flight_kind)e->kind) {
    case TRACE_RESET:
    case TRACE_HALT:
        r->type = e->kind == TRACE_RESET ? FLIGHT_RESET : FLIGHT_HALT;
        r->number[FN_ON] = e->info & 1;
        break;
    case TRACE_CONFIG:
        config(e, r);
        break;
    case TRACE_WRITE:
        r->type = FLIGHT_WRITE;
        r->number[FN_REG] = e->info & 0xffff;
        r->number[FN_VALUE] = word(e->data, 0);
        break;
    case TRACE_LINE:
        r->type = FLIGHT_MEMORY;
        r->number[FN_AT] = (uint64_t)e->info * FLIGHT_LINE;
        r->string[FS_DATA].at = e->data;
        r->string[FS_DATA].length = FLIGHT_LINE;
        break;
    case TRACE_ADVANCE:
        r->type = FLIGHT_ADVANCE;
        break;
    case TRACE_RESUME:
        r->type = FLIGHT_RESUME;
        break;
    case TRACE_EXIT:
    default:
        exit_of(e, r);
        break;
    }
}

/* DPI: sim/flight_pkg.sv. */
void sim_flight_event(int model, char kind, long long frame, char phase, long long cycle, int info,
                      const svBitVecVal *data);

void sim_flight_event(int model, char kind, long long frame, char phase, long long cycle, int info,
                      const svBitVecVal *data)
{
    struct flight_event event = {.kind = (uint8_t)kind,
                                 .phase = (uint8_t)phase,
                                 .frame = (uint64_t)frame,
                                 .cycle = (uint64_t)cycle,
                                 .info = (uint32_t)info};
    struct flight_record record;

    memcpy(event.data, data, sizeof event.data);
    decode(&event, &record);
    flight_take((unsigned)model, &record);
}
