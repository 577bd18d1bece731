// SPDX-License-Identifier: Apache-2.0
// ECALL and EBREAK from every mode: causes, epc, tval, previous mode.
#include "test.inc"
TEST_BEGIN
    TRAPS 1, 11, ecall
    TRAPS_IN 2, 1, 0, 9, ecall
    TRAPS_IN 3, 0, 0, 8, ecall
    TRAPS_IN 4, 1, 1, 10, ecall
    TRAPS_IN 5, 0, 1, 8, ecall
    TRAPS 6, 3, ebreak
    TRAPS_IN 7, 1, 0, 3, ebreak
    TRAPS_IN 8, 0, 0, 3, c.ebreak
    TRAPS_IN 9, 1, 1, 3, ebreak
    TRAPS_IN 10, 0, 1, 3, c.ebreak
    TEST_PASS
