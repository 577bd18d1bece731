/* SPDX-License-Identifier: Apache-2.0
 *
 * The hypervisor's own words: one model domain as software sees it, and what the modules call of
 * each other. Modules that stand for themselves have headers of their own (policy, sandbox, log).
 */
#ifndef HV_H
#define HV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guest_table.h"
#include "policy.h"
#include "soc.h"
#include "walls.h"

#define GUEST_BASE 0x80000000ull /* where a model core sees its region */
#define PAGE_SIZE  4096ull

/* ---------------------------------------------------------------- platform (platform.c, or tests)
 */
uint64_t hv_cycles(void); /* hypervisor time in cycles, resolution one tick; runs through WFI */
void hv_breathe(void);    /* in every long task: heartbeat and watchdog */
void hv_sleep(void);      /* until an interrupt is pending or a while has passed */
void platform_init(void);
/* Memory of the hv domain at a physical address, NULL unless all of it is DRAM outside the image.
 */
const void *hv_memory(uint64_t address, uint64_t length);
_Noreturn void panic(const char *why);
unsigned num_models(void);

/* ---------------------------------------------------------------- levels (level.c) */
enum level { LEVEL_STANDARD, LEVEL_PROBATION, LEVEL_SEVERED, LEVEL_OFFLINE, LEVEL_LAST = 6 };
unsigned level_now(void);
const char *level_name(unsigned level);
/* Asks the interlock; true when the level is in force afterwards. */
bool level_raise(unsigned level, const char *why);
void level_poll(void); /* reports a change that others made */

/* ---------------------------------------------------------------- detectors (detect.c) */
#define DETECTORS(X)                                                                               \
    X(OUTSIDE_ACCESS, outside_access, gstage_bound)                                                \
    X(DEVICE_PROBE, device_probe, gstage_bound)                                                    \
    X(TABLE_ACCESS, table_access, gstage_bound)                                                    \
    X(CODE_WRITE, code_write, gstage_wx)                                                           \
    X(DATA_EXEC, data_exec, gstage_wx)                                                             \
    X(FENCE_VIOLATION, fence_violation, execute_fence)                                             \
    X(BUS_VIOLATION, bus_violation, region_bound)                                                  \
    X(PRIVILEGED, privileged, captive_park)                                                        \
    X(SBI_UNKNOWN, sbi_unknown, sbi)                                                               \
    X(SBI_ADDRESS, sbi_address, sbi)                                                               \
    X(RING_CORRUPT, ring_corrupt, ring)                                                            \
    X(CODE_INPUT, code_input, code_pages)                                                          \
    X(PORT_MISUSE, port_misuse, mmio)                                                              \
    X(DENIED_OUTPUT, denied_output, pattern)                                                       \
    X(CONTROL_OUTPUT, control_output, control)                                                     \
    X(EXIT_FLOOD, exit_flood, throttle)                                                            \
    X(OVER_BUDGET, over_budget, budget)                                                            \
    X(PARSER_CRASH, parser_crash, sandbox)                                                         \
    X(PROMPT_REJECTED, prompt_rejected, shield)

enum detector {
#define DETECTOR_ENUM(upper, lower, wall) DET_##upper,
    DETECTORS(DETECTOR_ENUM)
#undef DETECTOR_ENUM
        DET_LAST
};

/* ---------------------------------------------------------------- a model domain */
enum vm_state {
    VM_EMPTY,   /* no guest, domain in reset */
    VM_RUNNING, /* resumed, no exit waiting */
    VM_IDLE,    /* parked by WFI, nothing to wait for but input */
    VM_PACED,   /* parked, to be resumed when its output is paid for */
    VM_HELD,    /* parked for good by the isolation level; kept for inspection */
    VM_ENDED,   /* parked; shut down, faulted or over budget */
};

struct vm_exit {
    unsigned reason; /* enum exit_reason_e */
    unsigned cause;
    bool interrupt;
    bool gva;
    unsigned prv;
    uint64_t tval;
    uint64_t gpa; /* htval << 2 with the low bits of tval */
    uint32_t insn;
    uint32_t htinst;
    uint64_t pc;
    uint64_t cycle;
};

struct code_range {
    uint32_t first; /* page numbers in the region */
    uint32_t last;
};
#define CODE_RANGES 4

struct virtq {
    uint32_t num;
    uint32_t ready;
    uint64_t desc;
    uint64_t avail;
    uint64_t used;
    uint16_t last_avail;
    uint16_t used_index;
};

enum { CONSOLE_RX = 0, CONSOLE_TX = 1, CONSOLE_QUEUES = 2 };

struct console {
    uint32_t status;
    uint32_t features_select;
    uint32_t driver_select;
    uint64_t driver_features;
    uint32_t queue_select;
    uint32_t interrupt;
    struct virtq queues[CONSOLE_QUEUES];
    bool lost; /* its parser failed or its rings were corrupt: dead until driver or guest reset */
};

