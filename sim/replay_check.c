/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the trace port of the replayed domain says, against the recording. A configuration is the
 * replay's own way of getting there (one way of the L2 after the other), and is compared by the one
 * who brings it about.
 */
#include "replay_check.h"

#include <string.h>

#include "flight_list.h"
#include "flight_trace.h"

static struct replay *checked; /* DPI has no context of its own here */

void replay_check(struct replay *r)
{
    checked = r;
}

static bool same_fields(const struct flight_record *a, const struct flight_record *b)
{
    return a->type == b->type && a->model_cycle == b->model_cycle &&
           memcmp(a->number, b->number, sizeof a->number) == 0;
}

static bool is_memory(const struct flight_record *r)
{
    return r->type == FLIGHT_MEMORY || r->type == FLIGHT_BLOB;
}

/* A line of the record of memory that is due. */
static bool same_line(const struct replay *r, const struct flight_record *line)
{
    return is_memory(&r->want) && line->model_cycle == r->want.model_cycle &&
           line->number[FN_FRAME] == r->want.number[FN_FRAME] &&
           line->number[FN_AT] == r->want.number[FN_AT] + r->offset &&
           memcmp(line->string[FS_DATA].at, r->memory.at + r->offset, FLIGHT_LINE) == 0;
}

static void differs(struct replay *r, const struct flight_record *got)
{
    char want_words[REPLAY_WORDS];
    char got_words[REPLAY_WORDS];

    flight_words(want_words, sizeof want_words, &r->want);
    flight_words(got_words, sizeof got_words, got);
    (void)replay_differs(r, "recorded %s; replayed %s", want_words, got_words);
}

static void check(struct replay *r, const struct flight_record *got)
{
    if (is_memory(got)) {
        if (!same_line(r, got)) {
            differs(r, got);
            return;
        }
        r->offset += FLIGHT_LINE;
        if (r->offset < r->memory.length) {
            return;
        }
    } else if (!same_fields(&r->want, got)) {
        differs(r, got);
        return;
    }
    r->exits += got->type == FLIGHT_EXIT;
    replay_advance(r);
}

void flight_take(unsigned model, struct flight_record *got)
{
    (void)model;
    if (got->type == FLIGHT_CONFIG) {
        memcpy(checked->fence, got->string[FS_FENCE].at, sizeof checked->fence);
        checked->config = *got;
    } else if (!checked->diverged && checked->next < checked->log->count) {
        check(checked, got);
    }
}
