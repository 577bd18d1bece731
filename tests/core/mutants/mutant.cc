// SPDX-License-Identifier: Apache-2.0
//
// Which bug of the tables the model has: asked once by the top of the bench that is built with
// them. And what happens when an assertion fires: Verilator has printed it, and the run goes on for
// a few more, since a bug often shows in several places and a table may name any.
#include <cstdio>
#include <cstdlib>

#include <verilated.h>

namespace
{
const int kEnough = 100; // assertions
const int kStatus = 3;   // of a run that assertions ended
int fired = 0;
} // namespace

extern "C" int rtl_mutant()
{
    const char *number = getenv("RTL_MUTANT");
    return number == nullptr ? 0 : atoi(number);
}

void vl_stop(const char *, int, const char *)
{
    if (++fired < kEnough)
        return;
    fflush(stdout);
    _Exit(kStatus);
}
