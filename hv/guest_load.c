/* SPDX-License-Identifier: Apache-2.0
 *
 * Loading a guest: reset and scrub of the domain, ELF headers parsed in U mode, segments written
 * through the window and measured, G-stage tables and device tree at the top of the region, execute
 * fence over the executable pages and locked, then the RISC-V Linux boot protocol (VS mode, a0 hart
 * id, a1 device tree).
 */
#include <string.h>

#include "csr.h"
#include "log.h"
#include "print.h"
#include "sandbox.h"
#include "sha256.h"

enum { A0 = 10, A1 = 11, CHUNK = 4096, VMID_SHIFT = 44 };
#define HGATP_SV39X4 (8ull << 60)
/* Exceptions a guest's own handler takes; ecalls from VS, guest-page faults, virtual instructions
 * and access faults are exits. */
#define HEDELEG                                                                                    \
    (1ull << CAUSE_INSN_MISALIGNED | 1ull << CAUSE_ILLEGAL | 1ull << CAUSE_BREAKPOINT |            \
     1ull << CAUSE_LOAD_MISALIGNED | 1ull << CAUSE_STORE_MISALIGNED | 1ull << CAUSE_ECALL_U |      \
     1ull << CAUSE_INSN_PAGE | 1ull << CAUSE_LOAD_PAGE | 1ull << CAUSE_STORE_PAGE)
#define IRQ_STATUS_ALL                                                                             \
    (MGMT__IRQ_STATUS__PARKED_bm | MGMT__IRQ_STATUS__STOPPED_bm | MGMT__IRQ_STATUS__SCRUBBED_bm)
#define HIDELEG  0x444ull
#define COUNTERS 0x7ull

static struct elf_output elf; /* of the load under way, copied out of the sandbox */

static const char *elf_error_text(uint32_t error)
{
    static const char *const texts[] = {"ok",
                                        "not an ELF file",
                                        "not a 64-bit little-endian ELF",
                                        "ELF is not for RISC-V",
                                        "ELF is not an executable",
                                        "ELF program headers are malformed",
                                        "ELF has too many segments",
                                        "ELF segment lies outside the file",
                                        "ELF segment lies outside the memory of the model",
                                        "ELF segments overlap",
                                        "ELF segment is writable and executable",
                                        "ELF entry is not in executable memory"};

    return error < sizeof(texts) / sizeof(texts[0]) ? texts[error] : "ELF parser failed";
}

/* The parser ran in U mode on hostile bytes: believe nothing that is not checked here. */
static bool segment_sane(const struct vm *vm, const struct guest_table_entry *file,
                         const struct elf_segment *s)
{
    return s->filesz <= s->memsz && s->offset <= file->length &&
           s->filesz <= file->length - s->offset && s->address >= GUEST_BASE &&
           s->address - GUEST_BASE <= vm->dtb_offset &&
           s->memsz <= vm->dtb_offset - (s->address - GUEST_BASE) && s->memsz > 0;
}

static const char *read_elf(const struct vm *vm, const struct guest_table_entry *file)
{
    struct elf_input *in = &sandbox_input()->elf;
    const void *bytes = hv_memory(file->address, file->length);

    if (bytes == NULL) {
        return "guest lies outside memory";
    }
    in->file_length = file->length;
    in->memory_base = GUEST_BASE;
    in->memory_size = vm->dtb_offset;
    in->head_length = file->length < ELF_HEAD_MAX ? (uint32_t)file->length : ELF_HEAD_MAX;
    memcpy(in->head, bytes, in->head_length);
    if (sandbox_run(PARSER_ELF) != SANDBOX_OK) {
        return "ELF parser failed";
    }
    elf = sandbox_output()->elf;
    if (elf.error != ELF_OK || elf.count > ELF_SEGMENTS_MAX) {
        return elf_error_text(elf.error);
    }
    for (uint32_t i = 0; i < elf.count; i++) {
        if (!segment_sane(vm, file, &elf.segments[i])) {
            return "ELF parser failed";
        }
    }
    return NULL;
}

/* Sorted and merged page ranges of the executable segments. */
static const char *collect_code(struct vm *vm)
{
    vm->num_code = 0;
    for (uint32_t i = 0; i < elf.count; i++) {
        const struct elf_segment *s = &elf.segments[i];
        const uint64_t offset = s->address - GUEST_BASE;

        if (s->executable == 0) {
            continue;
        }
        if (vm->num_code == CODE_RANGES) {
            return "ELF has more executable segments than the fence has ranges";
        }
        vm->code[vm->num_code].first = (uint32_t)(offset / PAGE_SIZE);
        vm->code[vm->num_code].last = (uint32_t)((offset + s->memsz - 1) / PAGE_SIZE);
        vm->num_code++;
    }
    return vm->num_code == 0 ? "ELF has no executable segment" : NULL;
}

