// SPDX-License-Identifier: Apache-2.0
//
// The instance, its memory (the interface of sim/dram.h), and the RTL's calls into C++.
#include "instance.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "Vguillotine_sim_top__Dpi.h"
#include "program.h"

extern "C" {
#include "guests.h"
#include "hv_image.h"
}

namespace
{

constexpr unsigned kReset = 16, kHvLog2 = 24, kLine = 32;

Instance *current; // the one being built or evaluated

uint8_t *line_at(int domain, int line)
{
    auto &region = current->regions[domain];
    const size_t offset = static_cast<size_t>(static_cast<unsigned>(line)) * kLine;
    if (offset >= region.size) {
        fprintf(stderr, "DRAM slot outside domain %d: line 0x%x\n", domain, line);
        exit(1);
    }
    return region.bytes + offset;
}

uint8_t *dram_at(unsigned domain, uint64_t address, size_t length)
{
    auto &region = current->regions[domain];
    const uint64_t offset = address - DRAM_BASE;
    const bool inside =
        address >= DRAM_BASE && offset <= region.size && length <= region.size - offset;
    return inside ? region.bytes + offset : nullptr;
}

} // namespace

uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15ull;
    return hash ^ hash >> 32;
}

// ---------------------------------------------------------------- memory
size_t dram_size(unsigned domain)
{
    return current->regions[domain].size;
}

const uint8_t *dram_bytes(unsigned domain)
{
    return current->regions[domain].bytes;
}

bool dram_write(unsigned domain, uint64_t address, const void *data, size_t length)
{
    uint8_t *to = dram_at(domain, address, length);
    if (to != nullptr)
        memcpy(to, data, length);
    return to != nullptr;
}

void sim_dram_read(int domain, int line, svBitVecVal *data)
{
    memcpy(data, line_at(domain, line), kLine);
    current->on_access(domain, line, false, data);
}

void sim_dram_write(int domain, int line, const svBitVecVal *data)
{
    memcpy(line_at(domain, line), data, kLine);
    current->on_access(domain, line, true, data);
}

void sim_dram_scrub(int domain, int line, int lines)
{
    const size_t room = current->regions[domain].size - static_cast<size_t>(line) * kLine;
    const size_t length = static_cast<size_t>(lines) * kLine;
    memset(line_at(domain, line), 0, length < room ? length : room);
}

// ---------------------------------------------------------------- commits
int sim_commit(int domain, long long pc, int insn, char mode, char flags, char rd,
               long long rd_data, short csr, long long csr_data, long long mem_va, char mem_size,
               long long mem_data, int cause, long long tval, char)
{
    uint64_t h = mix(mix(pc, insn), static_cast<uint64_t>(mode) << 8 | static_cast<uint8_t>(flags));
    if (flags & 1)
        h = mix(mix(h, rd), rd_data);
    if (flags & 2)
        h = mix(mix(h, csr), csr_data);
    if (flags & 4)
        h = mix(mix(mix(h, mem_va), mem_size), mem_data);
    if (flags & 64)
        h = mix(mix(h, cause), tval);
    current->on_commit(domain, pc, h);
    return 0; // no CSR is asked for
}

int sim_commit_csr(long long)
{
    return 0;
}

// ---------------------------------------------------------------- flight recorder: nothing is
// recorded
extern "C" {
void sim_flight_event(int, char, long long, char, long long, int, const svBitVecVal *)
{
}
void sim_flight_state(int, long long, char, long long, char)
{
}
void sim_flight_word(long long)
{
}
}

void Instance::on_commit(unsigned domain, uint64_t pc, uint64_t hash)
{
    if (domain == 0) {
        hv_flow = mix(mix(hv_flow, pc), now);
        return;
    }
    ModelRecord &m = models[domain - 1];
    m.started = true;
    m.program += pc >= DRAM_BASE + kBody + kLine;
    m.events.push_back({m.cycle, pc, hash});
}

