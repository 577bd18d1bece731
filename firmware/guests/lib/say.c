/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text out, line by line: one line is one buffer of the console and so one exit.
 */
#include "guest.h"

static char line[CONSOLE_LINE];
static size_t line_length;

void say_flush(void)
{
    if (line_length > 0) {
        console_write(line, line_length);
        line_length = 0;
    }
}

void say_bytes(const void *bytes, size_t length)
{
    const char *from = bytes;

    for (size_t i = 0; i < length; i++) {
        line[line_length++] = from[i];
        if (from[i] == '\n' || line_length == sizeof(line)) {
            say_flush();
        }
    }
}

void say(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0') {
        length++;
    }
    say_bytes(text, length);
}

static void say_digits(uint64_t value, unsigned base)
{
    char digits[20];
    size_t at = sizeof(digits);

    do {
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    say_bytes(&digits[at], sizeof(digits) - at);
}

void say_hex(uint64_t value)
{
    say_digits(value, 16);
}

void say_number(uint64_t value)
{
    say_digits(value, 10);
}

void say_attempt(const char *name, uint64_t value)
{
    say("attempt ");
    say(name);
    say(" ");
    say_hex(value);
    say("\n");
}

void say_outcome(const char *name, const struct guest_fault *fault)
{
    say("attempt ");
    say(name);
    say(" ");
    say_hex(fault->value);
    if (fault->pc != 0) {
        say(" fault ");
        say_number(fault->cause);
    }
    say("\n");
}
