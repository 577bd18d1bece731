// SPDX-License-Identifier: Apache-2.0
//
// Random programs from encoders of single instructions.
#include "program.h"

#include <random>
#include <stdexcept>

namespace
{

constexpr unsigned kBase = 8, kMask = 9, kAddress = 31;
constexpr unsigned kA0 = 10, kA6 = 16, kA7 = 17;
constexpr uint32_t kPort = 0x10001000; // the console's magic number
constexpr uint32_t kWfi = 0x10500073;
constexpr uint32_t kOutside = 0x90000000; // behind any region

class Program
{
  public:
    explicit Program(uint64_t seed) : rng_(seed)
    {
    }

    uint32_t pick(uint32_t n)
    {
        return static_cast<uint32_t>(rng_() % n);
    }
    unsigned reg() // any that is the program's
    {
        const unsigned r = 5 + pick(24);
        return r == kBase || r == kMask ? 28 : r;
    }
    void emit(uint32_t insn)
    {
        code_.push_back(insn);
    }
    void r_type(uint32_t op, unsigned f7, unsigned f3, unsigned rd, unsigned rs1, unsigned rs2)
    {
        emit(f7 << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op);
    }
    void i_type(uint32_t op, unsigned f3, unsigned rd, unsigned rs1, uint32_t imm)
    {
        emit((imm & 0xfff) << 20 | rs1 << 15 | f3 << 12 | rd << 7 | op);
    }
    void store(unsigned f3, unsigned rs2, unsigned rs1, uint32_t imm)
    {
        emit((imm >> 5 & 0x7f) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (imm & 31) << 7 | 0x23);
    }
    void branch(unsigned f3, unsigned rs1, unsigned rs2, uint32_t forward)
    {
        emit((forward >> 5 & 0x3f) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 |
             (forward >> 1 & 15) << 8 | (forward >> 11 & 1) << 7 | 0x63);
    }
    void jump_to(size_t target)
    {
        const auto d = static_cast<uint32_t>(
            (static_cast<int64_t>(target) - static_cast<int64_t>(code_.size())) * 4);
        emit((d >> 20 & 1) << 31 | (d >> 1 & 0x3ff) << 21 | (d >> 11 & 1) << 20 |
             (d >> 12 & 0xff) << 12 | 0x6f);
    }
    void load_immediate(unsigned rd, uint32_t value) // zero-extended below 2^31
    {
        emit(((value + 0x800) & 0xfffff000) | rd << 7 | 0x37);
        i_type(0x1b, 0, rd, rd, value); // addiw
    }
    void load_address(unsigned rd, uint32_t value) // zero-extended whatever its top bit
    {
        load_immediate(rd, value);
        i_type(0x13, 1, rd, rd, 32);
        i_type(0x13, 5, rd, rd, 32);
    }

    void alu();
    void multiply();
    void memory();
    void atomic();
    void read_counter();
    void trap();
    void timer();
    void fence();
    void skip();
    void unit();
    void exit_unit();
    void call(uint32_t extension, uint32_t function);
    void nap();
    void touch(uint32_t address);

    std::vector<uint32_t> code_;

