// SPDX-License-Identifier: Apache-2.0
// Zbs: single bits, with indices beyond the register's width.
#include "test.inc"
TEST_BEGIN
    OP2 1, bset, 0x8000000000000000, 0, 63
    OP2 2, bset, 1, 0, 64
    OP2 3, bclr, -2, -1, 0
    OP2 4, binv, 0, 4, 2
    OP2 5, bext, 1, 0x8000000000000000, 127
    OPI 6, bseti, 0x8000000000000000, 0, 63
    OPI 7, bclri, 0x7fffffffffffffff, -1, 63
    OPI 8, binvi, 0x80000000, 0, 31
    OPI 9, bexti, 0, 1, 1
    TEST_PASS