static void clear_rest(struct vm *vm, uint64_t offset, uint64_t length)
{
    static const uint8_t zeros[CHUNK];

    for (; length > 0; hv_breathe()) {
        const uint64_t part = length < CHUNK ? length : CHUNK;

        window_write(vm, offset, zeros, part);
        offset += part;
        length -= part;
    }
}

static void copy_segment(struct vm *vm, const uint8_t *file, const struct elf_segment *s,
                         struct sha256 *sha)
{
    uint64_t header[4] = {s->address, s->filesz, s->memsz, s->executable};

    sha256_update(sha, header, sizeof(header));
    for (uint64_t at = 0; at < s->filesz; hv_breathe()) {
        const uint64_t part = s->filesz - at < CHUNK ? s->filesz - at : CHUNK;

        sha256_update(sha, file + s->offset + at, part);
        window_write(vm, s->address - GUEST_BASE + at, file + s->offset + at, part);
        at += part;
    }
    if (!vm->clean) { /* else memory behind the file's bytes is zero already */
        clear_rest(vm, s->address - GUEST_BASE + s->filesz, s->memsz - s->filesz);
    }
}

/* Writes the segments; the digest covers what the guest is: entry, places, rights and bytes. */
static void copy_segments(struct vm *vm, const struct guest_table_entry *file)
{
    const uint8_t *bytes = hv_memory(file->address, file->length);
    struct sha256 sha;

    sha256_init(&sha);
    sha256_update(&sha, &elf.entry, sizeof(elf.entry));
    for (uint32_t i = 0; i < elf.count; i++) {
        copy_segment(vm, bytes, &elf.segments[i], &sha);
    }
    sha256_final(&sha, vm->digest);
    vm->entry = elf.entry;
}

static bool write_dtb(struct vm *vm)
{
    static uint64_t dtb[PAGE_SIZE / 8];

    memset(dtb, 0, sizeof(dtb));
    if (!guest_dtb_build(vm, dtb, sizeof(dtb))) {
        return false;
    }
    window_write(vm, vm->dtb_offset, dtb, sizeof(dtb));
    return true;
}

static void lock_fence(const struct vm *vm)
{
    for (unsigned i = 0; i < CODE_RANGES; i++) {
        uint64_t range = 0;

        if (i < vm->num_code) {
            range = FIELD_PREP(MGMT__FENCE__BASE, vm->code[i].first) |
                    FIELD_PREP(MGMT__FENCE__LIMIT, vm->code[i].last) | MGMT__FENCE__ENABLE_bm;
        }
        mgmt_write(vm, SOC_MGMT_FENCE + 8 * i, range);
    }
    mgmt_write(vm, SOC_MGMT_FENCE_LOCK, MGMT__FENCE_LOCK__LOCKED_bm);
}

struct setting {
    unsigned regno;
    uint64_t value;
};

static bool set_registers(const struct vm *vm)
{
    const uint64_t root = GUEST_BASE + vm->root_offset;
    const struct setting settings[] = {
        {CSR_MEDELEG, HEDELEG},
        {CSR_MIDELEG, HIDELEG},
        {CSR_MCOUNTEREN, COUNTERS},
        {CSR_MENVCFG, ENVCFG_STCE},
        {CSR_HGATP, HGATP_SV39X4 | 1ull << VMID_SHIFT | root >> 12},
        {CSR_HEDELEG, HEDELEG},
        {CSR_HIDELEG, HIDELEG},
        {CSR_HCOUNTEREN, COUNTERS},
        {CSR_HENVCFG, ENVCFG_STCE},
        {CSR_HTIMEDELTA, 0},
        {CSR_HVIP, 0},
        {CSR_VSTIMECMP, ~0ull},
        {REG_GPR + A0, 0},
        {REG_GPR + A1, GUEST_BASE + vm->dtb_offset},
        {CSR_DCSR, DCSR_V | DCSR_PRV_S},
        {CSR_DPC, vm->entry},
    };

    for (unsigned i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (!mgmt_reg_write(vm, settings[i].regno, settings[i].value)) {
            print("@event register-refused model=%u regno=0x%x\n", vm->index, settings[i].regno);
            return false;
        }
    }
    return true;
}

