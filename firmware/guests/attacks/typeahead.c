/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: receive what people wrote to the guest before this one, from the buffers of the console
 * port: it reports every line up to its own orders, and what lies in its own receive buffers.
 */
#include "attack.h"

#include <string.h>

void guest_main(void)
{
    static char line[CONSOLE_LINE];

    say("ready\n");
    for (;;) {
        const size_t length = console_read_line(line, sizeof(line));

        if (length >= 5 && memcmp(line, "mark=", 5) == 0) {
            break;
        }
        say_loot(line, length);
    }
    say_attempt("lines-before-orders", 1);
}
