/* SPDX-License-Identifier: Apache-2.0
 *
 * UTF-8 by the table of well-formed byte sequences (Unicode 15, table 3-7), and the characters that
 * a terminal or a reader could be deceived with.
 */
#include "utf8.h"

unsigned utf8_length(uint8_t first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        return 2;
    }
    if (first >= 0xe0 && first <= 0xef) {
        return 3;
    }
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

static bool second_ok(uint8_t first, uint8_t second)
{
    uint8_t low = 0x80;
    uint8_t high = 0xbf;

    if (first == 0xe0) {
        low = 0xa0;
    } else if (first == 0xed) {
        high = 0x9f;
    } else if (first == 0xf0) {
        low = 0x90;
    } else if (first == 0xf4) {
        high = 0x8f;
    }
    return second >= low && second <= high;
}

bool utf8_prefix_ok(const uint8_t *bytes, unsigned have)
{
    const unsigned length = have == 0 ? 0 : utf8_length(bytes[0]);

    if (length == 0 || have > length) {
        return false;
    }
    if (have > 1 && !second_ok(bytes[0], bytes[1])) {
        return false;
    }
    for (unsigned i = 2; i < have; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return false;
        }
    }
    return true;
}

uint32_t utf8_decode(const uint8_t *bytes, unsigned length)
{
    static const uint8_t mask[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t c = length <= 4 ? bytes[0] & mask[length] : 0;

    for (unsigned i = 1; i < length; i++) {
        c = c << 6 | (bytes[i] & 0x3f);
    }
    return c;
}

struct range {
    uint32_t first;
    uint32_t last;
};

bool character_refused(uint32_t c)
{
    static const struct range refused[] = {
        {0x00, 0x08},       {0x0b, 0x1f},       {0x7f, 0x9f},     /* controls, escape */
        {0xad, 0xad},       {0x034f, 0x034f},                     /* soft hyphen, grapheme joiner */
        {0x061c, 0x061c},   {0x115f, 0x1160},   {0x17b4, 0x17b5}, /* bidi mark, fillers */
        {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e}, /* zero width, bidi */
        {0x2060, 0x206f},   {0x3164, 0x3164},   {0xfdd0, 0xfdef}, /* isolates, noncharacters */
        {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0}, /* variation, BOM */
        {0xfff0, 0xfffc},   {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, /* format controls */
        {0xe0000, 0xe0fff},                                         /* tags */
    };

    if (c < 0x7f) {
        return c < 0x20 && c != '\n' && c != '\t';
    }
    if ((c & 0xfffe) == 0xfffe) {
        return true;
    }
    for (unsigned i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (c >= refused[i].first && c <= refused[i].last) {
            return true;
        }
    }
    return false;
}

uint8_t ascii_lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}
