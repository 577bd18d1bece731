// SPDX-License-Identifier: Apache-2.0
//
// One simulated model domain with its surroundings (model_tb), and what is compared of it: commits
// and ports in model cycles, and the whole state. What is done with it stands in freeze.cpp.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "Vmodel_tb.h"
#include "verilated.h"

constexpr uint32_t kRegion = 1u << 20;
constexpr unsigned kFrame = 28;
enum Target { kRegs = 0, kWindow = 1, kOwner = 2 };

// Registers of mgmt.rdl and l2.rdl (offsets) and the bits used here.
enum : uint32_t {
    DMCONTROL = 0x00,
    DMSTATUS = 0x08,
    ABSTRACTCS = 0x10,
    COMMAND = 0x18,
    DATA0 = 0x20,
    EXIT = 0x28,
    EXIT_PC = 0x48,
    STOP_AT = 0x60,
    CONFIG = 0x78,
    FENCE = 0x80,
    FENCE_LOCK = 0xA0,
    WINDOW = 0xA8,
    IRQ_STATUS = 0xB0,
    IRQ_ENABLE = 0xB8,
    L2_COMMAND = 0x08,
    L2_STATUS = 0x10,
};
constexpr uint64_t kReset = 1u << 1, kFreeze = 1u << 8, kStopClear = 1u << 28, kAdvance = 1u << 29,
                   kResume = 1u << 30, kHalt = 1ull << 31;
constexpr uint64_t kHalted = 1u << 9, kFrozen = 1u << 24, kScrubbing = 1u << 25,
                   kInReset = 1u << 26, kStopped = 1u << 29;

// Values of the bench's mutants 1 to 5 are those of model_tb; the others poke state while frozen.
enum Mutant : int {
    kNoMutant,
    kRestore,
    kClock,
    kCount,
    kMidFrame,
    kWindowWrites,
    kReplacement,
    kCounter,
    kLru,
    kDram,
    kMutants,
    kReplay // no mutant: a run that starts from other values at power-on
};

struct Member {
    const char *name;
    size_t offset, size;
    bool at_end_only;
};

// What a run leaves for comparison. Index of `frames`: number of the model frame.
struct Record {
    struct Commit {
        uint64_t cycle, pc, hash;
    };
    std::vector<Commit> commits;
    std::vector<uint64_t> ports;  // digest of way commands and slot requests, for each model frame
    std::vector<uint64_t> frames; // digest of the flops early in each model frame
    std::vector<uint64_t> full;   // digest of everything, every kFullEvery frames
    std::vector<uint16_t> under_way;  // situations at the start of each model frame
    std::vector<uint8_t> state, dram; // at the end
    uint64_t cycles = 0, digest = 0;
};
constexpr unsigned kFullEvery = 32;

class Rig
{
  public:
    Rig(uint64_t x_seed, const Record *reference);
    ~Rig();

    void clock();
    void clocks(uint64_t n)
    {
        while (n-- > 0)
            clock();
    }
    bool access(Target target, bool we, uint32_t addr, uint64_t *data);
    uint64_t read(uint32_t addr);
    void write(uint32_t addr, uint64_t data, Target target = kRegs);
    uint64_t status()
    {
        return read(DMSTATUS);
    }
    void wait_status(uint64_t mask, uint64_t value);
    uint64_t reg_read(uint16_t regno);
    void reg_write(uint16_t regno, uint64_t value);
    void window_write(uint32_t offset, uint64_t data);
    uint64_t window_read(uint32_t offset);

    void fail(const char *format, ...) __attribute__((format(printf, 2, 3)));
    std::vector<uint8_t> snapshot() const; // every state element, in the order of members()
    void finish();                         // takes the final state into `record` and compares it
    void watch_frame(uint64_t frame)
    {
        watch_ = frame;
    }
    uint8_t *member(const char *ending); // the state element with this ending of its name
    static const std::vector<Member> &members();
    static std::string pretty(const char *name);

    std::unique_ptr<VerilatedContext> context; // outlives the model
    std::unique_ptr<Vmodel_tb> top;
    Record record;
    std::vector<uint8_t> dram[2] = {std::vector<uint8_t>(kRegion), std::vector<uint8_t>(kRegion)};
    std::vector<uint8_t> watched; // state at the watched frame
    uint64_t now = 0;             // system cycles
    uint64_t frame = 0;           // model frames begun since the first resume
    uint64_t hv_seed = 0;         // 0: hv's memory port is idle
    bool state = true;      // compare effects, ports and state too, not pc, cycle and DRAM alone
    std::string difference; // the first one found
    uint64_t difference_frame = 0;
    unsigned assertions = 0;
    bool recording = false; // from the first resume

  private:
    void drive_hv(bool taken, bool ended);
    void observe();
    void observe_commit();
    void observe_frame();
    uint64_t digest(bool all) const;
    void note(uint64_t at, const char *format, va_list args);
    void differ(uint64_t at, const char *format, ...) __attribute__((format(printf, 3, 4)));

    const Record *reference_;
    uint64_t port_digest_ = 0;
    uint64_t watch_ = ~0ull;
    unsigned hv_wait_ = 0;
    bool hv_reading_ = false;
    uint16_t parked_ = 0;
};

extern Rig *g_rig;
uint64_t hash64(uint64_t x);
