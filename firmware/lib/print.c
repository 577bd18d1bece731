/* SPDX-License-Identifier: Apache-2.0
 *
 * A printf that needs no allocation, no locale and little code. It understands only what print.h
 * names; anything else prints the format character itself, so that a mistake is visible.
 */
#include "print.h"

#include <stdarg.h>
#include <stdbool.h>

#include "uart.h"

struct spec {
    unsigned width;
    bool zero;
    bool wide;
};

static void put_padded(const char *digits, size_t length, const struct spec *spec)
{
    for (size_t i = length; i < spec->width; i++) {
        uart_putc(spec->zero ? '0' : ' ');
    }
    for (size_t i = 0; i < length; i++) {
        uart_putc(digits[i]);
    }
}

static void put_number(uint64_t value, unsigned base, bool negative, const struct spec *spec)
{
    char digits[24];
    size_t at = sizeof(digits);

    do {
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    if (negative) {
        digits[--at] = '-';
    }
    put_padded(&digits[at], sizeof(digits) - at, spec);
}

static void put_string(const char *s)
{
    for (s = s == NULL ? "(null)" : s; *s != '\0'; s++) {
        uart_putc(*s);
    }
}

static const char *parse_spec(const char *f, struct spec *spec)
{
    *spec = (struct spec){.width = 0, .zero = false, .wide = false};
    if (*f == '0') {
        spec->zero = true;
        f++;
    }
    for (; *f >= '0' && *f <= '9'; f++) {
        spec->width = spec->width * 10 + (unsigned)(*f - '0');
        if (spec->width > 64) {
            spec->width = 64;
        }
    }
    for (; *f == 'l'; f++) {
        spec->wide = true;
    }
    return f;
}

static void put_signed(int64_t value, const struct spec *spec)
{
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    put_number(magnitude, 10, value < 0, spec);
}

void print(const char *format, ...)
{
    va_list args;
    struct spec spec;

    va_start(args, format);
    for (const char *f = format; *f != '\0'; f++) {
        if (*f != '%') {
            uart_putc(*f);
            continue;
        }
        f = parse_spec(f + 1, &spec);
        switch (*f) {
        case 's':
            put_string(va_arg(args, const char *));
            break;
        case 'c':
            uart_putc((char)va_arg(args, int));
            break;
        case 'd':
            put_signed(spec.wide ? va_arg(args, long) : va_arg(args, int), &spec);
            break;
        case 'u':
        case 'x':
            put_number(spec.wide ? va_arg(args, unsigned long) : va_arg(args, unsigned),
                       *f == 'x' ? 16 : 10, false, &spec);
            break;
        case '\0':
            f--;
            break;
        default:
            uart_putc(*f);
            break;
        }
    }
    va_end(args);
}

void print_hex(const void *bytes, size_t length)
{
    const unsigned char *b = bytes;

    for (size_t i = 0; i < length; i++) {
        uart_putc("0123456789abcdef"[b[i] >> 4]);
        uart_putc("0123456789abcdef"[b[i] & 15]);
    }
}

void print_json(const void *bytes, size_t length)
{
    const unsigned char *b = bytes;

    uart_putc('"');
    for (size_t i = 0; i < length; i++) {
        if (b[i] == '"' || b[i] == '\\') {
            uart_putc('\\');
            uart_putc((char)b[i]);
        } else if (b[i] == '\n') {
            put_string("\\n");
        } else if (b[i] < 0x20 || b[i] == 0x7f) {
            print("\\u%04x", b[i]);
        } else {
            uart_putc((char)b[i]);
        }
    }
    uart_putc('"');
}