/* What one guest left must not reach the next: everything the hypervisor keeps about a guest. */
static void forget_guest(struct vm *vm)
{
    vm->state = VM_EMPTY;
    vm->guest = -1;
    vm->end_reason = NULL;
    vm->num_code = 0;
    vm->frozen = false;
    vm->pace_until = 0;
    vm->skipped = 0;
    vm->halting = false;
    vm->flood_exits = 0;
    vm->flood_end = 0;
    vm->budget_start = 0;
    memset(&vm->exit, 0, sizeof(vm->exit));
    memset(vm->detected, 0, sizeof(vm->detected));
    memset(&vm->stats, 0, sizeof(vm->stats));
    memset(vm->digest, 0, sizeof(vm->digest));
    console_reset(&vm->console);
    input_reset(vm);
    if (wall_stands(WALL_SCRUB)) {
        memset(&vm->output, 0, sizeof(vm->output));
    }
}

static void set_limits(struct vm *vm)
{
    const struct policy_limits *limits = vm_limits(vm);
    uint64_t throttle = FIELD_PREP(MGMT__THROTTLE__PERIOD, limits->throttle_period) |
                        FIELD_PREP(MGMT__THROTTLE__BURST, limits->throttle_burst);

    mgmt_write(vm, SOC_MGMT_THROTTLE, wall_stands(WALL_THROTTLE) ? throttle : 0);
    mgmt_write(vm, SOC_MGMT_IRQ_ENABLE, MGMT__IRQ_ENABLE__PARKED_bm | MGMT__IRQ_ENABLE__STOPPED_bm);
    if (vm->budget_cycles == 0) {
        vm->budget_cycles = limits->budget_cycles;
    }
    mgmt_stop_at(vm, wall_stands(WALL_BUDGET) ? vm->budget_cycles : 0);
}

static const char *prepare_domain(struct vm *vm)
{
    const unsigned log2 =
        (unsigned)FIELD(SYSINFO__SHAPE__MODEL_LOG2, sysinfo_read(SOC_SYSINFO_SHAPE));

    forget_guest(vm);
    if (level_now() >= LEVEL_SEVERED) {
        return "the isolation level refuses to load";
    }
    if (!mgmt_reset(vm, log2)) {
        return "domain reset was refused";
    }
    vm->region_size = 1ull << log2;
    vm->clean = region_scrubbed();
    gstage_layout(vm);
    return NULL;
}

static const char *place(struct vm *vm, const struct guest_table_entry *file)
{
    const char *why = read_elf(vm, file);

    if (why == NULL) {
        why = collect_code(vm);
    }
    if (why != NULL) {
        return why;
    }
    copy_segments(vm, file);
    if (!write_dtb(vm)) {
        return "device tree does not fit";
    }
    if (!gstage_build(vm)) {
        return "window refused the image";
    }
    lock_fence(vm);
    return set_registers(vm) ? NULL : "registers were refused";
}

static void announce(const struct vm *vm)
{
    print("@event load model=%u guest=%d digest=", vm->index, vm->guest);
    print_hex(vm->digest, sizeof(vm->digest));
    print(" entry=0x%lx memory=%lu code_pages=", vm->entry, vm->memory_size);
    for (unsigned i = 0; i < vm->num_code; i++) {
        print("%s0x%x-0x%x", i == 0 ? "" : ",", vm->code[i].first, vm->code[i].last);
    }
    print(" hv_cycles=%lu\n", vm->load_hv_cycles);
    LOG(vm, "load", LOG_U("guest", vm->guest), LOG_B("sha256", vm->digest, sizeof(vm->digest)),
        LOG_U("entry", vm->entry));
}

const char *guest_load(struct vm *vm, unsigned index)
{
    const uint64_t start = hv_cycles();
    struct guest_table_entry file = {.address = 0, .length = 0};
    const char *why = guest_table_get(index, &file) ? NULL : "no such guest in the table";

    if (why == NULL) {
        why = prepare_domain(vm);
    }
    if (why == NULL) {
        why = place(vm, &file);
    }
    if (why != NULL) {
        print("@event load-failed model=%u guest=%u why=\"%s\"\n", vm->index, index, why);
        LOG(vm, "load-failed", LOG_U("guest", index), LOG_T("why", why));
        return why;
    }
    vm->guest = (int)index;
    vm->load_hv_cycles = hv_cycles() - start;
    set_limits(vm);
    announce(vm);
    mgmt_write(vm, SOC_MGMT_IRQ_STATUS, IRQ_STATUS_ALL);
    if (!mgmt_resume(vm)) {
        vm->state = VM_HELD;
        return "the domain refused to start";
    }
    vm->state = VM_RUNNING;
    print("@event start model=%u guest=%d hv_cycle=%lu\n", vm->index, vm->guest, hv_cycles());
    return NULL;
}
