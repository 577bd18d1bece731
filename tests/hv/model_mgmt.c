/* SPDX-License-Identifier: Apache-2.0
 *
 * The C model of the machine that the hypervisor's portable parts are tested on.
 */
#define _GNU_SOURCE
#include "model_mgmt.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csr.h"
#include "hv.h"
#include "log.h"
#include "sandbox.h"

struct model model;
void (*model_guest)(void);
bool model_expect_panic;
unsigned model_panics;
const char hv_build_id[] = "host";
uint8_t hv_image_digest[32];

static jmp_buf panic_exit;
static union parser_input sandbox_in;
static union parser_output sandbox_out;

/* ---------------------------------------------------------------- devices */
static uint64_t status_bits(void)
{
    const bool standing = model.parked || model.stopped || model.frozen || model.reset;

    return (model.parked ? MGMT__DMSTATUS__ALLHALTED_bm : 0) |
           (standing ? MGMT__DMSTATUS__FROZEN_bm : MGMT__DMSTATUS__ALLRUNNING_bm) |
           (model.reset ? MGMT__DMSTATUS__INRESET_bm : 0) |
           (model.stopped ? MGMT__DMSTATUS__STOPPED_bm : 0) |
           (model.fence_locked ? MGMT__DMSTATUS__FENCE_LOCKED_bm : 0);
}

static uint64_t *model_register(unsigned regno)
{
    if (regno < 4096) {
        return &model.csr[regno];
    }
    return regno >= 0x1000 && regno < 0x1020 ? &model.gpr[regno - 0x1000] : NULL;
}

static void model_command(uint64_t value)
{
    uint64_t *reg = model_register((unsigned)FIELD(MGMT__COMMAND__REGNO, value));
    const bool write = FIELD(MGMT__COMMAND__WRITE, value) != 0;

    if (reg == NULL) {
        model.cmderr = 2;
    } else if (write && (!model.parked || model.level >= 2)) { /* the interlock's event gate */
        model.cmderr = 4;
    } else if (write) {
        *reg = model.data0;
        model.gpr[0] = 0;
    } else {
        model.data0 = *reg;
    }
}

static void model_run_guest(void)
{
    model.parked = false;
    model.config_locked = true;
    model.resumes++;
    model.reason = MODEL_STOP;
    if (model_guest != NULL) {
        model_guest();
    }
    if ((model.stop_at >> 63) != 0 && model.cycle >= (model.stop_at & ~(1ull << 63))) {
        model.reason = MODEL_STOP;
    }
    if (model.reason == MODEL_STOP) {
        model.stopped = (model.stop_at >> 63) != 0;
        if (model.stopped && model.cycle < (model.stop_at & ~(1ull << 63))) {
            model.cycle = model.stop_at & ~(1ull << 63);
        }
    } else {
        model.parked = true;
    }
    model.events |= (model.parked ? 1u : 0) | (model.stopped ? 2u : 0);
}

static void model_dmcontrol(uint64_t v)
{
    if ((v & MGMT__DMCONTROL__NDMRESET_bm) != 0) {
        model.reset = true;
        model.parked = model.stopped = model.fence_locked = model.config_locked = false;
        memset(model.region, 0, sizeof(model.region));
        memset(model.csr, 0, sizeof(model.csr));
        memset(model.gpr, 0, sizeof(model.gpr));
        memset(model.fence, 0, sizeof(model.fence));
        model.cycle = 0;
        return;
    }
    if (model.reset) {
        model.reset = false;
        model.parked = true;
    }
    model.frozen = (v & MGMT__DMCONTROL__FREEZEREQ_bm) != 0;
    if ((v & MGMT__DMCONTROL__ADVANCEREQ_bm) != 0) {
        model.cycle = model.csr[CSR_VSTIMECMP] << 4;
        model.advances++;
    }
    if ((v & MGMT__DMCONTROL__HALTREQ_bm) != 0) {
        model.reason = MODEL_HALT;
        model.stopped = false;
        model.parked = true;
        model.events |= 1;
    }
    if ((v & MGMT__DMCONTROL__RESUMEREQ_bm) != 0) {
        if (!model.parked || !model.fence_locked || model.level >= 2) {
            model.cmderr = 4;
        } else {
            model_run_guest();
        }
    }
}

