/* SPDX-License-Identifier: Apache-2.0 */
#include "commit_log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
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

/* CSRs that Spike treats in a way of its own; all others are known by their names alone. */
enum {
    CSR_SSTATUS = 0x100,
    CSR_SIE = 0x104,
    CSR_SIP = 0x144,
    CSR_VSSTATUS = 0x200,
    CSR_VSIE = 0x204,
    CSR_VSIP = 0x244,
    CSR_MSTATUS = 0x300,
    CSR_MIE = 0x304,
    CSR_MIP = 0x344,
    CSR_PMPCFG2 = 0x3a2,
    CSR_HSTATUS = 0x600,
    CSR_HIE = 0x604,
    CSR_HGEIE = 0x607,
    CSR_HIP = 0x644,
    CSR_HVIP = 0x645,
    CSR_HCONTEXT = 0x6a8,
    CSR_TINFO = 0x7a4,
    CSR_MCONTEXT = 0x7a8,
    CSR_MHPMCOUNTER3 = 0xb03,
    CSR_MHPMCOUNTER31 = 0xb1f,
};

enum { INSN_SRET = 0x10200073, INSN_MRET = 0x30200073 };
enum { MODE_U = 0, MODE_V = 4, MODE_VU = MODE_V | MODE_U };
enum { CSRS_MAX = 4, LINE_MAX_BYTES = 320 };

/* A line under construction. That of the hypervisor core stays open until its CSRs are known. */
struct line {
    char text[LINE_MAX_BYTES];
    size_t length;
    uint16_t csr[CSRS_MAX]; /* to be read, ascending */
    unsigned csrs;
    unsigned next;
};

static const struct {
    uint16_t number;
    const char *name;
} csr_names[] = {
#include "csr_names.h"
};

static FILE *log_file;
static struct line open_line;

bool commit_log_open(const char *path)
{
    log_file = fopen(path, "w");
    if (log_file == NULL) {
        fprintf(stderr, "error: %s: %s\n", path, strerror(errno));
    }
    return log_file != NULL;
}

__attribute__((format(printf, 2, 3))) static void append(struct line *l, const char *format, ...)
{
    size_t room = sizeof l->text - l->length;
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(l->text + l->length, room, format, args);
    va_end(args);
    if (n > 0) {
        l->length += (size_t)n < room ? (size_t)n : room - 1;
    }
}

static void finish(struct line *l)
{
    if (l->length != 0) {
        fprintf(log_file, "%s\n", l->text);
    }
    memset(l, 0, sizeof *l);
}

void commit_log_close(void)
{
    if (log_file != NULL) {
        finish(&open_line);
        fclose(log_file);
        log_file = NULL;
    }
}

/* An exit of a model core, which Spike cannot have. Traps that a core enters are not logged. */
static void log_exit(int domain, uint64_t pc, uint8_t flags, int cause, uint64_t tval)
{
    fprintf(log_file, "core   %d: %s %d, epc 0x%016" PRIx64 "\n", domain,
            flags & FLAG_INTERRUPT ? "interrupt" : "exception", cause, pc);
    if (!(flags & FLAG_INTERRUPT)) {
        fprintf(log_file, "core   %d:           tval 0x%016" PRIx64 "\n", domain, tval);
    }
    fprintf(log_file, "core   %d: parked\n", domain);
}

/* What an atomic leaves in memory, of which the record has the operand: `old` is sign-extended. */
static uint64_t amo_result(uint32_t insn, uint64_t old, uint64_t operand)
{
    bool word = (insn >> 12 & 7) == 2;
    int64_t a = (int64_t)old;
    int64_t b = word ? (int32_t)operand : (int64_t)operand;
    uint64_t ua = word ? (uint32_t)old : old;
    uint64_t ub = word ? (uint32_t)operand : operand;

    switch (insn >> 27) {
    case 0x00:
        return old + operand;
    case 0x04:
        return old ^ operand;
    case 0x08:
        return old | operand;
    case 0x0c:
        return old & operand;
    case 0x10:
        return a < b ? old : operand;
    case 0x14:
        return a > b ? old : operand;
    case 0x18:
        return ua < ub ? old : operand;
    case 0x1c:
        return ua > ub ? old : operand;
    default: /* swap, sc */
        return operand;
    }
}

/* Loads name their address, stores their data too; an atomic does both, lr and sc one of them. */
static void append_memory(struct line *l, uint32_t insn, uint8_t flags, uint64_t va, uint8_t size,
                          uint64_t data, uint64_t rd_data)
{
    bool amo = (insn & 0x7f) == 0x2f;
    bool sc = amo && insn >> 27 == 3;
    bool reads = amo ? !sc : !(flags & FLAG_STORE);

    if (!(flags & FLAG_MEM)) {
        return;
    }
    if (reads) {
        append(l, " mem 0x%016" PRIx64, va);
    }
    if (flags & FLAG_STORE) {
        uint64_t mask = size >= 3 ? ~0ull : (1ull << (8u << size)) - 1;

        if (amo) {
            data = amo_result(insn, rd_data, data);
        }
        append(l, " mem 0x%016" PRIx64 " 0x%0*" PRIx64, va, 2 << size, data & mask);
    }
}

static void add_csr(struct line *l, uint16_t number)
{
    l->csr[l->csrs++] = number;
}

