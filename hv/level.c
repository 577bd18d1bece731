/* SPDX-License-Identifier: Apache-2.0
 *
 * The isolation level as software may use it: read it, ask to raise it. Whether a request has an
 * effect is for the interlock to say, so the answer is read back.
 */
#include "log.h"
#include "print.h"

enum { SETTLE_TRIES = 200 }; /* reads of the status until a request must have crossed over */

static unsigned last_level;

unsigned level_now(void)
{
    return (unsigned)FIELD(INTERLOCK__STATUS__ISOLATION, interlock_read(SOC_INTERLOCK_STATUS));
}

const char *level_name(unsigned level)
{
    static const char *const names[] = {"standard", "probation",    "severed",
                                        "offline",  "decapitation", "immolation"};

    return level < LEVEL_LAST ? names[level] : "unknown";
}

static void announce(unsigned to, const char *why)
{
    const unsigned trip =
        (unsigned)FIELD(INTERLOCK__STATUS__TRIP, interlock_read(SOC_INTERLOCK_STATUS));

    print("@event level from=%s to=%s why=%s trip=%u status=0x%lx\n", level_name(last_level),
          level_name(to), why, trip, interlock_read(SOC_INTERLOCK_STATUS));
    LOG(NULL, "level", LOG_U("from", last_level), LOG_U("to", to), LOG_T("why", why),
        LOG_U("trip", trip));
    last_level = to;
}

bool level_raise(unsigned level, const char *why)
{
    interlock_write(SOC_INTERLOCK_REQUEST, FIELD_PREP(INTERLOCK__REQUEST__ISOLATION, level));
    for (unsigned i = 0; i < SETTLE_TRIES; i++) {
        const unsigned now = level_now();

        if (now >= level) {
            if (now != last_level) {
                announce(now, why);
            }
            return true;
        }
    }
    print("@event level-refused wanted=%s in_force=%s\n", level_name(level),
          level_name(level_now()));
    LOG(NULL, "level-refused", LOG_U("wanted", level), LOG_U("level", level_now()));
    return false;
}

void level_poll(void)
{
    const unsigned now = level_now();

    if (now != last_level) {
        announce(now, "interlock");
    }
}