#define INPUT_FIFO 4096

/* Lines that people sent and the guest has not taken: the oldest at `head`. */
struct input {
    uint32_t head;
    uint32_t count;
    uint32_t visible; /* of these: what the guest may see */
    uint64_t due;     /* cycles that the model has run when it may see all */
    uint8_t bytes[INPUT_FIFO];
};

struct bucket {
    uint64_t tokens;
    uint64_t last; /* hypervisor cycle up to which tokens were credited */
};

struct vm_stats {
    uint64_t exits;
    uint64_t idle_exits;
    uint64_t outputs;      /* pieces of output */
    uint64_t output_bytes; /* after the sanitizer */
    uint64_t input_bytes;
};

struct output_state_store {
    uint64_t words[11]; /* struct output_state of parsers/parse.h */
};

struct vm {
    unsigned index;
    uint64_t registers; /* address of its management registers */
    enum vm_state state;
    bool frozen; /* by the operator */
    int guest;   /* index in the guest table, -1: none */
    uint64_t region_size;
    bool clean;           /* the region was zeroed by the domain's reset */
    uint64_t memory_size; /* what the guest may use: below the G-stage tables */
    uint64_t dtb_offset;
    uint64_t root_offset;
    uint64_t entry;
    uint8_t digest[32];
    unsigned num_code;
    struct code_range code[CODE_RANGES];
    struct vm_exit exit;
    const char *end_reason;
    uint64_t budget_cycles;
    uint64_t budget_start; /* model cycle of the last input */
    uint64_t flood_end;    /* of the quantum in which exits are being counted */
    uint64_t flood_exits;
    uint64_t flood_next; /* number of exits in the quantum that is reported next */
    uint64_t pace_until;
    bool window_used; /* since the guest ran: lines of its memory are in the window */
    bool halting;     /* a halt was asked for, its exit has not come */
    uint64_t skipped; /* model cycles that advances skipped */
    uint32_t detected[DET_LAST];
    struct console console;
    struct output_state_store output;
    struct input input;
    struct bucket egress;
    struct bucket prompts;
    struct vm_stats stats;
    uint64_t load_hv_cycles; /* for /status: what loading took */
};

struct vm *vm_get(unsigned index); /* NULL: no such model */
static inline const struct policy_limits *vm_limits(const struct vm *vm)
{
    return &policy_get()->limits[vm->index];
}
void vm_init(void);
/* Turns of the main loop for one model; true when there was something to do. */
bool vm_poll(struct vm *vm);
void vm_end(struct vm *vm, const char *reason, uint64_t code);
void vm_freeze(struct vm *vm, bool freeze);
/* A line for the guest; false when there is no room for all of it. */
bool vm_input(struct vm *vm, const void *line, size_t length);
const char *vm_state_name(const struct vm *vm);

void detect(struct vm *vm, enum detector detector, uint64_t value, uint64_t more);
const char *detector_name(enum detector detector);

/* ---------------------------------------------------------------- input (input.c) */
/* At a model cycle; false when there is no room for the line and its end. */
bool input_put(struct vm *vm, uint64_t cycle, const void *line, size_t length);
/* Bytes that the guest may see at its exit. */
uint32_t input_visible(struct vm *vm);
size_t input_take(struct vm *vm, void *bytes, size_t length);
/* The guest waits for nothing else: it may see the first line. */
void input_release(struct vm *vm);
/* Model cycle behind this one at which what waits is delivered to a guest that runs. */
uint64_t input_stop(const struct vm *vm, uint64_t cycle);
void input_reset(struct vm *vm);

/* ---------------------------------------------------------------- exits (exits.c, sbi.c, mmio.c)
 */
enum vm_action { VM_RESUME, VM_WAIT, VM_STOP }; /* stop: ended, or held by the level */
void exit_read(struct vm *vm);
enum vm_action exit_handle(struct vm *vm);
enum vm_action sbi_handle(struct vm *vm);
enum vm_action mmio_handle(struct vm *vm);
/* Takes the fault to the guest's own handler; ends the guest when it has none. */
enum vm_action fault_inject(struct vm *vm, unsigned cause, uint64_t tval);

/* A decoded load or store of an exit's raw instruction. */
struct mmio_access {
    bool store;
    bool sign_extend;
    unsigned size;   /* bytes */
    unsigned reg;    /* rd, or rs2 of a store */
    unsigned length; /* of the instruction */
};
bool mmio_decode(uint32_t insn, struct mmio_access *access);

/* ---------------------------------------------------------------- console port (console.c) */
#define CONSOLE_ADDRESS 0x10001000ull
#define CONSOLE_SIZE    0x1000ull
void console_reset(struct console *console);
/* Registers; false: the guest erred in size or place. */
bool console_load(struct vm *vm, uint64_t offset, unsigned size, uint64_t *value);
bool console_store(struct vm *vm, uint64_t offset, unsigned size, uint64_t value);
/* The guest's driver takes input through the port. */
bool console_listens(const struct vm *vm);
/* Moves waiting input into the receive queue; true when the guest got something. */
bool console_receive(struct vm *vm);

