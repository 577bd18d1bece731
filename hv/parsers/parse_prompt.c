/* SPDX-License-Identifier: Apache-2.0
 *
 * The shield's look at a prompt: length, valid UTF-8 without refused characters, no denied phrase.
 * Rate is the hypervisor's affair.
 */
#include "parse.h"
#include "utf8.h"

static enum prompt_error check_characters(const struct prompt_input *in, uint32_t *offset)
{
    for (uint32_t i = 0; i < in->length;) {
        const unsigned length = utf8_length(in->bytes[i]);
        uint32_t c;

        *offset = i;
        if (length == 0 || length > in->length - i || !utf8_prefix_ok(in->bytes + i, length)) {
            return PROMPT_BAD_UTF8;
        }
        c = utf8_decode(in->bytes + i, length);
        if (character_refused(c) || c == '\n') {
            return PROMPT_BAD_CHARACTER;
        }
        i += length;
    }
    return PROMPT_OK;
}

static int matches_at(const struct policy_pattern *p, const struct prompt_input *in, uint32_t at)
{
    if (p->length == 0 || p->length > PATTERN_MAX || p->length > in->length - at) {
        return 0;
    }
    for (uint32_t i = 0; i < p->length; i++) {
        if (ascii_lower(in->bytes[at + i]) != p->bytes[i]) {
            return 0;
        }
    }
    return 1;
}

static enum prompt_error check_patterns(const struct policy *policy, const struct prompt_input *in,
                                        struct prompt_output *out)
{
    for (uint32_t k = 0; k < policy->num_patterns && k < POLICY_MAX_PATTERNS; k++) {
        const struct policy_pattern *p = &policy->patterns[k];

        if ((p->where & PATTERN_INPUT) == 0) {
            continue;
        }
        for (uint32_t at = 0; at < in->length; at++) {
            if (matches_at(p, in, at)) {
                out->offset = at;
                out->pattern = k;
                return PROMPT_DENIED;
            }
        }
    }
    return PROMPT_OK;
}

void parse_prompt(const struct policy *policy, const struct prompt_input *in,
                  struct prompt_output *out)
{
    out->offset = 0;
    out->pattern = 0;
    if (in->length == 0) {
        out->error = PROMPT_EMPTY;
        return;
    }
    if (in->length > in->max_length || in->length > PROMPT_MAX) {
        out->error = PROMPT_TOO_LONG;
        return;
    }
    out->error = check_characters(in, &out->offset);
    if (out->error == PROMPT_OK) {
        out->error = check_patterns(policy, in, out);
    }
}
