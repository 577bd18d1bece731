// SPDX-License-Identifier: Apache-2.0
//
// Bench: clock, device bus, reference images and the DPI functions of the RTL and its stand-in
// core.
#include <cstdarg>
#include <cstring>

#include "Vuncore_tb__Dpi.h"
#include "bench.h"
#include "svdpi.h"

Bench *g_bench = nullptr;

namespace
{

void apply(std::vector<uint8_t> &image, uint32_t offset, uint64_t data, unsigned strb)
{
    for (unsigned i = 0; i < 8; i++)
        if (strb >> i & 1)
            image[(offset & ~7u) + i] = static_cast<uint8_t>(data >> (8 * i));
}

uint64_t load(const uint8_t *at)
{
    uint64_t value;
    std::memcpy(&value, at, 8);
    return value;
}

bool outside(uint32_t addr)
{
    return addr - 0x80000000u >= kRegion;
}

} // namespace

Bench::Bench(const Config &config) : context_(new VerilatedContext)
{
    static const char *args[] = {"bench"};
    g_bench = this;
    context_->commandArgs(1, args);
    context_->randReset(2);
    context_->randSeed(static_cast<int>(config.seed % 0x7fffffff) + 1);
    domain[0].seed = config.hv_seed * 0x9E3779B97F4A7C15ull + 1;
    for (int d = 1; d < 5; d++)
        domain[d].seed = (config.seed * 8 + static_cast<uint64_t>(d)) * 0xD1342543DE82EF95ull + 1;
    uint64_t noise = config.seed | 1;
    for (auto &d : domain)
        for (auto &byte : d.dram)
            byte = static_cast<uint8_t>((noise *= 0xD1342543DE82EF95ull) >> 56);
    top.reset(new Vuncore_tb(context_.get()));
    top->weaken_i = config.weaken;
    top->model_log2_i = 20;
    top->event_open_i = 1;
    top->interlock_freeze_i = 0;
    top->req_valid_i = 0;
    top->clk_i = 0;
    top->rst_ni = 0;
    top->hv_rst_ni = 0;
    clocks(5);
    top->rst_ni = 1;
    clocks(40);
    domain[0].port = domain[0].arch = domain[0].dram;
    top->hv_rst_ni = 1;
    clock();
}

Bench::~Bench()
{
    top->final();
    g_bench = nullptr;
}

void Bench::clock()
{
    top->clk_i = 0;
    top->eval();
    top->clk_i = 1;
    top->eval();
    now++;
    trips += top->region_trip_o;
    parity += top->parity_trip_o;
}

bool Bench::access(int target, bool we, uint32_t addr, uint64_t *data, uint8_t strb)
{
    top->req_valid_i = 1;
    top->req_target_i = static_cast<CData>(target);
    top->req_we_i = we;
    top->req_addr_i = addr;
    top->req_wdata_i = *data;
    top->req_wstrb_i = we ? strb : 0;
    for (int i = 0; i < 2000; i++) {
        top->clk_i = 0;
        top->eval();
        if (top->ack_o) {
            bool error = top->error_o;
            *data = top->rdata_o;
            clock();
            top->req_valid_i = 0;
            clocks(3);
            return !error;
        }
        clock();
    }
    fail("device bus: no answer from target %d, address %x", target, addr);
    top->req_valid_i = 0;
    return false;
}

uint64_t Bench::read(int target, uint32_t addr)
{
    uint64_t data = 0;
    if (!access(target, false, addr, &data))
        fail("read of %d:%x refused", target, addr);
    return data;
}

void Bench::write(int target, uint32_t addr, uint64_t data)
{
    if (!access(target, true, addr, &data))
        fail("write of %d:%x refused", target, addr);
}

bool Bench::window_write(uint32_t offset, uint64_t data, uint8_t strb)
{
    uint64_t value = data;
    if (!access(4, true, offset, &value, strb))
        return false;
    apply(domain[1].port, offset, data, strb);
    apply(domain[1].arch, offset, data, strb);
    return true;
}

bool Bench::wait_status(uint64_t mask, uint64_t value, int limit)
{
    for (int i = 0; i < limit / 8; i++)
        if ((status() & mask) == value)
            return true;
    fail("dmstatus %llx never had %llx under mask %llx", (unsigned long long)status(),
         (unsigned long long)value, (unsigned long long)mask);
    return false;
}

uint64_t Bench::cmderr()
{
    uint64_t err = read(0, ABSTRACTCS) >> 8 & 7;
    write(0, ABSTRACTCS, 7u << 8);
    return err;
}

uint64_t Bench::reg_read(uint16_t regno)
{
    write(0, COMMAND, 3u << 20 | 1u << 17 | regno);
    return read(0, DATA0);
}

void Bench::reg_write(uint16_t regno, uint64_t value)
{
    write(0, DATA0, value);
    write(0, COMMAND, 3u << 20 | 1u << 17 | 1u << 16 | regno);
}

