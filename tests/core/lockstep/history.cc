// SPDX-License-Identifier: Apache-2.0
//
// Printing of commits: see history.h.
#include "history.h"

#include <cstdio>

namespace lockstep
{

std::string describe(const Oracle &oracle, const Commit &c)
{
    char buf[400];
    using ull = unsigned long long;
    int n = snprintf(buf, sizeof buf, "%-2s %016llx %08x %-32s", mode_names[c.mode & 7], (ull)c.pc,
                     c.insn, oracle.disassemble(c.insn).c_str());
    auto more = [&](const char *format, auto... args) {
        if (n < static_cast<int>(sizeof buf))
            n += snprintf(buf + n, sizeof buf - n, format, args...);
    };
    if (c.trap.valid) {
        more(" %s %u -> %s%s tval %llx tval2 %llx tinst %x gva %d",
             c.trap.interrupt ? "interrupt" : "trap", c.trap.cause, mode_names[c.trap_mode & 7],
             c.park ? " (park)" : "", (ull)c.trap.tval, (ull)c.trap.tval2, c.trap.tinst,
             c.trap.gva);
    } else {
        if (c.rd_we && c.rd != 0)
            more(" x%u=%llx", c.rd, (ull)c.rd_data);
        if (c.csr_we)
            more(" csr %03x", c.csr_addr);
        if (c.mem_valid)
            more(" mem %s%llx", c.mem_we ? "w " : "", (ull)c.mem_va);
        if (c.mem_valid && c.mem_pa != 0)
            more(" pa %llx", (ull)c.mem_pa);
        if (c.mem_we)
            more(" data %llx", (ull)c.mem_wdata);
    }
    return buf;
}

void History::print(const Oracle &oracle) const
{
    printf("last %zu instructions, core:\n", pairs_.size());
    for (const auto &p : pairs_) {
        printf("  %8llu %s\n", static_cast<unsigned long long>(p.first.cycle),
               describe(oracle, p.first).c_str());
    }
    printf("last %zu instructions, spike:\n", pairs_.size());
    for (const auto &p : pairs_)
        printf("           %s\n", describe(oracle, p.second).c_str());
}

} // namespace lockstep
