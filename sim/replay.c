/* SPDX-License-Identifier: Apache-2.0 */
#include "replay.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "flight_list.h"
#include "flight_state.h"
#include "replay_apply.h"
#include "replay_check.h"

enum { RESET_CYCLES = 16, SLOT_CYCLES = 12, GAP_CYCLES = 4, LATE_FRAMES = 4, TOLD_CYCLES = 8 };

static unsigned frame_cycles(void)
{
    return SLOT_CYCLES * (domain_models() + 1) + GAP_CYCLES; /* soc_pkg::frame_cycles */
}

bool replay_differs(struct replay *r, const char *format, ...)
{
    va_list args;
    int n;

    if (!r->diverged) {
        r->diverged = true;
        n = snprintf(r->difference, sizeof r->difference, "record %zu: ", r->next);
        va_start(args, format);
        vsnprintf(r->difference + n, sizeof r->difference - (size_t)n, format, args);
        va_end(args);
    }
    return false;
}

void replay_advance(struct replay *r)
{
    r->next++;
    r->offset = 0;
    r->memory = (struct flight_span){0};
    if (r->next == r->log->count) {
        return;
    }
    flight_read(r->log, r->next, &r->want);
    if (r->want.type == FLIGHT_MEMORY || r->want.type == FLIGHT_BLOB) {
        r->memory = flight_read_memory(r->log, &r->want);
    }
}

void replay_cycle(struct replay *r)
{
    domain_cycle(r->domain, &r->in, &r->out);
    r->cycles++;
    r->ran += r->out.run;
    r->stood = r->out.run ? 0 : r->stood + 1;
    if ((r->cycles & 0xfff) == 0 && domain_failed(r->domain)) {
        (void)replay_differs(r, "an assertion of the RTL fired");
    }
}

void replay_init(struct replay *r, const struct flight_reader *log, uint64_t seed)
{
    *r = (struct replay){.log = log};
    r->config.string[FS_FENCE].at = r->fence;
    r->domain = domain_new((unsigned)log->header.number[FN_MEMORY],
                           (uint32_t)log->header.number[FN_WEAKEN], seed);
    replay_check(r);
    replay_advance(r);
    r->in.freeze = true;
    r->in.reset = true;
    for (unsigned i = 0; i < RESET_CYCLES; i++) {
        replay_cycle(r);
    }
    r->in.reset = false;
    for (unsigned i = 0; i < RESET_CYCLES; i++) {
        replay_cycle(r);
    }
    if (!replay_await_scrub(r)) {
        (void)replay_differs(r, "the power-on scrub never ends");
    }
}

void replay_free(struct replay *r)
{
    domain_free(r->domain);
}

/* ---- time ---------------------------------------------------------------------------------- */

/* The boundary that ends this frame is at or after the stop. */
static bool stop_near(const struct replay *r)
{
    return r->stops && r->out.cycle + frame_cycles() - r->out.phase >= r->stop;
}

static bool stop_reached(const struct replay *r)
{
    return r->stops && !r->out.run && r->out.cycle >= r->stop;
}

/* Parked, and the trace port has had the time to say why. */
static bool parked(const struct replay *r)
{
    return r->stood > TOLD_CYCLES && (r->out.parked || r->out.in_reset);
}

/* One cycle in which the domain may run; `hold` asks it to stand from the next boundary on. */
static void run_cycle(struct replay *r, bool hold)
{
    r->in.freeze = hold || stop_near(r);
    replay_cycle(r);
}

/* Runs to the start of model frame `frame`, and stands there. False: stopped, or not reached. */
static bool stand_at(struct replay *r, uint64_t frame)
{
    while (!r->diverged && (r->out.run || r->out.frame < frame)) {
        if (stop_reached(r)) {
            return false;
        }
        if (r->out.frame > frame || parked(r)) {
            return replay_differs(r, "the domain is not there any more, or parked before");
        }
        run_cycle(r, r->out.frame + (r->out.run ? 1 : 0) >= frame);
    }
    r->in.freeze = true;
    return !r->diverged && (r->out.frame == frame || replay_differs(r, "its frame is over"));
}

/* An exit, or a halt that takes effect: the trace port tells it. */
static bool await_exit(struct replay *r)
{
    const size_t record = r->next;
    const uint64_t last = r->want.number[FN_FRAME] + LATE_FRAMES;

    while (!r->diverged && r->next == record) {
        if (stop_reached(r)) {
            return false;
        }
        if (r->out.frame > last || parked(r)) {
            char words[REPLAY_WORDS];

            flight_words(words, sizeof words, &r->want);
            return replay_differs(r, "recorded %s; replayed: none", words);
        }
        run_cycle(r, false);
    }
    return !r->diverged;
}

/* ---- end ----------------------------------------------------------------------------------- */

static bool at_end(struct replay *r)
{
    const struct flight_record *end = &r->want;

    if (end->number[FN_RUN] == 0) {
        return stand_at(r, end->number[FN_FRAME]);
    }
    while (!r->diverged && !(r->out.run && r->out.frame == end->number[FN_FRAME] &&
                             r->out.phase == end->number[FN_PHASE])) {
        if (stop_reached(r)) {
            return false;
        }
        if (r->out.frame > end->number[FN_FRAME] || parked(r)) {
            return replay_differs(r, "the domain does not run there");
        }
        run_cycle(r, false);
    }
    return !r->diverged;
}

static void compare_state(struct replay *r)
{
    const struct flight_record *end = &r->want;
    struct flight_state state;

    domain_tell(r->domain);
    flight_state_take(domain_model(), &state);
    if (state.cycle != end->model_cycle) {
        (void)replay_differs(r, "recorded end in model cycle %" PRIu64 ", replayed %" PRIu64,
                             end->model_cycle, state.cycle);
    } else if (end->string[FS_STATE].length == 0) {
        return;
    } else if (!state.comparable) {
        (void)replay_differs(r, "the end is not where it was");
    } else if (memcmp(state.dram, end->string[FS_DRAM].at, sizeof state.dram) != 0) {
        (void)replay_differs(r, "the memory's final digest differs");
    } else if (memcmp(state.state, end->string[FS_STATE].at, sizeof state.state) != 0) {
        (void)replay_differs(r, "the final digest of the domain's state differs");
    }
}

enum replay_result replay_run(struct replay *r)
{
    while (!r->diverged && !stop_reached(r) && r->next < r->log->count) {
        if (r->want.type == FLIGHT_END) {
            if (at_end(r)) {
                compare_state(r);
            }
            break;
        }
        if (r->want.type == FLIGHT_EXIT) {
            (void)await_exit(r);
        } else if (stand_at(r, r->want.number[FN_FRAME])) {
            (void)replay_apply(r);
        }
    }
    return r->diverged ? REPLAY_DIVERGED : stop_reached(r) ? REPLAY_STOPPED : REPLAY_SAME;
}