void Bench::fail(const char *format, ...)
{
    if (++failures > 10)
        return;
    va_list args;
    va_start(args, format);
    std::printf("FAIL at cycle %llu: ", (unsigned long long)now);
    std::vprintf(format, args);
    std::printf("\n");
    va_end(args);
}

void Bench::expect_eq(const char *what, uint64_t got, uint64_t want)
{
    if (got != want)
        fail("%s: got %llx, want %llx", what, (unsigned long long)got, (unsigned long long)want);
}

// ---------------------------------------------------------------- what the cores do
void Bench::record(uint64_t value)
{
    trace.push_back(value);
}

void Bench::push(int d, uint64_t, uint32_t addr, uint64_t data, unsigned strb)
{
    if (!outside(addr))
        apply(domain[d].arch, addr - 0x80000000u, data, strb);
}

void Bench::request(int d, uint64_t cycle, int op, uint32_t addr, uint64_t data, unsigned strb)
{
    Domain &dom = domain[d];
    if (d == 1)
        record(cycle << 34 ^ static_cast<uint64_t>(op) << 33 ^ addr ^ data << 8);
    if (op == 1) {
        dom.writes++;
        if (!outside(addr))
            apply(dom.port, addr - 0x80000000u, data, strb);
        return;
    }
    dom.reads++;
    if (dom.reading)
        fail("domain %d: two reads at once", d);
    dom.reading = true;
    dom.read_addr = addr;
    dom.read_error = outside(addr);
    dom.beat = 0;
    if (!dom.read_error)
        std::memcpy(dom.expect.data(), &dom.port[(addr - 0x80000000u) & ~31u], 32);
}

void Bench::response(int d, uint64_t cycle, bool last, bool error, uint64_t data)
{
    Domain &dom = domain[d];
    if (d == 1)
        record(~(cycle << 20 ^ data ^ error));
    if (!dom.reading)
        return fail("domain %d: beat without a read", d);
    if (error != dom.read_error)
        fail("domain %d: error %d at %x", d, error, dom.read_addr);
    if (!error) {
        unsigned at = ((dom.read_addr >> 3) + static_cast<unsigned>(dom.beat)) & 3;
        uint64_t want = load(&dom.expect[8 * at]);
        if (data != want)
            fail("domain %d: %x beat %d: got %016llx, want %016llx", d, dom.read_addr, dom.beat,
                 (unsigned long long)data, (unsigned long long)want);
    }
    dom.errors += error;
    dom.beat++;
    if (last != (error || dom.beat == 4))
        fail("domain %d: wrong last", d);
    if (last)
        dom.reading = false;
}

void Bench::mgmt(int d, uint64_t cycle, int op, uint64_t data)
{
    if (op == 4)
        flushes++;
    if (d == 1)
        record(cycle * 31 + static_cast<uint64_t>(op) * 7 + (op == 1 ? data : 0));
}

// ---------------------------------------------------------------- DPI
static uint8_t *dram_line(int d, int line, int lines)
{
    if (line < 0 || static_cast<uint32_t>(line + lines) * 32 > kRegion) {
        g_bench->fail("domain %d: line %x outside its memory", d, line);
        return nullptr;
    }
    g_bench->domain[d].slots++;
    return &g_bench->domain[d].dram[static_cast<uint32_t>(line) * 32];
}

void sim_dram_read(int d, int line, svBitVecVal *data)
{
    if (uint8_t *at = dram_line(d, line, 1))
        std::memcpy(data, at, 32);
}

void sim_dram_write(int d, int line, const svBitVecVal *data)
{
    if (uint8_t *at = dram_line(d, line, 1))
        std::memcpy(at, data, 32);
}

void sim_dram_scrub(int d, int line, int lines)
{
    if (uint8_t *at = dram_line(d, line, lines))
        std::memset(at, 0, static_cast<size_t>(lines) * 32);
}

long long mon_seed(int d)
{
    return static_cast<long long>(g_bench->domain[d].seed | 1);
}

void mon_push(int d, long long cycle, int addr, long long data, int strb)
{
    g_bench->push(d, static_cast<uint64_t>(cycle), static_cast<uint32_t>(addr),
                  static_cast<uint64_t>(data), static_cast<unsigned>(strb));
}

void mon_req(int d, long long cycle, int op, int addr, long long data, int strb)
{
    g_bench->request(d, static_cast<uint64_t>(cycle), op, static_cast<uint32_t>(addr),
                     static_cast<uint64_t>(data), static_cast<unsigned>(strb));
}

void mon_rsp(int d, long long cycle, int last, int error, long long data)
{
    g_bench->response(d, static_cast<uint64_t>(cycle), last != 0, error != 0,
                      static_cast<uint64_t>(data));
}

void mon_mgmt(int d, long long cycle, int op, long long data)
{
    g_bench->mgmt(d, static_cast<uint64_t>(cycle), op, static_cast<uint64_t>(data));
}
