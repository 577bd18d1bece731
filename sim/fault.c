/* SPDX-License-Identifier: Apache-2.0 */
#include "fault.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[FAULT_KINDS] = {
    [FAULT_L2_TAG] = "l2-tag",         [FAULT_L2_DATA] = "l2-data", [FAULT_L2_ADDRESS] = "address",
    [FAULT_CONTACT] = "contact",       [FAULT_WELD] = "weld",       [FAULT_CLOCK] = "clock",
    [FAULT_LOCK_CLOCK] = "lock-clock",
};

bool fault_parse(const char *text, struct fault *fault)
{
    const char *at = strchr(text, '@');
    char *end = NULL;

    if (at == NULL || at[1] < '0' || at[1] > '9') {
        return false;
    }
    errno = 0;
    fault->cycle = strtoull(at + 1, &end, 0);
    for (unsigned i = 0; i < FAULT_KINDS; i++) {
        if (strlen(names[i]) == (size_t)(at - text) &&
            memcmp(names[i], text, strlen(names[i])) == 0) {
            fault->kind = (enum fault_kind)i;
            return errno == 0 && *end == '\0' && fault->cycle != 0;
        }
    }
    return false;
}

void fault_cycle(const struct fault *fault, uint64_t cycle, struct soc_in *in, struct plant *plant)
{
    if (fault->cycle == 0 || cycle != fault->cycle) {
        return;
    }
    switch (fault->kind) {
    case FAULT_CONTACT:
        plant->relay[0].broken = true;
        plant->due = 0;
        break;
    case FAULT_WELD:
        plant->relay[0].welded = true;
        plant->due = 0;
        break;
    case FAULT_CLOCK:
        in->clock_stopped = true;
        break;
    case FAULT_LOCK_CLOCK:
        in->lock_clock_stopped = true;
        break;
    default:
        in->fault |= (uint8_t)(1u << fault->kind);
        break;
    }
}
