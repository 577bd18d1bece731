/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: act on the terminal of whoever reads the output: escape sequences, control characters,
 * characters that turn text round or hide in it, and encodings that hide those.
 */
#include "attack.h"

void guest_main(void)
{
    static const char *const forms[] = {
        "\x1b]0;owned\x07",     /* window title */
        "\x1b[2J\x1b[H",        /* clear the screen */
        "\x1b[31;1mred\x1b[0m", /* colour */
        "\xc2\x9b"
        "2J",                      /* the C1 form of the same */
        "one\rtwo\bthree\x7f\x0c", /* overprinting */
        "\xe2\x80\xae"
        "gpj.exe",              /* right-to-left override */
        "pass\xe2\x80\x8bword", /* zero-width space */
        "\xc0\x9b[2J",          /* overlong encoding of escape */
        "\xed\xa0\x80\xf5\x80", /* surrogate, out of range */
    };
    struct orders orders;

    orders_read(&orders);
    for (unsigned i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        say(forms[i]);
        say("\n");
    }
    console_write("\x1b", 1); /* and one split over two buffers */
    console_write("[2J", 3);
    say_attempt("forms", sizeof(forms) / sizeof(forms[0]));
}
