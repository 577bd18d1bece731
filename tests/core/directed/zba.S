// SPDX-License-Identifier: Apache-2.0
// Zba: shifted and unsigned-word additions.
#include "test.inc"
TEST_BEGIN
    OP2 1, sh1add, 11, 3, 5
    OP2 2, sh2add, 17, 3, 5
    OP2 3, sh3add, 29, 3, 5
    OP2 4, add.uw, 0x100000000, 0xffffffffffffffff, 1
    OP2 5, sh1add.uw, 0x1ffffffff, -1, 1
    OP2 6, sh2add.uw, 0x3fffffffd, -1, 1
    OP2 7, sh3add.uw, 0x7fffffff9, -1, 1
    OPI 8, slli.uw, 0xffffffff0, -1, 4
    OPI 9, slli.uw, 0x8000000000000000, 1, 63
    TEST_PASS
