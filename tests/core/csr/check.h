// SPDX-License-Identifier: Apache-2.0
//
// Counts checks, prints the first failures of each kind, and ends every failure with the command
// that reproduces it.
#pragma once
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

struct Check {
    const char *bench;
    unsigned seed;
    unsigned long passed = 0, failed = 0;
    unsigned printed = 0;

    __attribute__((format(printf, 3, 4))) bool ok(bool good, const char *format, ...)
    {
        if (good) {
            passed++;
            return true;
        }
        failed++;
        if (printed++ >= 40)
            return false;
        va_list args;
        va_start(args, format);
        printf("FAIL ");
        vprintf(format, args);
        va_end(args);
        printf("; reproduce: tests/core/csr/run.sh %s %u\n", bench, seed);
        return false;
    }

    bool equal(uint64_t got, uint64_t want, const char *what, unsigned number)
    {
        return ok(got == want, "%s %03x: got %016llx, want %016llx", what, number,
                  static_cast<unsigned long long>(got), static_cast<unsigned long long>(want));
    }

    // One section is one test in the report.
    void section(const char *name)
    {
        printf("-- %s\n", name);
    }
    int finish()
    {
        printf("%s: %lu checks passed, %lu failed\n", bench, passed, failed);
        return failed == 0 ? 0 : 1;
    }
};

// A small generator of our own, so that a seed means the same everywhere.
struct Rng {
    uint64_t state;
    explicit Rng(uint64_t seed) : state(seed * 0x9e3779b97f4a7c15ull + 0x1234567)
    {
    }
    uint64_t next()
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return state * 0x2545f4914f6cdd1dull;
    }
    unsigned below(unsigned n)
    {
        return static_cast<unsigned>((next() >> 33) % n);
    }
    bool chance(unsigned percent)
    {
        return below(100) < percent;
    }
    uint64_t value()
    {
        switch (below(6)) {
        case 0:
            return 0;
        case 1:
            return ~0ull;
        case 2:
            return 1ull << below(64);
        case 3:
            return below(0x10000);
        default:
            return next();
        }
    }
};