  private:
    std::mt19937_64 rng_;
};

void Program::alu()
{
    static const struct {
        uint8_t op, f7, f3;
    } ops[] = {{0x33, 0, 0},    {0x33, 0x20, 0}, {0x33, 0, 1},    {0x33, 0, 2},
               {0x33, 0, 4},    {0x33, 0x20, 5}, {0x33, 0, 7},    {0x3b, 0, 0},
               {0x3b, 0x20, 5}, {0x33, 0x10, 4}, {0x33, 0x30, 1}, {0x33, 0x14, 1}};
    const auto &o = ops[pick(sizeof ops / sizeof *ops)]; // the last: sh2add, rol, bset
    if (pick(3) == 0)
        i_type(0x13, pick(2) ? 0 : 4, reg(), reg(), pick(0x1000)); // addi, xori
    else
        r_type(o.op, o.f7, o.f3, reg(), reg(), reg());
}

void Program::multiply()
{
    r_type(pick(2) ? 0x33 : 0x3b, 1, pick(2) ? 0 : 4 + pick(4), reg(), reg(), reg());
}

// An address inside the data, aligned to eight bytes; some walk, some jump.
void Program::memory()
{
    r_type(0x33, 0, 7, kAddress, reg(), kMask);
    r_type(0x33, 0, 0, kAddress, kAddress, kBase);
    for (unsigned i = 1 + pick(4); i > 0; i--) {
        const unsigned size = pick(4);
        const uint32_t offset = pick(2) ? 0 : (pick(64) & ~((1u << size) - 1));
        if (pick(2))
            i_type(3, size == 3 ? 3 : size + 4 * pick(2), reg(), kAddress, offset);
        else
            store(size, reg(), kAddress, offset);
    }
}

void Program::atomic()
{
    static const uint8_t functions[] = {0, 1, 4, 8, 12, 16, 20, 24, 28, 2, 3};
    const unsigned f5 = functions[pick(sizeof functions)];
    r_type(0x33, 0, 7, kAddress, reg(), kMask);
    r_type(0x33, 0, 0, kAddress, kAddress, kBase);
    r_type(0x2f, f5 << 2, 2 + pick(2), reg(), kAddress, f5 == 2 ? 0 : reg());
}

void Program::read_counter()
{
    i_type(0x73, 2, reg(), 0, 0xc00 + pick(3)); // cycle, time, instret
}

// An exception that is the guest's own to handle.
void Program::trap()
{
    switch (pick(3)) {
    case 0:
        emit(0); // illegal, and compressed
        break;
    case 1:
        emit(0x00100073); // ebreak
        break;
    default:
        i_type(0x73, 2, reg(), 0, 0x5c0); // a CSR that does not exist
        break;
    }
}

void Program::timer()
{
    i_type(0x73, 2, kAddress, 0, 0xc01);
    i_type(0x13, 0, kAddress, kAddress, 1 + pick(60));
    i_type(0x73, 1, 0, kAddress, 0x14d);
}

void Program::fence()
{
    static const uint32_t fences[] = {0x0ff0000f, 0x0000100f, 0x12000073}; // fence.i, sfence.vma
    emit(fences[pick(3)]);
}

// Over up to four units' worth of instructions, or not.
void Program::skip()
{
    static const uint8_t kinds[] = {0, 1, 4, 5, 6, 7};
    const uint32_t n = 1 + pick(6);
    branch(kinds[pick(sizeof kinds)], reg(), reg(), 4 * (n + 1));
    for (uint32_t i = 0; i < n; i++)
        alu();
}

void Program::unit()
{
    const uint32_t r = pick(100);
    if (r < 30)
        alu();
    else if (r < 36)
        multiply();
    else if (r < 72)
        memory();
    else if (r < 78)
        atomic();
    else if (r < 82)
        read_counter();
    else if (r < 84)
        trap();
    else if (r < 86)
        timer();
    else if (r < 88)
        fence();
    else
        skip();
}

void Program::call(uint32_t extension, uint32_t function)
{
    load_immediate(kA7, extension);
    load_immediate(kA6, function);
    emit(0x73);
}

// WFI with a comparison ahead, to which the hypervisor moves time; interrupts wait until it is
// over, or the comparison could be gone before the WFI.
void Program::nap()
{
    emit(0x10017073); // csrci sstatus, SIE
    timer();
    emit(kWfi);
    emit(0x10016073); // csrsi sstatus, SIE
}

void Program::touch(uint32_t address)
{
    load_address(kAddress, address);
    i_type(3, 2, reg(), kAddress, 0);
}

void Program::exit_unit()
{
    switch (pick(5)) {
    case 0:
        call(0x10, pick(7));
        break;
    case 1:
        load_immediate(kA0, 'a' + pick(26));
        call(0x4442434e, 2);
        break;
    case 2:
        touch(kPort + 4 * pick(4));
        break;
    case 3:
        nap();
        break;
    default:
        call(0x10, 3);
        break;
    }
}

} // namespace

std::vector<uint32_t> make_program(const std::string &kind, uint64_t seed)
{
    Program p(seed * 2 + 1);
    const bool exits = kind == "exits";
    if (kind == "random" || exits) {
        const size_t length = 200 + p.pick(kBodyBytes / 4 - 300);
        while (p.code_.size() < length)
            exits &&p.pick(150) == 0 ? p.exit_unit() : p.unit();
    } else if (kind == "hammer") {
        while (p.code_.size() < 1000)
            p.memory();
    } else if (kind == "idle") {
        p.emit(kWfi);
    } else if (kind == "flood") {
        p.call(0x10, 0);
    } else if (kind == "fault") {
        p.touch(kOutside);
    } else if (kind == "end") {
        p.call(0x53525354, 0);
    } else if (kind != "spin") {
        throw std::invalid_argument("no such kind of guest: " + kind);
    }
    p.jump_to(0);
    return p.code_;
}
