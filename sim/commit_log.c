/* SPDX-License-Identifier: Apache-2.0 */
#include "commit_log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "svdpi.h"

/* Bits of `flags`, as packed in guillotine_sim_top.sv. */
enum {
    FLAG_RD = 1 << 0,
    FLAG_CSR = 1 << 1,
    FLAG_MEM = 1 << 2,
    FLAG_STORE = 1 << 3,
    FLAG_GVA = 1 << 4,
    FLAG_INTERRUPT = 1 << 5,
    FLAG_TRAP = 1 << 6,
    FLAG_PARK = 1 << 7,
};

static FILE *log_file;

bool commit_log_open(const char *path)
{
    log_file = fopen(path, "w");
    if (log_file == NULL) {
        fprintf(stderr, "error: %s: %s\n", path, strerror(errno));
    }
    return log_file != NULL;
}

void commit_log_close(void)
{
    if (log_file != NULL) {
        fclose(log_file);
        log_file = NULL;
    }
}

static void log_trap(int domain, uint64_t pc, uint8_t flags, int cause, uint64_t tval)
{
    fprintf(log_file, "core   %d: %s %d, epc 0x%016" PRIx64 "\n", domain,
            flags & FLAG_INTERRUPT ? "interrupt" : "exception", cause, pc);
    if (!(flags & FLAG_INTERRUPT)) {
        fprintf(log_file, "core   %d:           tval 0x%016" PRIx64 "\n", domain, tval);
    }
    if (flags & FLAG_PARK) {
        fprintf(log_file, "core   %d: parked\n", domain);
    }
}

static void log_memory(uint8_t flags, uint64_t va, uint8_t size, uint64_t data)
{
    if (!(flags & FLAG_MEM)) {
        return;
    }
    fprintf(log_file, " mem 0x%016" PRIx64, va);
    if (flags & FLAG_STORE) {
        uint64_t mask = size >= 3 ? ~0ull : (1ull << (8u << size)) - 1;

        fprintf(log_file, " 0x%0*" PRIx64, 2 << size, data & mask);
    }
}

/* DPI: guillotine_sim_top.sv. Domain 0 is the hypervisor core; mode is {v, prv}. */
void sim_commit(int domain, long long pc, int insn, char mode, char flags, char rd,
                long long rd_data, short csr, long long mem_va, int mem_pa, char mem_size,
                long long mem_data, int cause, long long tval);

void sim_commit(int domain, long long pc, int insn, char mode, char flags, char rd,
                long long rd_data, short csr, long long mem_va, int mem_pa, char mem_size,
                long long mem_data, int cause, long long tval)
{
    bool compressed = (insn & 3) != 3;

    (void)csr;
    (void)mem_pa;
    if (log_file == NULL) {
        return;
    }
    if (flags & FLAG_TRAP) {
        log_trap(domain, (uint64_t)pc, (uint8_t)flags, cause, (uint64_t)tval);
        return;
    }
    fprintf(log_file, "core   %d: %d 0x%016llx (0x%0*x)", domain, mode & 3, (unsigned long long)pc,
            compressed ? 4 : 8, compressed ? (unsigned)insn & 0xffff : (unsigned)insn);
    if ((flags & FLAG_RD) && rd != 0) {
        fprintf(log_file, " x%-2d 0x%016llx", rd, (unsigned long long)rd_data);
    }
    log_memory((uint8_t)flags, (uint64_t)mem_va, (uint8_t)mem_size, (uint64_t)mem_data);
    fputc('\n', log_file);
}
