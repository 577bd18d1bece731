// SPDX-License-Identifier: Apache-2.0
//
// What the memory subsystem has to do, told a second time from the privileged specification and
// without looking at the RTL: translation in two stages, memory attributes, PMP, execute fence and
// the effect of each access on memory. The bench compares; nothing here knows of caches or time.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

enum class Acc { Fetch, Load, Store, Amo };
enum Amo { kNone, kLr, kSc, kSwap, kAdd, kXor, kAnd, kOr, kMin, kMax, kMinu, kMaxu };
enum Op { kLoad, kStore, kAtomic };

struct Trap {
    bool valid = false;
    unsigned cause = 0;
    uint64_t tval = 0, tval2 = 0;
    uint32_t tinst = 0;
    bool gva = false, fence = false;
    bool operator==(const Trap &o) const;
};

struct Access {
    int op = kLoad, amo = kNone;
    unsigned size = 0;
    uint64_t va = 0, wdata = 0;
    bool uns = false, hlvx = false, forced_v = false, v = false;
    unsigned prv = 3;
};

struct Place { // where one part of an access ends up
    Trap trap;
    uint64_t pa = 0;
    bool dev = false, voided = false;
};

struct Outcome {
    Trap trap;
    uint64_t rdata = 0, pa = 0;
    bool dev = false;    // rdata comes from the device
    bool memory = false; // pa is meaningful
};

constexpr uint64_t kDram = 0x80000000u;
constexpr uint64_t kDramBytes = 16u << 20;        // what the bench backs; the region is smaller
constexpr uint64_t kErrorPage = kDram + 0x21f000; // reads answer with an error beat

class Model
{
  public:
    Model() : mem(kDramBytes / 8)
    {
    }
    std::vector<uint64_t> mem;
    bool captive = false;
    uint64_t satp = 0, vsatp = 0, hgatp = 0;
    bool mxr = false, vmxr = false, sum = false, vsum = false;
    std::array<uint8_t, 8> pmp_cfg{};
    std::array<uint64_t, 8> pmp_addr{};
    unsigned region_log2 = 23;
    bool fence_locked = false;
    struct Range {
        bool en;
        uint32_t base, limit;
    };
    std::array<Range, 4> fence{};
    bool wk_region = false, wk_fetch = false, wk_store = false, wk_park = false;
    bool resv = false;
    uint64_t resv_pa = 0;

    static uint64_t rom(uint64_t pa);  // contents of the boot ROM
    uint64_t read8(uint64_t pa) const; // aligned doubleword, any cacheable address
    void write(uint64_t pa, uint64_t data, unsigned bytes);
    Place locate(const Access &a, Acc acc, uint64_t va, unsigned bytes, bool special) const;
    Outcome look(const Access &a) const;             // what the access answers, without effect
    void perform(const Access &a, const Outcome &o); // its effect

  private:
    struct Step {
        bool fault = false, page = false, guest = false, implicit = false;
        uint64_t gpa = 0, pa = 0;
    };
    Step walk(const Access &a, Acc acc, uint64_t va) const;
    Step stage2(uint64_t gpa, Acc acc, bool hlvx, bool implicit) const;
    bool pte_read(uint64_t pa, uint64_t &pte) const;
    enum Kind { kNowhere, kRam, kRom, kDev };
    Kind kind(uint64_t pa) const;
    bool pmp_ok(uint64_t pa, unsigned bytes, bool r, bool w, bool x, unsigned prv) const;
    uint64_t load(uint64_t pa, uint64_t pa2, const Access &a) const;
};
