// SPDX-License-Identifier: Apache-2.0
//
// The bench around uncore_tb: memory behind the DPI calls, reference images, the record of what the
// model domain saw, and blocking accesses on the device bus. Scenarios are in bench.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "Vuncore_tb.h"
#include "verilated.h"

constexpr uint32_t kRegion = 1u << 20;
constexpr int kL2 = 8; // device-bus target of the owner map

// Registers of mgmt.rdl and l2.rdl (offsets) and the bits used here.
enum : uint32_t {
    DMCONTROL = 0x00,
    DMSTATUS = 0x08,
    ABSTRACTCS = 0x10,
    COMMAND = 0x18,
    DATA0 = 0x20,
    EXIT = 0x28,
    EXIT_PC = 0x48,
    MODEL_CYCLE = 0x50,
    STAMP = 0x58,
    STOP_AT = 0x60,
    THROTTLE = 0x68,
    TOKENS = 0x70,
    CONFIG = 0x78,
    FENCE = 0x80,
    FENCE_LOCK = 0xA0,
    WINDOW = 0xA8,
    IRQ_STATUS = 0xB0,
    IRQ_ENABLE = 0xB8,
    L2_OWNERS = 0x00,
    L2_COMMAND = 0x08,
    L2_STATUS = 0x10,
};
constexpr uint64_t kNdmreset = 1u << 1, kFreeze = 1u << 8, kStopClear = 1u << 28,
                   kAdvance = 1u << 29, kResume = 1u << 30, kHalt = 1ull << 31;
constexpr uint64_t kHalted = 1u << 9, kRunning = 1u << 11, kFrozen = 1u << 24,
                   kScrubbing = 1u << 25, kInReset = 1u << 26, kConfigLocked = 1u << 28,
                   kStopped = 1u << 29, kThrottled = 1u << 30;

struct Domain {
    std::vector<uint8_t> dram = std::vector<uint8_t>(kRegion); // what the memory array holds
    std::vector<uint8_t> port = std::vector<uint8_t>(kRegion); // writes that the L2 has taken
    std::vector<uint8_t> arch = std::vector<uint8_t>(kRegion); // writes that the core has made
    uint64_t seed = 1;
    bool reading = false, read_error = false;
    uint32_t read_addr = 0;
    int beat = 0;
    std::array<uint8_t, 32> expect{};
    uint64_t reads = 0, writes = 0, errors = 0, slots = 0;
};

struct Config {
    uint64_t seed = 1;
    uint64_t hv_seed = 2;
    int freeze_percent = 0; // chance of a freeze in each step of the run loop
    bool window_reads = false;
    uint32_t weaken = 0;
};

class Bench
{
  public:
    explicit Bench(const Config &config);
    ~Bench();

    void clock();
    void clocks(int n)
    {
        while (n-- > 0)
            clock();
    }
    bool access(int target, bool we, uint32_t addr, uint64_t *data, uint8_t strb = 0xff);
    uint64_t read(int target, uint32_t addr);
    void write(int target, uint32_t addr, uint64_t data);
    bool window_read(uint32_t offset, uint64_t *data)
    {
        return access(4, false, offset, data);
    }
    bool window_write(uint32_t offset, uint64_t data, uint8_t strb = 0xff);
    uint64_t status()
    {
        return read(0, DMSTATUS);
    }
    bool wait_status(uint64_t mask, uint64_t value, int limit = 200000);
    uint64_t reg_read(uint16_t regno);
    uint64_t cmderr();
    void reg_write(uint16_t regno, uint64_t value);

    void fail(const char *format, ...) __attribute__((format(printf, 2, 3)));
    void expect_eq(const char *what, uint64_t got, uint64_t want);

    // DPI side
    void push(int d, uint64_t cycle, uint32_t addr, uint64_t data, unsigned strb);
    void request(int d, uint64_t cycle, int op, uint32_t addr, uint64_t data, unsigned strb);
    void response(int d, uint64_t cycle, bool last, bool error, uint64_t data);
    void mgmt(int d, uint64_t cycle, int op, uint64_t data);
    void record(uint64_t value);

    Domain domain[5];
    std::vector<uint64_t> trace; // all that model 0 saw and did, in model cycles
    uint64_t now = 0, trips = 0, parity = 0, flushes = 0;
    int failures = 0;

  private:
    std::unique_ptr<VerilatedContext> context_; // outlives the model

  public:
    std::unique_ptr<Vuncore_tb> top;
};

extern Bench *g_bench;
