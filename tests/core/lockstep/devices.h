// SPDX-License-Identifier: Apache-2.0
//
// The few devices a bare program needs, the same object behind the core's device bus and behind
// Spike when it runs alone: finisher, UART (transmit only), core-local timer and software
// interrupt.
#pragma once
#include <cstdint>
#include <cstdio>

namespace lockstep
{

class Devices
{
  public:
    static constexpr uint64_t kFinisher = 0x00100000;
    static constexpr uint64_t kClint = 0x02000000;
    static constexpr uint64_t kUart = 0x10000000;

    void reset()
    {
        const bool was_quiet = quiet;
        *this = Devices();
        quiet = was_quiet;
    }

    // False is an access fault. Without `bytes` it only answers whether the address exists.
    bool access(bool write, uint64_t addr, unsigned len, uint8_t *bytes);

    uint64_t lines() const
    {
        return (msip ? 8u : 0u) | (mtime >= mtimecmp ? 0x80u : 0u);
    }

    bool quiet = false;
    bool finished = false;
    int code = 0;
    uint64_t mtime = 0;
    uint64_t mtimecmp = ~0ull;
    bool msip = false;

  private:
    void write_finisher(uint32_t value);
};

} // namespace lockstep
