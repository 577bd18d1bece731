// SPDX-License-Identifier: Apache-2.0
// Zbb: counts, minimum and maximum, extensions, rotations, byte operations.
#include "test.inc"
TEST_BEGIN
    OP2 1, andn, 0xf0, 0xff, 0x0f
    OP2 2, orn, -16, 0, 0x0f
    OP2 3, xnor, -1, 5, 5
    OP1 4, clz, 64, 0
    OP1 5, clz, 0, -1
    OP1 6, ctz, 64, 0
    OP1 7, ctz, 63, 0x8000000000000000
    OP1 8, cpop, 64, -1
    OP1 9, clzw, 32, 0x100000000
    OP1 10, ctzw, 32, 0x100000000
    OP1 11, cpopw, 32, -1
    OP2 12, max, 1, -1, 1
    OP2 13, maxu, -1, -1, 1
    OP2 14, min, -1, -1, 1
    OP2 15, minu, 1, -1, 1
    OP1 16, sext.b, -128, 0x180
    OP1 17, sext.h, -32768, 0x18000
    OP1 18, zext.h, 0xffff, -1
    OP2 19, rol, 3, 0x8000000000000001, 1
    OP2 20, ror, 0xc000000000000000, 0x8000000000000001, 1
    OPI 21, rori, 0x8000000000000000, 1, 1
    OP2 22, rolw, 3, 0x80000001, 1
    OP2 23, rorw, 0xffffffffc0000000, 0x80000001, 33
    OPI 24, roriw, 0xffffffff80000000, 1, 1
    OP1 25, orc.b, 0xff00ff000000ff00, 0x0100800000000200
    OP1 26, rev8, 0x0807060504030201, 0x0102030405060708
    TEST_PASS
