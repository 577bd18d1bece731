/* SPDX-License-Identifier: Apache-2.0
 *
 * The sanitizer's look at what a model says. Characters are checked one by one, so a sequence may
 * be cut anywhere between buffers. Behind that, a history of the last bytes is matched against the
 * denied phrases; bytes that could still become one are held back until they cannot, or until a
 * flush. After a flush the history keeps matching, so that a phrase cut by pauses still loses its
 * end.
 */
#include "parse.h"
#include "utf8.h"

static const uint8_t replacement[3] = {0xef, 0xbf, 0xbd}; /* U+FFFD */
static const char withheld[] = "[withheld]";

static void give(struct output_output *out, uint8_t byte)
{
    if (out->length < OUTPUT_OUT_MAX) {
        out->bytes[out->length++] = byte;
    }
}

/* Length of the pattern's prefix that the history ends with, at most `limit`. */
static uint32_t suffix_match(const struct output_state *s, const struct policy_pattern *p,
                             uint32_t limit)
{
    for (uint32_t n = limit < s->history_length ? limit : s->history_length; n > 0; n--) {
        const uint8_t *tail = s->history + s->history_length - n;
        uint32_t i = 0;

        while (i < n && ascii_lower(tail[i]) == p->bytes[i]) {
            i++;
        }
        if (i == n) {
            return n;
        }
    }
    return 0;
}

/* Gives out history up to `keep` bytes before its end, and forgets what no pattern can need. */
static void give_history(struct output_output *out, uint32_t keep)
{
    struct output_state *s = &out->state;

    while (s->history_given + keep < s->history_length) {
        give(out, s->history[s->history_given++]);
    }
}

static void drop_oldest(struct output_output *out)
{
    struct output_state *s = &out->state;

    if (s->history_given == 0) {
        give(out, s->history[0]);
        s->history_given = 1;
    }
    for (uint32_t i = 1; i < s->history_length; i++) {
        s->history[i - 1] = s->history[i];
    }
    s->history_length--;
    s->history_given--;
}

static void match_byte(const struct policy *policy, uint8_t byte, struct output_output *out)
{
    struct output_state *s = &out->state;
    uint32_t hold = 0;

    if (s->history_length == OUTPUT_HISTORY) {
        drop_oldest(out);
    }
    s->history[s->history_length++] = byte;
    for (uint32_t k = 0; k < policy->num_patterns && k < POLICY_MAX_PATTERNS; k++) {
        const struct policy_pattern *p = &policy->patterns[k];
        uint32_t n;

        if ((p->where & PATTERN_OUTPUT) == 0 || p->length == 0 || p->length > PATTERN_MAX) {
            continue;
        }
        n = suffix_match(s, p, p->length);
        if (n == p->length) {
            give_history(out, n);
            s->history_length = 0;
            s->history_given = 0;
            for (const char *w = withheld; *w != '\0'; w++) {
                give(out, (uint8_t)*w);
            }
            out->denied++;
            out->pattern = k;
            return;
        }
        hold = n > hold ? n : hold;
    }
    give_history(out, hold);
}

static void pass(const struct policy *policy, const struct output_input *in, const uint8_t *bytes,
                 unsigned length, struct output_output *out)
{
    for (unsigned i = 0; i < length; i++) {
        if ((in->flags & OUTPUT_NO_PATTERNS) != 0) {
            give(out, bytes[i]);
        } else {
            match_byte(policy, bytes[i], out);
        }
    }
}

static void take_byte(const struct policy *policy, const struct output_input *in, uint8_t byte,
                      struct output_output *out)
{
    struct output_state *s = &out->state;

    s->partial[s->partial_length++] = byte;
    if (!utf8_prefix_ok(s->partial, s->partial_length)) {
        const int retry = s->partial_length > 1;

        out->bad_utf8++;
        s->partial_length = 0;
        pass(policy, in, replacement, sizeof(replacement), out);
        if (retry) { /* the byte may begin a sequence of its own; one level deep, since length is 1
                      */
            s->partial[0] = byte;
            s->partial_length = 1;
            if (!utf8_prefix_ok(s->partial, 1)) {
                s->partial_length = 0;
                out->bad_utf8++;
                return;
            }
        } else {
            return;
        }
    }
    if (s->partial_length == utf8_length(s->partial[0])) {
        const unsigned length = s->partial_length;

        s->partial_length = 0;
        if (character_refused(utf8_decode(s->partial, length))) {
            out->control++;
            pass(policy, in, replacement, sizeof(replacement), out);
        } else {
            pass(policy, in, s->partial, length, out);
        }
    }
}

static int state_ok(const struct output_state *s)
{
    return s->history_length <= OUTPUT_HISTORY && s->history_given <= s->history_length &&
           s->partial_length < sizeof(s->partial);
}

void parse_output(const struct policy *policy, const struct output_input *in,
                  struct output_output *out)
{
    out->state = in->state;
    out->length = 0;
    out->bad_utf8 = 0;
    out->control = 0;
    out->denied = 0;
    out->pattern = 0;
    if (!state_ok(&in->state) || in->length > OUTPUT_CHUNK) {
        out->state = (struct output_state){.history_length = 0};
        out->bad_utf8 = 1;
        return;
    }
    for (uint32_t i = 0; i < in->length; i++) {
        if ((in->flags & OUTPUT_NO_CONTROL) != 0) {
            pass(policy, in, &in->bytes[i], 1, out);
        } else {
            take_byte(policy, in, in->bytes[i], out);
        }
    }
    if ((in->flags & OUTPUT_FLUSH) != 0) {
        give_history(out, 0);
    }
}