/* ---------------------------------------------------------------- output and prompts */
void output_push(struct vm *vm, const void *bytes, size_t length);
void output_flush(struct vm *vm);
/* The shield; NULL when accepted, else the reason. */
const char *prompt_submit(struct vm *vm, const void *bytes, size_t length);
bool bucket_take(struct bucket *b, uint64_t now, uint64_t interval, uint64_t burst, uint64_t n,
                 uint64_t *wait);

/* ---------------------------------------------------------------- management (mgmt.c) */
static inline uint64_t mgmt_read(const struct vm *vm, unsigned reg)
{
    return mmio_read64(vm->registers + reg);
}
static inline void mgmt_write(const struct vm *vm, unsigned reg, uint64_t value)
{
    mmio_write64(vm->registers + reg, value);
}
/* An abstract command, as the register COMMAND holds it; false when it was refused. */
bool mgmt_command(const struct vm *vm, uint64_t command);
#define MGMT_TRANSFER(regno, write)                                                                \
    (FIELD_PREP(MGMT__COMMAND__REGNO, regno) | FIELD_PREP(MGMT__COMMAND__WRITE, write) |           \
     FIELD_PREP(MGMT__COMMAND__AARSIZE, 3) | MGMT__COMMAND__TRANSFER_bm)
/* A register of the core; zero and false when it cannot be read. */
static inline bool mgmt_reg_read(const struct vm *vm, unsigned regno, uint64_t *value)
{
    const bool ok = mgmt_command(vm, MGMT_TRANSFER(regno, 0));

    *value = ok ? mgmt_read(vm, SOC_MGMT_DATA0) : 0;
    return ok;
}
static inline bool mgmt_reg_write(const struct vm *vm, unsigned regno, uint64_t value)
{
    mgmt_write(vm, SOC_MGMT_DATA0, value);
    return mgmt_command(vm, MGMT_TRANSFER(regno, 1));
}
uint64_t mgmt_gpr(const struct vm *vm, unsigned index); /* zero when it cannot be read */
void mgmt_gpr_set(const struct vm *vm, unsigned index, uint64_t value);
bool mgmt_resume(const struct vm *vm);
bool mgmt_reset(const struct vm *vm, unsigned region_log2);
/* A domain reset zeroes the region, unless a simulation has switched that off. */
bool region_scrubbed(void);
void mgmt_stop_at(const struct vm *vm, uint64_t cycle);
/* The model's cycle now; a running model is frozen for the moment, which it cannot notice. */
uint64_t mgmt_cycle(const struct vm *vm);
/* Makes a running model stand until mgmt_go(); false: it stands already, or is about to be halted.
 */
bool mgmt_stand(const struct vm *vm);
void mgmt_go(const struct vm *vm);
#define REG_GPR 0x1000u

/* Window: bytes of the region by offset; writes must not touch locked code. */
void window_read(struct vm *vm, uint64_t offset, void *bytes, uint64_t length);
void window_write(struct vm *vm, uint64_t offset, const void *bytes, uint64_t length);
bool window_flush(struct vm *vm);

/* Guest memory by guest physical address, checked. `wall` names the wall that checks; where a
 * simulation has switched it off, addresses outside the region reach the hypervisor's memory. */
bool guest_read(struct vm *vm, uint64_t gpa, void *bytes, uint64_t length, enum wall wall);
bool guest_write(struct vm *vm, uint64_t gpa, const void *bytes, uint64_t length, enum wall wall);
bool page_is_code(const struct vm *vm, uint64_t page);
/* Any byte of a range of guest physical addresses lies in a code page. */
bool touches_code(const struct vm *vm, uint64_t gpa, uint64_t length);

/* ---------------------------------------------------------------- loading */
unsigned guest_table_count(void);
/* The place is taken, by whatever. */
bool guest_table_holds(unsigned index);
/* False: no such guest or an entry that does not lie in memory. */
bool guest_table_get(unsigned index, struct guest_table_entry *file);
/* Resets and scrubs the domain, loads and starts the guest; NULL or why not. */
const char *guest_load(struct vm *vm, unsigned index);
bool gstage_build(struct vm *vm);
/* Places G-stage tables and device tree at the top of the region. */
void gstage_layout(struct vm *vm);
bool guest_dtb_build(const struct vm *vm, void *buffer, size_t capacity);

/* ---------------------------------------------------------------- heartbeat, operator */
void heartbeat_init(const uint8_t key[32]);
void heartbeat_poll(void);
void operator_input(char c);
void operator_line(char *line, size_t length);
bool operator_poll(void);
void operator_init(void);

extern const char hv_build_id[];
extern uint8_t hv_image_digest[32];

#endif