static uint64_t mgmt_load(uint64_t reg)
{
    switch (reg) {
    case SOC_MGMT_DMSTATUS:
        return status_bits();
    case SOC_MGMT_ABSTRACTCS:
        return FIELD_PREP(MGMT__ABSTRACTCS__CMDERR, model.cmderr);
    case SOC_MGMT_DATA0:
        return model.data0;
    case SOC_MGMT_EXIT:
        return FIELD_PREP(MGMT__EXIT__REASON, model.reason) |
               FIELD_PREP(MGMT__EXIT__CAUSE, model.cause) | FIELD_PREP(MGMT__EXIT__PRV, 1);
    case SOC_MGMT_EXIT_TVAL:
        return model.tval;
    case SOC_MGMT_EXIT_HTVAL:
        return model.gpa >> 2;
    case SOC_MGMT_EXIT_INSN:
        return model.insn;
    case SOC_MGMT_EXIT_PC:
        return model.csr[CSR_DPC];
    case SOC_MGMT_MODEL_CYCLE: /* only of a model that stands */
        return (status_bits() & MGMT__DMSTATUS__FROZEN_bm) != 0 ? model.cycle : 0;
    case SOC_MGMT_IRQ_STATUS:
        return model.events;
    case SOC_MGMT_CONFIG:
        return model.region_log2;
    case SOC_MGMT_WINDOW:
        return model.window_refused ? MGMT__WINDOW__REFUSED_bm : 0;
    default:
        return 0;
    }
}

static void mgmt_store(uint64_t reg, uint64_t v)
{
    switch (reg) {
    case SOC_MGMT_DMCONTROL:
        model_dmcontrol(v);
        break;
    case SOC_MGMT_ABSTRACTCS:
        model.cmderr = 0;
        break;
    case SOC_MGMT_COMMAND:
        model_command(v);
        break;
    case SOC_MGMT_DATA0:
        model.data0 = v;
        break;
    case SOC_MGMT_STOP_AT:
        model.stop_at = v;
        if (v >> 63 != 0 && !model.parked && !model.reset && model.resumes > 0) {
            model.cycle = v & ~(1ull << 63); /* a guest that runs, runs until there */
            model.stopped = true;
            model.events |= 2;
        }
        break;
    case SOC_MGMT_IRQ_STATUS:
        model.events &= ~(unsigned)v;
        break;
    case SOC_MGMT_THROTTLE:
        model.throttle = v;
        break;
    case SOC_MGMT_CONFIG:
        model.region_log2 = model.config_locked ? model.region_log2 : (unsigned)v;
        break;
    case SOC_MGMT_FENCE_LOCK:
        model.fence_locked = true;
        break;
    default:
        if (reg >= SOC_MGMT_FENCE && reg < SOC_MGMT_FENCE + 32 && !model.fence_locked) {
            model.fence[(reg - SOC_MGMT_FENCE) / 8] = v;
        }
        break;
    }
}

static bool fenced(uint64_t offset)
{
    for (unsigned i = 0; i < 4; i++) {
        const uint64_t f = model.fence[i];

        if (model.fence_locked && FIELD(MGMT__FENCE__ENABLE, f) &&
            offset >> 12 >= FIELD(MGMT__FENCE__BASE, f) &&
            offset >> 12 <= FIELD(MGMT__FENCE__LIMIT, f)) {
            return true;
        }
    }
    return false;
}

static uint64_t sysinfo_load(uint64_t reg)
{
    switch (reg) {
    case SOC_SYSINFO_SHAPE:
        return FIELD_PREP(SYSINFO__SHAPE__NUM_MODELS, 1) | FIELD_PREP(SYSINFO__SHAPE__HV_LOG2, 24) |
               FIELD_PREP(SYSINFO__SHAPE__MODEL_LOG2, MODEL_REGION_LOG2) |
               FIELD_PREP(SYSINFO__SHAPE__SIMULATION, 1) |
               FIELD_PREP(SYSINFO__SHAPE__TIME_SHIFT, 4);
    case SOC_SYSINFO_GUEST_TABLE:
        return model.guest_table;
    case SOC_SYSINFO_WEAKEN:
        return model.weaken;
    default:
        return 0;
    }
}

static uint64_t interlock_load(uint64_t reg)
{
    switch (reg) {
    case SOC_INTERLOCK_STATUS:
        return model.level | (uint64_t)model.trip << 8;
    case SOC_INTERLOCK_HEARTBEAT:
        return model.heartbeat_pending ? 3 : 0;
    case SOC_INTERLOCK_CHALLENGE:
        return model.challenge;
    default:
        return 0;
    }
}

