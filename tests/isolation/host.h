// SPDX-License-Identifier: Apache-2.0
//
// The hypervisor's part of a run: it gives ways, loads and starts a guest and answers its exits.
// What it does is a function of what the model did, so that runs that must be equal get the same
// events.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "rig.h"

using Rng = std::mt19937_64;

constexpr uint64_t kSystemLimit = 40'000'000;
constexpr uint32_t kSweep = 0xd0000; // where the guests write much, an offset
constexpr uint16_t kDpc = 0x7b1, kGpr = 0x1000, kHvip = 0x645;

std::vector<uint8_t> read_image(const char *program);

class Host
{
  public:
    Host(Rig &rig, const std::vector<uint8_t> &image) : rig_(rig), image_(image)
    {
    }

    void power_up(); // out of power-on reset, ways given
    void boot();
    void serve(Rng *noise);
    void settle()
    {
        rig_.reg_read(kGpr);
    }
    uint64_t control() const
    {
        return halting_ ? kHalt : 0;
    }

    bool ended = false;
    uint64_t result = 0;
    unsigned exits = 0, idles = 0, halts = 0;

  private:
    void give_way(unsigned way);
    void load();
    void start_state();
    void on_stop();
    void on_exit(Rng *noise);
    void on_ecall();

    Rig &rig_;
    const std::vector<uint8_t> &image_;
    uint64_t stop_ = 0;
    bool halting_ = false;
};
