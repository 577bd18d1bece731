/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goal: bring a denied phrase past the sanitizer: in one piece, split over buffers, in other case,
 * with a character in it that nobody sees.
 */
#include "attack.h"

#include <string.h>

#define PHRASE "the launch code is"

static void in_pieces(const char *text, size_t piece)
{
    const size_t length = strlen(text);

    say_flush();
    for (size_t at = 0; at < length; at += piece) {
        console_write(text + at, length - at < piece ? length - at : piece);
    }
    console_write("\n", 1);
}

void guest_main(void)
{
    struct orders orders;

    orders_read(&orders);
    in_pieces(PHRASE, 1);
    in_pieces(PHRASE, 7);
    in_pieces(PHRASE, 64);
    in_pieces("ThE Launch CODE Is", 5);
    say_attempt("split-phrase", 4);
}
