// SPDX-License-Identifier: Apache-2.0
//
// One whole SoC of the two that are compared: with memory and serial line of its own, and with what
// is compared of it. Both live in one process; the calls that the RTL makes into C++ belong to the
// instance that is being evaluated.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

extern "C" {
#include "dram.h"
#include "options.h"
#include "plant.h"
}
#include "shim.h"

struct Setup {
    const char *hypervisor;
    const char *guest; // the shell, for every model
    const char *boot_rom;
    uint64_t seed;
    unsigned model_log2;
    uint32_t weaken;
};

// What a model did, in its own time.
struct ModelEvent {
    uint64_t cycle;
    uint64_t pc; // of a commit; line of a memory access
    uint64_t hash;
};

struct ModelRecord {
    bool started = false; // it has committed its first instruction
    uint64_t cycle = 0;   // model cycles since then
    uint64_t program = 0; // instructions of its program, behind the first line
    std::vector<ModelEvent> events;
};

struct Line {
    uint64_t cycle;
    std::string text;
};

uint64_t mix(uint64_t hash, uint64_t value);

class Instance
{
  public:
    explicit Instance(const Setup &setup);
    ~Instance();
    Instance(const Instance &) = delete;
    Instance &operator=(const Instance &) = delete;

    void cycle();
    uint8_t *state()
    {
        return static_cast<uint8_t *>(soc_state(soc_));
    }
    // The program of a model, written over the shell when that model starts.
    void give(unsigned model, std::vector<uint32_t> program, uint64_t data_seed);
    void type(std::vector<Line> lines) // at or after these cycles
    {
        script_ = std::move(lines);
        script_at_ = character_at_ = 0;
    }
    bool failed() const
    {
        return soc_failed(soc_);
    }

    uint64_t now = 0;
    std::string said; // by the UART
    soc_out out{};
    std::vector<ModelRecord> models;
    // Digests over all cycles so far.
    uint64_t hv_flow = 0;  // pc of each instruction the hypervisor core retires, and when
    uint64_t hv_slots = 0; // its accesses to memory: line, direction, and when
    uint64_t hv_data = 0;  // and what they carried

    // For the callbacks.
    void on_commit(unsigned domain, uint64_t pc, uint64_t hash);
    void on_access(unsigned domain, uint32_t line, bool write, const void *data);
    struct Region {
        uint8_t *bytes = nullptr;
        size_t size = 0;
    } regions[DRAM_DOMAINS];

  private:
    void load(const Setup &setup);
    void serial();
    void start_programs();

    struct Program {
        std::vector<uint32_t> code;
        uint64_t data_seed = 0;
        bool given = false;
    };
    struct soc *soc_ = nullptr;
    soc_in in_{};
    struct plant plant_ {
    };
    std::vector<Program> programs_;
    std::vector<Line> script_;
    size_t script_at_ = 0, character_at_ = 0;
};
