// SPDX-License-Identifier: Apache-2.0
//
// The last twenty instructions of both sides, printed when they part.
#pragma once
#include <deque>
#include <string>
#include <utility>

#include "commit.h"
#include "oracle.h"

namespace lockstep
{

std::string describe(const Oracle &oracle, const Commit &c);

class History
{
  public:
    void clear()
    {
        pairs_.clear();
    }
    void add(const Commit &dut, const Commit &spike)
    {
        pairs_.emplace_back(dut, spike);
        if (pairs_.size() > 20)
            pairs_.pop_front();
    }
    void print(const Oracle &oracle) const;

  private:
    std::deque<std::pair<Commit, Commit>> pairs_;
};

} // namespace lockstep
