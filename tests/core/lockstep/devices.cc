// SPDX-License-Identifier: Apache-2.0
//
// Device behaviour: see devices.h.
#include "devices.h"

#include <cstring>

namespace lockstep
{

void Devices::write_finisher(uint32_t value)
{
    if ((value & 0xffff) == 0x5555) {
        finished = true;
        code = 0;
    } else if ((value & 0xffff) == 0x3333) {
        finished = true;
        code = static_cast<int>(value >> 16);
    }
}

bool Devices::access(bool write, uint64_t addr, unsigned len, uint8_t *bytes)
{
    if (addr == kFinisher && len == 4) {
        uint32_t value = 0;
        if (bytes == nullptr)
            return true;
        if (write) {
            memcpy(&value, bytes, 4);
            write_finisher(value);
        } else {
            memset(bytes, 0, len);
        }
        return true;
    }
    if (addr >= kUart && addr < kUart + 8 && len == 1) {
        if (bytes == nullptr)
            return true;
        if (write && addr == kUart && !quiet)
            putchar(bytes[0]);
        if (!write)
            bytes[0] = addr == kUart + 5 ? 0x60 : 0;
        return true;
    }
    uint64_t *reg = nullptr;
    uint64_t soft = msip;
    if (addr == kClint && len == 4)
        reg = &soft;
    if (addr == kClint + 0x4000 && len == 8)
        reg = &mtimecmp;
    if (addr == kClint + 0xbff8 && len == 8)
        reg = &mtime;
    if (reg == nullptr)
        return false;
    if (bytes == nullptr)
        return true;
    if (write) {
        memcpy(reg, bytes, len);
    } else {
        memcpy(bytes, reg, len);
    }
    msip = (soft & 1) != 0;
    return true;
}

} // namespace lockstep
