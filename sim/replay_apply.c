/* SPDX-License-Identifier: Apache-2.0 */
#include "replay_apply.h"

#include <string.h>

#include "flight_trace.h"
#include "replay_bus.h"
#include "soc_map.h"
#include "soc_regs.h"

/* A scrub of 256 MiB takes 2^13 frames of at most 64 cycles, in simulation. */
enum { SETTLE_CYCLES = 2000, EVENT_CYCLES = 1000000, WAYS = 8, DWORD = 8 };

static bool set(struct replay *r, uint32_t reg, uint64_t value)
{
    return replay_write(r, DOMAIN_REGISTERS, reg, value);
}

static bool await_event(struct replay *r, size_t record)
{
    for (unsigned i = 0; i < EVENT_CYCLES && !r->diverged && r->next == record; i++) {
        replay_cycle(r);
    }
    return !r->diverged && r->next != record;
}

bool replay_await_scrub(struct replay *r)
{
    for (unsigned i = 0; i < EVENT_CYCLES && !r->diverged && r->out.scrubbing; i++) {
        replay_cycle(r);
    }
    return !r->out.scrubbing;
}

/* ---- configuration ------------------------------------------------------------------------- */

static uint64_t fence_register(const struct flight_record *c, unsigned i)
{
    const uint8_t *f = (const uint8_t *)c->string[FS_FENCE].at + 4 * i;

    return (uint64_t)(f[0] | f[1] << 8) << MGMT__FENCE__BASE_bp |
           (uint64_t)(f[2] | f[3] << 8) << MGMT__FENCE__LIMIT_bp |
           (c->number[FN_USED] >> i & 1) << MGMT__FENCE__ENABLE_bp;
}

static bool same_config(const struct replay *r, const struct flight_record *c)
{
    const struct flight_record *own = &r->config;

    return own->number[FN_LOCK] == c->number[FN_LOCK] &&
           own->number[FN_USED] == c->number[FN_USED] &&
           own->number[FN_WAYS] == c->number[FN_WAYS] &&
           own->number[FN_REGION] == c->number[FN_REGION] &&
           memcmp(r->fence, c->string[FS_FENCE].at, sizeof r->fence) == 0;
}

static bool give_ways(struct replay *r, uint64_t ways)
{
    for (unsigned w = 0; w < WAYS; w++) {
        if (((r->config.number[FN_WAYS] ^ ways) >> w & 1) != 0 &&
            !replay_give_way(r, w, (ways >> w & 1) != 0)) {
            return false;
        }
    }
    return true;
}

static bool set_fences(struct replay *r, const struct flight_record *c)
{
    for (unsigned i = 0; i < FLIGHT_FENCES; i++) {
        if (fence_register(c, i) != fence_register(&r->config, i) &&
            !set(r, SOC_MGMT_FENCE + 8 * i, fence_register(c, i))) {
            return false;
        }
    }
    return c->number[FN_LOCK] == 0 || set(r, SOC_MGMT_FENCE_LOCK, 1);
}

static bool configure(struct replay *r)
{
    const struct flight_record want = r->want;

    r->config.string[FS_FENCE].at = r->fence;
    if (r->config.number[FN_REGION] != want.number[FN_REGION] &&
        !set(r, SOC_MGMT_CONFIG, want.number[FN_REGION])) {
        return false;
    }
    if (!give_ways(r, want.number[FN_WAYS]) || !set_fences(r, &want)) {
        return false;
    }
    for (unsigned i = 0; i < SETTLE_CYCLES && !same_config(r, &want); i++) {
        replay_cycle(r);
    }
    if (!same_config(r, &want)) {
        return false;
    }
    replay_advance(r);
    return true;
}

/* ---- memory, registers, control ------------------------------------------------------------ */

static bool write_memory(struct replay *r)
{
    const uint32_t at = (uint32_t)r->want.number[FN_AT];
    const struct flight_span memory = r->memory;

    for (size_t i = 0; i < memory.length; i += DWORD) {
        uint64_t word;

        memcpy(&word, memory.at + i, sizeof word);
        if (!replay_write(r, DOMAIN_WINDOW, at + (uint32_t)i, word)) {
            return false;
        }
    }
    return set(r, SOC_MGMT_WINDOW, MGMT__WINDOW__FLUSH_bm);
}

static bool write_register(struct replay *r)
{
    return set(r, SOC_MGMT_DATA0, r->want.number[FN_VALUE]) &&
           set(r, SOC_MGMT_COMMAND,
               (uint64_t)3 << MGMT__COMMAND__AARSIZE_bp | MGMT__COMMAND__TRANSFER_bm |
                   MGMT__COMMAND__WRITE_bm | r->want.number[FN_REG]);
}

/* The request reaches the core with a frame boundary, and is told when the domain runs. */
static bool halt(struct replay *r, bool on)
{
    if (!set(r, SOC_MGMT_DMCONTROL, on ? MGMT__DMCONTROL__HALTREQ_bm : 0)) {
        return false;
    }
    for (uint8_t phase = 255; phase == 255 || r->out.phase >= phase;) {
        phase = r->out.phase;
        replay_cycle(r);
    }
    r->in.freeze = false;
    return true;
}

static bool act(struct replay *r)
{
    switch (r->want.type) {
    case FLIGHT_RESET:
        return set(r, SOC_MGMT_DMCONTROL,
                   r->want.number[FN_ON] != 0 ? MGMT__DMCONTROL__NDMRESET_bm : 0);
    case FLIGHT_WRITE:
        return write_register(r);
    case FLIGHT_MEMORY:
    case FLIGHT_BLOB:
        return write_memory(r);
    case FLIGHT_ADVANCE:
        return set(r, SOC_MGMT_DMCONTROL, MGMT__DMCONTROL__ADVANCEREQ_bm);
    case FLIGHT_RESUME:
        return set(r, SOC_MGMT_DMCONTROL, MGMT__DMCONTROL__RESUMEREQ_bm);
    case FLIGHT_HALT:
        return halt(r, r->want.number[FN_ON] != 0);
    default:
        return false;
    }
}

bool replay_apply(struct replay *r)
{
    const size_t record = r->next;
    const bool done = r->want.type == FLIGHT_CONFIG
                          ? configure(r)
                          : act(r) && await_event(r, record) && replay_await_scrub(r);

    return done || replay_differs(r, "management refuses it here");
}
