// SPDX-License-Identifier: Apache-2.0
//
// Guests of the differential test: the bytes that the bench writes over the body of shell.S.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

constexpr uint32_t kBody = 0x1000, kBodyBytes = 0x4000, kDataBytes = 0x20000; // as shell.S has them

// What a guest does: `random` computes, walks memory, traps into itself and takes timer interrupts,
// but never leaves its domain; `exits` does all that and calls, reads its port and sleeps; the
// others (spin, hammer, idle, flood, fault, end) do one thing only. The instructions; throws
// std::invalid_argument when there is no such kind.
std::vector<uint32_t> make_program(const std::string &kind, uint64_t seed);