// A model that stands still has no slot of its own: that is the window.
void Instance::on_access(unsigned domain, uint32_t line, bool write, const void *data)
{
    uint64_t words[4], h = 0;
    memcpy(words, data, sizeof words);
    for (const uint64_t word : words)
        h = mix(h, word);
    if (domain == 0) {
        hv_slots = mix(mix(hv_slots, line * 2 + write), now);
        hv_data = mix(hv_data, h);
    } else if (models[domain - 1].started && (out.model_run >> (domain - 1) & 1)) {
        models[domain - 1].events.push_back({models[domain - 1].cycle, line, h + write});
    }
}

// ---------------------------------------------------------------- the instance
Instance::Instance(const Setup &setup) : models(soc_models()), programs_(soc_models())
{
    current = this;
    for (unsigned d = 0; d <= soc_models(); d++) {
        regions[d].size = size_t{1} << (d == 0 ? kHvLog2 : setup.model_log2);
        void *bytes = mmap(nullptr, regions[d].size, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (bytes == MAP_FAILED) {
            perror("mmap");
            exit(1);
        }
        regions[d].bytes = static_cast<uint8_t *>(bytes);
    }
    load(setup);
}

void Instance::load(const Setup &setup)
{
    options o{};
    uint64_t end = 0;
    uint32_t table = 0;
    for (unsigned i = 0; i < soc_models(); i++)
        o.guest[i] = setup.guest;
    o.guests = soc_models();
    if (!hv_image_load(setup.hypervisor, &end) || !guests_place(&o, end, &table))
        exit(2); // they have said why
    const soc_straps straps = {false, kHvLog2,    static_cast<uint8_t>(setup.model_log2),
                               table, setup.seed, setup.weaken};
    soc_ = soc_new(&straps, setup.seed, setup.boot_rom);
    in_.commit_enable = true;
}

Instance::~Instance()
{
    current = this;
    soc_free(soc_);
    for (const Region &r : regions)
        if (r.bytes != nullptr)
            munmap(r.bytes, r.size);
}

void Instance::give(unsigned model, std::vector<uint32_t> program, uint64_t data_seed)
{
    programs_[model] = {std::move(program), data_seed, true};
}

// The first instruction has retired; the body is on another page and not fetched yet.
void Instance::start_programs()
{
    for (unsigned i = 0; i < models.size(); i++) {
        Program &p = programs_[i];
        if (!models[i].started || !p.given)
            continue;
        p.given = false;
        memcpy(regions[1 + i].bytes + kBody, p.code.data(), p.code.size() * 4);
        for (uint32_t at = 0; at < kDataBytes; at += 8) {
            const uint64_t word = mix(p.data_seed, at);
            memcpy(regions[1 + i].bytes + kBody + kBodyBytes + at, &word, 8);
        }
    }
}

void Instance::serial()
{
    if (in_.uart_rx_valid && out.uart_rx_ready &&
        ++character_at_ > script_[script_at_].text.size()) {
        script_at_++;
        character_at_ = 0;
    }
    in_.uart_rx_valid = script_at_ < script_.size() && script_[script_at_].cycle <= now;
    if (in_.uart_rx_valid) {
        const std::string &text = script_[script_at_].text;
        in_.uart_rx_data = character_at_ < text.size() ? text[character_at_] : '\n';
    }
    if (out.uart_tx_valid)
        said += static_cast<char>(out.uart_tx_data);
}

void Instance::cycle()
{
    current = this;
    in_.reset = now < kReset;
    in_.contact = plant_cycle(
        &plant_, out.relay_drive, out.relay_permit, now, [](void *, unsigned, bool, uint64_t) {},
        nullptr);
    soc_cycle(soc_, &in_, &out);
    now++;
    for (unsigned i = 0; i < models.size(); i++)
        models[i].cycle += models[i].started && (out.model_run >> i & 1);
    start_programs();
    serial();
}
