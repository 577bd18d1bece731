/* SPDX-License-Identifier: Apache-2.0
 *
 * A small model of the machine around the hypervisor, for tests on the host: management registers
 * and window of one model domain, interlock, configuration block, UART. The guest is a function of
 * the test, which is called when the hypervisor resumes the core and says how it exits next.
 */
#ifndef MODEL_MGMT_H
#define MODEL_MGMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODEL_REGION_LOG2 20
#define MODEL_REGION      (1u << MODEL_REGION_LOG2)
#define MODEL_HV_MEMORY   (1u << 20) /* guest files and table lie here */
#define MODEL_HV_BASE     0x80400000ull

enum { MODEL_TRAP = 1, MODEL_WFI, MODEL_HALT, MODEL_FENCE, MODEL_TRIGGER, MODEL_BUS, MODEL_STOP };

struct model {
    uint8_t region[MODEL_REGION];
    uint8_t hv_memory[MODEL_HV_MEMORY];
    uint64_t csr[4096];
    uint64_t gpr[32];
    uint64_t cycle;
    /* What the guest function sets before it returns. */
    unsigned reason; /* MODEL_STOP: it ran until stop_at */
    unsigned cause;
    uint64_t tval;
    uint64_t gpa;
    uint32_t insn;
    /* Hardware. */
    bool reset, parked, stopped, frozen, fence_locked, config_locked;
    uint64_t fence[4];
    uint64_t stop_at;
    uint64_t data0;
    uint64_t throttle;
    unsigned events; /* irq_status */
    unsigned region_log2;
    unsigned cmderr;
    bool window_refused;
    unsigned level;
    unsigned trip;
    unsigned panics;
    uint64_t weaken;
    uint64_t guest_table;
    bool heartbeat_pending;
    uint64_t challenge;
    uint64_t answer[2];
    unsigned answers;
    uint64_t hv_time;
    unsigned resumes;
    unsigned advances;
    uint64_t finished;
    /* UART. */
    char out[1 << 20];
    size_t out_length;
    const char *in;
    size_t in_length;
};

extern struct model model;
/* The guest: called at each resume, fills the exit. */
extern void (*model_guest)(void);

void model_reset(void);
/* Sets up the hypervisor's modules as hv_main() does. */
void model_boot(void);
/* Turns of the main loop until nothing is left to do, at most `turns`. */
void model_run(unsigned turns);
/* Puts files into the table of guests. */
void model_add_guest(const void *bytes, size_t length);
/* A minimal guest ELF: one executable page, one data page. */
size_t model_make_elf(uint8_t *bytes, size_t capacity);
bool model_printed(const char *text);
/* Panics of the hypervisor end in the test instead of the process when this is set. */
extern bool model_expect_panic;
extern unsigned model_panics;

#endif