/* The register that a number names in a guest: the supervisor's with a twin at 0x200. */
static uint16_t behind_v(uint16_t number)
{
    switch (number) {
    case CSR_SSTATUS:
    case 0x105: /* stvec */
    case 0x140: /* sscratch, sepc, scause, stval */
    case 0x141:
    case 0x142:
    case 0x143:
    case 0x14d: /* stimecmp */
    case 0x180: /* satp */
    case CSR_SIE:
    case CSR_SIP:
        return number + 0x100;
    default:
        return number;
    }
}

/* What Spike logs for a write: views as the register behind them, nothing for its constants. */
static void add_written(struct line *l, uint16_t number)
{
    switch (number) {
    case CSR_SSTATUS:
        add_csr(l, CSR_MSTATUS);
        break;
    case CSR_SIE:
        add_csr(l, CSR_SIE);
        add_csr(l, CSR_MIE);
        break;
    case CSR_HIE:
    case CSR_VSIE:
        add_csr(l, CSR_MIE);
        break;
    case CSR_SIP:
    case CSR_HIP:
    case CSR_VSIP:
        add_csr(l, CSR_MIP);
        break;
    case CSR_HVIP:
        add_csr(l, CSR_MIP);
        add_csr(l, CSR_HVIP);
        break;
    case CSR_MCONTEXT:
        add_csr(l, CSR_HCONTEXT);
        break;
    case CSR_PMPCFG2:
    case CSR_HGEIE:
    case CSR_TINFO:
        break;
    default:
        if (number < CSR_MHPMCOUNTER3 || number > CSR_MHPMCOUNTER31) {
            add_csr(l, number);
        }
    }
}

/* A return to VU writes vsstatus in Spike, whose field for double traps it would clear. */
static void add_return(struct line *l, uint32_t insn, uint8_t mode, uint8_t mode_after)
{
    bool in_guest = (mode & MODE_V) != 0;

    if (in_guest || mode_after == MODE_VU) {
        add_csr(l, CSR_VSSTATUS);
    }
    if (!in_guest) {
        add_csr(l, CSR_MSTATUS);
        if (insn == INSN_SRET) {
            add_csr(l, CSR_HSTATUS);
        }
    }
}

static void add_csrs(struct line *l, uint32_t insn, uint8_t mode, uint8_t flags, uint16_t csr,
                     uint8_t mode_after)
{
    if (flags & FLAG_CSR) {
        add_written(l, mode & MODE_V ? behind_v(csr) : csr);
    } else if (insn == INSN_SRET || insn == INSN_MRET) {
        add_return(l, insn, mode, mode_after);
    }
}

static const char *csr_name(uint16_t number)
{
    for (size_t i = 0; i < sizeof csr_names / sizeof *csr_names; i++) {
        if (csr_names[i].number == number) {
            return csr_names[i].name;
        }
    }
    return "unknown";
}

/* The next CSR to be read, 0: none, and the line is written. */
static int next_csr(struct line *l)
{
    if (l->next < l->csrs) {
        return l->csr[l->next];
    }
    finish(l);
    return 0;
}

/* DPI: guillotine_sim_top.sv. Domain 0 is the hypervisor core; modes are {v, prv}. */
int sim_commit(int domain, long long pc, int insn, char mode, char flags, char rd,
               long long rd_data, short csr, long long csr_data, long long mem_va, char mem_size,
               long long mem_data, int cause, long long tval, char mode_after);
int sim_commit_csr(long long value);

/* scratch, epc, cause and tval of any level keep what is written, and the core runs on. */
static bool keeps_written(uint16_t number)
{
    unsigned level = number >> 8;

    return level >= 1 && level <= 3 && (number & 0xfc) == 0x40;
}

int sim_commit(int domain, long long pc, int insn, char mode, char flags, char rd,
               long long rd_data, short csr, long long csr_data, long long mem_va, char mem_size,
               long long mem_data, int cause, long long tval, char mode_after)
{
    bool compressed = (insn & 3) != 3;
    struct line model = {0};
    struct line *l = domain == 0 ? &open_line : &model;

    if (log_file == NULL) {
        return 0;
    }
    if (flags & FLAG_TRAP) {
        if (flags & FLAG_PARK) {
            log_exit(domain, (uint64_t)pc, (uint8_t)flags, cause, (uint64_t)tval);
        }
        return 0;
    }
    append(l, "core   %d: %d 0x%016llx (0x%0*x)", domain, mode & 3, (unsigned long long)pc,
           compressed ? 4 : 8, compressed ? (unsigned)insn & 0xffff : (unsigned)insn);
    if ((flags & FLAG_RD) && rd != 0) {
        append(l, " x%-2d 0x%016llx", rd, (unsigned long long)rd_data);
    }
    append_memory(l, (uint32_t)insn, (uint8_t)flags, (uint64_t)mem_va, (uint8_t)mem_size,
                  (uint64_t)mem_data, (uint64_t)rd_data);
    if (domain == 0) {
        add_csrs(l, (uint32_t)insn, (uint8_t)mode, (uint8_t)flags, (uint16_t)csr,
                 (uint8_t)mode_after);
    }
    if ((flags & FLAG_CSR) && keeps_written((uint16_t)csr)) {
        return l->csrs != 0 ? sim_commit_csr(csr_data) : next_csr(l);
    }
    return next_csr(l);
}

int sim_commit_csr(long long value)
{
    struct line *l = &open_line;

    if (log_file == NULL || l->next >= l->csrs) {
        return 0;
    }
    append(l, " c%d_%s 0x%016llx", l->csr[l->next], csr_name(l->csr[l->next]),
           (unsigned long long)value);
    l->next++;
    return next_csr(l);
}
