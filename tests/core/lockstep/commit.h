// SPDX-License-Identifier: Apache-2.0
//
// The C++ view of core_pkg::commit_t, plus what the bench knows at the same moment (interrupt lines
// and time). Bench and oracle exchange nothing else, so either can be replaced alone.
#pragma once
#include <cstdint>

#include "operand.h"

namespace lockstep
{

// Modes as one small number: prv, plus 4 when virtual. 0 U, 1 S, 3 M, 4 VU, 5 VS.
constexpr unsigned mode_index(unsigned prv, unsigned v)
{
    return prv | (v ? 4u : 0u);
}
extern const char *const mode_names[8];

struct Trap {
    bool valid = false;
    bool interrupt = false;
    uint8_t cause = 0;
    uint64_t tval = 0;
    uint64_t tval2 = 0;
    uint32_t tinst = 0;
    bool gva = false;
};

struct Commit {
    uint64_t pc = 0;
    uint32_t insn = 0;
    uint8_t mode = 0;
    bool rd_we = false;
    uint8_t rd = 0;
    uint64_t rd_data = 0;
    bool csr_we = false;
    uint16_t csr_addr = 0;
    bool mem_valid = false;
    bool mem_we = false;
    uint64_t mem_va = 0;
    uint64_t mem_pa = 0;
    uint8_t mem_size = 0;
    uint64_t mem_wdata = 0;
    uint64_t mem_rdata = 0;
    Trap trap;
    uint8_t trap_mode = 0; // mode after the trap
    bool park = false;     // captive: the trap parked the core
    Operand operand; // the oracle's: what the instruction wanted from memory, also where it faulted
    // From the bench.
    uint64_t cycle = 0;
    uint64_t lines = 0; // mip bits MSIP, MTIP, MEIP, SEIP as the bench drives them
    uint64_t time = 0;
};

} // namespace lockstep
