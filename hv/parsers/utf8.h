/* SPDX-License-Identifier: Apache-2.0
 *
 * UTF-8 and the classes of characters that must not pass a port, and denied phrases: shared by
 * shield and sanitizer, so that what is refused on the way in is the same on the way out.
 */
#ifndef PARSERS_UTF8_H
#define PARSERS_UTF8_H

#include <stdbool.h>
#include <stdint.h>

/* Length of the sequence a first byte announces, 0 when it cannot be a first byte. */
unsigned utf8_length(uint8_t first);
/* True when `have` bytes can be the beginning of a valid sequence (shortest form, no surrogates).
 */
bool utf8_prefix_ok(const uint8_t *bytes, unsigned have);
/* The code point of a complete valid sequence. */
uint32_t utf8_decode(const uint8_t *bytes, unsigned length);
/* Control (except newline and tab), escape, bidirectional, zero-width, tag and separator
 * characters, and noncharacters. */
bool character_refused(uint32_t c);
uint8_t ascii_lower(uint8_t c);

#endif
