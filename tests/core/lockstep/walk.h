// SPDX-License-Identifier: Apache-2.0
//
// A second reading of the page tables, for coverage only: which step of which walk decided what an
// access did. Spike says that it faulted, not where; core and Spike agree before this is asked.
#pragma once
#include <cstdint>
#include <vector>

namespace lockstep
{

enum class Access : uint8_t { kFetch, kLoad, kStore };

// Which walk a result comes from: of a space without a second stage, the first of two, the second
// for the address of a first-stage table entry, the second for the final address.
enum class Stage : uint8_t { kNone, kS, kVs, kGImplicit, kG };

enum class Reason : uint8_t {
    kOk,
    kAddress,    // not canonical, or guest-physical bits above 40
    kInvalid,    // V = 0
    kReserved,   // a reserved bit, or W without R
    kPointer,    // a pointer with A, D or U, or a pointer at level 0
    kMisaligned, // superpage
    kUser,       // U against the mode
    kRight,      // R, W or X missing
    kAccessed,   // A = 0
    kDirty,      // D = 0
    kTable,      // the table lies outside memory
};
extern const char *const reason_names[11];

struct WalkState {
    uint64_t satp = 0;
    uint64_t vsatp = 0;
    uint64_t hgatp = 0;
    uint64_t mstatus = 0;
    uint64_t vsstatus = 0;
    uint64_t hstatus = 0;
};

struct WalkResult {
    Stage stage = Stage::kNone; // of the fault, or the last walk made
    uint8_t level = 0;          // in that walk: leaf or fault
    uint8_t vs_level = 0;       // kGImplicit: whose entry; kG and ok: the first stage's leaf
    Reason reason = Reason::kOk;
    bool two = false; // both stages were on
    uint64_t pa = 0;
};

class Walker
{
  public:
    explicit Walker(const std::vector<uint8_t> &ram) : ram_(ram)
    {
    }
    // `mode` as in commit.h, effective for the access. `hlvx` asks for X instead of R.
    WalkResult walk(const WalkState &s, unsigned mode, Access access, uint64_t va,
                    bool hlvx = false) const;

  private:
    struct Step;
    bool read(uint64_t pa, uint64_t &pte) const;
    bool stage(Step &w) const;

    const std::vector<uint8_t> &ram_;
};

} // namespace lockstep
