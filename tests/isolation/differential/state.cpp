// SPDX-License-Identifier: Apache-2.0
#include "state.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "Vguillotine_sim_top__Syms.h"

namespace
{

constexpr size_t kMemory = 512, kShown = 32; // bytes

struct Element {
    const char *name;
    size_t offset, size;
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"
const Element kElements[] = {
#include "state.inc"
};
#pragma GCC diagnostic pop

struct Run { // of elements without a gap between them
    size_t offset, size;
};

std::vector<Run> runs(bool memories)
{
    std::vector<Element> sorted(std::begin(kElements), std::end(kElements));
    std::sort(sorted.begin(), sorted.end(),
              [](const Element &x, const Element &y) { return x.offset < y.offset; });
    std::vector<Run> found;
    for (const Element &e : sorted) {
        if ((e.size > kMemory) != memories)
            continue;
        if (!found.empty() && found.back().offset + found.back().size == e.offset)
            found.back().size += e.size;
        else
            found.push_back({e.offset, e.size});
    }
    return found;
}

bool equal(const uint8_t *a, const uint8_t *b, const std::vector<Run> &list)
{
    for (const Run &r : list)
        if (memcmp(a + r.offset, b + r.offset, r.size) != 0)
            return false;
    return true;
}

std::string pretty(std::string name)
{
    static const char *const words[][2] = {{"guillotine_sim_top__DOT__u_soc__DOT__", ""},
                                           {"__DOT__", "."},
                                           {"__BRA__", "["},
                                           {"__KET____", "]"},
                                           {"__KET__", "]"}};
    for (const auto &w : words)
        for (size_t at; (at = name.find(w[0])) != std::string::npos;)
            name.replace(at, strlen(w[0]), w[1]);
    return name;
}

// Most significant byte first, from where they differ.
std::string value(const uint8_t *bytes, size_t size)
{
    std::string text = "0x";
    char digits[3];
    for (size_t i = std::min(size, kShown); i-- > 0;) {
        snprintf(digits, sizeof digits, "%02x", bytes[i]);
        text += digits;
    }
    return text;
}

} // namespace

std::string state_difference(const uint8_t *a, const uint8_t *b, bool memories)
{
    static const std::vector<Run> small = runs(false), large = runs(true);
    if (equal(a, b, small) && (!memories || equal(a, b, large)))
        return "";
    for (const Element &e : kElements) {
        size_t at = 0;
        while (at < e.size && a[e.offset + at] == b[e.offset + at])
            at++;
        if (at == e.size)
            continue;
        at = e.size <= kShown ? 0 : at & ~size_t{7};
        return pretty(e.name) + (at != 0 ? " at byte " + std::to_string(at) : "") + ": " +
               value(a + e.offset + at, e.size - at) + " against " +
               value(b + e.offset + at, e.size - at);
    }
    return "";
}

void state_flip(uint8_t *state, const char *ending)
{
    for (const Element &e : kElements) {
        const size_t n = strlen(e.name), m = strlen(ending);
        if (n >= m && strcmp(e.name + n - m, ending) == 0) {
            state[e.offset] ^= 1;
            return;
        }
    }
    fprintf(stderr, "no element %s\n", ending);
    exit(2);
}

unsigned state_elements()
{
    return std::size(kElements);
}
