// SPDX-License-Identifier: Apache-2.0
//
// Programs for the benches: an ELF64 with all segments in RAM, or a raw image placed at its start.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace lockstep
{

struct Image {
    std::vector<uint8_t> bytes; // from kRamBase
    uint64_t entry = 0;
    uint64_t tohost = 0; // 0: the program ends by the finisher
};

// Empty string, or what is wrong with the file.
std::string load_image(const std::string &path, uint64_t ram_size, Image &image);

} // namespace lockstep
