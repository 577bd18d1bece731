// SPDX-License-Identifier: Apache-2.0
//
// Interrupt lines that rise and fall at random instructions. They follow the count of retired
// instructions, so that a program keeps its interrupts when memory timing changes or the shrinker
// takes instructions away; a core that waits for one gets one.
#pragma once
#include <cstdint>
#include <random>

namespace lockstep
{

class Lines
{
  public:
    // `mean`: instructions between two rises of one line; 0 keeps all of them low.
    Lines(unsigned mean, uint64_t seed) : mean_(mean), rng_(seed ^ 0x6c696e6573ull)
    {
        for (Line &line : lines_)
            line.next = gap();
    }

    void step(uint64_t commits, uint64_t idle_cycles)
    {
        if (mean_ == 0)
            return;
        for (Line &line : lines_) {
            if (commits < line.next && (line.high || idle_cycles < 300))
                continue;
            line.high = !line.high;
            line.next = commits + (line.high ? 1 + rng_() % kLongest : gap());
        }
    }

    // mip bits MSIP, MTIP, MEIP, SEIP.
    uint64_t level() const
    {
        uint64_t bits = 0;
        for (unsigned i = 0; i < 4; i++)
            bits |= lines_[i].high ? kBit[i] : 0;
        return bits;
    }

  private:
    static constexpr uint64_t kBit[4] = {0x8, 0x80, 0x800, 0x200};
    static constexpr unsigned kLongest = 120;
    struct Line {
        bool high = false;
        uint64_t next = 0;
    };
    uint64_t gap()
    {
        return 1 + rng_() % (2ull * (mean_ + 1));
    }
    unsigned mean_;
    std::mt19937_64 rng_;
    Line lines_[4];
};

} // namespace lockstep