static void interlock_store(uint64_t reg, uint64_t v)
{
    if (reg == SOC_INTERLOCK_REQUEST && v > model.level && v <= 3) {
        model.level = (unsigned)v;
        model.trip = 1;
    } else if (reg == SOC_INTERLOCK_PANIC) {
        model.level = model.level < 3 ? 3 : model.level;
        model.panics++;
    } else if (reg == SOC_INTERLOCK_ANSWER) {
        model.answer[0] = v;
    } else if (reg == SOC_INTERLOCK_ANSWER + 8) {
        model.answer[1] = v;
        model.answers++;
        model.heartbeat_pending = false;
    }
}

static uint64_t uart_load(uint64_t reg)
{
    if (reg == 5) {
        return 0x20 | (model.in_length > 0 ? 1 : 0);
    }
    if (reg == 0 && model.in_length > 0) {
        model.in_length--;
        return (uint8_t)*model.in++;
    }
    return 0;
}

static void uart_store(uint64_t reg, uint64_t v)
{
    if (reg == 0 && model.out_length < sizeof(model.out) - 1) {
        model.out[model.out_length++] = (char)v;
        model.out[model.out_length] = '\0';
    }
}

uint64_t model_load(uint64_t address, unsigned size)
{
    uint64_t word = 0;

    if (address >= SOC_WINDOW_BASE && address - SOC_WINDOW_BASE < MODEL_REGION) {
        if (size != 8 || address % 8 != 0) {
            abort();
        }
        memcpy(&word, model.region + (address - SOC_WINDOW_BASE), size);
        return word;
    }
    if (address >= SOC_UART_BASE && address - SOC_UART_BASE < SOC_UART_SIZE) {
        return uart_load(address - SOC_UART_BASE);
    }
    if (address >= SOC_MGMT_BASE && address - SOC_MGMT_BASE < SOC_MGMT_SIZE) {
        return mgmt_load(address - SOC_MGMT_BASE);
    }
    if (address >= SOC_SYSINFO_BASE && address - SOC_SYSINFO_BASE < SOC_SYSINFO_SIZE) {
        return sysinfo_load(address - SOC_SYSINFO_BASE);
    }
    if (address >= SOC_INTERLOCK_BASE && address - SOC_INTERLOCK_BASE < SOC_INTERLOCK_SIZE) {
        return interlock_load(address - SOC_INTERLOCK_BASE);
    }
    return 0;
}

void model_store(uint64_t address, unsigned size, uint64_t value)
{
    if (address >= SOC_WINDOW_BASE && address - SOC_WINDOW_BASE < MODEL_REGION) {
        const uint64_t offset = address - SOC_WINDOW_BASE;

        if (size != 8 || address % 8 != 0) {
            abort();
        }
        if (!model.parked || model.level >= 2 || fenced(offset)) {
            model.window_refused = true;
        } else {
            memcpy(model.region + offset, &value, size);
        }
    } else if (address >= SOC_UART_BASE && address - SOC_UART_BASE < SOC_UART_SIZE) {
        uart_store(address - SOC_UART_BASE, value);
    } else if (address >= SOC_MGMT_BASE && address - SOC_MGMT_BASE < SOC_MGMT_SIZE) {
        mgmt_store(address - SOC_MGMT_BASE, value);
    } else if (address >= SOC_INTERLOCK_BASE && address - SOC_INTERLOCK_BASE < SOC_INTERLOCK_SIZE) {
        interlock_store(address - SOC_INTERLOCK_BASE, value);
    } else if (address == SOC_FINISHER_BASE) {
        model.finished = value;
    }
}

/* ---------------------------------------------------------------- platform */
bool wall_stands(enum wall wall)
{
    return (model.weaken >> (WALL_SOFTWARE_SHIFT + wall) & 1) == 0;
}

uint64_t hv_cycles(void)
{
    model.hv_time += 16;
    return model.hv_time;
}

void hv_breathe(void)
{
    heartbeat_poll();
}

unsigned num_models(void)
{
    return 1;
}

