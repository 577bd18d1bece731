/* SPDX-License-Identifier: Apache-2.0
 *
 * Formatted output to the UART: %s %c %d %u %x %lx %lu %p-free subset, widths with zero padding.
 */
#ifndef LIB_PRINT_H
#define LIB_PRINT_H

#include <stddef.h>
#include <stdint.h>

/* %c %s %d %u %x, with l for 64 bits, a width up to 64, and 0 for padding with zeros. */
__attribute__((format(printf, 1, 2))) void print(const char *format, ...);
/* Bytes as lower-case hexadecimal digits. */
void print_hex(const void *bytes, size_t length);
/* A JSON string with its quotes: what is not printable ASCII or valid in a line gets escaped; bytes
 * from 0x80 pass, since callers give valid UTF-8 only. */
void print_json(const void *bytes, size_t length);

#endif