const void *hv_memory(uint64_t address, uint64_t length)
{
    if (address < MODEL_HV_BASE || address - MODEL_HV_BASE > MODEL_HV_MEMORY ||
        length > MODEL_HV_MEMORY - (address - MODEL_HV_BASE)) {
        return NULL;
    }
    return model.hv_memory + (address - MODEL_HV_BASE);
}

_Noreturn void panic(const char *why)
{
    model_panics++;
    if (!model_expect_panic) {
        fprintf(stderr, "hypervisor panic: %s\n", why);
        abort();
    }
    longjmp(panic_exit, 1);
}

union parser_input *sandbox_input(void)
{
    memset(&sandbox_in, 0, sizeof(sandbox_in));
    memset(&sandbox_out, 0, sizeof(sandbox_out));
    return &sandbox_in;
}

enum sandbox_result sandbox_run(enum parser parser)
{
    parser_main(parser, policy_get(), &sandbox_in, &sandbox_out);
    return SANDBOX_OK;
}

const union parser_output *sandbox_output(void)
{
    return &sandbox_out;
}

/* ---------------------------------------------------------------- for the tests */
void model_reset(void)
{
    memset(&model, 0, sizeof(model));
    model.reset = true;
    model.region_log2 = 20;
    model_guest = NULL;
    model_expect_panic = false;
    model_panics = 0;
}

void model_boot(void)
{
    static const uint8_t key[32] = {1, 2, 3};

    log_init();
    policy_init();
    heartbeat_init(key);
    vm_init();
    operator_init();
}

void model_run(unsigned turns)
{
    if (setjmp(panic_exit) != 0) {
        return;
    }
    for (unsigned i = 0; i < turns; i++) {
        bool busy;

        hv_breathe();
        level_poll();
        busy = operator_poll();
        busy |= vm_poll(vm_get(0));
        if (!busy) {
            return;
        }
    }
}

void model_add_guest(const void *bytes, size_t length)
{
    struct guest_table *t = (struct guest_table *)(void *)model.hv_memory;
    size_t at = 4096;

    model.guest_table = MODEL_HV_BASE;
    t->magic = GUEST_TABLE_MAGIC;
    t->version = GUEST_TABLE_VERSION;
    for (uint32_t i = 0; i < t->count; i++) {
        at += (t->entry[i].length + 7) & ~7ull;
    }
    if (at + length > sizeof(model.hv_memory)) {
        abort();
    }
    memcpy(model.hv_memory + at, bytes, length);
    t->entry[t->count++] =
        (struct guest_table_entry){.address = MODEL_HV_BASE + at, .length = length};
}

static void store_le(uint8_t *p, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        p[i] = (uint8_t)(value >> 8 * i);
    }
}

static void make_segment(uint8_t *p, unsigned flags, uint64_t offset, uint64_t address,
                         uint64_t filesz, uint64_t memsz)
{
    store_le(p, 1, 4);
    store_le(p + 4, flags, 4);
    store_le(p + 8, offset, 8);
    store_le(p + 16, address, 8);
    store_le(p + 24, address, 8);
    store_le(p + 32, filesz, 8);
    store_le(p + 40, memsz, 8);
    store_le(p + 48, 4096, 8);
}

size_t model_make_elf(uint8_t *bytes, size_t capacity)
{
    static const uint8_t ident[7] = {0x7f, 'E', 'L', 'F', 2, 1, 1};
    const size_t length = 0x1200;

    if (capacity < length) {
        abort();
    }
    memset(bytes, 0, length);
    memcpy(bytes, ident, sizeof(ident));
    store_le(bytes + 16, 2, 2);
    store_le(bytes + 18, 243, 2);
    store_le(bytes + 20, 1, 4);
    store_le(bytes + 24, GUEST_BASE, 8);
    store_le(bytes + 32, 64, 8);
    store_le(bytes + 52, 64, 2);
    store_le(bytes + 54, 56, 2);
    store_le(bytes + 56, 2, 2);
    make_segment(bytes + 64, 5, 0x1000, GUEST_BASE, 0x100, 0x100);
    make_segment(bytes + 120, 6, 0x1100, GUEST_BASE + 0x1000, 0x100, 0x2000);
    for (unsigned i = 0; i < 0x200; i++) {
        bytes[0x1000 + i] = (uint8_t)(i * 7);
    }
    return length;
}

bool model_printed(const char *text)
{
    return memmem(model.out, model.out_length, text, strlen(text)) != NULL;
}
